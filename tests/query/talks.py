"""Talks made for the tests of the filter language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any

from talktui.notes.packed import Packed
from talktui.notes.talk import Talk, TalkKey
from talktui.query.context import Context
from talktui.query.parsing import parse


def talk(title: str = "A talk", body: str = "", *, path: str = "", **fields: Any) -> Talk:
    """A talk whose body is the whole of its text."""
    if isinstance(fields.get("fields"), dict):
        fields["fields"] = MappingProxyType(fields["fields"])
    key = fields.pop("key", None) or TalkKey(path or f"{title}.md")
    return Talk(key, title, source=Packed.of(body.encode()), body_end=len(body), **fields)


def titles(text: str, talks: Sequence[Talk], context: Context | None = None) -> list[str]:
    """The titles of the talks that the query `text` matches."""
    return [found.title for found in parse(text).filter(talks, context or Context())]


def _values(one: Talk, facet: str) -> Iterable[str]:
    return {
        "tag": one.all_tags,
        "category": one.categories,
        "conference": (one.conference,),
        "speaker": tuple(speaker.name for speaker in one.speakers),
        "organisation": one.organisations,
    }[facet]


class FakeLibrary:
    """As much of a library as completion asks for."""

    def __init__(self, talks: Sequence[Talk]) -> None:
        self.talks = talks

    def facet(self, name: str, /) -> list[tuple[str, int]]:
        """(value, count), the frequent first."""
        return Counter(value for one in self.talks for value in _values(one, name) if value).most_common()
