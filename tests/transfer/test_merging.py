"""What was imported finds its notes again: what follows the source, what stays the person's, what is told."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from talktui.notes.talk import Speaker
from talktui.transfer.formats import blog_post
from talktui.transfer.imported import ImportedTalk, Offer
from talktui.transfer.merging.digests import Mark, digests_text, marks_of, origin_of
from talktui.transfer.merging.plan import State
from talktui.transfer.source_files import SourceFile
from tests.transfer.merges import World, schedule, states, with_talks

ADA, GRACE = Speaker("Ada Byron", None, "Example Ltd"), Speaker("Grace Hopper")
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
CALM = ImportedTalk(
    "A calm pager",
    id="1",
    categories=("Alerts",),
    tags=("pager",),
    speakers=(ADA,),
    when=dt.datetime(2025, 2, 1, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    duration=1500,
    others=(("room", "K1"),),
    abstract="Why fewer alerts are more.\n\n# Inside\n\nA part of it.",
)
OPENING = ImportedTalk("Opening Remarks", id="2", when=dt.date(2025, 2, 1))
CALM_NOTE = "gopher-meet-2025/a-calm-pager.md"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_new_note_says_everything_in_the_order_of_the_fields(world: World) -> None:
    world.run(schedule(replace(CALM, video=VIDEO, url="https://example.org/1", outline="- 0:00 Intro")))
    text = world.files()[CALM_NOTE].decode()
    assert text.startswith(
        """\
---
title: A calm pager
categories: [Alerts]
speakers: ["Ada Byron, Example Ltd"]
date: 2025-02-01T10:00:00+01:00
video: https://www.youtube.com/watch?v=abcdefghijk
url: https://example.org/1
duration: "25:00"
tags: [pager]
room: K1
source:
  from: frab:gophermeet-2025
  id: "1"
  digests: title="""
    )
    assert text.endswith(
        """
---

## Abstract

Why fewer alerts are more.

### Inside

A part of it.

## Outline

