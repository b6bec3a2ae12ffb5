"""Talks that are hard to tell apart: of one title, on one video, without ids. Each note stays with its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.edits import AppendLine, SetField
from talktui.notes.problem import Refused
from talktui.notes.talk import Speaker
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.merging.plan import State
from talktui.transfer.merging.twins import paired
from tests.transfer.merges import (
    World,
    nameless_schedules,
    nameless_talks,
    new_world,
    schedule,
    states,
    with_talks,
)

FEW = settings(max_examples=40, deadline=None)
SHAPES = st.sampled_from(["files", "log"])
Shape = Literal["files", "log"]
VIDEO = "https://youtu.be/aaaaaaaaaaa"
ANN = (Speaker("Ann Lee"),)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@FEW
@given(nameless_schedules(), SHAPES)
def test_twins_imported_twice_change_no_byte(imported: Imported, shape: Shape) -> None:
    with new_world() as here:
        plan = here.plan(imported, shape=shape)
        here.put(plan)
        if State.REFUSED in states(plan):
            return
        plan = here.plan(imported)
        assert states(plan) == [State.SAME] * len(imported.talks)
        assert plan.tasks() == []


EDITS = st.one_of(
    st.tuples(st.sampled_from(["title", "verdict", "room"]), st.sampled_from(["Mine", "lunch", "Opening Remarks"])),
    st.tuples(st.sampled_from(["date", "duration", "video", "speakers", "room"]), st.none()),
    st.tuples(st.just("date"), st.just("2025-02-02")),
    st.tuples(st.just("line"), st.just("My words.")),
)  # fmt: skip


@FEW
@given(nameless_schedules(), st.lists(st.tuples(st.integers(0, 4), EDITS), max_size=4), SHAPES)
def test_whatever_the_person_did_to_twins_the_same_source_changes_no_byte(
    imported: Imported, edits: list[tuple[int, tuple[str, str | None]]], shape: Shape
) -> None:
    with new_world() as here:
        plan = here.plan(imported, shape=shape)
        here.put(plan)
        if State.REFUSED in states(plan):
            return
        for number, (name, value) in edits:
            if name == "title" and shape == "log":
                continue  # the anchors of headings of one title are numbered: another would get this one's
            talks = here.talks()
            talk = talks[number % len(talks)]
            made = AppendLine(talk.key, str(value)) if name == "line" else SetField(talk.key, name, value)
            file = here.root / talk.key.path
            try:
                file.write_bytes(made.apply(file.read_bytes()))
            except Refused:
                continue
        before = here.files()
        plan = here.plan(imported)
        assert states(plan) == [State.SAME] * len(imported.talks)
        assert plan.tasks() == []
        assert here.files() == before


@FEW
@given(nameless_schedules(), nameless_talks(), st.data())
def test_when_one_of_twins_changes_no_other_does(
    imported: Imported, other: ImportedTalk, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(imported.talks) - 1))
    now = [replace(talk, abstract="New.") if n == at else talk for n, talk in enumerate(imported.talks)]
    with new_world() as here:
        here.put(here.plan(imported))
        plan = here.plan(with_talks(imported, now))
        found = states(plan)
        assert found[at] is State.CHANGED
        assert [state for n, state in enumerate(found) if n != at] == [State.SAME] * (len(found) - 1)
        here.put(plan)
        assert here.plan(with_talks(imported, now)).tasks() == []


def test_a_verdict_stays_with_the_text_it_was_given_to(world: World) -> None:
    one, other = (ImportedTalk("Same", video=VIDEO, body=body) for body in "ab")
    world.run(schedule(one, other))
    (talk,) = [talk for talk in world.talks() if "b" in talk.body]
    assert talk.key.path == "gopher-meet-2025/same-2.md"
    path = world.root / talk.key.path
    path.write_bytes(SetField(talk.key, "verdict", "Of b").apply(path.read_bytes()))
    for now in ((one, other), (other, one), (one, replace(other, body="b, and more"))):
        world.run(schedule(*now))
        said = {talk.verdict: talk.body.strip()[0] for talk in world.talks()}
        assert said == {"Of b": "b", None: "a"}


def test_two_lunches_of_one_hour_keep_their_rooms(world: World) -> None:
    lunch = ImportedTalk(
        "Lunch", when=dt.datetime(2025, 2, 1, 12, 0, tzinfo=dt.UTC), others=(("room", "Janson"),)
    )
    other = replace(lunch, others=(("room", "B"),))
    world.run(schedule(lunch, other))
    assert states(world.plan(schedule(lunch, other))) == [State.SAME] * 2
    assert states(world.plan(schedule(other, lunch))) == [State.SAME] * 2
    later = replace(other, when=dt.datetime(2025, 2, 1, 13, 0, tzinfo=dt.UTC))
    world.run(schedule(later, lunch))
    assert {talk.fields["room"][0]: talk.time for talk in world.talks()} == {
        "Janson": dt.time(12),
        "B": dt.time(13),
    }


def test_a_talk_without_an_id_is_known_by_the_title_it_was_imported_with(world: World) -> None:
    talk = ImportedTalk("A calm pager", abstract="Text.")
    world.run(schedule(talk))
    found = world.talk("A calm pager")
    path = world.root / found.key.path
    path.write_bytes(SetField(found.key, "title", "Pagers").apply(path.read_bytes()))
    plan, _ = world.run(schedule(replace(talk, abstract="Other text.")))
    assert states(plan) == [State.CHANGED]
    assert "Other text." in world.text("Pagers")


def test_a_video_that_stands_twice_in_a_playlist_gets_one_note(world: World) -> None:
    talk = ImportedTalk("Opening Remarks", id="aaaaaaaaaaa", video=VIDEO, speakers=ANN)
    again = replace(talk, duration=60, line=9)
    plan, _ = world.run(schedule(talk, replace(talk, id="b", video="https://youtu.be/bbbbbbbbbbb"), again))
    assert states(plan) == [State.NEW] * 2
    assert states(world.plan(schedule(again, talk, again))) == [State.CHANGED, State.LEFT]


def test_a_video_that_was_put_up_anew_is_its_talks(world: World) -> None:
    talk = ImportedTalk("Queues", id="aaaaaaaaaaa", video=VIDEO, speakers=ANN)
    anew = replace(talk, id="bbbbbbbbbbb", video="https://youtu.be/bbbbbbbbbbb")
    world.run(schedule(talk))
    partly = schedule(anew, complete=False)
    assert states(world.plan(partly)) == [State.NEW]  # nobody says that the old one is gone
    assert states(world.plan(schedule(talk, anew))) == [State.SAME, State.NEW]
    assert states(world.plan(schedule(replace(anew, speakers=(Speaker("Bo Ek"),))))) == [
        State.NEW,
        State.LEFT,
    ]
    plan, _ = world.run(schedule(anew))
    assert states(plan) == [State.CHANGED]
    assert (world.talk("Queues").id, world.talk("Queues").video) == (anew.id, anew.video)
    assert states(world.plan(schedule(anew))) == [State.SAME]


@given(st.lists(st.sets(st.integers(0, 5)), max_size=6))
def test_as_many_are_paired_as_can_be_each_with_one_that_fits(wanted: list[set[int]]) -> None:
    notes = [[n] for n in range(6)]
    found = paired(dict.fromkeys(range(len(wanted)), notes), lambda n, note: note[0] in wanted[n])
    assert all(note[0] in wanted[n] for n, note in found.items())
    assert len({note[0] for note in found.values()}) == len(found)

    def most(left: int, free: frozenset[int]) -> int:
        if left == len(wanted):
            return 0
        return max(most(left + 1, free), *(1 + most(left + 1, free - {n}) for n in wanted[left] & free), 0)

    assert len(found) == most(0, frozenset(range(6)))


def test_hundreds_of_breaks_without_ids_keep_their_texts_and_their_order(world: World) -> None:
    breaks = [ImportedTalk("Break", abstract=f"Number {n}.") for n in range(120)]
    world.put(world.plan(schedule(*breaks)))
    assert states(world.plan(schedule(*reversed(breaks)))) == [State.SAME] * 120
    world.put(world.plan(schedule(*(replace(talk, abstract=f"{talk.abstract} Again.") for talk in breaks))))
    numbers = {talk.key.path: talk.body.split()[3] for talk in world.talks()}
    assert numbers["gopher-meet-2025/break.md"] == "0."
    assert all(numbers[f"gopher-meet-2025/break-{n + 1}.md"] == f"{n}." for n in range(1, 120))
