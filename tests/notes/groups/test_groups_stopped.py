"""A group is stopped by a full disk, by the person, or by a journal that takes nothing: what is done is told, the rest redone."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from talktui.notes import write_file
from talktui.notes.changes import JournalError
from talktui.notes.groups import CANCELLED, NewFile
from talktui.notes.journal import Journal
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

from .conftest import NOTE, Add, add, disk


def fail(monkeypatch: pytest.MonkeyPatch, path: str, number: int) -> None:
    """Let the replacing of `path` fail with the system error `number`."""
    real = write_file.replace_file

    def replace(target: Any, *args: Any, **more: Any) -> Any:
        if target.real.endswith(path):
            cause = OSError(number, os.strerror(number))
            raise write_file.WriteError("no") from cause
        return real(target, *args, **more)

    monkeypatch.setattr(write_file, "replace_file", replace)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_disk_that_takes_nothing_stops_the_group_and_redo_goes_on(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        fail(patch, "c.md", number)
        made = store.make("bulk", [add(f"{name}.md") for name in "abcd"])
    assert made.stopped is not None
    assert made.goes_on
    assert [saved.change.path for saved in made.saved] == ["a.md", "b.md"]
    assert [(failure.path, failure.reason) for failure in made.failures] == [
        ("c.md", made.stopped),
        ("d.md", made.stopped),
    ]
    assert disk(root)["d.md"] == NOTE
    rest = store.journal.next_redo()
    assert rest is not None
    assert store.make_again(rest).failures == []
    assert set(disk(root).values()) == {NOTE + b"line\n"}
    step = store.journal.next_undo()
    assert step is not None
    assert store.take_back(step).failures == []
    assert set(disk(root).values()) == {NOTE}


def test_another_error_stops_nothing(store: Store, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "b.md", errno.EIO)
    made = store.make("bulk", [add(f"{name}.md") for name in "abcd"])
    assert (made.stopped, [failure.path for failure in made.failures]) == (None, ["b.md"])
    assert len(made.saved) == 3
    assert store.journal.next_redo() is None


def test_what_is_left_when_the_person_stops_it_can_be_redone(store: Store, root: Path) -> None:
    done: list[int] = []
    made = store.make(
        "bulk",
        [add(f"{name}.md") for name in "abcd"],
        progress=lambda number, total: done.append(number * 10 + total),
        cancelled=lambda: len(done) >= 2,
    )
    assert done == [14, 24]
    assert (made.stopped, len(made.saved)) == (CANCELLED, 2)
    step = store.journal.next_redo()
    assert step is not None
    store.make_again(step)
    assert set(disk(root).values()) == {NOTE + b"line\n"}


def test_stopped_before_its_first_file_nothing_is_a_step(store: Store, root: Path) -> None:
    made = store.make("bulk", [add("a.md"), add("b.md")], cancelled=lambda: True)
    assert (made.saved, made.step, made.stopped, made.goes_on) == ([], None, CANCELLED, False)
    assert store.journal.steps(9) == []


@pytest.fixture
def unwritable(root: Path, tmp_path: Path) -> Store:
    (tmp_path / "state").write_text("a file where the journals' folder should be")
    return Store(root, journal=Journal(tmp_path / "state", root))


def test_without_a_journal_a_single_edit_is_saved_and_says_so(unwritable: Store, root: Path) -> None:
    made = unwritable.make("one", [add("a.md")])
    assert len(made.saved) == 1
    assert "undo cannot take this back" in made.warnings[0]
    assert (root / "a.md").read_bytes() == NOTE + b"line\n"
    saved = unwritable.apply(Add(TalkKey("b.md")), NOTE)
    assert saved.warning is not None
    assert "undo cannot take this back" in saved.warning


def test_without_a_journal_a_group_is_not_begun(unwritable: Store, root: Path) -> None:
    before = disk(root)
    made = unwritable.make("two", [add("a.md"), add("b.md")])
    assert made.saved == []
    assert made.stopped is not None
    assert not made.goes_on
    assert "undo journal cannot be written" in made.stopped
    assert [failure.path for failure in made.failures] == ["a.md", "b.md"]
    assert disk(root) == before


def test_a_journal_that_fails_afterwards_does_not_make_it_unsaved(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finish(*_: object, **__: object) -> None:
        raise JournalError("the disk is full")

    monkeypatch.setattr(Journal, "finish", finish)
    made = store.make("one", [add("a.md")])
    assert len(made.saved) == 1
    assert made.warnings == ["saved, but the undo journal cannot be written (the disk is full)"]


def test_an_undo_that_the_journal_cannot_take_changes_nothing(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.make("one", [add("a.md")])
    step = store.journal.next_undo()
    assert step is not None
    after = disk(root)

    def begin(*_: object, **__: object) -> bool:
        raise JournalError("the disk is full")

    monkeypatch.setattr(Journal, "begin_restore", begin)
    with pytest.raises(JournalError):
        store.take_back(step)
    assert disk(root) == after


def test_one_folder_is_synced_once_for_a_group(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = write_file.sync_folder

    def sync(path: str) -> str | None:
        synced.append(path)
        return real(path)

    monkeypatch.setattr(write_file, "sync_folder", sync)
    store.make("bulk", [*(add(f"{name}.md") for name in "abcd"), NewFile("sub/new.md", b"x")])
    assert sorted(synced) == sorted([str(root), str(root / "sub")])


def test_a_folder_that_cannot_be_synced_is_saved_with_a_warning(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_file, "sync_folder", lambda path: "saved, but its durability is unknown")
    made = store.make("bulk", [add("a.md"), add("b.md")])
    assert (len(made.saved), made.warnings) == (2, ["saved, but its durability is unknown"])
