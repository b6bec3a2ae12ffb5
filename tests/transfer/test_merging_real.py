"""A whole real schedule imported, rescheduled and imported again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from talktui.notes.groups import NewFile
from talktui.transfer import sources
from talktui.transfer.imported import Imported
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states, with_talks

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "fosdem" / "2023.xml"


@pytest.fixture(scope="module")
def fosdem() -> Imported:
    if not DATA.is_file():
        pytest.skip(f"no real schedule at {DATA}")
    (imported,) = sources.read([str(DATA)])
    return imported


@pytest.mark.parametrize("shape", ["files", "log"])
def test_twenty_rescheduled_events_of_a_real_schedule_move_and_nothing_else_does(
    tmp_path: Path, fosdem: Imported, shape: str
) -> None:
    world = World(tmp_path)
    talks = fosdem.talks if shape == "files" else fosdem.talks[:200]  # a log has a megabyte at most
    here = with_talks(fosdem, talks)
    plan = world.plan(here, shape=shape)
    assert world.put(plan)
    assert plan.count(State.NEW) == len(talks) == len(world.talks())
    assert not [note.problems for note in world.library().notes.values() if note.problems]
    before = world.files()
    again = world.plan(here)
    assert again.count(State.SAME) == len(talks)
    assert again.tasks() == []
    assert not any(planned.kept for planned in again.talks)

    moved = set(range(0, 200, 10))
    later = [
        replace(talk, when=talk.when + dt.timedelta(hours=1)) if number in moved and talk.when else talk
        for number, talk in enumerate(talks)
    ]
    plan, made = world.run(with_talks(fosdem, later))
    assert [planned.number for planned in plan.talks if planned.state is State.CHANGED] == sorted(moved)
    assert {one.field for planned in plan.talks for one in planned.follows} == {"date"}
    assert len(made.saved) == (20 if shape == "files" else 1)
    after = world.files()
    for path, data in before.items():
        lines = list(zip(data.splitlines(), after[path].splitlines(), strict=True))
        assert all(b"date: " in old or b"digests: " in old for old, new in lines if old != new)
    world.undo()
    assert world.files() == before


def test_an_import_that_was_cut_off_goes_on_with_the_same_names(tmp_path: Path, fosdem: Imported) -> None:
    whole = World(tmp_path / "whole")
    cut = World(tmp_path / "cut")
    plan = whole.plan(fosdem)
    whole.put(plan)
    for task in cut.plan(fosdem).tasks()[:300]:
        assert isinstance(task, NewFile)
        cut.write(task.path, task.data.decode())
    plan = cut.plan(fosdem)
    assert plan.count(State.SAME) == 299  # and the conference's file
    assert plan.count(State.NEW) == len(fosdem.talks) - 299
    cut.put(plan)
    assert cut.files() == whole.files()


def test_another_schedules_talks_are_not_taken_for_those_of_this(tmp_path: Path, fosdem: Imported) -> None:
    world = World(tmp_path)
    world.put(world.plan(fosdem))
    other = schedule(*fosdem.talks[:50], source="frab:other-2023", name="Another Meet 2023")
    plan = world.plan(with_talks(other, [replace(talk, video=None) for talk in other.talks]))
    assert set(states(plan)) == {State.NEW}
