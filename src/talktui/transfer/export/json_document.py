"""Notes as one JSON document: every field, the text and every further key. `talktui import` reads it back.

The names are a promise to people's scripts (docs/export.md): add, don't rename; what changes their meaning
gets another version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from talktui.notes.front_matter.values import Mapping, Scalar, Value
from talktui.notes.front_matter.values import Sequence as Items
from talktui.notes.headings import sections
from talktui.notes.library import Library
from talktui.notes.talk import Conference, Talk
from talktui.transfer.export.own_dates import own_when, when, when_text
from talktui.transfer.export.talk_source import Sources, TalkSource, without_blank_ends

VERSION = 1
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})", re.ASCII)


def json_document(talks: Sequence[Talk], library: Library) -> str:
    """The document, in ASCII: every character is kept, and none acts on a terminal."""
    sources = Sources()
    names = dict.fromkeys(talk.conference for talk in talks if talk.conference)
    known = [library.conferences.get(name) or Conference(name, "") for name in names]
    document = {
        "talktui": VERSION,
        "conferences": [_conference(conference) for conference in known],
        "talks": [_talk(sources.of(talk, library.notes.get(talk.key.path))) for talk in talks],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _conference(conference: Conference) -> dict[str, Any]:
    return {
        "name": conference.name,
        "start": conference.start.isoformat() if conference.start else None,
        "end": conference.end.isoformat() if conference.end else None,
        "location": conference.location,
        "url": conference.url,
        "playlist": conference.playlist,
        "categories": [{"name": name, "about": about} for name, about in conference.categories],
    }


def _talk(source: TalkSource) -> dict[str, Any]:
    talk = source.talk
    moment = when(talk)
    return {
        "path": talk.key.path,
        "anchor": talk.key.anchor,
        "title": talk.title,
        "conference": talk.conference or None,
        "categories": list(talk.categories),
        "tags": list(talk.tags),
        "inline_tags": list(talk.inline_tags),
        "speakers": [{"name": s.name, "role": s.role, "organisation": s.organisation} for s in talk.speakers],
        "date": when_text(moment) if moment else None,
        "own_date": own_when(talk) is not None,
        "video": talk.video,
        "slides": talk.slides,
        "url": talk.url,
        "duration": talk.duration,
        "status": talk.status.value if talk.status else None,
        "rating": talk.rating,
        "verdict": talk.verdict,
        "related": list(talk.related),
        "id": talk.id,
        "abstract": _abstract(source.body),
        "body": source.body,
        "others": {key: _plain(value) for key, value in source.others},
        "source": _plain(source.origin) if source.origin is not None else None,
    }


def _abstract(body: str) -> str | None:
    """What stands in the body under a heading `Abstract`; it is in the body as well."""
    for section in sections(body, 0):
        if section.title.strip(" *_:").casefold() == "abstract":
            return without_blank_ends(body[section.body_start : section.end]) or None
    return None


def _plain(value: Value) -> Any:
    """`value` as JSON has it. A number that would not be written the same way again stays text."""
    match value:
        case Scalar(text=text, plain=plain):
            if value.is_null:
                return None
            if plain and text in {"true", "false"}:
                return text == "true"
            return int(text) if plain and _INTEGER.fullmatch(text) else text
        case Items(items=items):
            return [_plain(item) for item in items]
        case Mapping(pairs=pairs):
            return {key: _plain(item) for key, item in reversed(pairs)}
