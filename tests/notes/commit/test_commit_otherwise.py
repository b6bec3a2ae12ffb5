"""Where names cannot be exchanged, and where a file is removed or renamed: what others wrote stays, too."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import pytest

from talktui.notes import exchange, write_file
from talktui.notes.read_file import read_file
from talktui.notes.write_file import ChangedMeanwhileError

from .conftest import OLD, OURS, THEIRS, THIRD, World

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")


# -- where names cannot be exchanged


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EPERM])
def test_without_renameat2_everything_works_and_it_is_asked_once(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(exchange, "_without", set())
    calls: list[int] = []

    def missing(*_: object) -> None:
        calls.append(1)
        raise OSError(number, os.strerror(number))

    root = os.path.realpath(world.root)
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "renameat2", missing)
        for data in (OURS, OLD, OURS):
            assert write_file.replace_file(read_file(root, "a.md"), data, world.aside) is None
        assert len(calls) == (3 if number == errno.EPERM else 1)
        write_file.create_file(f"{root}/b.md", THEIRS)
        with pytest.raises(FileExistsError):
            write_file.create_file(f"{root}/b.md", THIRD)
        write_file.move_file(read_file(root, "b.md"), f"{root}/c.md")
        with pytest.raises(FileExistsError):
            write_file.move_file(read_file(root, "c.md"), f"{root}/a.md")
        assert world.files == {"a.md": OURS, "c.md": THEIRS}
        write_file.remove_file(read_file(root, "c.md"))
    assert world.files == {"a.md": OURS}


def test_a_system_that_has_no_such_call_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_call", lambda: None)
    folder = os.open(world.root, os.O_RDONLY)
    try:
        with pytest.raises(exchange.Unsupported):
            exchange.exchange("a.md", "b.md", folder)
    finally:
        os.close(folder)
    target = read_file(os.path.realpath(world.root), "a.md")
    assert write_file.replace_file(target, OURS) is None
    assert world.files == {"a.md": OURS}


def test_renameat2_by_its_number_does_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    real = ctypes.CDLL

    class WithoutName:
        def __init__(self, *args: Any, **more: Any) -> None:
            self.syscall = real(*args, **more).syscall

    monkeypatch.setattr(ctypes, "CDLL", WithoutName)
    exchange._call.cache_clear()
    try:
        if exchange._call() is None:
            pytest.skip("its number is not known on this kind of computer")
        assert world.save(monkeypatch) is None
        assert world.calls == 1
        with pytest.raises(FileExistsError):
            write_file.create_file(os.path.realpath(world.note), THEIRS)
    finally:
        exchange._call.cache_clear()
    assert world.files == {"a.md": OURS}


# -- a file is removed or renamed


@pytest.mark.parametrize("how", ["replaces", "writes"])
def test_what_another_program_wrote_is_not_removed(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    world.before[1] = getattr(world, how)(THEIRS)
    with pytest.raises(ChangedMeanwhileError):
        world.remove(monkeypatch)
    assert world.files == {"a.md": THEIRS}


def test_a_file_made_anew_while_it_is_removed_stays_and_the_other_text_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.before[1] = world.replaces(THEIRS)
    world.before[2] = world.writes(THIRD)
    with pytest.raises(ChangedMeanwhileError):
        world.remove(monkeypatch)
    assert world.files == {"a.md": THIRD}
    assert world.kept == [THEIRS]


@pytest.mark.parametrize("how", ["replaces", "writes"])
def test_what_another_program_wrote_keeps_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    world.before[1] = getattr(world, how)(THEIRS)
    root = os.path.realpath(world.root)
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "renameat2", world.renameat2)
        with pytest.raises(ChangedMeanwhileError):
            write_file.move_file(read_file(root, "a.md"), f"{root}/b.md", world.aside)
    assert world.files == {"a.md": THEIRS}


def test_a_taken_name_is_not_overwritten_by_a_rename(world: World) -> None:
    root = os.path.realpath(world.root)
    (world.root / "b.md").write_bytes(THEIRS)
    with pytest.raises(FileExistsError):
        write_file.move_file(read_file(root, "a.md"), f"{root}/b.md")
    assert world.files == {"a.md": OLD, "b.md": THEIRS}
