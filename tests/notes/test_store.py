"""Notes are read whatever stands on the disk, and a save either happened whole or not at all."""

from __future__ import annotations

import dataclasses
import errno
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from talktui.notes import attributes, exchange, write_file
from talktui.notes.changes import Change, NotSaved
from talktui.notes.problem import Refused
from talktui.notes.read_file import FileContent
from talktui.notes.store import NotesDirectoryError, Store
from talktui.notes.talk import Kind, TalkKey

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system has no /proc")
BEFORE = b"---\ntitle: A talk\n---\nText.\n"


@dataclasses.dataclass(frozen=True)
class Put:
    """An edit that replaces one word of the bytes by another."""

    old: bytes
    new: bytes
    path: str = "a.md"

    @property
    def title(self) -> str:
        return "put"

    @property
    def key(self) -> TalkKey:
        return TalkKey(self.path)

    def apply(self, data: bytes) -> bytes:
        if self.old not in data:
            raise Refused("the word is not there")
        return data.replace(self.old, self.new)


EDIT = Put(b"Text", b"Other text")
AFTER = BEFORE.replace(b"Text", b"Other text")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    root.mkdir()
    (root / "a.md").write_bytes(BEFORE)
    return root


@pytest.fixture
def store(root: Path) -> Store:
    return Store(root)


def files(root: Path) -> dict[str, bytes]:
    """Every file below `root`, hidden ones too: what a save left behind shows here."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


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


def failing(number: int) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


FAULTS = [
    ("open", errno.ENOSPC, "disk is full"),
    ("write", errno.ENOSPC, "disk is full"),
    ("write", errno.EDQUOT, "quota"),
    ("fchmod", errno.EIO, "disk reports an error"),
    ("fsync", errno.EIO, "disk reports an error"),
    ("renameat2", errno.EROFS, "read-only"),
]


@pytest.mark.parametrize(("function", "number", "words"), FAULTS)
def test_a_fault_before_the_commit_leaves_the_file_and_no_stray(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, function: str, number: int, words: str
) -> None:
    module = exchange if function == "renameat2" else os
    real = getattr(module, function)

    def fail(*args: object, **more: object) -> object:
        if function == "open" and not (isinstance(args[1], int) and args[1] & os.O_CREAT):
            return real(*args, **more)
        return failing(number)()

    monkeypatch.setattr(module, function, fail)
    with pytest.raises(NotSaved, match=words) as failure:
        store.apply(EDIT, BEFORE)
    monkeypatch.undo()
    assert "not saved" in str(failure.value)
    assert files(root) == {"a.md": BEFORE}


def test_a_fault_in_the_middle_of_writing_leaves_no_stray(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    written: list[int] = []

    def some(descriptor: int, data: bytes) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(1)
        return real(descriptor, bytes(data)[:5])

    monkeypatch.setattr(os, "write", some)
    with pytest.raises(NotSaved, match="full"):
        store.apply(EDIT, BEFORE)
    monkeypatch.undo()
    assert files(root) == {"a.md": BEFORE}


def test_an_interrupt_leaves_no_stray(root: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.apply(EDIT, BEFORE)
    monkeypatch.undo()
    assert files(root) == {"a.md": BEFORE}
    store.apply(EDIT, BEFORE)  # and the next save is not locked out
    assert files(root) == {"a.md": AFTER}


def test_a_fault_after_the_commit_is_saved_with_a_warning(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    calls: list[int] = []

    def second_fails(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", second_fails)
    saved = store.apply(EDIT, BEFORE)
    assert saved.warning
    assert "durability is unknown" in saved.warning
    assert len(calls) == 2  # never a second try
    assert files(root) == {"a.md": AFTER}


@pytest.mark.parametrize("function", ["write", "ftruncate"])
def test_a_fault_while_writing_in_place_puts_the_old_text_back(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    (root / "b.md").hardlink_to(root / "a.md")
    real = getattr(os, function)
    calls: list[object] = []

    def first_fails(*args: object) -> object:
        calls.append(args)
        if len(calls) == 1:
            raise OSError(errno.EIO, "Input/output error")
        return real(*args)

    monkeypatch.setattr(os, function, first_fails)
    with pytest.raises(NotSaved, match="old text was put back"):
        store.apply(EDIT, BEFORE)
    monkeypatch.undo()
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


@pytest.mark.parametrize("function", ["write", "fsync", "renameat2"])
def test_a_fault_while_making_a_file_leaves_nothing(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    monkeypatch.setattr(exchange if function == "renameat2" else os, function, failing(errno.ENOSPC))
    with pytest.raises(NotSaved, match="full"):
        store.create("new/folder/x.md", b"x")
    monkeypatch.undo()
    assert files(root) == {"a.md": BEFORE}
    assert not (root / "new").exists()


def test_a_file_system_without_hard_links_gets_new_files_too(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "renameat2", failing(errno.EPERM))
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    store.create("x.md", b"x")
    assert files(root) == {"a.md": BEFORE, "x.md": b"x"}
    with pytest.raises(NotSaved, match="already"):
        store.create("a.md", b"x")
    assert files(root) == {"a.md": BEFORE, "x.md": b"x"}


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
