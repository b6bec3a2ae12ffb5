"""Imports as talk logs: one note a conference, whose talks follow their source and stay the person's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from talktui.notes.edits import ChangeTags, SetField
from talktui.notes.front_matter.yaml_new import Bare
from talktui.notes.talk import Speaker
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states

CALM = ImportedTalk(
    "A calm pager", id="1", categories=("Alerts",), speakers=(Speaker("Ada Byron", "CTO", "Example Ltd"),),
    when=dt.datetime(2025, 2, 1, 10, 0, tzinfo=dt.UTC), duration=1500, abstract="Fewer alerts.\n\n## Inside\n\nMore.",
)  # fmt: skip
QUEUES = ImportedTalk(
    "Queues, queued", id="2", categories=("Go",), video="https://www.youtube.com/watch?v=abcdefghijk"
)
OPENING = ImportedTalk("Opening Remarks", id="3", abstract="Day one.")
LOG = "gopher-meet-2025/gopher-meet-2025.md"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def body(world: World) -> str:
    text = (world.root / LOG).read_text()
    return text[text.index("\n---\n") + 5 :]


def test_a_log_has_a_heading_a_talk_below_its_category(world: World) -> None:
    world.run(schedule(CALM, QUEUES, OPENING), shape="log")
    assert {*world.files()} == {LOG, "gopher-meet-2025/conference.yaml"}
    assert (
        body(world)
        == """
### Opening Remarks

#### Abstract

Day one.

## Alerts

### A calm pager

#### Abstract

Fewer alerts.

##### Inside

More.

## Go

### [Queues, queued](https://www.youtube.com/watch?v=abcdefghijk)
"""
    )
    talk = world.talk("A calm pager")
    assert (talk.categories, talk.speakers, talk.duration) == (CALM.categories, CALM.speakers, 1500)
    assert world.talk("Queues, queued").video == QUEUES.video


def test_talks_of_a_log_follow_their_source_in_one_write(world: World) -> None:
    world.run(schedule(CALM, QUEUES, OPENING), shape="log")
    before = world.files()
    changed = [
        replace(CALM, title="A calmer pager", when=dt.date(2025, 2, 2), abstract="Other words."),
        replace(QUEUES, video="https://youtu.be/zzzzzzzzzzz", tags=("go",)),
        replace(OPENING, video="https://youtu.be/yyyyyyyyyyy", outline="- 0:00 Hello"),
    ]
    plan, made = world.run(schedule(*changed))
    assert states(plan) == [State.CHANGED] * 3
    assert len(made.saved) == 1
    text = body(world)
    assert "### A calmer pager\n\n#### Abstract\n\nOther words.\n\n## Go" in text
    assert "### [Queues, queued](https://youtu.be/zzzzzzzzzzz)" in text
    assert "### [Opening Remarks](https://youtu.be/yyyyyyyyyyy)" in text
    assert "Day one.\n\n#### Outline\n\n- 0:00 Hello\n\n## Alerts" in text
    assert world.talk("A calmer pager").date == dt.date(2025, 2, 2)
    assert world.talk("Queues, queued").tags == ("go",)
    assert states(world.plan(schedule(*changed))) == [State.SAME] * 3
    world.undo()
    assert world.files() == before


def test_what_the_person_says_in_a_log_stays(world: World) -> None:
    world.run(schedule(CALM, QUEUES), shape="log")
    data = (world.root / LOG).read_bytes()
    data = ChangeTags(world.talk("A calm pager").key, add=("mine",)).apply(data)
    data = SetField(world.talk("A calm pager").key, "date", "2025-02-09").apply(data)
    data = SetField(world.talk("A calm pager").key, "duration", None).apply(data)
    data = SetField(world.talk("A calm pager").key, "title", "My pager").apply(data)
    (world.root / LOG).write_bytes(data.replace(b"Fewer alerts.", b"No alerts.") + b"\nMy words on queues.\n")
    plan, _ = world.run(schedule(replace(CALM, title="New", when=dt.date(2025, 2, 3), duration=60), QUEUES))
    assert states(plan) == [State.SAME, State.SAME]
    assert [one.field for one in plan.talks[0].kept] == ["title", "date", "duration", "abstract"]
    talk = world.talk("My pager")
    assert (talk.tags, talk.date, talk.duration) == (("mine",), dt.date(2025, 2, 9), None)
    assert "My words on queues." in world.talk("Queues, queued").body


def test_new_talks_become_sections_of_their_category_and_others_keep_their_bytes(world: World) -> None:
    world.run(schedule(CALM, QUEUES, OPENING), shape="log")
    was = body(world)
    more = [
        ImportedTalk("Louder pagers", id="4", categories=("Alerts",), abstract="More alerts.", duration=60),
        ImportedTalk("Of pods", id="5", categories=("Pods",), video="https://youtu.be/ppppppppppp"),
        replace(OPENING, id="6", categories=("Alerts",), abstract="Day two."),
    ]
    plan, made = world.run(schedule(CALM, QUEUES, OPENING, *more))
    assert states(plan) == [State.SAME] * 3 + [State.NEW] * 3
    assert len(made.saved) == 1
    lines = iter(body(world).splitlines())
    assert all(line in lines for line in was.splitlines())  # in their order, the new ones between
    assert world.talk("Louder pagers").categories == ("Alerts",)
    assert world.talk("Of pods").categories == ("Pods",)
    opening = [talk for talk in world.talks() if talk.title == "Opening Remarks"]
    assert [talk.id for talk in opening] == ["3", "6"]
    assert [talk.categories for talk in opening] == [(), ("Alerts",)]
    assert "Day two." in opening[1].body
    again = world.plan(schedule(CALM, QUEUES, OPENING, *more))
    assert states(again) == [State.SAME] * 6
    assert not any(planned.kept for planned in again.talks)


def test_the_entry_of_a_talk_that_comes_later_is_written_as_the_first_ones_are(world: World) -> None:
    zoned = dt.datetime(2025, 2, 1, 9, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    new = ImportedTalk(
        "Louder pagers", id="4", categories=("Alerts",), when=zoned, duration=1500, rating=4, tags=("go", "2024"),
        others=(("room", "4"), ("floor", Bare("4"))),
    )  # fmt: skip
    world.run(schedule(CALM, new), shape="log")
    first = entry_of(world, "louder-pagers")
    world.undo()
    world.run(schedule(CALM), shape="log")
    world.run(schedule(CALM, new))
    assert entry_of(world, "louder-pagers") == first
    assert "    date: 2025-02-01T09:00:30-05:00" in first


def entry_of(world: World, name: str) -> list[str]:
    """The lines of the log's last entry."""
    lines = world.files()[LOG].decode().split("\n---\n")[0].splitlines()
    return lines[lines.index(f"  {name}:") :]


