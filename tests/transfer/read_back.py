"""What the tests of reading exports back share: notes, what an import of them should find, and what it found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from talktui.notes.front_matter.values import Sequence, Value
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.talk import Talk
from talktui.safe_text import copyable
from talktui.transfer.formats import talktui_json
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.merging.body_parts import composed, plain
from talktui.transfer.source_files import SourceFile
from tests.transfer.exported import TEXTS
from tests.transfer.test_heading_levels import MARKDOWN


def as_imported(talk: Talk, body: str | None = None) -> dict[str, Any]:
    """What an import of `talk` should find."""
    when: Any = talk.date
    if talk.date and talk.time:
        when = dt.datetime.combine(talk.date, talk.time)
    return {
        "title": talk.title, "categories": talk.categories, "tags": talk.tags, "speakers": talk.speakers, "when": when,
        "video": talk.video, "slides": talk.slides, "url": talk.url, "duration": talk.duration, "status": talk.status,
        "rating": talk.rating, "verdict": talk.verdict, "related": talk.related, "id": talk.id,
        "body": plain(talk.body if body is None else body),
    }  # fmt: skip


def found(talk: ImportedTalk) -> dict[str, Any]:
    return {name: getattr(talk, name) for name in as_imported_names()} | {
        "body": composed(talk.body, talk.abstract, talk.outline)
    }


def as_imported_names() -> tuple[str, ...]:
    return (
        "title", "categories", "tags", "speakers", "when", "video", "slides", "url", "duration", "status", "rating",
        "verdict", "related", "id",
    )  # fmt: skip


def read_json(text: str) -> list[Imported]:
    return list(talktui_json.read([SourceFile("notes.json", text.encode())]))


NOTE = """\
---
title: "Prometheus: what's next? (C#, *stars*)"
categories: [Observability, Metrics]
speakers: [{name: Ann Example, role: SRE, organisation: "Example, Inc"}, {name: Bob}]
date: 2023-11-08 10:30
video: https://www.youtube.com/watch?v=abcdefghijk
slides: https://slides.example/a(b).pdf
url: https://sched.example/1
duration: 34:12
status: watched
rating: 4
verdict: "worth it: yes"
tags: [a/b, otel]
related: [https://e.x/1, Other talk]
id: "6600"
room: Hall 3
language: en
capacity: 200
links: [one, two]
---

# Part one

text

##### Deep

Underlined
----------

```
# no heading
```

## Abstract

the conference's words
"""
OTHER = """\
---
conference: ExampleConf 2023
date: 2023-11-09
categories: Security
---
Without a video.
"""
YAML = "name: ExampleConf 2023\nstart: 2023-11-07\nend: 2023-11-09\nlocation: Chicago\ncategories:\n- name: Observability\n  about: my [thing](https://e.x)\n"


BODIES = MARKDOWN.map(copyable).filter(lambda text: "youtu" not in text)
_SPEAKERS = st.lists(st.tuples(TEXTS, st.none() | TEXTS, st.none() | TEXTS), max_size=2)


ADDRESSES = (
    "https://e.x/a_(b)?c=d&e#f",
    "https://e.x/?a=1&copy=2&lt=3",
    "https://youtu.be/aaaaaaaaaaa",
)


@st.composite
def notes(draw: st.DrawFn) -> str:
    """A note with any fields and any text."""
    speakers: list[Value] = [
        mapping([("name", name), ("role", role), ("organisation", organisation)])
        for name, role, organisation in draw(_SPEAKERS)
    ]
    pairs: list[tuple[str, Any]] = [
        ("title", draw(TEXTS)),
        ("categories", tuple(draw(st.lists(TEXTS, max_size=2)))),
        ("tags", tuple(draw(st.lists(TEXTS, max_size=2)))),
        ("speakers", Sequence(tuple(speakers), 0) if speakers else None),
        ("date", draw(st.none() | st.dates(dt.date(1990, 1, 1)).map(literal))),
        (
            "video",
            draw(
                st.none()
                | st.sampled_from(ADDRESSES)
                | st.from_regex(r"https://youtu\.be/[a-zA-Z0-9_-]{11}", fullmatch=True)
            ),
        ),
        ("url", draw(st.none() | st.sampled_from(ADDRESSES[:2]))),
        ("duration", draw(st.none() | st.integers(0, 99999).map(str))),
        ("rating", draw(st.none() | st.integers(1, 5).map(literal))),
        ("status", draw(st.none() | st.sampled_from(["queued", "watched"]))),
        ("verdict", draw(st.none() | TEXTS)),
        ("related", tuple(draw(st.lists(TEXTS, max_size=2)))),
        ("id", draw(st.none() | TEXTS)),
        ("mood", draw(st.none() | TEXTS)),
    ]
    body = draw(BODIES)
    return f"---\n{yaml_text(mapping(pairs))}---\n\n{body}"
