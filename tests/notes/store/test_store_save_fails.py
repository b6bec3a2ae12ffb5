"""A save that fails leaves the file as it was and nothing beside it, or says that it is saved and what failed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from talktui.notes import exchange
from talktui.notes.changes import NotSaved
from talktui.notes.store import Store

from .conftest import AFTER, BEFORE, EDIT, files


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
