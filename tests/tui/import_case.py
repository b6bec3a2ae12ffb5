"""What the tests of importing in the app share: a schedule of ours, and plans made without a disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from talktui.notes.groups import NewFile
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import Speaker, TalkKey
from talktui.transfer.imported import Imported, ImportedTalk, Offer, Told
from talktui.transfer.merging.plan import Difference, Plan, Planned, State
from talktui.tui.import_preview import Preview, preview_of
from talktui.tui.source_line import Asked


def event(number: int, title: str, room: str = "Hall", **more: Any) -> dict[str, Any]:
    """One talk of a schedule."""
    return {
        "id": number,
        "guid": f"guid-{number}",
        "date": f"2025-06-0{1 + number % 3}T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:30",
        "room": room,
        "title": title,
        "track": "Storage" if number % 2 else "Networking",
        "type": "talk",
        "language": "en",
        "abstract": f"What {title} is about.",
        "description": "",
        "persons": [{"public_name": f"Speaker {number}"}],
        "links": [],
        **more,
    }


def schedule(events: Sequence[dict[str, Any]], title: str = "Lake Days 2025") -> str:
    """A schedule file."""
    days = [{"index": 1, "date": "2025-06-01", "rooms": {"Hall": list(events)}}]
    conference = {
        "acronym": "lake-days-2025",
        "title": title,
        "start": "2025-06-01",
        "end": "2025-06-03",
        "daysCount": 3,
        "timeslot_duration": "00:05",
        "days": days,
    }
    return json.dumps({"schedule": {"version": "1", "conference": conference}})


THREE = (event(1, "Lakes and logs"), event(2, "Ducks in a row"), event(3, "Reeds at rest"))

POST = """\
---
title: Pond Days 2024
---

## Water

### [Still water](https://www.youtube.com/watch?v=still000001)

Calm; like [Deep water](https://www.youtube.com/watch?v=deep0000001).

### [Running water](https://www.youtube.com/watch?v=running0001)

Fast.
"""


def talk(title: str, **fields: Any) -> ImportedTalk:
    """A talk of a source."""
    return ImportedTalk(title, speakers=(Speaker(fields.pop("speaker", "Ada")),), **fields)


def planned(
    titles: Sequence[str],
    states: Sequence[State] = (State.NEW,),
    offers: Sequence[str] = (),
    told: Sequence[str] = (),
    conference: str = "Lake Days",
) -> Preview:
    """A preview of talks with these titles, their states taken round, and of linked ones."""
    talks, files = [], {}
    for number, title in enumerate(titles):
        state = states[number % len(states)]
        path = f"lake/{number}.md"
        difference = (Difference("title", title, title),)
        talks.append(
            Planned(
                number,
                state,
                title,
                conference,
                TalkKey(path),
                None if state is State.LEFT else talk(title, abstract=title, verdict=title),
                difference if state is State.CHANGED else (),
                difference if state is State.SAME and number % 2 else (),
                title if state is State.REFUSED else "",
            )
        )
        files[number] = NewFile(path, f"# {title}\n".encode())
    sources = (
        Imported(
            "frab:lake",
            "frab",
            None,
            tuple(talk(title) for title in titles),
            tuple(Offer(offer, offer, 0) for offer in offers),
        ),
    )
    notes = tuple(Told("lake.json", text) for text in told)
    no_store = cast("Store", None)  # nothing is written
    plan = Plan(tuple(talks), (), notes, no_store, Library(), dict(files))
    return preview_of(plan, Library(), Asked(("lake.json",)), sources if offers else ())


async def as_it_is(_asked: Asked, _linked: frozenset[int], before: Preview, _tell: object) -> Preview:
    """Planning anew that changes nothing."""
    return before
