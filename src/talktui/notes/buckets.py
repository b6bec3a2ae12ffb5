"""Talks by the value they have of one facet: what groups are made of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Sequence as Items

from talktui.notes.folding import fold
from talktui.notes.talk import Talk

_MANY_VALUED: dict[str, Callable[[Talk], tuple[str, ...]]] = {
    "category": lambda talk: talk.categories,
    "tag": lambda talk: talk.all_tags,
    "speaker": lambda talk: tuple([speaker.name for speaker in talk.speakers]),
    "organisation": lambda talk: talk.organisations,
}
_ONE_VALUED: dict[str, Callable[[Talk], str | None]] = {
    "conference": lambda talk: talk.conference,
    "status": lambda talk: talk.status and talk.status.value,
    "rating": lambda talk: "★" * talk.rating if talk.rating else None,
    "year": lambda talk: f"{talk.date.year:04}" if talk.date else None,
    "month": lambda talk: f"{talk.date.year:04}-{talk.date.month:02}" if talk.date else None,
    "folder": lambda talk: talk.key.path.rpartition("/")[0],
}


def values_of(talk: Talk, facet: str) -> tuple[str, ...]:
    """The values of `facet` that `talk` has: a facet of the tree, or any key of its front matter."""
    if many := _MANY_VALUED.get(facet):
        return many(talk)
    if one := _ONE_VALUED.get(facet):
        value = one(talk)
        return (value,) if value else ()
    return talk.fields.get(facet, ())


class Bucket:
    """The talks with one value, case and accents ignored, and the spellings it may have."""

    __slots__ = ("_label", "_latest", "_logged", "_spellings", "talks")

    def __init__(self, spelling: str | None = None) -> None:
        self.talks: list[Talk] = []
        # Of twelve thousand speakers a hundred are spelt in two ways: the others need nothing to hold them.
        self._spellings: str | dict[str, None] | None = spelling
        self._label: str | None = None
        self._latest: tuple[dt.date | None] | None = None
        self._logged: tuple[tuple[str, int] | None] | None = None

    @property
    def is_spelt(self) -> bool:
        """Whether it was told of any spelling."""
        return self._spellings is not None

    def spelt(self, value: str) -> None:
        """Say that a talk may spell it `value`."""
        known = self._spellings
        if known is None:
            self._spellings = value
        elif isinstance(known, dict):
            known[value] = None
        elif known != value:
            self._spellings = {known: None, value: None}

    def touch(self) -> None:
        """Say that other talks stand in it: what was worked out of them is forgotten."""
        self._label = self._latest = self._logged = None

    def label(self, facet: str) -> str:
        """The commonest spelling; of equally common ones the first."""
        known = self._spellings
        if isinstance(known, str):
            return known
        if self._label is None:
            self._label = self._commonest(facet, known or {})
        return self._label

    def _commonest(self, facet: str, spellings: Mapping[str, None]) -> str:
        counted: Counter[str] = Counter()
        for talk in self.talks:
            found = next((value for value in values_of(talk, facet) if value in spellings), None)
            if found is not None:
                counted[found] += 1
        return counted.most_common(1)[0][0]

    def latest(self) -> dt.date | None:
        """The date of its latest talk."""
        if self._latest is None:
            self._latest = (max([talk.date for talk in self.talks if talk.date], default=None),)
        return self._latest[0]

    def first_in_log(self) -> tuple[str, int] | None:
        """Where its first talk of a log stands: path and line."""
        if self._logged is None:
            places = [(talk.key.path, talk.line) for talk in self.talks if talk.key.anchor is not None]
            self._logged = (min(places, default=None),)
        return self._logged[0]


def buckets_of(talks: Items[Talk], facet: str) -> tuple[dict[str, Bucket], list[Talk]]:
    """The talks by folded value of `facet`, and those that have none."""
    buckets: dict[str, Bucket] = {}
    holding: dict[str, list[Talk]] = {}  # by value as it is written
    rest: list[Talk] = []

    def new(value: str) -> list[Talk]:
        key = fold(value) or value
        bucket = buckets.get(key)
        if bucket is None:
            bucket = buckets[key] = Bucket(value)
        else:
            bucket.spelt(value)
        among = holding[value] = bucket.talks
        return among

    one = _ONE_VALUED.get(facet)
    if one is not None:
        for talk in talks:
            value = one(talk)
            if value:
                (holding.get(value) or new(value)).append(talk)
            else:
                rest.append(talk)
        return buckets, rest
    many = _MANY_VALUED.get(facet) or (lambda talk: values_of(talk, facet))
    for talk in talks:
        values = many(talk)
        if not values:
            rest.append(talk)
        for value in values:
            among = holding.get(value) or new(value)
            if not among or among[-1] is not talk:  # two spellings of one value count once
                among.append(talk)
    return buckets, rest
