"""Whatever system call of a save fails, and whatever is swapped meanwhile: contents right, word right."""

from __future__ import annotations

import errno
import gc
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from talktui.notes import attributes, commit, exchange, write_file
from talktui.notes.changes import Change, NotSaved, Saved
from talktui.notes.groups import MoveFile
from talktui.notes.read_file import in_words
from talktui.notes.store import Store

from .conftest import AFTER, BEFORE, EDIT, files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX system calls")

CALLS = (
    "open", "close", "read", "write", "fstat", "stat", "lstat", "fsync", "fchmod", "fchown", "replace", "link",
    "unlink", "lseek", "ftruncate", "listxattr", "getxattr", "setxattr", "mkdir", "rmdir", "pread", "rename",
)  # fmt: skip
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EINTR)


class Steps:
    """Counts the system calls that saves make, and does something at one of them.

    Of this thread's only: others (pytest's, a watcher's) make calls when they like.
    """

    def __init__(
        self, patch: pytest.MonkeyPatch, at: int, act: Callable[[str], None], *, done: bool = False
    ) -> None:
        self.calls: list[str] = []
        self._at, self._act, self._done = at, act, done  # `done`: the call is made before
        self._thread = threading.get_ident()
        for name in CALLS:
            if hasattr(os, name):
                # What is synced is read back from memory here: waiting for the disk shows nothing more.
                real = (lambda _: None) if name == "fsync" else getattr(os, name)
                patch.setattr(os, name, self._wrapped(name, real))
        patch.setattr(exchange, "renameat2", self._wrapped("renameat2", exchange.renameat2))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if threading.get_ident() != self._thread:
                return real(*args, **more)
            self.calls.append(name)
            if len(self.calls) == self._at:
                if name == "close" or self._done:  # Linux closes the descriptor whatever it says
                    result = real(*args, **more)
                    self._act(name)
                    return result
                self._act(name)
            return real(*args, **more)

        return call


def notes(parent: Path) -> Path:
    root = parent / "notes"
    (root / "sub").mkdir(parents=True)
    (root / "a.md").write_bytes(BEFORE)
    return root


def plain(store: Store) -> Saved:
    return store.apply(EDIT, BEFORE)


def linked(store: Store) -> Saved:
    return store.apply(EDIT, BEFORE)


def new(store: Store) -> Saved:
    return store.create("made/new.md", AFTER)


def removed(store: Store) -> Saved:
    return store.restore(Change("a.md", None, BEFORE))


def renamed(store: Store) -> Saved:
    made = store.make("rename", [MoveFile("a.md", "made/b.md", BEFORE)])
    made.raise_failure()
    return made.saved[0]


# What is done, and what the disk holds when it was not and when it was.
SAVES: dict[str, tuple[Callable[[Store], Saved], dict[str, bytes], dict[str, bytes]]] = {
    "edit": (plain, {"a.md": BEFORE}, {"a.md": AFTER}),
    "edit a file of two names": (linked, {"a.md": BEFORE, "b.md": BEFORE}, {"a.md": AFTER, "b.md": AFTER}),
    "make": (new, {"a.md": BEFORE}, {"a.md": BEFORE, "made/new.md": AFTER}),
    "remove": (removed, {"a.md": BEFORE}, {}),
    "rename": (renamed, {"a.md": BEFORE}, {"made/b.md": BEFORE}),
}
NAMING = {"renameat2", "replace", "rename", "link", "unlink"}


@pytest.mark.parametrize("number", ERRORS, ids=lambda number: errno.errorcode[number])
@pytest.mark.parametrize("how", ["exchanged", "replaced"])
@pytest.mark.parametrize("kind", SAVES)
def test_every_system_call_may_fail(tmp_path: Path, kind: str, how: str, number: int) -> None:
    """With renameat2 and without; a call that gives a name fails once without and once with having done it."""
    with pytest.MonkeyPatch.context() as patch, no_garbage():
        if how == "replaced":
            patch.setattr(exchange, "_call", lambda: None)
        calls: list[str] = []
        while call := failing_at(tmp_path / str(len(calls)), kind, number, len(calls) + 1):
            calls.append(call)
        assert len(calls) > 10
        for step, call in enumerate(calls, start=1):
            if call in NAMING:
                failing_at(tmp_path / f"done {step}", kind, number, step, done=True)


