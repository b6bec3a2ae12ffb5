"""What was interrupted and is done again is one step of undo with what was done before, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talktui.notes import files
from talktui.notes.changes import Change, Step, StepState
from talktui.notes.files import NoteFiles
from talktui.notes.groups import CANCELLED, Made, NewFile
from talktui.notes.journal import Journal
from talktui.notes.store import Store

NAMES = "abcdef"
Disk = dict[str, bytes]


class Killed(BaseException):
    """Stands for a kill: nothing of ours runs after it."""


class World:
    """A notes directory, and an import of six files into it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notes"
        self.root.mkdir()
        self.state = folder / "state"
        self.store = self.opened()

    def opened(self) -> Store:
        return Store(self.root, journal=Journal(self.state, self.root))

    def tasks(self, names: str = NAMES, text: bytes = b"text\n") -> list[NewFile]:
        """What is to be done for those files that are not there yet."""
        return [NewFile(f"{name}.md", text) for name in names if not (self.root / f"{name}.md").exists()]

    def run(self, after: int | None = None, names: str = NAMES, text: bytes = b"text\n") -> Made:
        """The import, as far as it has not come yet; stopped `after` so many files."""
        told: list[int] = []
        return self.store.make(
            f"import {len(names)} talks",
            self.tasks(names, text),
            progress=lambda number, _: told.append(number),
            cancelled=lambda: after is not None and len(told) >= after,
            goes_on=True,
        )

    def killed(self, after: int, act: Callable[[], object]) -> None:
        """Do `act`, killed once it has made so many files; another process goes on."""
        left = after
        create = NoteFiles.create

        def creates(*args: Any, **more: Any) -> Any:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return create(*args, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(NoteFiles, "create", creates)
            with pytest.raises(Killed):
                act()
        self.store = self.opened()

    def disk(self) -> Disk:
        return {path.name: path.read_bytes() for path in self.root.iterdir()}

    def undo(self) -> Step | None:
        step = self.store.journal.next_undo()
        if step is not None:
            assert self.store.take_back(step).failures == []
        return step

    def redo(self) -> Step | None:
        step = self.store.journal.next_redo()
        if step is not None:
            assert self.store.make_again(step).failures == []
        return step

    def is_one_step(self) -> None:
        """All of it is there, goes with one undo, and comes again with one redo."""
        every = {f"{name}.md": b"text\n" for name in NAMES}
        assert self.disk() == every
        assert self.store.unfinished() == []
        step = self.undo()
        assert step is not None
        assert (step.title, step.files, self.disk()) == ("import 6 talks", 6, {})
        assert self.undo() is None
        assert self.redo() is not None
        assert self.disk() == every
        assert [one.state for one in self.store.journal.steps(9)] == [StepState.DONE]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(files, "to_trash", lambda path, *_: Path(path).unlink())
    return World(tmp_path)


def test_what_was_stopped_and_is_run_again_is_one_step(world: World) -> None:
    assert world.run(2).stopped == CANCELLED
    made = world.run()
    assert (len(made.saved), made.before) == (4, 2)
    world.is_one_step()


def test_in_another_process_too(world: World) -> None:
    world.run(2)
    world.store = world.opened()
    world.run()
    world.is_one_step()


def test_what_was_killed_and_is_run_again_is_one_step(world: World) -> None:
    world.killed(2, world.run)
    made = world.run()
    assert (len(made.saved), made.before) == (4, 2)
    world.is_one_step()


def test_however_often_and_in_whatever_way_it_was_interrupted(world: World) -> None:
    world.run(1)
    world.killed(1, world.run)
    world.killed(1, world.run)
    world.run(1)
    world.run(0)
    world.killed(1, world.redo)
    world.run()
    world.is_one_step()


def test_redo_goes_on_with_it_as_well(world: World) -> None:
    world.run(2)
    world.redo()
    world.is_one_step()


def test_a_redo_that_is_killed_is_gone_on_with(world: World) -> None:
    world.run(2)
    world.killed(1, world.redo)
    world.redo()
    world.is_one_step()


def test_stopped_before_its_first_file_the_second_time_nothing_is_lost(world: World) -> None:
    world.run(2)
    assert world.run(0).saved == []
    assert len(world.disk()) == 2
    step = world.undo()
    assert (step and step.files, world.disk()) == (2, {})
    world.redo()
    world.is_one_step()


def test_what_fails_the_second_time_is_told_and_the_rest_is_one_step(world: World) -> None:
    world.run(2)
    tasks = [*world.tasks(), NewFile("a.md", b"other\n")]
    made = world.store.make("import 6 talks", tasks, goes_on=True)
    assert [failure.path for failure in made.failures] == ["a.md"]
    world.is_one_step()


def test_more_may_have_come_to_the_source_meanwhile(world: World) -> None:
    world.run(2)
    world.run(names=NAMES + "g")
    step = world.undo()
    assert (step and step.files, world.disk()) == (7, {})


def test_a_kill_leaves_what_was_done_before_and_what_was_not_in_one_unfinished_step(world: World) -> None:
    world.run(2)
    world.killed(1, world.run)
    [step] = world.store.unfinished()
    assert (step.title, step.files) == ("import 6 talks", 6)
    assert world.store.take_back(step).failures == []
    assert (world.disk(), world.undo()) == ({}, None)


# -- and only then


def two_steps(world: World, first: int, then: int) -> None:
    step = world.undo()
    assert step is not None
    assert (step.files, len(world.disk())) == (then, first)


def interrupted(world: World, *, kill: bool) -> None:
    if kill:
        world.killed(2, world.run)
    else:
        world.run(2)


HOW = pytest.mark.parametrize("kill", [False, True])


@HOW
def test_not_what_does_not_ask_for_it(world: World, kill: bool) -> None:
    interrupted(world, kill=kill)
    world.store.make("by hand", world.tasks())
    two_steps(world, 2, 4)


@HOW
def test_not_when_it_says_something_else(world: World, kill: bool) -> None:
    interrupted(world, kill=kill)
    world.run(text=b"another text\n")
    two_steps(world, 2, 4)


@HOW
def test_not_when_only_a_part_is_done(world: World, kill: bool) -> None:
    interrupted(world, kill=kill)
    world.run(names=NAMES[:4])
    two_steps(world, 2, 2)


@HOW
def test_not_when_something_else_was_done_between(world: World, kill: bool) -> None:
    interrupted(world, kill=kill)
    world.store.make("other", [NewFile("z.md", b"z\n")])
    world.run()
    two_steps(world, 3, 4)


@HOW
def test_not_when_it_was_undone_between(world: World, kill: bool) -> None:
    interrupted(world, kill=kill)
    world.undo()
    assert world.disk() == {}
    world.run()
    two_steps(world, 0, 6)


def test_not_when_a_file_of_what_was_killed_was_changed_between(world: World) -> None:
    world.killed(2, world.run)
    (world.root / "a.md").write_bytes(b"theirs\n")
    world.run()
    two_steps(world, 2, 4)
    assert world.disk()["a.md"] == b"theirs\n"


def test_a_file_that_was_changed_since_stays_and_the_others_go_together(world: World) -> None:
    world.run(2)
    (world.root / "a.md").write_bytes(b"theirs\n")
    world.run()
    step = world.store.journal.next_undo()
    assert step is not None
    restored = world.store.take_back(step)
    assert [failure.path for failure in restored.failures] == ["a.md"]
    assert world.disk() == {"a.md": b"theirs\n"}


def test_not_when_it_changes_what_had_been_done_already(world: World) -> None:
    world.run(2)
    (world.root / "a.md").unlink()
    world.run()
    two_steps(world, 1, 5)


def test_not_with_a_step_that_another_talktui_went_on_with_first(world: World) -> None:
    world.run(2)
    left = [Change(f"{name}.md", None, b"text\n") for name in NAMES[2:]]
    other = world.opened().journal
    found = other.interrupted(left)
    assert found is not None
    world.run()
    assert other.begin("import 6 talks", left, onto=found) != found.step
