"""Further keys of a source keep their names, also those of fields that their values cannot be read as."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states
from tests.transfer.posts import post

UNREAD = {
    "rating": "good", "duration": "long", "status": "maybe", "date": "some day", "recorded": "2024-05-01",
    "slides": "https://e.org/s (1).pdf", "url": "(to come)",
}  # fmt: skip
FRONT = "".join(f"    {key}: {said}\n" for key, said in UNREAD.items())
LOG = f"""---
title: Further Conf
talks:
  alpha:
    heading: Alpha
    tags: [x]
    keywords: [y]
{FRONT}    code: ABC
    guid: def
    source: mine
---

### [Alpha](https://youtu.be/aaaaaaaaaaa)

Text.
"""


def said(world: World) -> dict[str, object]:
    """What the front matter of the one note says, as YAML's own reader has it."""
    (path,) = world.root.rglob("*.md")
    front = yaml.safe_load(path.read_text().split("---\n")[1])
    return dict(front["talks"]["alpha"] if "talks" in front else front)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "notes")


@pytest.mark.parametrize("shape", ["files", "log"])
def test_what_cannot_be_read_as_a_field_keeps_its_key_and_its_text(world: World, shape: str) -> None:
    imported = post(LOG)
    world.run(imported, shape=shape)
    found = said(world)
    texts = {key: str(found.get(key)) for key in UNREAD}
    assert texts == UNREAD
    assert (found["tags"], found["keywords"]) == (["x"], ["y"])
    talk = world.talk("Alpha")
    assert (talk.tags, talk.rating, talk.duration, talk.status, talk.date) == (("x",), None, None, None, None)
    assert states(world.plan(imported)) == [State.SAME]


def test_what_would_be_read_as_something_else_gets_another_key(world: World) -> None:
    others = (
        ("source", "mine"),
        ("guid", "g"),
        ("track", "Z"),
        ("event", "E"),
        ("youtube", "bbbbbbbbbbb"),
        ("rating", "3"),
    )
    world.run(schedule(ImportedTalk("Alpha", id="1", categories=("A",), others=others)), shape="log")
    found = said(world)
    assert {key: str(found[f"imported_{key}"]) for key, _ in others} == dict(others)
    talk = world.talk("Alpha")
    assert (talk.id, talk.categories, talk.conference, talk.video, talk.rating) == (
        "1",
        ("A",),
        "Gopher Meet 2025",
        None,
        None,
    )


def test_what_cannot_be_read_follows_its_source_until_the_person_writes_another(world: World) -> None:
    def of(rating: str, **fields: object) -> ImportedTalk:
        return ImportedTalk("Alpha", id="1", others=(("rating", rating),), **fields)  # type: ignore[arg-type]

    world.run(schedule(of("good")))
    world.run(schedule(of("better")))
    assert said(world)["rating"] == "better"
    world.run(schedule(ImportedTalk("Alpha", id="1", rating=4)))
    assert world.talk("Alpha").rating == 4
    path = world.root / world.talk("Alpha").key.path
    path.write_text(path.read_text().replace("rating: 4", "rating: mixed"))
    plan, _ = world.run(schedule(ImportedTalk("Alpha", id="1", rating=5)))
    assert [(one.field, one.mine, one.theirs) for one in plan.talks[0].kept] == [("rating", "mixed", "5")]
    assert said(world)["rating"] == "mixed"


def test_a_persons_own_words_in_a_field_are_not_replaced_by_a_sources_value(world: World) -> None:
    world.write("gopher-meet-2025/alpha.md", "---\ntitle: Alpha\nduration: quite long\nstatus: soon\n---\n")
    plan, _ = world.run(schedule(ImportedTalk("Alpha", id="1", duration=1500, when=dt.date(2025, 2, 1))))
    assert [(one.field, one.mine, one.theirs) for one in plan.talks[0].kept] == [
        ("duration", "quite long", "25:00")
    ]
    found = said(world)
    assert (found["duration"], found["status"], str(found["date"])) == ("quite long", "soon", "2025-02-01")