@contextmanager
def no_garbage() -> Iterator[None]:
    """Nothing of what went before is collected meanwhile: its files would be closed, and that counted."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def failing_at(parent: Path, kind: str, number: int, step: int, *, done: bool = False) -> str | None:
    """One save whose call number `step` fails: that call's name, or None when it makes no more than that.

    With `done` the call does what it should and then says that it has not, as on a network disk.
    """
    save, as_it_was, as_saved = SAVES[kind]
    root = notes(parent)
    if "b.md" in as_it_was:
        (root / "b.md").hardlink_to(root / "a.md")
    store = Store(root)
    saved: Saved | None = None
    reason = ""

    def fail(name: str) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.MonkeyPatch.context() as patch:
        steps = Steps(patch, step, fail, done=done)
        try:
            saved = save(store)
        except NotSaved as error:
            reason = str(error)
    if step > len(steps.calls):
        assert saved is not None
        return None
    name = f"step {step}: {steps.calls[step - 1]}"
    assert files(root) == (as_saved if saved else as_it_was), name
    assert (root / "made").exists() == (saved is not None and kind in {"make", "rename"}), name
    if saved is None:
        assert "not saved" in reason, name
        assert in_words(OSError(number, os.strerror(number))) in reason, name
    elif steps.calls[step - 1] == "fsync" and not done:
        assert "durability is unknown" in (saved.warning or "") or "in place" in (saved.warning or ""), name
    return steps.calls[step - 1]


def steps_of_a_save(tmp_path: Path) -> Iterator[tuple[int, Path, Path, Store]]:
    """A save to be disturbed at each of its steps: the step, the notes, what is outside, the store."""
    for step in range(1, 80):
        root = notes(tmp_path / str(step))
        outside = root.parent / "outside"
        outside.mkdir()
        (outside / "a.md").write_bytes(BEFORE)
        (root / "a.md").rename(root / "sub" / "a.md")
        yield step, root, outside, Store(root)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_link_swapped_in_at_any_step_leads_no_save_outside(tmp_path: Path, what: str) -> None:
    from dataclasses import replace

    reached_end = False
    for step, root, outside, store in steps_of_a_save(tmp_path):

        def swap(name: str, root: Path = root, outside: Path = outside) -> None:
            if what == "folder":
                (root / "sub").rename(root.parent / "moved")
                (root / "sub").symlink_to(outside)
            else:
                os.remove(root / "sub" / "a.md")
                (root / "sub" / "a.md").symlink_to(outside / "a.md")

        saved = None
        with pytest.MonkeyPatch.context() as patch:
            steps = Steps(patch, step, swap)
            try:
                saved = store.apply(replace(EDIT, path="sub/a.md"), BEFORE)
            except NotSaved:
                saved = None
        assert files(outside) == {"a.md": BEFORE}
        everything = files(root.parent)
        assert not [path for path in everything if write_file.TEMP_PREFIX in path], steps.calls[step - 1]
        if saved is None:
            assert set(everything.values()) <= {BEFORE}
        if step > len(steps.calls):
            reached_end = True
            break
    assert reached_end


def test_a_second_write_within_one_tick_of_the_clock_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = notes(tmp_path)
    store = Store(root)
    seen = store.read("a.md").etag
    monkeypatch.setattr(commit, "etag_of", lambda status: seen)
    theirs = BEFORE.replace(b"A talk", b"B talk")

    real = attributes.keep_attributes

    def meanwhile(descriptor: int, target: Any) -> None:
        (root / "a.md").write_bytes(theirs)
        real(descriptor, target)

    monkeypatch.setattr(attributes, "keep_attributes", meanwhile)
    try:
        store.apply(EDIT, BEFORE)
    except NotSaved:
        assert files(root) == {"a.md": theirs}
    else:
        assert b"B talk" in (root / "a.md").read_bytes()


@pytest.mark.parametrize("seldom", [1, 2, 3])
def test_a_file_changed_several_times_keeps_every_change(tmp_path: Path, seldom: int) -> None:
    root = notes(tmp_path)
    calls: list[int] = []

    with pytest.MonkeyPatch.context() as patch:
        real = attributes.keep_attributes

        def meanwhile(descriptor: int, target: Any) -> None:
            calls.append(1)
            if len(calls) <= seldom:
                with (root / "a.md").open("ab") as file:
                    file.write(b"!")
            real(descriptor, target)

        patch.setattr(attributes, "keep_attributes", meanwhile)
        saved = Store(root).apply(EDIT, BEFORE)
    assert saved.replayed
    assert files(root) == {"a.md": AFTER + b"!" * seldom}


def test_a_file_that_is_anothers_keeps_its_owner_and_its_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = notes(tmp_path)
    (root / "a.md").chmod(0o755)
    inode = (root / "a.md").stat().st_ino
    real = os.fstat

    def other_owner(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        if status.st_size != len(AFTER):  # not the new file
            return status
        times = {name: getattr(status, name) for name in ("st_atime_ns", "st_mtime_ns", "st_ctime_ns")}
        return os.stat_result([*status[:4], status.st_uid + 1, *status[5:]], times)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", other_owner)
        patch.setattr(os, "fchown", refuse)
        warnings = store_warning(root)
    assert "owner" in warnings
    assert "written in place" in warnings
    assert (root / "a.md").stat().st_ino == inode
    assert files(root) == {"a.md": AFTER}


def test_special_mode_bits_stay_with_their_owner(tmp_path: Path) -> None:
    root = notes(tmp_path)
    (root / "a.md").chmod(0o2750)
    Store(root).apply(EDIT, BEFORE)
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == 0o2750


def store_warning(root: Path) -> str:
    return Store(root).apply(EDIT, BEFORE).warning or ""


@pytest.mark.parametrize("call", ["write", "ftruncate", "fsync"])
def test_an_interrupt_while_writing_in_place_puts_the_old_text_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    root = notes(tmp_path)
    (root / "b.md").hardlink_to(root / "a.md")
    real = getattr(os, call)
    calls: list[int] = []

    def interrupted(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            if call == "write":
                real(args[0], bytes(args[1])[:7])
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, interrupted)
        with pytest.raises(KeyboardInterrupt):
            Store(root).apply(EDIT, BEFORE)
    assert files(root) == {"a.md": BEFORE, "b.md": BEFORE}


def test_an_access_list_is_kept(tmp_path: Path) -> None:
    """`user::rw-,user:65534:r--,group::r--,mask::r--,other::---`, as acl(5) has it in an attribute."""
    root = notes(tmp_path)
    entries = [
        (1, 6, 0xFFFFFFFF),
        (2, 4, 65534),
        (4, 4, 0xFFFFFFFF),
        (16, 4, 0xFFFFFFFF),
        (32, 0, 0xFFFFFFFF),
    ]
    acl = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little") + rights.to_bytes(2, "little") + who.to_bytes(4, "little")
        for tag, rights, who in entries
    )
    try:
        os.setxattr(root / "a.md", "system.posix_acl_access", acl)
    except (OSError, AttributeError):
        pytest.skip("this file system has no access lists")
    assert not store_warning(root)
    assert os.getxattr(root / "a.md", "system.posix_acl_access") == acl
