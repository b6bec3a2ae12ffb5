"""The journal hands out steps in the order a person expects, and loses none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from talktui.notes import journal_rows
from talktui.notes.changes import Change, StepState
from talktui.notes.journal import Journal
from tests.notes.journalled import changes, done, next_title, undo


@pytest.fixture(params=["memory", "file"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.in_memory() if request.param == "memory" else Journal(tmp_path / "state", tmp_path)
    yield opened
    opened.close()


def test_nothing_done_is_nothing_to_undo(journal: Journal) -> None:
    assert journal.next_undo() is None
    assert journal.next_redo() is None
    assert journal.steps(10) == []
    assert journal.unfinished() == []


def test_undo_goes_back_and_redo_forth_again(journal: Journal) -> None:
    done(journal, "one")
    done(journal, "two")
    assert undo(journal)[0].title == "two"
    assert undo(journal)[0].title == "one"
    assert journal.next_undo() is None
    again, _ = undo(journal, back=False)
    assert (again.title, list(again.changes)) == ("one", changes("one"))
    assert next_title(journal) == "one"
    assert next_title(journal, back=False) == "two"


def test_a_new_step_ends_what_could_be_redone(journal: Journal) -> None:
    done(journal, "one")
    undo(journal)
    done(journal, "two")
    assert journal.next_redo() is None
    assert next_title(journal) == "two"
    assert [(step.title, step.state) for step in journal.steps(9)] == [
        ("two", StepState.DONE),
        ("one", StepState.GONE),
    ]


def test_what_changed_no_file_is_no_step_and_ends_no_redo(journal: Journal) -> None:
    done(journal, "one")
    undo(journal)
    step = journal.begin("nothing", changes("nothing"))
    journal.finish(step, [])
    assert journal.next_undo() is None
    assert next_title(journal, back=False) == "one"


def test_only_what_was_saved_is_taken_back(journal: Journal) -> None:
    step = journal.begin("bulk", changes("bulk", "a", "b", "c"))
    journal.finish(step, changes("bulk", "a", "c"))
    found = journal.next_undo()
    assert found is not None
    assert [change.path for change in found.changes] == ["a", "c"]


def test_what_was_not_begun_can_be_redone(journal: Journal) -> None:
    step = journal.begin("bulk", changes("bulk", "a", "b", "c"))
    journal.finish(step, changes("bulk", "a"), left=changes("bulk", "b", "c"))
    rest = journal.next_redo()
    assert rest is not None
    assert [change.path for change in rest.changes] == ["b", "c"]
    undo(journal, back=False)
    assert journal.next_redo() is None
    assert [change.path for change in undo(journal)[0].changes] == ["a", "b", "c"]  # it is one step again
    assert journal.next_undo() is None


def test_parts_of_a_step_are_one_again_once_both_are_undone(journal: Journal) -> None:
    done(journal, "first")
    done(journal, "bulk", "a", "b", "c")
    undo(journal, changes("bulk", "b")[0])
    undo(journal)
    redo = journal.next_redo()
    assert redo is not None
    assert [change.path for change in redo.changes] == ["a", "b", "c"]
    assert next_title(journal) == "first"


def test_parts_between_which_something_else_was_done_stay_two(journal: Journal) -> None:
    done(journal, "bulk", "a", "b")
    undo(journal, changes("bulk", "b")[0])
    undo(journal, changes("bulk", "b")[0])  # goes behind all others
    done(journal, "other", "c")
    undo(journal)
    undo(journal)
    assert [(step.title, step.files) for step in journal.steps(9) if step.state is StepState.UNDONE] == [
        ("other", 1),
        ("bulk", 1),
    ]


def test_a_file_that_changed_before_it_was_saved_is_amended(journal: Journal) -> None:
    step = journal.begin("tag", changes("tag", "a", "b"))
    fresh = Change("a", b"someone else's", b"both")
    journal.amend(step, fresh)
    journal.finish(step, [fresh, changes("tag", "b")[0]])
    found = journal.next_undo()
    assert found is not None
    assert found.changes == (fresh, changes("tag", "b")[0])


def test_a_file_that_could_not_be_restored_comes_next_again_and_the_rest_can_be_redone(
    journal: Journal,
) -> None:
    done(journal, "first")
    done(journal, "bulk", "a", "b", "c")
    refused = changes("bulk", "b")[0]
    assert undo(journal, refused)[1]
    found = journal.next_undo()
    assert found is not None
    assert (found.title, found.changes) == ("bulk", (refused,))
    redo = journal.next_redo()
    assert redo is not None
    assert [change.path for change in redo.changes] == ["a", "c"]


def test_what_is_refused_twice_lets_earlier_steps_be_undone_and_is_kept_for_last(journal: Journal) -> None:
    done(journal, "first")
    done(journal, "second")
    for stays in (True, False):
        step, comes_next = undo(journal, *changes("second"))
        assert (step.title, comes_next) == ("second", stays)
    assert undo(journal)[0].title == "first"
    assert next_title(journal) == "second"


def test_a_lone_step_that_is_refused_again_and_again_still_comes_next(journal: Journal) -> None:
    done(journal, "only")
    for _ in range(4):
        assert undo(journal, *changes("only"))[1]


def test_a_redo_that_was_refused_can_be_tried_again(journal: Journal) -> None:
    done(journal, "one", "a", "b")
    undo(journal)
    assert undo(journal, changes("one", "a")[0], back=False)[1]
    found = journal.next_redo()
    assert found is not None
    assert found.changes == (changes("one", "a")[0],)
    assert next_title(journal) == "one"


def test_every_kind_of_change_comes_back_as_it_was(journal: Journal) -> None:
    kinds = [
        Change("edited.md", b"one", b"two"),
        Change("new.md", None, b""),
        Change("gone.md", b"x\0\xff", None, mode=0o640),
        Change("from.md", b"same", b"same", "to/new.md"),
        Change(os.fsdecode(b"bad\xff name\n.md"), b"", b"1"),
    ]
    step = journal.begin("\udcff \x1b]52;c title", kinds, "command line")
    journal.finish(step, kinds)
    found = journal.next_undo()
    assert found is not None
    assert list(found.changes) == kinds
    assert [change.mode for change in found.changes] == [None, None, 0o640, None, None]
    assert (found.source, found.state, found.here) == ("command line", StepState.DONE, True)
    outlines = journal.steps(1)[0].changes
    assert [(c.path, c.moved_to, c.before is None, c.after is None) for c in outlines] == [
        (c.path, c.moved_to, c.before is None, c.after is None) for c in kinds
    ]


def test_steps_come_newest_first_page_by_page(journal: Journal) -> None:
    for number in range(7):
        done(journal, str(number))
    first = journal.steps(3)
    second = journal.steps(3, before=first[-1])
    third = journal.steps(3, before=second[-1])
    assert [step.title for step in (*first, *second, *third)] == list("6543210")
    assert journal.steps(3, before=third[-1]) == []


def test_the_oldest_steps_go_when_there_are_too_many(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_rows, "MAX_STEPS", 5)
    cut_off = journal.begin("cut off", changes("cut off"))
    journal.release(cut_off)
    for number in range(20):
        done(journal, str(number))
    assert [step.title for step in journal.steps(99)] == ["19", "18", "17", "16", "cut off"]


def test_the_oldest_steps_go_when_their_texts_take_too_much(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_rows, "MAX_BYTES", 30_000)
    for number in range(9):
        text = os.urandom(10_000)
        step = journal.begin(str(number), [Change("a", None, text)])
        journal.finish(step, [Change("a", None, text)])
    assert [step.title for step in journal.steps(99)] == ["8", "7"]


def test_a_step_of_its_own_size_is_kept_however_large(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_rows, "MAX_BYTES", 10)
    done(journal, "large" * 20)
    assert next_title(journal) == "large" * 20


def test_a_step_this_process_is_at_is_not_unfinished(journal: Journal) -> None:
    step = journal.begin("one", changes("one"))
    assert journal.unfinished() == []
    assert journal.next_undo() is None
    journal.release(step)
    [cut_off] = journal.unfinished()
    assert (cut_off.title, cut_off.changes) == ("one", tuple(changes("one")))
    assert next_title(journal) == next_title(journal, back=False) == "one"
