"""A save changes the file that it is about, as it is by then; what was saved is taken back and made again."""

from __future__ import annotations

import dataclasses
import errno
import os
import stat
from pathlib import Path

import pytest

from talktui.notes import attributes, write_file
from talktui.notes.changes import Change, NotSaved
from talktui.notes.problem import Refused
from talktui.notes.read_file import FileContent
from talktui.notes.store import Store

from .conftest import AFTER, BEFORE, EDIT, Put, files, needs_proc

# -- saving


def test_a_save_changes_the_file_and_leaves_nothing_else(root: Path, store: Store) -> None:
    saved = store.apply(EDIT, BEFORE)
    assert files(root) == {"a.md": AFTER}
    assert saved.change == Change("a.md", BEFORE, AFTER)
    assert not saved.replayed
    assert saved.warning is None
    assert saved.note is not None
    assert saved.note.data == AFTER
    assert saved.note.etag == store.read("a.md").etag


def test_no_change_is_no_write(root: Path, store: Store) -> None:
    status = (root / "a.md").stat()
    saved = store.apply(Put(b"Text", b"Text"), BEFORE)
    assert saved.change.before == saved.change.after
    assert (root / "a.md").stat() == status


def test_an_edit_is_replayed_on_what_another_program_wrote(root: Path, store: Store) -> None:
    (root / "a.md").write_bytes(BEFORE + b"More.\n")
    saved = store.apply(EDIT, BEFORE)
    assert saved.replayed
    assert files(root) == {"a.md": AFTER + b"More.\n"}
    assert saved.change.before == BEFORE + b"More.\n"


def test_an_edit_that_fits_no_more_is_not_saved_and_says_what_to_do(root: Path, store: Store) -> None:
    (root / "a.md").write_bytes(b"Something else.\n")
    with pytest.raises(NotSaved, match=r"another program has changed the file.*reload") as failure:
        store.apply(EDIT, BEFORE)
    assert failure.value.path == "a.md"
    assert files(root) == {"a.md": b"Something else.\n"}
    with pytest.raises(Refused, match="not there"):  # on the very bytes it was made for: its own fault
        store.apply(Put(b"absent", b"x"), b"Something else.\n")