- 0:00 Intro
"""
    )


def test_a_rescheduled_talk_moves_and_nothing_else_in_its_note(world: World) -> None:
    world.run(schedule(CALM))
    was = world.files()[CALM_NOTE].decode()
    later = replace(CALM, when=dt.datetime(2025, 2, 2, 9, 30, tzinfo=dt.UTC), others=(("room", "H 2"),))
    plan, _ = world.run(schedule(later))
    assert [(one.field, one.mine, one.theirs) for one in plan.talks[0].follows] == [
        ("date", "2025-02-01 10:00:00", "2025-02-02 09:30:00"),
        ("room", "K1", "H 2"),
    ]
    now = world.files()[CALM_NOTE].decode()
    changed = [line for line in now.splitlines() if line not in was.splitlines()]
    assert changed[:2] == ["date: 2025-02-02T09:30:00+00:00", "room: H 2"]
    assert len(changed) == 3
    assert changed[2].startswith("  digests: ")


def test_what_the_person_changed_or_cleared_stays_and_is_told(world: World) -> None:
    world.run(schedule(CALM))
    path = world.root / CALM_NOTE
    mine = path.read_text().replace("date: 2025-02-01T10:00:00+01:00", "date: 2025-02-07")
    mine = mine.replace('duration: "25:00"\n', "").replace("title: A calm pager", "title: My title")
    path.write_text(mine)
    plan, made = world.run(schedule(replace(CALM, others=(("room", "K2"),))))
    assert [(one.field, one.mine, one.theirs) for one in plan.talks[0].kept] == [
        ("title", "My title", "A calm pager"),
        ("date", "2025-02-07", "2025-02-01 10:00:00"),
        ("duration", "", "25:00"),
    ]
    assert path.read_text().startswith("---\ntitle: My title\n")
    assert "2025-02-07" in path.read_text()
    assert "room: K2" in path.read_text()
    assert len(made.saved) == 1


def test_other_quotes_another_order_and_another_spelling_of_a_date_are_no_change(world: World) -> None:
    world.run(schedule(replace(CALM, video=VIDEO)))
    path = world.root / CALM_NOTE
    text = path.read_text().replace("title: A calm pager\n", "").replace("room: K1\n", "room: 'K1'\n")
    text = text.replace("2025-02-01T10:00:00+01:00", '"2025-02-01 10:00"').replace('"25:00"', "1500")
    text = text.replace(VIDEO, "https://youtu.be/abcdefghijk?t=5")
    path.write_text(text.replace("source:\n", 'title: "A calm pager"\nsource:\n'))
    before = world.files()
    plan, _ = world.run(schedule(replace(CALM, video=VIDEO)))
    assert states(plan) == [State.SAME]
    assert not plan.talks[0].kept
    assert world.files() == before
    moved = replace(CALM, title="A calmer pager", duration=1800, when=dt.date(2025, 2, 3), video=VIDEO)
    plan, _ = world.run(schedule(moved))
    assert [one.field for one in plan.talks[0].follows] == ["title", "date", "duration"]


def test_tags_of_the_persons_own_beside_the_imported_ones_are_nothing_to_tell(world: World) -> None:
    world.run(schedule(CALM))
    path = world.root / CALM_NOTE
    path.write_text(path.read_text().replace("tags: [pager]", "tags: [pager, mine]"))
    plan = world.plan(schedule(CALM))
    assert states(plan) == [State.SAME]
    assert not plan.talks[0].kept


def test_a_video_that_is_new_in_the_source_is_added_and_one_that_vanishes_from_it_stays(world: World) -> None:
    world.run(schedule(CALM))
    world.run(schedule(replace(CALM, video=VIDEO)))
    assert world.talk("A calm pager").video == VIDEO
    plan, made = world.run(schedule(CALM))
    assert made.step is None
    assert [(one.field, one.mine, one.theirs) for one in plan.talks[0].kept] == [("video", VIDEO, "")]


def test_an_abstract_follows_as_a_whole_and_the_persons_notes_around_it_stay(world: World) -> None:
    world.run(schedule(CALM))
    path = world.root / CALM_NOTE
    path.write_text(
        path.read_text().replace("## Abstract", "What I think.\n\n## Abstract") + "\n## Later\n\nMine.\n"
    )
    world.run(schedule(replace(CALM, abstract="It is another.")))
    assert path.read_text().endswith(
        "---\n\nWhat I think.\n\n## Abstract\n\nIt is another.\n\n## Later\n\nMine.\n"
    )
    path.write_text(path.read_text().replace("another", "mine"))
    plan, _ = world.run(schedule(replace(CALM, abstract="It is a third.")))
    assert [one.field for one in plan.talks[0].kept] == ["abstract"]
    assert "It is mine." in path.read_text()


def test_a_renamed_and_moved_file_is_found_again(world: World) -> None:
    world.run(schedule(CALM, OPENING))
    (world.root / "elsewhere").mkdir()
    (world.root / CALM_NOTE).rename(world.root / "elsewhere" / "pager.md")
    plan, _ = world.run(schedule(replace(CALM, title="Quite calm"), OPENING))
    assert states(plan) == [State.CHANGED, State.SAME]
    assert world.talk("Quite calm").key.path == "elsewhere/pager.md"


def test_two_talks_of_one_title_in_one_schedule_stay_two(world: World) -> None:
    second = replace(OPENING, id="3", when=dt.date(2025, 2, 2))
    for ids in (("2", "3"), (None, None)):
        source = schedule(
            replace(OPENING, id=ids[0]),
            replace(second, id=ids[1]),
            source=f"frab:{ids[0]}",
            name=f"Meet {ids[0]}",
        )
        plan, _ = world.run(source)
        assert states(plan) == [State.NEW, State.NEW]
        plan, _ = world.run(source)
        assert states(plan) == [State.SAME, State.SAME]
        assert len({planned.key for planned in plan.talks}) == 2
    swapped = [replace(OPENING, when=second.when), replace(second, when=OPENING.when)]
    plan, _ = world.run(schedule(*swapped, source="frab:2", name="Meet 2"))
    assert states(plan) == [State.CHANGED, State.CHANGED]


def test_talks_that_left_the_schedule_are_told_and_stay(world: World) -> None:
    world.run(schedule(CALM, OPENING))
    before = world.files()
    plan, _ = world.run(schedule(CALM))
    assert states(plan) == [State.SAME, State.LEFT]
    assert plan.talks[1].title == "Opening Remarks"
    assert plan.talks[1].key == world.talk("Opening Remarks").key
    assert states(world.plan(schedule(CALM, complete=False))) == [State.SAME]
    assert states(world.plan(schedule(CALM, source="frab:another"))) == [State.SAME]
    assert world.files() == before


@pytest.mark.parametrize(
    ("note", "what"),
    [
        ("---\ntitle: Pager\nvideo: https://youtu.be/abcdefghijk?t=1\n---\nMine.\n", "by its video"),
        ("---\ntitle: A calm pager!\nconference: Gopher Meet 2025\nspeakers: Ada Byron\n---\nMine.\n", "by its speaker"),
        ("---\ntitle: A Calm Pager\nconference: Gopher Meet 2025\ndate: 2025-02-01\n---\nMine.\n", "by its day"),
        ("---\nconference: Gopher Meet 2025\n---\n# A calm pager\n\nMine.\n", "by its title alone"),
        ("---\ntitle: Pager\nid: 1\nconference: Gopher Meet 2025\n---\nMine.\n", "by its id"),
    ],
)  # fmt: skip
def test_a_note_of_the_persons_own_is_recognised_and_gets_what_it_lacks(
    world: World, note: str, what: str
) -> None:
    world.write("mine/own.md", note)
    title = world.talks()[0].title
    plan, _ = world.run(schedule(replace(CALM, video=VIDEO)))
    assert states(plan) == [State.CHANGED], what
    (talk,) = world.talks()
    assert talk.key.path == "mine/own.md"
    assert talk.title == title
    assert talk.duration == 1500
    assert "Mine." in talk.body
    assert "## Abstract\n\nWhy fewer" in talk.body
    assert talk.id == "1"
    assert states(world.plan(schedule(replace(CALM, video=VIDEO)))) == [State.SAME]


def test_what_a_note_of_the_persons_own_says_itself_stays(world: World) -> None:
    world.write("own.md", f"---\ntitle: Mine\nvideo: {VIDEO}\ndate: 2025-02-09\nroom: K1\n---\n")
    source = schedule(replace(CALM, video=VIDEO))
    plan, _ = world.run(source)
    assert [one.field for one in plan.talks[0].kept] == ["title", "date"]
    plan, _ = world.run(with_talks(source, [replace(CALM, video=VIDEO, when=None, others=(("room", "K9"),))]))
    assert [one.field for one in plan.talks[0].follows] == ["room"]  # it was what the source said
    assert world.talk("Mine").date == dt.date(2025, 2, 9)


@pytest.mark.parametrize("shape", ["files", "log"])
def test_further_keys_of_a_post_are_written_as_they_stood_there(world: World, shape: str) -> None:
    lines = ["weight: 4", "draft: true", 'room: "007"', "seen: 2025-02-01", 'levels: [1, "2", two]']
    entry = "".join(f"    {line}\n" for line in lines)
    text = f"---\ntalks:\n  a:\n    heading: A\n{entry}---\n## [A]({VIDEO})\n"
    for source in (text, text.replace("weight: 4", "weight: 5")):
        (imported,) = blog_post.read([SourceFile("post.md", source.encode())])
        world.run(imported, shape=shape)
    (note,) = [data.decode() for name, data in world.files().items() if name.endswith(".md")]
    for line in ["weight: 5", *lines[1:]]:
        assert re.search(rf"(?m)^\s*{re.escape(line)}$", note), note


@pytest.mark.parametrize("key", ["url", "day"])
def test_two_talks_of_one_title_and_speaker_find_their_own_notes_again(world: World, key: str) -> None:
    opening = ImportedTalk("Opening Remarks", speakers=(ADA,))
    if key == "url":
        talks = [replace(opening, url=f"https://example.org/{number}") for number in range(3)]
    else:
        talks = [replace(opening, others=(("day", day),)) for day in ("Wednesday", "Thursday", "Friday")]
    world.run(schedule(*talks))
    before = world.files()
    plan, _ = world.run(schedule(*talks))
    assert states(plan) == [State.SAME] * 3
    assert world.files() == before


def test_a_talk_of_another_conference_with_the_same_title_is_another(world: World) -> None:
    world.run(schedule(CALM))
    plan, _ = world.run(schedule(CALM, source="frab:other", name="Other Meet 2025"))
    assert states(plan) == [State.NEW]


def test_a_video_of_many_talks_names_none_of_them(world: World) -> None:
    stream = schedule(*(ImportedTalk(f"Part {n}", id=str(n), video=VIDEO) for n in range(3)))
    plan, _ = world.run(stream)
    assert states(plan) == [State.NEW] * 3
    plan, _ = world.run(schedule(ImportedTalk("All day", id="x", video=VIDEO), source="youtube:PL1"))
    assert states(plan) == [State.NEW]


def test_a_schedule_and_its_playlist_make_one_note(world: World) -> None:
    recorded = ImportedTalk(
        "A calm pager", id="abcdefghijk", speakers=(Speaker("Ada Byron"),), video=VIDEO, outline="- 0:00 Hi"
    )
    playlist = schedule(recorded, source="youtube:PL1")
    plan, _ = world.run(schedule(CALM, OPENING), playlist)
    assert states(plan) == [State.NEW, State.NEW]
    talk = world.talk("A calm pager")
    assert (talk.video, talk.duration) == (VIDEO, 1500)
    assert talk.speakers == (ADA,)
    before = world.files()
    for sources in (
        [schedule(CALM, OPENING), playlist],
        [playlist, schedule(CALM, OPENING)],
        [playlist],
        [schedule(CALM, OPENING)],
    ):
        plan, made = world.run(*sources)
        assert made.step is None
        assert State.LEFT not in states(plan)
    assert world.files() == before


def test_another_source_gives_what_is_lacking_once_and_changes_nothing(world: World) -> None:
    world.run(schedule(CALM))
    playlist = schedule(
        ImportedTalk("A calm pager - Ada Byron", id="x", speakers=(ADA,), video=VIDEO, duration=1490),
        source="youtube:PL1",
    )
    plan = world.plan(playlist)
    assert states(plan) == [State.NEW]  # another title, and no video yet: nothing tells that it is the same
    playlist = with_talks(playlist, [replace(playlist.talks[0], title="A calm pager")])
    plan, _ = world.run(playlist)
    assert [one.field for one in plan.talks[0].follows] == ["video"]
    assert [one.field for one in plan.talks[0].kept] == ["duration"]
    origin = origin_of(world.talk("A calm pager"))
    assert origin is not None
    assert (origin.source, origin.id, origin.marks["video"].own) == ("frab:gophermeet-2025", "1", False)
    path = world.root / CALM_NOTE
    path.write_text(path.read_text().replace(f"video: {VIDEO}\n", ""))
    assert states(world.plan(playlist)) == [State.SAME]


def test_a_note_with_a_source_of_the_persons_own_is_refused_and_stays(world: World) -> None:
    world.write("own.md", f"---\ntitle: Mine\nvideo: {VIDEO}\nsource: a friend\n---\n")
    plan, made = world.run(schedule(replace(CALM, video=VIDEO)))
    assert states(plan) == [State.REFUSED]
    assert "`source` of your own" in plan.talks[0].reason
    assert not [saved for saved in made.saved if saved.change.path == "own.md"]


def test_a_note_that_cannot_be_edited_is_refused_with_its_reason(world: World) -> None:
    world.write("own.md", f"---\ntitle: Mine: broken\nvideo: {VIDEO}\n---\n")
    plan, _ = world.run(schedule(replace(CALM, video=VIDEO)))
    assert states(plan) == [State.REFUSED]
    assert plan.talks[0].reason


def test_only_the_chosen_talks_are_taken(world: World) -> None:
    plan = world.plan(schedule(CALM, OPENING))
    tasks = plan.tasks({1})
    assert [task.path for task in tasks] == [
        "gopher-meet-2025/conference.yaml",
        "gopher-meet-2025/opening-remarks.md",
    ]
    assert plan.titled({1}) == "import Opening Remarks of Gopher Meet 2025"
    assert plan.title == "import 2 talks of Gopher Meet 2025"
    assert plan.tasks(set()) == []
    assert {change.path for change in plan.changes({1})} == {task.path for task in tasks}


def test_what_is_offered_becomes_related_when_it_is_wanted(world: World) -> None:
    source = replace(schedule(CALM), offers=(Offer("Another", "https://youtu.be/zzzzzzzzzzz", talk=0),))
    assert world.plan(source).changes()[1].after is not None
    world.run(source, related=True)
    assert world.talk("A calm pager").related == ("https://youtu.be/zzzzzzzzzzz",)


def test_marks_are_read_as_they_were_written() -> None:
    marks = {"title": Mark("0a1b2c3d"), "odd key=+%": Mark("ffffffff", own=False), "ä": Mark("00000000")}
    assert marks_of(digests_text(marks)) == marks
    assert marks_of("what =ever x=1 title=0a1b2c3d") == {"title": Mark("0a1b2c3d")}
