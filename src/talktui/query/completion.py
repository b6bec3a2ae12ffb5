"""What can stand where the cursor is: keys, and after a key its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from talktui.notes.folding import fold
from talktui.notes.talk import Status, Talk
from talktui.query import fields
from talktui.query.clauses import written
from talktui.query.context import Context
from talktui.query.lexer import Sort, Token, tokens
from talktui.query.parsing import LONGEST
from talktui.query.spans import RELATIVE_DAYS
from talktui.query.states import STATES

_MOST = 50
_TAGS_FOR_WORDS = 10  # tags offered for a word without a key
_LONGEST_VALUE = 80  # a longer value is a sentence: nobody filters on it whole


class Values(Protocol):
    """What completion asks of a library."""

    @property
    def talks(self) -> Sequence[Talk]:
        """Every talk."""

    def facet(self, name: str, /) -> Any:
        """(value, count) pairs, or a mapping of them."""


_Offer = tuple[str, int, str]  # a value, how many talks have it, and its kind


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` may stand for what is between `start` and `end` (characters of the query).

    `count` is how many talks have it, 0 when that is not counted; `kind` is what it is: "key",
    "tag", "conference", "status" ….
    """

    text: str
    start: int
    end: int
    count: int
    kind: str


class Offers:
    """A library's talks as they are now, and what of them was counted for completion so far.

    To be made where notes are taken, and then asked in any thread.
    """

    def __init__(self, library: Values) -> None:
        self.talks = library.talks
        self._library = library
        self._counted: dict[str, list[_Offer]] = {}
        self._names: Counter[str] | None = None

    def facet(self, name: str, /) -> Any:
        """The library's."""
        return self._library.facet(name)

    def values(self, key: str) -> list[_Offer]:
        """What may stand after `key:`."""
        counted = self._counted.get(key)
        if counted is None:
            counted = self._counted[key] = list(_values(key, self))
        return counted

    @property
    def names(self) -> Counter[str]:
        """How many talks have each key of front matter."""
        if self._names is None:
            self._names = Counter(chain.from_iterable([talk.fields for talk in self.talks]))
        return self._names


def complete(text: str, cursor: int, library: Values) -> list[Completion]:
    """The best completions at `cursor`, at most fifty: what begins so first, then the more frequent.

    `library` may be its :class:`Offers`, which count everything once only.
    """
    if len(text) > LONGEST:
        return []
    offers = library if isinstance(library, Offers) else Offers(library)
    cursor = max(0, min(cursor, len(text)))
    token = _token_at(text, cursor)
    if token is None:
        return _keys("", cursor, cursor, offers)
    if token.sort is Sort.WORD and not token.quoted:
        typed = text[token.start : cursor]
        return _keys(typed, token.start, token.end, offers)
    if token.sort is not Sort.FIELD or token.regex or cursor < token.value_start:
        return []
    typed = text[token.value_start : cursor].lstrip('"').rstrip('"')
    key = fields.canonical(token.key)
    start = token.value_start
    if key == "date":
        start += len(typed) - len(typed.lstrip("<>="))
        typed = typed.lstrip("<>=")
    offered = [
        (value, count, kind) for value, count, kind in offers.values(key) if len(value) <= _LONGEST_VALUE
    ]
    return [
        Completion(written(value) if kind != "none" else value, start, token.end, count, kind)
        for value, count, kind in _ranked(typed.lstrip("#"), offered)
    ]


def _token_at(text: str, cursor: int) -> Token | None:
    """The word or field that the cursor is in or right behind."""
    for token in tokens(text):
        if token.start < cursor <= token.end and token.sort not in {Sort.OPEN, Sort.CLOSE, Sort.MINUS}:
            return token
    return None


