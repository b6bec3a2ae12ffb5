"""Which files are notes, and what is read of them, whatever stands on the disk."""

from __future__ import annotations

import dataclasses
import errno
import os
import socket
from pathlib import Path

import pytest

from talktui.notes.changes import NotSaved
from talktui.notes.store import NotesDirectoryError, Store
from talktui.notes.talk import Kind

from .conftest import AFTER, BEFORE, EDIT, files, needs_proc

# -- which files are notes


def test_notes_are_listed_in_order_at_any_depth(root: Path, store: Store) -> None:
    for name in ("b/x.md", "b.md", "b-c/y.MARKDOWN", "c/d/e/z.Md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    found = list(store.scan())
    assert found == sorted(found) == ["a.md", "b-c/y.MARKDOWN", "b.md", "b/x.md", "c/d/e/z.Md"]


def test_what_is_no_note_is_not_listed(root: Path, store: Store) -> None:
    hidden = (
        ".git/x.md", ".obsidian/x.md", ".trash/x.md", ".a.md.swp", ".hidden.md", "node_modules/p/readme.md",
        "a.sync-conflict-20240101-120000-ABCDEFG.md", "a.txt", "conference.yaml", ".talktui-0123.tmp", "a.md~",
    )  # fmt: skip
    for name in hidden:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert list(store.scan()) == ["a.md"]


def test_patterns_of_the_settings_leave_notes_out(root: Path) -> None:
    for name in ("drafts/x.md", "old/archive/y.md", "b.private.md", "c/keep.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert list(Store(root, ["drafts/", "*.private.md", "old/*"]).scan()) == ["a.md", "c/keep.md"]
    assert list(Store(root, ["archive", "drafts/*"]).scan()) == ["a.md", "b.private.md", "c/keep.md"]


def test_linked_directories_are_not_entered(root: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_text("x")
    (root / "link").symlink_to(tmp_path / "elsewhere")
    (root / "loop.md").symlink_to(root)
    assert list(store.scan()) == ["a.md"]


@pytest.mark.parametrize("kind", ["missing", "file", "dangling"])
def test_a_notes_directory_that_is_none_is_said(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "notes"
    if kind == "file":
        place.write_text("x")
    elif kind == "dangling":
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(NotesDirectoryError, match="directory"):
        Store(place)


def test_a_directory_that_vanishes_while_open_is_said(root: Path, store: Store) -> None:
    (root / "a.md").unlink()
    root.rmdir()
    with pytest.raises(NotesDirectoryError, match="cannot be read"):
        list(store.scan())


# -- reading


def reason(store: Store, path: str) -> str:
    note = store.read(path)
    assert note.talks[0].kind is Kind.UNREADABLE
    assert note.read_only
    return note.read_only


@needs_proc
def test_pipes_sockets_devices_and_folders_are_rows_with_a_reason(root: Path, store: Store) -> None:
    os.mkfifo(root / "pipe.md")
    (root / "dev.md").symlink_to("/dev/zero")
    (root / "gone.md").symlink_to("nowhere")
    (root / "loop.md").symlink_to("loop.md")
    with socket.socket(socket.AF_UNIX) as listening:
        short = os.open(root, os.O_RDONLY)  # a socket's path may be no longer than 107 bytes
        try:
            listening.bind(f"/proc/self/fd/{short}/socket.md")
        finally:
            os.close(short)
        found = {note.path: note for note in store.load()}
    assert set(found) == {"a.md", "dev.md", "gone.md", "loop.md", "pipe.md", "socket.md"}
    assert "pipe" in reason(store, "pipe.md")
    assert "device" in reason(store, "dev.md")
    assert "link to a file that is not there" in reason(store, "gone.md")
    assert "link" in reason(store, "loop.md")
    assert "socket" in reason(store, "socket.md")
    assert "not there" in reason(store, "absent.md")


def test_an_unreadable_file_and_folder_are_rows_with_a_reason(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "secret").mkdir()
    real_scandir, real_open = os.scandir, os.open

    def denied(path: str, *rest: object, **more: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", lambda path: (denied if "secret" in path else real_scandir)(path))
    monkeypatch.setattr(os, "open", lambda path, *rest, **more: denied(path))
    assert list(store.scan()) == ["a.md", "secret"]
    assert reason(store, "a.md") == "permission denied"
    monkeypatch.setattr(os, "open", real_open)
    assert "folder" in reason(store, "secret")


def test_a_name_that_is_no_utf8_is_read_and_written(root: Path, store: Store) -> None:
    (Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.md"))).write_bytes(BEFORE)
    (name,) = set(store.scan()) - {"a.md"}
    assert store.read(name).talks[0].title == "A talk"
    assert store.apply(dataclasses.replace(EDIT, path=name), BEFORE).change.after == AFTER


def test_a_huge_file_is_read_at_its_head_and_not_written(root: Path, store: Store) -> None:
    with (root / "big.md").open("wb") as file:
        file.write(BEFORE)
        file.truncate(300 << 20)
    note = store.read("big.md")
    assert len(note.data) < 2 << 20
    assert note.read_only
    assert note.talks[0].title == "A talk"
    with pytest.raises(NotSaved, match="1 MB"):
        store.apply(dataclasses.replace(EDIT, path="big.md"), None)


def test_a_link_out_of_the_notes_is_read_but_not_written(root: Path, store: Store, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_bytes(BEFORE)
    (root / "link.md").symlink_to(outside)
    note = store.read("link.md")
    assert note.talks[0].title == "A talk"
    assert note.read_only
    assert note.talks[0].read_only == note.read_only
    assert "outside the notes directory" in note.read_only
    with pytest.raises(NotSaved, match="outside the notes directory"):
        store.apply(dataclasses.replace(EDIT, path="link.md"), None)
    assert outside.read_bytes() == BEFORE


def test_a_path_through_a_linked_folder_is_not_written(root: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_bytes(BEFORE)
    (root / "sub").symlink_to(tmp_path / "elsewhere")
    for path in ("sub/x.md", "../elsewhere/x.md", str(tmp_path / "elsewhere" / "x.md")):
        with pytest.raises(NotSaved, match="outside the notes directory"):
            store.apply(dataclasses.replace(EDIT, path=path), None)
    with pytest.raises(NotSaved, match="leaves the notes directory"):
        store.create("sub/new.md", b"x")
    assert files(tmp_path / "elsewhere") == {"x.md": BEFORE}


def test_folders_are_asked_again_when_their_file_changed(root: Path, store: Store) -> None:
    (root / "c").mkdir()
    (root / "c" / "x.md").write_text("x")
    (root / "c" / "conference.yaml").write_text("name: One\n")
    assert store.read("c/x.md").talks[0].conference == "One"
    (root / "c" / "conference.yaml").write_text("name: Two\n")
    store.refresh_folders()
    assert store.read("c/x.md").talks[0].conference == "Two"


def test_text_files_are_read_inside_the_root_only(root: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (root / "conference.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="outside"):
        store.read_text_file("conference.yaml")
    with pytest.raises(OSError, match="outside"):
        store.read_text_file("../secret")
    with pytest.raises(FileNotFoundError):
        store.read_text_file("absent.yaml")
    os.mkfifo(root / "pipe")
    with pytest.raises(OSError, match="pipe"):
        store.read_text_file("pipe")
