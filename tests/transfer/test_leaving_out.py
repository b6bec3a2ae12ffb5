"""Talks that a conference's file leaves out get no note, and that is told; those that have one follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states

CALM = ImportedTalk("A calm pager", id="1")
LUNCH = ImportedTalk("Lunch", id="2")
LATER = ImportedTalk("LUNCH!", id="3")
FILE = "gopher-meet-2025/conference.yaml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def leave_out(world: World, said: str) -> None:
    before = (world.root / FILE).read_text() if (world.root / FILE).exists() else "name: Gopher Meet 2025\n"
    world.write(FILE, before + said)


@pytest.mark.parametrize("shape", ["files", "log"])
def test_a_note_that_was_deleted_stays_away_when_its_title_is_left_out(world: World, shape: str) -> None:
    leave_out(world, "leave_out: [lunch]\n")
    before = (world.root / FILE).read_bytes()
    plan, _ = world.run(schedule(CALM, LUNCH, LATER), shape=shape)
    assert states(plan) == [State.NEW]
    assert [talk.title for talk in world.talks()] == ["A calm pager"]
    assert [str(told) for told in plan.told] == [
        f"{FILE}: 2 talks that are in `leave_out` are not imported: “Lunch”, “LUNCH!”"
    ]
    assert (world.root / FILE).read_bytes() == before
    plan = world.plan(schedule(CALM, LUNCH, LATER))
    assert states(plan) == [State.SAME]
    assert plan.tasks() == []


def test_one_of_several_alike_is_named_by_its_id(world: World) -> None:
    leave_out(world, "leave_out:\n  - 3\n  - Nothing like it\n")
    plan, _ = world.run(schedule(CALM, LUNCH, replace(LATER, title="Lunch")))
    assert sorted(talk.id or "" for talk in world.talks()) == ["1", "2"]
    assert [told.message for told in plan.told] == ["a talk that is in `leave_out` is not imported: “Lunch”"]


def test_a_talk_that_has_its_note_follows_though_it_is_left_out(world: World) -> None:
    world.run(schedule(CALM, LUNCH))
    leave_out(world, "leave_out: Lunch\n")
    plan, _ = world.run(schedule(CALM, replace(LUNCH, duration=60), LATER))
    assert states(plan) == [State.SAME, State.CHANGED]
    assert world.talk("Lunch").duration == 60
    assert len(plan.told) == 1


def test_many_are_told_by_a_few(world: World) -> None:
    names = [f"Break {number}" for number in range(7)]
    leave_out(world, f"leave_out: [{', '.join(names)}]\n")
    talks = [ImportedTalk(name, id=f"{name} {turn}") for name in names for turn in range(2)]
    plan = world.plan(schedule(*talks))
    assert (plan.talks, plan.tasks()) == ((), [])
    [told] = plan.told
    assert told.message.startswith("14 talks that are in `leave_out` are not imported: “Break 0” (2 times), ")
    assert told.message.endswith(" and 2 more")


@pytest.mark.parametrize("said", ["", "leave_out:\n", "leave_out: []\n", "leave_out: {}\n", "leave_out: [\n"])
def test_a_file_that_leaves_nothing_out_or_is_broken_leaves_all_in(world: World, said: str) -> None:
    leave_out(world, said)
    assert states(world.plan(schedule(CALM, LUNCH))) == [State.NEW, State.NEW]


def test_another_conferences_file_says_nothing(world: World) -> None:
    world.write("other/conference.yaml", "name: Other\nleave_out: [Lunch]\n")
    assert states(world.plan(schedule(CALM, LUNCH))) == [State.NEW, State.NEW]
