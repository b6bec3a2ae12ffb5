"""Talks in groups as an exported page has them: each talk once, where its reader looks for it.

The tree shows a talk with three tags three times; a page that did would say everything three times.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from talktui.notes.folding import fold
from talktui.notes.grouping import group
from talktui.notes.sorting import Loaded
from talktui.notes.talk import Talk
from talktui.transfer.export.own_dates import TalkDay, day_of
from talktui.transfer.export.plain_text import one_line

GroupBy = Literal["category", "conference", "day", "tag", "none"]
GROUPINGS: tuple[GroupBy, ...] = ("category", "conference", "day", "tag", "none")
NO_DAY = "No day"
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class TalkGroup:
    """Talks under one heading. The group without a name holds those that have no value, and stands first."""

    name: str
    talks: tuple[Talk, ...]
    day: dt.date | None = None


def grouped(talks: Sequence[Talk], by: GroupBy, library: Loaded) -> list[TalkGroup]:
    """`talks` in groups: in each as they stand in the files, by day in the order of their times.

    A talk stands under its first category or tag. Categories come as `conference.yaml` lists them, then as a
    log has them; conferences newest first.
    """
    if by == "none":
        return [TalkGroup("", tuple(talks))] if talks else []
    if by == "day":
        return _by_day(talks, library)
    own: dict[str, list[Talk]] = {}
    for talk in talks:
        own.setdefault(fold(_value(talk, by)), []).append(talk)
    groups = [TalkGroup("", tuple(own.pop("")))] if "" in own else []
    labels = [label for label in _labels(talks, by, library) if fold(label) in own]
    groups += [TalkGroup(label, tuple(own.pop(fold(label)))) for label in labels]
    return groups + [TalkGroup(_value(found[0], by), tuple(found)) for found in own.values()]


def _value(talk: Talk, by: GroupBy) -> str:
    if by == "conference":
        return talk.conference
    values = talk.categories if by == "category" else talk.all_tags
    return values[0] if values else ""


def _labels(talks: Sequence[Talk], by: GroupBy, library: Loaded) -> list[str]:
    """The groups' names in the order of the tree; nested tags come by name."""
    if by == "tag":
        return sorted({_value(talk, by) for talk in talks if talk.all_tags}, key=fold)
    return [found.label for found in group(talks, (by,), "order", library)]


def _by_day(talks: Sequence[Talk], library: Loaded) -> list[TalkGroup]:
    """A group for each day, those with a date first; days that are only named in the order of the week."""
    found = [(talk, day_of(talk, library.conferences.get(talk.conference))) for talk in talks]
    apart = len({fold(talk.conference) for talk, day in found if day and not day.date}) > 1
    days: dict[tuple[str, str], _Day] = {}
    rest: list[Talk] = []
    for talk, day in found:
        if day is None:
            rest.append(talk)
            continue
        whose = one_line(talk.conference) if apart and not day.date else ""  # theirs is another Wednesday
        key = (fold(whose), fold(day.name))
        days.setdefault(key, _Day(_place(day, key[0], len(days)), whose, day, [])).talks.append(talk)
    groups = [
        TalkGroup(
            f"{one.whose}: {one.day.name}" if one.whose else one.day.name,
            tuple(sorted(one.talks, key=_time)),
            one.day.date,
        )
        for one in sorted(days.values(), key=lambda one: one.place)
    ]
    return [*groups, TalkGroup(NO_DAY if groups else "", tuple(rest))] if rest else groups


class _Day(NamedTuple):
    place: tuple[int, str, int, int]
    whose: str  # the conference, where days of several are called alike
    day: TalkDay
    talks: list[Talk]


def _place(day: TalkDay, whose: str, number: int) -> tuple[int, str, int, int]:
    """Where a day stands among the others: `number` counts those that came before it."""
    if day.date is not None:
        return (0, "", day.date.toordinal(), 0)
    if numbered := _NUMBER.search(day.name):
        return (1, whose, int(numbered[0]), number)
    begins = day.name[:3].lower()
    return (1, whose, _WEEK.index(begins) if begins in _WEEK else len(_WEEK), number)


def _time(talk: Talk) -> tuple[bool, str]:
    return talk.time is None, str(talk.time or "")
