"""Whatever is imported and whatever the person did: importing twice changes nothing, nothing of theirs is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.edit import Edit
from talktui.notes.edits import AppendLine, ChangeTags, SetField
from talktui.notes.problem import Refused
from talktui.transfer.imported import Imported
from talktui.transfer.merging.digests import origin_of
from talktui.transfer.merging.plan import State
from tests.transfer.merges import (
    LINES,
    WORDS,
    World,
    imported_talks,
    new_world,
    schedules,
    states,
    with_talks,
)

FEW = settings(max_examples=30, deadline=None)
SHAPES = st.sampled_from(["files", "log"])
Shape = Literal["files", "log"]


@FEW
@given(schedules(), SHAPES)
def test_importing_twice_changes_no_byte_and_plans_no_task(imported: Imported, shape: Shape) -> None:
    with new_world() as here:
        plan = here.plan(imported, shape=shape)
        here.put(plan)
        if State.REFUSED in states(plan):
            return
        before = here.files()
        for again in ({}, {"shape": shape}):
            plan = here.plan(imported, **again)
            assert states(plan) == [State.SAME] * len(imported.talks)
            assert not any(planned.kept for planned in plan.talks)
            assert plan.tasks() == []
        assert here.files() == before


@FEW
@given(schedules())
def test_a_file_of_its_own_is_never_refused_and_reads_as_one_talk(imported: Imported) -> None:
    with new_world() as here:
        plan = here.plan(imported, shape="files")
        here.put(plan)
        assert states(plan) == [State.NEW] * len(imported.talks)
        notes = here.library().notes
        assert len(notes) == len(imported.talks)
        for note in notes.values():
            assert not note.is_log
            assert not note.problems
        assert sorted(talk.title for talk in here.talks()) == sorted(talk.title for talk in imported.talks)
        assert {talk.conference for talk in here.talks()} == {"Gopher Meet 2025"}


@FEW
@given(schedules(), st.data(), SHAPES)
def test_a_source_that_changed_is_followed_where_nobody_touched_it(
    imported: Imported, data: st.DataObject, shape: Shape
) -> None:
    now = [data.draw(imported_talks(number)) for number in range(len(imported.talks))]
    now += [data.draw(imported_talks(len(now)))] if data.draw(st.booleans()) else []
    with new_world() as here:
        plan = here.plan(imported, shape=shape)
        here.put(plan)
        if State.REFUSED in states(plan):
            return
        plan = here.plan(with_talks(imported, now))
        here.put(plan)
        again = here.plan(with_talks(imported, now))
        refused = {planned.number for planned in plan.talks if planned.state is State.REFUSED}
        assert states(again) == [State.REFUSED if n in refused else State.SAME for n in range(len(now))]
        ours = {origin.id: talk for talk in here.talks() if (origin := origin_of(talk)) is not None}
        for number, talk in enumerate(now):
            if number in refused:
                # Texts that swallow what stands below them are put together by hand.
                assert any(sign in talk.abstract for sign in ("<!", "```", "~~~", "[")) or shape == "log"
                continue
            note = ours[talk.id]
            assert note.title == talk.title
            if talk.when is not None:
                assert note.date is not None
                assert note.date.isoformat() == talk.when.isoformat()[:10]
            for name in ("duration", "video"):
                if (said := getattr(talk, name)) is not None:
                    assert getattr(note, name) == said


@settings(max_examples=8, deadline=None)
@given(schedules(most=2), st.data(), SHAPES)
def test_an_import_is_undone_to_the_byte_and_done_again(
    imported: Imported, data: st.DataObject, shape: Shape
) -> None:
    now = [data.draw(imported_talks(number)) for number in range(len(imported.talks) + 1)]
    with new_world() as here:
        if here.run(imported, shape=shape)[1].step is None:  # what cannot be in a log
            return
        before = here.files()
        _, made = here.run(with_talks(imported, now))
        after = here.files()
        if made.step is not None:
            here.undo()
        assert here.files() == before
        here.run(with_talks(imported, now))
        assert here.files() == after
        here.undo()
        here.undo()
        assert here.files() == {}


EDITS = st.one_of(
    st.tuples(st.just("tags"), st.sampled_from(["mine", "later", "go"])),
    st.tuples(st.just("untag"), st.sampled_from(["go", "ebpf"])),
    st.tuples(st.sampled_from(["title", "verdict", "room", "own key"]), WORDS),
    st.tuples(st.just("status"), st.sampled_from(["queued", "watched"])),
    st.tuples(st.sampled_from(["date", "duration", "video", "speakers", "room", "url", "status"]), st.none()),
    st.tuples(st.just("date"), st.sampled_from(["2023-11-08", "2023-11-08 14:30"])),
    st.tuples(st.just("line"), WORDS),
    st.tuples(st.just("move"), st.sampled_from(["elsewhere/it.md", "a note.md", "gopher-meet-2025/other.md"])),
)  # fmt: skip


def edit(here: World, number: int, what: tuple[str, str | None]) -> None:
    """What a person does to the note of the talk with the id `number`."""
    (talk,) = [one for one in here.talks() if (origin := origin_of(one)) and origin.id == str(number)]
    name, value = what
    made: Edit
    if name == "move":
        if talk.key.anchor is None and not (here.root / str(value)).exists():
            (here.root / str(value)).parent.mkdir(exist_ok=True)
            (here.root / talk.key.path).rename(here.root / str(value))
        return
    if name == "tags":
        made = ChangeTags(talk.key, add=(str(value),))
    elif name == "untag":
        made = ChangeTags(talk.key, remove=(str(value),))
    elif name == "line":
        made = AppendLine(talk.key, str(value))
    else:
        made = SetField(talk.key, name, value)
    file = here.root / talk.key.path
    try:
        file.write_bytes(made.apply(file.read_bytes()))
    except Refused:
        return


@settings(max_examples=60, deadline=None)
@given(schedules(), st.data(), SHAPES)
def test_what_the_person_changed_between_two_imports_stays(
    imported: Imported, data: st.DataObject, shape: Shape
) -> None:
    now = [data.draw(imported_talks(number)) for number in range(len(imported.talks))]
    edits = data.draw(st.lists(st.tuples(st.integers(0, len(now) - 1), EDITS), min_size=1, max_size=4))
    with new_world() as here:
        plan = here.plan(imported, shape=shape)
        here.put(plan)
        if State.REFUSED in states(plan):
            return
        asis = {origin.id: talk for talk in here.talks() if (origin := origin_of(talk)) is not None}
        for number, what in edits:
            edit(here, number, what)
        mine = {origin.id: talk for talk in here.talks() if (origin := origin_of(talk)) is not None}
        here.put(here.plan(with_talks(imported, now)))
        theirs = {origin.id: talk for talk in here.talks() if (origin := origin_of(talk)) is not None}
        assert theirs.keys() == mine.keys()
        for name_of, talk in mine.items():
            was, after = asis[name_of], theirs[name_of]
            assert after.key.path == talk.key.path
            for name in (
                "title",
                "date",
                "time",
                "duration",
                "video",
                "speakers",
                "url",
                "status",
                "verdict",
                "tags",
            ):
                if getattr(talk, name) != getattr(was, name):
                    assert getattr(after, name) == getattr(talk, name), name
            if talk.fields.get("room") != was.fields.get("room"):
                assert after.fields.get("room") == talk.fields.get("room")
            for number_of, (name, value) in edits:
                if name == "line" and str(number_of) == name_of and str(value) in talk.body:
                    assert str(value) in after.body


@FEW
@given(schedules(), st.data())
def test_text_that_the_person_wrote_anywhere_in_a_file_stays_to_the_byte(
    imported: Imported, data: st.DataObject
) -> None:
    mine = data.draw(LINES.map(lambda text: f"§mine§{text}§mine§"))
    with new_world() as here:
        here.put(here.plan(imported))
        path = min(name for name in here.files() if name.endswith(".md"))
        text = (here.root / path).read_text()
        body = text.index("\n---\n", 4) + 5
        at = data.draw(st.integers(body, len(text)))
        (here.root / path).write_text(text[:at] + mine + text[at:])
        now = [
            replace(talk, abstract=data.draw(LINES), title=f"{talk.title} II", outline="- 1:00 other")
            for talk in imported.talks
        ]
        here.put(here.plan(with_talks(imported, now)))
        assert mine in (here.root / path).read_text()
