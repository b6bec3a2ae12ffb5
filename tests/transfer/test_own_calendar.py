"""A calendar that talktui exported is recognised: its events make no second notes, and change none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from talktui.transfer.export.ics_calendar import calendar
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states
from tests.transfer.schedule_reading import read_bytes

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
STREAM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
OWN = "---\ntitle: Queues\nspeakers: [Ada Byron]\ndate: 2025-02-01 10:00\n{}---\n\nMine.\n"
LOG = f"""---
title: Day
conference: LogConf
talks:
  one: {{heading: One, date: 2025-03-01 10:00}}
  two: {{heading: Two, date: 2025-03-01 11:00}}
---

### [One]({STREAM})

### [Two]({STREAM})
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "notes")
    world.write("queues.md", OWN.format("rating: 4\n"))
    world.write("again/queues.md", OWN.format("url: https://example.org/queues\n"))
    world.write("log.md", LOG)
    when = dt.datetime(2025, 2, 1, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    talk = ImportedTalk("A calm pager", id="1", categories=("Alerts",), when=when, others=(("room", "K1"),))
    world.run(schedule(talk, ImportedTalk("A calm pager", id="2", when=when)))
    return world


def exported(world: World) -> Imported:
    """The calendar of all its talks, read."""
    library = world.library()
    return read_bytes(calendar(world.talks(), library, NOW).text.encode(), ".ics")


def test_its_events_are_the_talks_that_they_came_from(world: World) -> None:
    before = world.files()
    imported = exported(world)
    plan = world.plan(imported)
    assert states(plan) == [State.SAME] * 6
    assert sorted(str(planned.key) for planned in plan.talks) == sorted(
        str(talk.key) for talk in world.talks()
    )
    assert {(one.title, one.conference) for one in plan.talks if one.title == "A calm pager"} == {
        ("A calm pager", "Gopher Meet 2025")
    }
    assert not plan.tasks()
    assert world.files() == before
    assert states(world.plan(imported, conference="Another")) == [State.SAME] * 6


def test_a_talk_whose_title_or_source_changed_since_is_known_too(world: World) -> None:
    imported = exported(world)
    path = world.root / "gopher-meet-2025" / "a-calm-pager.md"
    path.write_text(path.read_text().replace("title: A calm pager", "title: My pager"))
    path = world.root / "again" / "queues.md"
    path.write_text(path.read_text().replace("---\n\n", "id: q1\n---\n\n").replace("rating: 4\n", ""))
    log = world.root / "log.md"
    log.write_text(
        log.read_text().replace("\n### [One]", "\n### [Uno]").replace("heading: One", "heading: Uno")
    )
    assert states(world.plan(imported)) == [State.SAME] * 6


def test_only_talks_that_are_gone_are_new(world: World) -> None:
    imported = exported(world)
    log = world.root / "log.md"
    log.write_text(log.read_text().replace(f"### [Two]({STREAM})\n", "").replace("  two:", "  # two:"))
    (world.root / "queues.md").unlink()
    plan = world.plan(imported)
    assert sorted(planned.state for planned in plan.talks) == [State.NEW] * 2 + [State.SAME] * 4
    assert {planned.title for planned in plan.talks if planned.state is State.NEW} == {"Queues", "Two"}


def test_elsewhere_its_talks_are_new_and_then_follow_it(world: World, tmp_path: Path) -> None:
    imported = exported(world)
    other = World(tmp_path / "other")
    other.run(imported)
    assert len(other.talks()) == 6
    assert {talk.video for talk in other.talks() if talk.title in ("One", "Two")} == {STREAM}
    assert states(other.plan(imported)) == [State.SAME] * 6
    assert not other.plan(imported).tasks()
