"""Whoever writes at whatever moment of a save: every text is in the file, or kept, or still watched."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktui.notes import exchange, temp_files, write_file
from talktui.notes.read_file import read_file
from talktui.notes.write_file import ChangedMeanwhileError, WriteError

from .conftest import OLD, OURS, REAL, THEIRS, THIRD, World, refuse

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")


# -- a file is replaced


@pytest.mark.parametrize("how", ["replaces", "writes"])
def test_a_change_right_before_the_exchange_is_given_back(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    world.before[1] = getattr(world, how)(THEIRS)
    with pytest.raises(ChangedMeanwhileError):
        world.save(monkeypatch)
    assert world.files == {"a.md": THEIRS}
    assert world.kept == []
    assert world.late.close() == []


def test_the_like_of_the_file_that_was_read_is_as_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As overlayfs makes them; but not one that may be read by others than before."""
    world.before[1] = world.replaces(OLD)
    assert world.save(monkeypatch) is None
    assert world.files == {"a.md": OURS}

    def other_mode() -> None:
        world.replaces(OURS)()
        world.note.chmod(0o600)

    world.before[2] = other_mode
    with pytest.raises(ChangedMeanwhileError):
        world.remove(monkeypatch)
    assert world.files == {"a.md": OURS}
    assert world.note.stat().st_mode & 0o777 == 0o600


def test_who_replaces_our_text_while_anothers_is_given_back_stays_and_the_other_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.before[1] = world.replaces(THEIRS)
    world.before[2] = world.replaces(THIRD)
    with pytest.raises(ChangedMeanwhileError):
        world.save(monkeypatch)
    assert world.files == {"a.md": THIRD}
    assert world.kept == [THEIRS]
    assert [(one.before, one.late) for one in world.late.close()] == [(OLD, THEIRS)]


def test_what_is_written_into_our_text_while_anothers_is_given_back_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.before[1] = world.replaces(THEIRS)
    world.before[2] = world.writes(THIRD)
    with pytest.raises(ChangedMeanwhileError):
        world.save(monkeypatch)
    assert world.files == {"a.md": THEIRS}
    assert world.kept == [THIRD]
    assert [(one.before, one.late) for one in world.late.close()] == [(OURS, THIRD)]


def test_who_deletes_the_file_while_it_is_given_back_has_deleted_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.before[1] = world.replaces(THEIRS)
    world.before[2] = world.note.unlink
    with pytest.raises(ChangedMeanwhileError):
        world.save(monkeypatch)
    assert world.files == {}
    assert world.kept == [THEIRS]


def test_a_disk_that_gives_nothing_back_says_saved_and_where_the_other_text_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.before[1] = world.replaces(THEIRS)
    world.before[2] = refuse(errno.EIO)
    warning = world.save(monkeypatch)
    assert warning
    assert "another program" in warning
    assert "recovered texts" in warning
    assert world.files == {"a.md": OURS}
    assert world.kept == [THEIRS]