def test_a_log_of_the_persons_own_gets_what_its_talks_lack(world: World) -> None:
    own = (
        "# Gopher Meet 2025\n\nIntro.\n\n## Alerts\n\n### [A calm pager](https://youtu.be/aaaaaaaaaaa)\n\nMine.\n\n"
        "### [Queues, queued](https://youtu.be/abcdefghijk)\n"
    )
    world.write("gopher-meet-2025/log.md", own)
    plan, _ = world.run(schedule(CALM, QUEUES))
    assert states(plan) == [State.CHANGED, State.CHANGED]
    text = (world.root / "gopher-meet-2025/log.md").read_text()
    assert "Mine.\n\n#### Abstract\n\nFewer alerts." in text
    assert world.talk("A calm pager").duration == 1500
    assert [one.field for one in plan.talks[1].kept] == ["categories"]
    world.undo()
    assert (world.root / "gopher-meet-2025/log.md").read_text() == own


def test_a_talk_that_a_log_cannot_take_holds_up_no_other(world: World) -> None:
    bad = replace(QUEUES, id="9", title="Open", video=None, abstract="<!-- never closed")
    plan, _ = world.run(schedule(CALM, bad, QUEUES), shape="log")
    assert states(plan) == [State.NEW, State.REFUSED, State.NEW]
    assert "never closed" in plan.talks[1].reason


def test_a_log_that_would_be_too_large_to_edit_is_refused(world: World) -> None:
    long = [replace(CALM, id=str(n), title=f"Talk {n}", abstract="word " * 20_000) for n in range(12)]
    plan, made = world.run(schedule(*long), shape="log")
    assert set(states(plan)) == {State.REFUSED}
    assert "larger than 1 MB" in plan.talks[0].reason
    assert made.step is None


def test_only_the_chosen_talks_of_a_log_are_taken(world: World) -> None:
    plan = world.plan(schedule(CALM, QUEUES, OPENING), shape="log")
    made = world.store.make(plan.title, plan.tasks({0, 1}))
    assert not made.failures
    assert {talk.title for talk in world.talks()} == {"A calm pager", "Queues, queued"}


def test_an_import_into_a_log_fits_itself_to_what_was_changed_meanwhile(world: World) -> None:
    world.run(schedule(CALM, QUEUES), shape="log")
    plan = world.plan(schedule(replace(CALM, duration=60, abstract="Other."), replace(QUEUES, duration=90)))
    path = world.root / LOG
    path.write_text(path.read_text().replace('duration: "25:00"', 'duration: "7:00"') + "\nA last word.\n")
    made = world.store.make(plan.title, plan.tasks())
    assert not made.failures
    assert world.talk("A calm pager").duration == 420
    assert world.talk("Queues, queued").duration == 90
    assert "A last word." in path.read_text()
    assert "Other." in world.talk("A calm pager").body


def test_all_talks_of_a_log_get_other_titles_at_once(world: World) -> None:
    talks = [
        replace(CALM, id=str(n), title=f"Talk {n}", video=f"https://youtu.be/abcdefghi{n}" if n % 2 else None)
        for n in range(10)
    ]
    world.run(schedule(*talks), shape="log")
    before = world.files()
    now = [
        replace(talk, title=f"*New* [title] {9 - n // 2}", abstract="Other.") for n, talk in enumerate(talks)
    ]
    plan, _ = world.run(schedule(*now))
    assert states(plan) == [State.CHANGED] * 10
    found = {talk.id: talk for talk in world.talks()}
    assert [found[talk.id].title for talk in now] == [talk.title for talk in now]
    assert "  new-title-9-1:\n" in (world.root / LOG).read_text()
    assert not [note.problems for note in world.library().notes.values() if note.problems]
    assert states(world.plan(schedule(*now))) == [State.SAME] * 10
    world.undo()
    assert world.files() == before


def test_a_log_that_must_not_be_written_takes_no_new_talk(world: World) -> None:
    world.run(schedule(CALM, QUEUES), shape="log")
    (world.root / LOG).chmod(0o444)
    plan = world.plan(schedule(CALM, QUEUES, OPENING))
    assert states(plan) == [State.SAME, State.SAME, State.REFUSED]
    assert "write-protected" in plan.talks[2].reason
    assert plan.tasks() == []
