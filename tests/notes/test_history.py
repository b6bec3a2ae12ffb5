"""Undo and redo hand out steps in the order a person expects."""

from __future__ import annotations

from talktui.notes.history import History, Step
from talktui.notes.store import Change


def step(name: str, *files: str) -> Step:
    return Step(
        name, tuple(Change(file, b"before " + name.encode(), name.encode()) for file in files or ("a",))
    )


def test_nothing_done_is_nothing_to_undo() -> None:
    history = History()
    assert history.undo() is None
    assert history.redo() is None


def test_undo_goes_back_and_redo_forth_again() -> None:
    history = History()
    history.push(step("one"))
    history.push(step("two"))
    assert history.undo() == step("two")
    assert history.undo() == step("one")
    assert history.undo() is None
    again = history.redo()
    assert again == Step("one", tuple(change.inverse for change in step("one").changes))
    assert history.undo() == step("one")


def test_a_new_edit_ends_what_could_be_redone() -> None:
    history = History()
    history.push(step("one"))
    history.undo()
    history.push(step("two"))
    assert history.redo() is None
    assert history.undo() == step("two")


def test_a_step_on_several_files_is_one_undo_taken_back_from_its_end() -> None:
    history = History()
    history.push(step("bulk", "a", "b", "c"))
    undone = history.undo()
    assert undone is not None
    assert [change.path for change in undone.changes] == ["c", "b", "a"]
    assert history.undo() is None
    redone = history.redo()
    assert redone is not None
    assert [change.path for change in redone.changes] == ["a", "b", "c"]


def test_what_changed_no_bytes_is_no_step() -> None:
    history = History()
    history.push(Step("nothing", (Change("a", b"x", b"x"),)))
    assert history.undo() is None
    history.push(Step("some", (Change("a", b"x", b"x"), Change("b", b"x", b"y"))))
    undone = history.undo()
    assert undone is not None
    assert [change.path for change in undone.changes] == ["b"]


def test_a_file_that_could_not_be_restored_comes_next_again_and_the_rest_can_be_redone() -> None:
    history = History()
    history.push(step("first"))
    history.push(step("bulk", "a", "b", "c"))
    taken = history.undo()
    assert taken is not None
    b = next(change for change in taken.changes if change.path == "b")
    assert history.refused([b], back=True)
    assert history.undo() == Step("bulk", (b,))


def test_what_is_refused_twice_lets_earlier_steps_be_undone_and_is_kept_for_last() -> None:
    history = History()
    history.push(step("first"))
    history.push(step("second"))
    for stays in (True, False):
        taken = history.undo()
        assert taken == step("second")
        assert history.refused(taken.changes, back=True) is stays
    assert history.undo() == step("first")
    assert history.undo() == step("second")


def test_a_redo_that_was_refused_can_be_tried_again() -> None:
    history = History()
    history.push(step("one", "a", "b"))
    history.undo()
    again = history.redo()
    assert again is not None
    assert history.refused(again.changes[:1], back=False)
    assert history.redo() == Step("one", again.changes[:1])


def test_a_file_changed_again_and_again_in_one_step_is_one_change() -> None:
    history = History()
    history.push(Step("x", (Change("a", b"1", b"2"), Change("b", b"p", b"q"), Change("a", b"2", b"3"))))
    undone = history.undo()
    assert undone == Step("x", (Change("b", b"p", b"q"), Change("a", b"1", b"3")))