def _keys(typed: str, start: int, end: int, library: Offers) -> list[Completion]:
    names = library.names
    ours = ("is", "has", *fields.KNOWN)
    taken = {*ours, *fields.ALIASES}
    offered = [(f"{name}:", 0, "key") for name in ours]
    offered += [(f"{name}:", count, "key") for name, count in names.most_common() if _is_key(name, taken)]
    found = [
        Completion(name, start, end, count, kind)
        for name, count, kind in offered
        if fold(name).startswith(fold(typed))
    ]
    if len(typed) >= 2:
        tags = _ranked(typed, [(value, count, "tag") for value, count in _pairs(library.facet("tag"))])
        found += [
            Completion(f"tag:{written(value)}", start, end, count, kind)
            for value, count, kind in tags[:_TAGS_FOR_WORDS]
        ]
    return found[:_MOST]


def _is_key(name: str, taken: set[str]) -> bool:
    key = tokens(f"{name}:x")
    return len(key) == 1 and key[0].sort is Sort.FIELD and key[0].key == name and fold(name) not in taken


def _values(key: str, library: Values) -> Iterable[tuple[str, int, str]]:
    """(value, count, kind) of everything that may stand after `key:`."""
    match key:
        case "is":
            context = Context()
            for state, holds in STATES.items():
                yield state, sum(holds(talk, context) for talk in library.talks), "state"
            yield from _statuses(library)
        case "status":
            yield from _statuses(library)
        case "has":
            names = Counter(name for talk in library.talks for name, texts in talk.fields.items() if texts)
            yield "notes", 0, "field"
            for name in fields.KNOWN[
                3:
            ]:  # every talk has a title and a path, and `notes` is the better `body`
                yield name, sum(fields.present(talk, name) for talk in library.talks), "field"
            taken = {*fields.KNOWN, *fields.ALIASES}
            yield from ((name, count, "field") for name, count in names.items() if _is_key(name, taken))
            return
        case "rating":
            ratings = Counter(talk.rating for talk in library.talks)
            yield from ((str(stars), ratings[stars], "rating") for stars in (5, 4, 3, 2, 1))
        case "date":
            yield from ((day, 0, "day") for day in RELATIVE_DAYS)
            years = Counter(f"{talk.date.year:04}" for talk in library.talks if talk.date)
            yield from ((year, count, "year") for year, count in sorted(years.items(), reverse=True))
        case "title" | "body" | "path" | "duration":
            pass
        case _ if key in fields.FACETS:
            name = fields.FACETS[key]
            yield from ((value, count, name) for value, count in _pairs(library.facet(name)))
        case _:
            seen = Counter(value for talk in library.talks for value in fields.texts(talk, key))
            yield from ((value, count, key) for value, count in seen.items())
    if key not in {"is", "title", "body", "path"}:
        missing = sum(not fields.present(talk, key) for talk in library.talks)
        if missing:
            yield "none", missing, "none"


def _statuses(library: Values) -> Iterable[tuple[str, int, str]]:
    counts = Counter(talk.status for talk in library.talks)
    return ((status.value, counts[status], "status") for status in Status)


def _pairs(facet: Any) -> Iterable[tuple[str, int]]:
    pairs = facet.items() if hasattr(facet, "items") else facet
    return ((str(value), int(count)) for value, count in pairs if value)


def _ranked(typed: str, offered: Iterable[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """What `typed` begins, then what one of its words begins with it, then what holds it at all.

    Spellings that differ in case or accents only are one: the most frequent, with all their talks.
    """
    wanted = " ".join(fold(typed).split())
    found: dict[str, tuple[str, int, str]] = {}
    best: dict[str, int] = {}
    for value, count, kind in offered:
        folded = fold(value)
        if wanted in folded:
            have = found.get(folded)
            if have is None or count > best[folded]:
                best[folded] = count
                found[folded] = (value, count + (have[1] if have else 0), kind)
            else:
                found[folded] = (have[0], have[1] + count, kind)

    def order(entry: tuple[str, tuple[str, int, str]]) -> tuple[int, int]:
        folded, (_, count, kind) = entry
        if kind == "none":
            return 3, 0
        if folded.startswith(wanted):
            return 0, -count
        return (1 if f" {wanted}" in folded or f"/{wanted}" in folded else 2), -count

    return [offer for _, offer in sorted(found.items(), key=order)[:_MOST]]
