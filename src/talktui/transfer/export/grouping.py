"""Talks in groups as an exported page has them: each talk once, where its reader looks for it.

The tree shows a talk with three tags three times; a page that did would say everything three times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from talktui.notes.folding import fold
from talktui.notes.grouping import group
from talktui.notes.sorting import Loaded
from talktui.notes.talk import Talk

GroupBy = Literal["category", "conference", "day", "tag", "none"]
GROUPINGS: tuple[GroupBy, ...] = ("category", "conference", "day", "tag", "none")
NO_DAY = "No date"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()


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
        return _by_day(talks)
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


def _by_day(talks: Sequence[Talk]) -> list[TalkGroup]:
    days: dict[dt.date | None, list[Talk]] = {}
    for talk in talks:
        days.setdefault(talk.date, []).append(talk)
    groups = [
        TalkGroup(day_name(day), tuple(sorted(days[day], key=_time)), day)
        for day in sorted(filter(None, days))
    ]
    rest = days.get(None)
    if not rest:
        return groups
    return [*groups, TalkGroup(NO_DAY if groups else "", tuple(rest))]


def _time(talk: Talk) -> tuple[bool, str]:
    return talk.time is None, str(talk.time or "")


def day_name(day: dt.date) -> str:
    """`day` as a heading says it: "Tuesday, 21 May 2019"."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"