def test_what_cannot_be_kept_is_left_lying(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.recovery.folder.parent.parent.write_text("no folder")
    world.before[1] = world.replaces(THEIRS)
    world.before[2] = refuse(errno.EIO)
    warning = world.save(monkeypatch) or ""
    (stray,) = set(world.files) - {"a.md"}
    assert stray in warning
    assert world.files == {"a.md": OURS, stray: THEIRS}


def test_others_that_replace_it_again_and_again_lose_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [b"text %d\n" % number for number in range(40)]
    for number, text in enumerate(texts, start=1):
        world.before[number] = world.replaces(text)
    with pytest.raises(ChangedMeanwhileError):
        world.save(monkeypatch)
    # Each found its forerunner's text, or ours, in the file and replaced it knowingly, but for the first.
    everything = {*world.files.values(), *world.kept}
    assert texts[world.calls - 1] in everything
    assert not [name for name in world.files if temp_files.is_temp(name)]
    assert OURS not in everything


@pytest.mark.parametrize("errors", [1, 3])
def test_an_interrupted_exchange_is_made_once(
    world: World, monkeypatch: pytest.MonkeyPatch, errors: int
) -> None:
    for number in range(1, errors + 1):
        world.before[number] = refuse(errno.EINTR)
    assert world.save(monkeypatch) is None
    assert world.files == {"a.md": OURS}


@pytest.mark.parametrize("number", [errno.EINTR, errno.EIO, errno.ENOENT])
def test_an_exchange_that_took_place_whatever_was_said_counts(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def done_but(*args: Any) -> None:
        REAL(*args)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(exchange, "renameat2", done_but)
        target = read_file(os.path.realpath(world.root), "a.md")
        assert write_file.replace_file(target, OURS, world.aside) is None
    assert world.files == {"a.md": OURS}


@pytest.mark.parametrize("crossed", [False, True])
def test_an_interrupt_waits_for_the_commit_to_end(
    world: World, monkeypatch: pytest.MonkeyPatch, *, crossed: bool
) -> None:
    def interrupt() -> None:
        if crossed:
            world.replaces(THEIRS)()
        os.kill(os.getpid(), signal.SIGINT)

    world.before[1] = interrupt
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests' runner may ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            world.save(monkeypatch)
    finally:
        signal.signal(signal.SIGINT, before)
    assert world.files == {"a.md": THEIRS if crossed else OURS}
    assert world.late.close() == []


# -- everybody at once


LINE = st.sampled_from(["replace", "write", "open", "write what was opened", "save"])
PLAN = st.lists(st.tuples(st.integers(1, 24), LINE), max_size=6)
CALLS = "open close write fstat lstat fsync pread replace unlink link".split()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLAN)
def test_no_line_of_anybody_is_lost(
    plan: list[tuple[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Others append lines, by replacing the file, in place or as talktui does, at any system call of a save."""
    world = World(tmp_path_factory.mktemp("world"))
    root = os.path.realpath(world.root)
    schedule: dict[int, list[str]] = {}
    for at, what in plan:
        schedule.setdefault(at, []).append(what)
    lines: list[bytes] = []
    opened: list[int] = []
    real = {name: getattr(os, name) for name in CALLS}
    count = [0]
    acting = [False]

    def act(what: str) -> None:
        line = b"line %d of another\n" % len(lines)
        if what == "replace":
            now = world.note.read_bytes()
            for descriptor in opened:  # who replaces a file that is open has answered for that
                real["close"](descriptor)
            opened.clear()
            lines.append(line)
            world.replaces(now + line)()
        elif what == "write":
            lines.append(line)
            with world.note.open("ab") as file:
                file.write(line)
        elif what == "save":  # another talktui
            other = read_file(root, "a.md")
            write_file.replace_file(other, other.data + line, world.aside)
            lines.append(line)
        elif what == "open":
            opened.append(real["open"](world.note, os.O_RDWR | os.O_APPEND))
        elif opened:
            lines.append(line)
            real["write"](opened[-1], line)

    def step() -> None:
        if acting[0]:
            return
        count[0] += 1
        acting[0] = True
        try:
            for what in schedule.get(count[0], ()):
                act(what)
        finally:
            acting[0] = False

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*args: Any, **more: Any) -> Any:
            step()
            return call(*args, **more)

        return stepping

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrapped(real[name]))
        patch.setattr(exchange, "renameat2", wrapped(REAL))
        saved = False
        for _ in range(8):
            target = read_file(root, "a.md")
            try:
                write_file.replace_file(target, target.data + b"ours\n", world.aside)
            except (ChangedMeanwhileError, WriteError):
                continue
            saved = True
            break
    for descriptor in opened:
        if lines:
            line = b"a last line of another\n"
            os.write(descriptor, line)
            lines.append(line)
        os.close(descriptor)
    texts = [world.note.read_bytes(), *world.kept, *(one.late for one in world.late.close())]
    for line in lines:
        assert any(line in text for text in texts), (line, texts)
    assert not saved or b"ours\n" in texts[0]
    assert set(world.files) == {"a.md"}
