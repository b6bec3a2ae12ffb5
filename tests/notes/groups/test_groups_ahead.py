"""A group writes its next file while the one before it is synced: nothing of that shows, whatever fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from talktui.notes import syncing
from talktui.notes.store import Store

from .conftest import NOTE, add, disk, temporary

TASKS = [add(f"{name}.md") for name in "abcd"]
CHANGED = NOTE + b"line\n"


def test_a_file_that_cannot_be_synced_is_told_and_the_others_are_saved(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = syncing.Sync.run
    number = iter(range(10))

    def run(sync: syncing.Sync) -> None:
        with monkeypatch.context() as patch:
            if next(number) == 1:  # of those begun ahead: b.md, c.md, d.md
                patch.setattr(os, "fsync", refuse)
            real(sync)

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(syncing.Sync, "run", run)
    made = store.make("bulk", TASKS)
    assert [(failure.path, made.stopped) for failure in made.failures] == [("c.md", None)]
    assert "the disk reports an error" in made.failures[0].reason
    assert disk(root) == {"a.md": CHANGED, "b.md": CHANGED, "c.md": NOTE, "d.md": CHANGED}


@pytest.mark.parametrize("done", [1, 2, 3])
def test_a_group_that_is_stopped_leaves_nothing_beside_the_notes(store: Store, root: Path, done: int) -> None:
    finished = 0

    def progress(number: int, _of: int) -> None:
        nonlocal finished
        finished = number

    made = store.make("bulk", TASKS, progress=progress, cancelled=lambda: finished == done)
    assert len(made.saved) == done
    assert list(dict(sorted(disk(root).items())).values()) == [CHANGED] * done + [NOTE] * (4 - done)
    assert temporary(root) == []


def test_an_interrupt_leaves_nothing_beside_the_notes(store: Store, root: Path) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.make("bulk", TASKS, progress=progress)
    assert temporary(root) == []
    assert [path for path, data in sorted(disk(root).items()) if data == CHANGED] == ["a.md", "b.md"]


def test_a_note_that_another_program_writes_before_its_turn_keeps_both_changes(
    store: Store, root: Path
) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 1:  # b.md's new file is written by now
            (root / "b.md").write_bytes(b"theirs\n")

    made = store.make("bulk", TASKS, progress=progress)
    assert made.failures == []
    assert (root / "b.md").read_bytes() == b"theirs\nline\n"
    assert temporary(root) == []


def test_the_mode_that_a_note_gets_before_its_turn_stays(store: Store, root: Path) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 1:
            (root / "b.md").chmod(0o600)

    store.make("bulk", TASKS, progress=progress)
    assert (root / "b.md").stat().st_mode & 0o777 == 0o600
    assert (root / "b.md").read_bytes() == CHANGED


def test_without_threads_a_group_is_saved_all_the_same(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_self: object, _descriptor: int) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(syncing.Syncing, "begin", none)
    assert len(store.make("bulk", TASKS).saved) == 4
    assert set(disk(root).values()) == {CHANGED}