def test_a_change_during_the_save_is_seen_and_the_edit_replayed(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = attributes.keep_attributes
    calls: list[int] = []

    def meanwhile(descriptor: int, target: FileContent) -> None:
        if not calls:
            calls.append(1)
            (root / "a.md").write_bytes(BEFORE + b"Meanwhile.\n")
        real(descriptor, target)

    monkeypatch.setattr(attributes, "keep_attributes", meanwhile)
    saved = store.apply(EDIT, BEFORE)
    assert saved.replayed
    assert files(root) == {"a.md": AFTER + b"Meanwhile.\n"}


def test_a_file_that_never_holds_still_is_given_up_on(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = attributes.keep_attributes

    def meanwhile(descriptor: int, target: FileContent) -> None:
        with (root / "a.md").open("ab") as file:
            file.write(b"!")
        real(descriptor, target)

    monkeypatch.setattr(attributes, "keep_attributes", meanwhile)
    with pytest.raises(NotSaved, match="keeps writing"):
        store.apply(EDIT, BEFORE)
    assert files(root) == {"a.md": BEFORE + b"!!!!!"}


def test_a_file_replaced_by_one_of_its_size_and_time_is_seen(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = attributes.keep_attributes
    calls: list[int] = []
    status = (root / "a.md").stat()

    def meanwhile(descriptor: int, target: FileContent) -> None:
        if not calls:
            calls.append(1)
            (root / "b").write_bytes(BEFORE.replace(b"A talk", b"B talk"))
            os.utime(root / "b", ns=(status.st_atime_ns, status.st_mtime_ns))
            (root / "b").rename(root / "a.md")
        real(descriptor, target)

    monkeypatch.setattr(attributes, "keep_attributes", meanwhile)
    assert store.apply(EDIT, BEFORE).replayed
    assert files(root) == {"a.md": AFTER.replace(b"A talk", b"B talk")}


def test_mode_and_extended_attributes_are_kept(root: Path, store: Store) -> None:
    (root / "a.md").chmod(0o640)
    try:
        os.setxattr(root / "a.md", "user.colour", b"red")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    store.apply(EDIT, BEFORE)
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == 0o640
    assert os.getxattr(root / "a.md", "user.colour") == b"red"


@needs_proc
def test_an_owner_that_cannot_be_kept_is_said(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_fstat = os.fstat

    def other_owner(descriptor: int) -> os.stat_result:
        status = list(real_fstat(descriptor))
        target = os.readlink(f"/proc/self/fd/{descriptor}")
        if write_file.TEMP_PREFIX in target:
            status[4] += 1
            return os.stat_result(status)
        return real_fstat(descriptor)

    def not_allowed(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fstat", other_owner)
    monkeypatch.setattr(os, "fchown", not_allowed)
    saved = store.apply(EDIT, BEFORE)
    assert saved.warning
    assert "owner" in saved.warning
    assert files(root) == {"a.md": AFTER}


def test_a_write_protected_file_is_not_replaced(root: Path, store: Store) -> None:
    (root / "a.md").chmod(0o444)
    note = store.read("a.md")
    assert note.read_only
    assert "write-protected" in note.read_only
    with pytest.raises(NotSaved, match="write-protected"):
        store.apply(EDIT, BEFORE)
    assert files(root) == {"a.md": BEFORE}


def test_a_link_inside_the_notes_stays_a_link(root: Path, store: Store) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "link.md").symlink_to("../a.md")
    store.apply(dataclasses.replace(EDIT, path="sub/link.md"), BEFORE)
    assert (root / "sub" / "link.md").is_symlink()
    assert (root / "a.md").read_bytes() == AFTER


def test_a_file_with_two_names_stays_one_file(root: Path, store: Store) -> None:
    (root / "b.md").hardlink_to(root / "a.md")
    saved = store.apply(EDIT, BEFORE)
    assert saved.warning
    assert "hard links" in saved.warning
    assert files(root) == {"a.md": AFTER, "b.md": AFTER}
    store.restore(saved.change)
    assert files(root) == {"a.md": BEFORE, "b.md": BEFORE}


# -- new files


def test_a_new_file_and_its_folders_are_made(root: Path, store: Store) -> None:
    saved = store.create("2024/conf/new.md", BEFORE)
    assert saved.change == Change("2024/conf/new.md", None, BEFORE)
    assert saved.note is not None
    assert saved.note.talks[0].title == "A talk"
    assert files(root) == {"a.md": BEFORE, "2024/conf/new.md": BEFORE}
    assert stat.S_IMODE((root / "2024/conf/new.md").stat().st_mode) & 0o600 == 0o600


def test_a_taken_name_is_never_written_over(root: Path, store: Store) -> None:
    (root / "link.md").symlink_to("nowhere")
    for name in ("a.md", "link.md"):
        with pytest.raises(NotSaved, match="already"):
            store.create(name, b"x")
    with pytest.raises(NotSaved, match="folder"):
        store.create("a.md/x.md", b"x")
    assert files(root) == {"a.md": BEFORE}


@pytest.mark.parametrize("path", ["../x.md", "/etc/x.md", "a//b.md", "x\0.md", "", "./x.md", "b/"])
def test_a_path_that_is_none_makes_no_file(root: Path, store: Store, path: str) -> None:
    with pytest.raises(NotSaved):
        store.create(path, b"x")
    assert files(root.parent) == {"notes/a.md": BEFORE}


# -- undo and redo


def test_undo_and_redo_give_the_very_bytes(root: Path, store: Store) -> None:
    saved = store.apply(EDIT, BEFORE)
    undone = store.restore(saved.change)
    assert files(root) == {"a.md": BEFORE}
    assert undone.change == Change("a.md", AFTER, BEFORE)
    assert undone.note is not None
    assert undone.note.data == BEFORE
    store.restore(saved.change.inverse)
    assert files(root) == {"a.md": AFTER}


def test_undo_takes_a_new_file_away_and_redo_makes_it_again(root: Path, store: Store) -> None:
    change = store.create("b.md", b"x").change
    assert store.restore(change).note is None
    assert files(root) == {"a.md": BEFORE}
    assert store.restore(change.inverse).note is not None
    assert files(root) == {"a.md": BEFORE, "b.md": b"x"}


def test_undo_never_takes_away_what_another_program_wrote(root: Path, store: Store) -> None:
    change = store.apply(EDIT, BEFORE).change
    made = store.create("b.md", b"x").change
    (root / "a.md").write_bytes(AFTER + b"theirs")
    (root / "b.md").write_bytes(b"theirs")
    for one in (change, made):
        with pytest.raises(NotSaved, match="something else has changed it since") as failure:
            store.restore(one)
        assert failure.value.path == one.path
    assert files(root) == {"a.md": AFTER + b"theirs", "b.md": b"theirs"}
    (root / "a.md").unlink()
    with pytest.raises(NotSaved, match="not there"):
        store.restore(change)
