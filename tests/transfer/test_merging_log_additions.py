"""Talks that come to a log later: each in its category, whatever it is called, and no other's are touched."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.talk import Talk
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, new_world, schedule, states

CALM = ImportedTalk("A calm pager", id="1", categories=("Alerts",), duration=1500, abstract="Fewer alerts.")
QUEUES = ImportedTalk("Queues, queued", id="2", categories=("Go",), video="https://youtu.be/abcdefghijk")
OPENING = ImportedTalk("Opening Remarks", id="3", abstract="Day one.")
LOG = "gopher-meet-2025/gopher-meet-2025.md"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def body(world: World) -> str:
    text = (world.root / LOG).read_text()
    return text[text.index("\n---\n") + 5 :]


@pytest.mark.parametrize("category", ["Alerts", "Go", "Pods"])
@pytest.mark.parametrize("title", ["A calm pager", "Queues, queued", "Opening Remarks"])
def test_a_talk_whose_title_the_log_has_stands_in_its_category_and_each_keeps_its_own(
    world: World, title: str, category: str
) -> None:
    there = [
        replace(CALM, tags=("calm",)),
        replace(QUEUES, tags=("queues",)),
        replace(OPENING, tags=("opening",)),
    ]
    more = [
        ImportedTalk(title, id=str(number), categories=(category,), duration=number, abstract=f"Of {number}.")
        for number in (7, 8)
    ]
    world.run(schedule(*there), shape="log")
    was = body(world)
    plan, _ = world.run(schedule(*there, *more))
    assert states(plan) == [State.SAME] * 3 + [State.NEW] * 2
    lines = body(world).splitlines()
    rest = iter(lines)
    assert all(line in rest for line in was.splitlines())  # in their order, the new ones between
    assert [line for line in lines if line == f"## {category}"] == [f"## {category}"]
    talks = {talk.id: talk for talk in world.talks()}
    for talk in there:
        assert (talks[talk.id].title, talks[talk.id].tags) == (talk.title, talk.tags)
    for new in more:
        found = talks[new.id]
        assert (found.title, found.categories, found.duration) == (title, (category,), new.duration)
        assert new.abstract in found.body
    assert not [note.problems for note in world.library().notes.values() if note.problems]
    assert states(world.plan(schedule(*there, *more))) == [State.SAME] * 5


@pytest.mark.parametrize("above", ["", "# Gopher Meet 2025\n\nA word first.\n\n"])
def test_a_talk_without_a_category_is_put_into_none(world: World, above: str) -> None:
    world.run(schedule(CALM, QUEUES), shape="log")
    path = world.root / LOG
    path.write_text(path.read_text().replace("## Alerts", f"{above}## Alerts"))
    world.run(schedule(CALM, QUEUES, OPENING))
    assert [talk.title for talk in world.talks() if not talk.categories] == ["Opening Remarks"]
    assert body(world).strip().startswith(f"{above}### Opening Remarks")
    assert states(world.plan(schedule(CALM, QUEUES, OPENING))) == [State.SAME] * 3


def said(talk: Talk) -> tuple[object, ...]:
    return talk.title, talk.categories, talk.video, talk.date, talk.tags, talk.fields, talk.body.strip()


@st.composite
def talks_of_few_titles(draw: st.DrawFn) -> list[ImportedTalk]:
    """Talks that differ in little but their ids."""
    return [
        ImportedTalk(
            draw(st.sampled_from(["Lunch", "Lunch!", "Opening Remarks"])),
            id=str(number),
            categories=draw(st.sampled_from([(), ("Hall",), ("Attic",), ("Lunch",)])),
            video=draw(st.sampled_from([None, None, f"https://youtu.be/abcdefghi{number:02}"])),
            when=draw(st.sampled_from([None, dt.date(2025, 2, 1)])),
            abstract=draw(st.sampled_from(["", f"Of {number}."])),
        )
        for number in range(draw(st.integers(2, 7)))
    ]


@given(talks_of_few_titles(), st.data())
def test_whatever_comes_later_the_talks_before_say_what_they_said(
    talks: list[ImportedTalk], data: st.DataObject
) -> None:
    first = data.draw(st.lists(st.sampled_from(talks), min_size=1, unique=True))
    with new_world() as here:
        here.put(here.plan(schedule(*first), shape="log"))
        before = {talk.id: said(talk) for talk in here.talks()}
        plan = here.plan(schedule(*talks))
        here.put(plan)
        after = {talk.id: talk for talk in here.talks()}
        assert {name: said(talk) for name, talk in after.items() if name in before} == before
        assert State.REFUSED not in states(plan)
        assert {talk.id: talk.categories for talk in talks} == {
            name: one.categories for name, one in after.items()
        }
        names = [line for line in body(here).splitlines() if line.startswith("## ")]
        assert len(names) == len(set(names))
        assert states(here.plan(schedule(*talks))) == [State.SAME] * len(talks)
