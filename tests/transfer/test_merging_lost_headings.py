"""Logs that the person edited elsewhere: an entry whose heading is gone holds up its own talk and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from talktui.notes.edits import Reattach
from talktui.notes.talk import TalkKey
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states

CALM = ImportedTalk("A calm pager", id="1", abstract="Fewer alerts.", duration=1500)
QUEUES = ImportedTalk("Queues, queued", id="2", abstract="Of queues.")
GONE = ImportedTalk("Gone file", id="3", abstract="Of files.")
NEW = ImportedTalk("Brand new", id="4", abstract="Of news.")
LOG = "gopher-meet-2025/gopher-meet-2025.md"


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.run(schedule(CALM, QUEUES, GONE), shape="log")
    return made


def change(world: World, old: str, new: str) -> None:
    path = world.root / LOG
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def line_of(world: World, entry: str) -> int:
    return (world.root / LOG).read_text().splitlines().index(f"  {entry}:") + 1


def test_a_section_that_was_deleted_holds_up_its_talk_alone(world: World) -> None:
    path = world.root / LOG
    text = path.read_text()
    path.write_text(text[: text.index("### Gone file")])
    now = schedule(replace(CALM, duration=60), QUEUES, GONE, NEW)
    plan, _ = world.run(now)
    assert states(plan) == [State.CHANGED, State.SAME, State.REFUSED, State.NEW]
    refused = plan.talks[2]
    assert (refused.key, refused.conference) == (None, "Gopher Meet 2025")
    assert f"{LOG}:" in refused.reason
    assert "the entry `gone-file` has no heading; delete it or reattach it" in refused.reason
    assert world.talk("Brand new").id == "4"
    assert world.talk("A calm pager").duration == 60
    plan = world.plan(now)
    assert states(plan) == [State.SAME, State.SAME, State.REFUSED, State.SAME]
    assert plan.talks[2].reason.startswith(f"{LOG}:{line_of(world, 'gone-file')}: ")
    assert plan.tasks() == []
    assert states(world.plan(schedule(CALM, QUEUES, NEW))) == [State.CHANGED, State.SAME, State.SAME]


def test_a_heading_that_was_renamed_gets_no_second_section_and_no_second_entry(world: World) -> None:
    change(world, "### A calm pager", "### Pagers")
    really = replace(CALM, title="A calm pager, really")
    for now in (CALM, really):
        plan, _ = world.run(schedule(now, QUEUES, GONE))
        assert states(plan) == [State.REFUSED, State.SAME, State.SAME]
        assert "`a-calm-pager` has no heading" in plan.talks[0].reason
    assert (world.root / LOG).read_text().count('id: "1"') == 1
    path = world.root / LOG
    path.write_bytes(Reattach(TalkKey(LOG), "a-calm-pager", "pagers").apply(path.read_bytes()))
    plan, _ = world.run(schedule(really, QUEUES, GONE))
    assert states(plan) == [State.SAME] * 3
    assert [(one.field, one.mine) for one in plan.talks[0].kept] == [("title", "Pagers")]


def test_a_heading_that_was_renamed_and_links_to_its_video_still_is_known_by_that(world: World) -> None:
    one = ImportedTalk("One, linked", id="v1", video="https://youtu.be/aaaaaaaaaaa", duration=60)
    two = ImportedTalk("Two, linked", id="v2", video="https://youtu.be/bbbbbbbbbbb")
    world.run(schedule(one, two, name="List", source="youtube:PL"), shape="log")
    path = world.root / "list/list.md"
    path.write_text(path.read_text().replace("[One, linked]", "[The first]"))
    assert states(world.plan(schedule(one, two, name="List", source="youtube:PL"))) == [State.SAME] * 2
    later = replace(one, title="One, linked anew", duration=90)
    plan, _ = world.run(schedule(later, two, name="List", source="youtube:PL"))
    assert states(plan) == [State.CHANGED, State.SAME]
    assert [(kept.field, kept.mine) for kept in plan.talks[0].kept] == [("title", "The first")]
    assert (world.talk("The first").duration, world.talk("The first").id) == (90, "v1")
    assert path.read_text().count("id: v1") == 1
    before = world.files()
    assert not world.put(world.plan(schedule(later, two, name="List", source="youtube:PL")))
    assert world.files() == before


def test_an_entry_of_the_persons_own_without_a_heading_holds_up_its_talk_alone(world: World) -> None:
    world.write(
        "own/log.md",
        "---\nconference: Own Conf\ntalks:\n  keda:\n    heading: KEDA\n    tags: [otel]\n---\n"
        "### [A calm pager](https://youtu.be/aaaaaaaaaaa)\n\n### [Queues](https://youtu.be/bbbbbbbbbbb)\n",
    )
    talks = [
        ImportedTalk("A calm pager", id="a", video="https://youtu.be/aaaaaaaaaaa", duration=60),
        ImportedTalk("KEDA", id="k", video="https://youtu.be/kkkkkkkkkkk"),
        ImportedTalk("OpenTelemetry", id="o", video="https://youtu.be/ooooooooooo"),
    ]
    plan, _ = world.run(schedule(*talks, name="Own Conf", source="youtube:PLo"))
    assert states(plan) == [State.CHANGED, State.REFUSED, State.NEW]
    assert plan.talks[1].reason.startswith("own/log.md:4: the entry `keda` has no heading")


def test_an_entry_that_is_called_as_a_new_talk_would_be_stays_its_talks(world: World) -> None:
    change(world, "  gone-file:\n", "  brand-new:\n")
    plan, _ = world.run(schedule(CALM, QUEUES, GONE, NEW))
    assert states(plan) == [State.SAME] * 3 + [State.NEW]
    assert (world.talk("Gone file").id, world.talk("Brand new").id) == ("3", "4")
    assert "  brand-new-2:\n" in (world.root / LOG).read_text()
    assert states(world.plan(schedule(CALM, QUEUES, GONE, NEW))) == [State.SAME] * 4


def test_a_log_that_lost_all_of_its_headings_is_told_talk_by_talk(world: World) -> None:
    path = world.root / LOG
    path.write_text(path.read_text().partition("\n---\n")[0] + "\n---\n")
    plan, _ = world.run(schedule(CALM, QUEUES, GONE))
    assert states(plan) == [State.REFUSED] * 3
    assert {planned.reason.partition(": ")[2][:9] for planned in plan.talks} == {"the entry"}


def test_a_twin_that_was_deleted_leaves_the_others_text_alone(world: World) -> None:
    one, other = (ImportedTalk("Same", video="https://youtu.be/aaaaaaaaaaa", body=body) for body in "ab")
    post = schedule(one, other, name="Post", source="post:x")
    world.run(post, shape="log")
    path = world.root / "post/post.md"
    text = path.read_text()
    path.write_text(text[: text.rindex("### [Same]")])
    before = world.files()
    plan = world.plan(post)
    assert states(plan) == [State.REFUSED] * 2
    assert [planned.reason.partition("entry ")[2][:8] for planned in plan.talks] == ["`same` h", "`same-1`"]
    world.put(plan)
    assert world.files() == before
