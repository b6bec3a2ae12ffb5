"""A talk's fields by the names that a query calls them: what `key:value` and `has:key` look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from talktui.notes.folding import fold
from talktui.notes.talk import Talk

# What a person may write → the field's own name.
ALIASES = {
    "conference": "conf",
    "category": "cat",
    "categories": "cat",
    "tags": "tag",
    "speakers": "speaker",
    "organisation": "org",
    "organisations": "org",
    "organization": "org",
    "organizations": "org",
}

# Facets: their values are known, completed and suggested when misspelt. Name → as said in a sentence.
FACETS = {
    "tag": "tag",
    "cat": "category",
    "conf": "conference",
    "speaker": "speaker",
    "org": "organisation",
}

PLURALS = {"cat": "categories", "conf": "conference", "speaker": "speakers", "org": "organisations"}


def _one(value: object) -> tuple[str, ...]:
    return () if value is None else (str(value),)


_TEXTS: dict[str, Callable[[Talk], Iterable[str]]] = {
    "title": lambda talk: (talk.title,),
    "body": lambda talk: (talk.body,),
    "path": lambda talk: (talk.key.path,),
    "conf": lambda talk: (talk.conference,),
    "cat": lambda talk: talk.categories,
    "tag": lambda talk: talk.tags + talk.inline_tags,
    "speaker": lambda talk: (speaker.name for speaker in talk.speakers),
    "org": lambda talk: (speaker.organisation for speaker in talk.speakers if speaker.organisation),
    "status": lambda talk: _one(talk.status),
    "rating": lambda talk: _one(talk.rating),
    "date": lambda talk: _one(talk.date),
    "duration": lambda talk: _one(talk.duration),
    "video": lambda talk: _one(talk.video),
    "slides": lambda talk: _one(talk.slides),
    "url": lambda talk: _one(talk.url),
    "verdict": lambda talk: _one(talk.verdict),
    "related": lambda talk: talk.related,
    "id": lambda talk: _one(talk.id),
}

KNOWN = tuple(_TEXTS)

# Where the talk's own attribute tells, without making texts of it.
_ATTRIBUTES = {
    **{name: name for name in ("title", "status", "rating", "date", "duration", "video", "slides", "url")},
    **{name: name for name in ("verdict", "related", "id")},
    "conf": "conference",
    "cat": "categories",
    "speaker": "speakers",
}


def canonical(key: str) -> str:
    """The field's own name for `key` as typed: case and accents ignored, `tags` is `tag`."""
    key = fold(key)
    return ALIASES.get(key, key)


def texts(talk: Talk, key: str) -> Iterable[str]:
    """The texts of `talk`'s field `key` (canonical): a field of ours, else any front-matter key."""
    known = _TEXTS.get(key)
    if known is not None:
        return known(talk)
    values = talk.fields.get(key)
    if values is not None:
        return values
    return [text for name, values in talk.fields.items() if fold(name) == key for text in values]


def present(talk: Talk, key: str) -> bool:
    """Whether the field says anything."""
    if (attribute := _ATTRIBUTES.get(key)) is not None:
        return bool(getattr(talk, attribute))
    return any(text and not text.isspace() for text in texts(talk, key))
