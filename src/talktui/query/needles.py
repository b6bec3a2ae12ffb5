"""What every talk that a query matches must hold in its search text, so that an index can find the few.

The search text is a talk's title, speakers, organisations, conference, categories, tags, verdict and
body, folded (see :mod:`talktui.notes.search_text`).  Needles only leave out what cannot match: whoever
uses them asks the query itself of what is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from talktui.notes.folding import fold
from talktui.query.clause import Clause
from talktui.query.clauses import And, Or, Word
from talktui.query.comparisons import Compared
from talktui.query.match import Query
from talktui.query.terms import Says, Tag

Needles = tuple[bytes, ...]
"""Folded UTF-8, all of which are in the search text of a talk."""

_MOST = 8  # alternatives; each is a search of its own
_ANYTHING: tuple[Needles, ...] = ((),)
_IN_THE_TEXT = frozenset({"title", "body", "conf", "cat", "speaker", "org", "verdict"})


def alternatives(query: Query) -> tuple[Needles, ...]:
    """Sets of needles: of every talk that `query` matches, the search text holds all of one of them.

    One set, unless there is an `OR`. A set of none says that any talk may match; it is the only one then.
    """
    return _of(query.clause)


def needles(text: str) -> Needles:
    """What is in every search text in which `text` stands, whatever white space is between its words."""
    return _needles(fold(text).split())


def days(query: Query, today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    """The first and last day between which the date of every talk is that `query` matches.

    None where it asks for no date; one of the two is None where that end is open.
    """
    clauses = query.clause.parts if isinstance(query.clause, And) else (query.clause,)
    for clause in clauses:
        if isinstance(clause, Compared) and clause.key == "date":
            return clause.limits(today)
    return None


def _of(clause: Clause) -> tuple[Needles, ...]:
    match clause:
        case Word(text=text):
            return (needles(text),)
        case Says(key=key, text=text) if key in _IN_THE_TEXT:
            return (needles(text),)
        case Tag(tag=tag):
            return (_needles([fold(tag)]),)  # a tag begins with it, spaces and all
        case And(parts=parts):
            found = _ANYTHING
            for part in sorted(map(_of, parts), key=len):
                if len(found) * len(part) <= _MOST:
                    found = tuple(_without_parts((*one, *other)) for one in found for other in part)
            return _if_all_tell(found)
        case Or(parts=parts):
            return _if_all_tell([one for part in parts for one in _of(part)])
    return _ANYTHING


def _if_all_tell(found: Iterable[Needles]) -> tuple[Needles, ...]:
    """`found`, each once, if each of them leaves something out and they are not too many."""
    unique = tuple(dict.fromkeys(found))
    return unique if all(unique) and len(unique) <= _MOST else _ANYTHING


def _needles(texts: Iterable[str]) -> Needles:
    found = []
    for text in texts:
        try:
            found.append(text.encode())
        except UnicodeEncodeError:  # half a surrogate pair, which each text encodes in its own way
            continue
    return _without_parts(found)


def _without_parts(needles: Iterable[bytes]) -> Needles:
    """`needles`, the longest first, without those that stand in another one, and the empty one."""
    kept: list[bytes] = []
    for needle in sorted(dict.fromkeys(needles), key=len, reverse=True):
        if needle and not any(needle in other for other in kept):
            kept.append(needle)
    return tuple(kept)
