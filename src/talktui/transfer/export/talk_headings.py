"""Which heading of a rendered post is whose.

A text may hold a heading with its own talk's title, or another's; a category may be called like a talk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from talktui.notes.talk import Section


class Wanted(NamedTuple):
    """A talk's heading as it should read, and the group that it stands in."""

    title: str
    link: str
    group: str


def talk_headings(found: Sequence[Section], talks: Sequence[Wanted]) -> list[Section | None]:
    """For each of `talks`, in the order of the groups, its heading among the sections `found`, or None.

    The next one that says its title and leads where it does, of the level of the first talk's; where a
    template has another order, any other that does.
    """
    places: dict[tuple[str, str | None], list[int]] = {}
    for number, section in enumerate(found):
        places.setdefault((section.title, section.link or ""), []).append(number)
        places.setdefault((section.title, None), []).append(number)
    taken: set[int] = set()
    headings: list[Section | None] = []
    level: int | None = None
    at, group = -1, ""
    for talk in talks:
        if talk.group != group:
            group = talk.group
            at = _next(places.get((group, None), []), at) if group else at
        alike = places.get((talk.title, talk.link), [])
        place = _talks_place(alike, found, taken, at, level)
        headings.append(None if place is None else found[place])
        if place is not None:
            taken.add(place)
            at = max(at, place)
            level = found[place].level if level is None else level
    return headings


def _next(places: Sequence[int], at: int) -> int:
    """The first of `places` after `at`, or `at`."""
    index = bisect_right(places, at)
    return places[index] if index < len(places) else at


def _talks_place(
    alike: Sequence[int], found: Sequence[Section], taken: set[int], at: int, level: int | None
) -> int | None:
    for place in alike[bisect_right(alike, at) :]:
        if level is None or found[place].level == level:
            return place
    left = [place for place in alike if place not in taken]
    return next((place for place in left if found[place].level == level), left[0] if left else None)
