"""An import names the conferences that its notes will be of, and says which wishes come too late for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.merging.plan import Plan, State
from tests.transfer.merges import World, schedule, states

CALM = ImportedTalk("A calm pager", id="1", categories=("Alerts",))
QUEUES = ImportedTalk("Queues, queued", id="2", categories=("Go",))
NEW = ImportedTalk("Of pods", id="3", categories=("Go",))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def named_as_they_are(world: World, *imported: Imported, **options: object) -> Plan:
    """Import, and see that each talk was named by the conference that its note is of now."""
    plan, _ = world.run(*imported, **options)
    now = {talk.id: talk.conference for talk in world.talks()}
    assert {one.title: one.conference for one in plan.talks} == {
        one.title: now[one.talk.id] for one in plan.talks if one.talk is not None
    }
    for conference in plan.conferences:
        assert f"name: {conference.name}\n" in (world.root / conference.path).read_text()
    return plan


@pytest.mark.parametrize("then", [None, "files", "log"])
@pytest.mark.parametrize("first", ["files", "log"])
@pytest.mark.parametrize("name", ["Gopher Meet 2025!", "gopher meet 2025", "Gopher Meet, all talks"])
def test_a_source_that_calls_its_conference_otherwise(
    world: World, name: str, first: str, then: str | None
) -> None:
    world.run(schedule(CALM, QUEUES), shape=first)
    plan = named_as_they_are(world, schedule(CALM, QUEUES, NEW, name=name), shape=then)
    assert states(plan) == [State.SAME, State.SAME, State.NEW]
    assert {one.conference for one in plan.talks} == {"Gopher Meet 2025"}


def test_a_folder_that_told_the_conference_gets_the_sources_name_of_it(world: World) -> None:
    world.write("gopher-meet-2025/own.md", "# A calm pager\n")
    plan = named_as_they_are(world, schedule(CALM, QUEUES))
    assert {one.conference for one in plan.talks} == {"Gopher Meet 2025"}
    world.write("gopher-meet-2025/conference.yaml", "location: Here\n")
    assert {talk.conference for talk in world.talks()} == {"gopher meet 2025"}
    named_as_they_are(world, schedule(CALM, QUEUES, NEW))


def test_a_note_that_says_its_conference_itself_keeps_it(world: World) -> None:
    world.run(schedule(CALM))
    world.write(
        "gopher-meet-2025/queues.md", "---\ntitle: Queues, queued\nconference: Gopher Meet, 2025\n---\n"
    )
    plan = named_as_they_are(world, schedule(CALM, QUEUES, NEW))
    assert [one.conference for one in plan.talks] == [
        "Gopher Meet 2025", "Gopher Meet, 2025", "Gopher Meet 2025",
    ]  # fmt: skip


def test_two_sources_that_spell_it_otherwise_make_one_conference(world: World) -> None:
    plan = named_as_they_are(
        world, schedule(CALM), schedule(replace_id(QUEUES, "b2"), name="Gopher Meet 2025!", source="b")
    )
    assert {one.conference for one in plan.talks} == {"Gopher Meet 2025"}


def replace_id(talk: ImportedTalk, name: str) -> ImportedTalk:
    return ImportedTalk(talk.title, id=name, categories=talk.categories)


@pytest.mark.parametrize("shape", ["files", "log"])
def test_talks_without_a_conference(world: World, shape: str) -> None:
    named_as_they_are(world, schedule(CALM, QUEUES, name=None), shape=shape)


@pytest.mark.parametrize("wish", [{"conference": "One"}, {"into": "one"}, {"shape": "log"}])
def test_a_wish_that_comes_too_late_for_notes_that_are_there_is_told(
    world: World, wish: dict[str, object]
) -> None:
    world.run(schedule(CALM, QUEUES))
    plan = named_as_they_are(world, schedule(CALM, QUEUES), **wish)
    (told,) = plan.told
    assert str(told) == (
        "frab:gophermeet-2025: 2 talks have notes already, of Gopher Meet 2025 in gopher-meet-2025/, which stay "
        "as they are; another conference, folder or shape is for new ones"
    )
    same = {"conference": "Gopher Meet 2025", "into": "gopher-meet-2025", "shape": "files"}
    assert not world.plan(schedule(CALM, QUEUES), **same).told


def test_new_talks_that_go_where_their_conference_is_say_so(world: World) -> None:
    world.run(schedule(CALM, QUEUES), shape="log")
    plan = named_as_they_are(world, schedule(CALM, QUEUES, NEW), conference="One", into="one")
    assert plan.talks[2].conference == "Gopher Meet 2025"
    assert [str(told) for told in plan.told][1:] == [
        "frab:gophermeet-2025: 1 new talk goes to the others, of Gopher Meet 2025 in gopher-meet-2025/"
    ]
