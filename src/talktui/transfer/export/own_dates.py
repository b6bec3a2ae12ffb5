"""When a talk was, as its note says it: the zone that it writes, and what only its conference says.

A talk without a date has that of its conference's first day, to be sorted by. That is no day to list it
under: in a list by day it would stand on the first one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talktui.notes.dates import parse_date, parse_zone
from talktui.notes.fields import KEYS
from talktui.notes.reader import file_date
from talktui.notes.talk import Conference, Talk
from talktui.transfer.export.plain_text import one_line
from talktui.transfer.formats.session_days import KnownDates, read_day

_KEYS = tuple(path[0] for path in KEYS["date"])
_LONGEST = 80  # characters of a day's name; what is longer is no heading


@dataclass(frozen=True, slots=True)
class TalkDay:
    """A day as its heading says it. Without a date, `name` is what the note calls it."""

    name: str
    date: dt.date | None = None


def own_when(talk: Talk) -> dt.date | dt.datetime | None:
    """The date that the note of `talk` itself says: with its time, and aware where it says a zone."""
    written = _written(talk)
    if talk.date is None or (written is None and not _in_its_name(talk)):
        return None
    if talk.time is None:
        return talk.date
    return dt.datetime.combine(talk.date, talk.time, parse_zone(written) if written else None)


def when(talk: Talk) -> dt.date | dt.datetime | None:
    """As :func:`own_when`, else the first day of its conference, which every talk of it has."""
    return own_when(talk) or talk.date


def when_text(moment: dt.date | dt.datetime) -> str:
    """`moment` in the way that every tool reads: `2025-02-01`, `2025-02-01T10:00:00+01:00`."""
    return moment.isoformat(timespec="seconds") if isinstance(moment, dt.datetime) else moment.isoformat()


def zone_text(moment: dt.date | dt.datetime | None) -> str:
    """The zone of `moment` as `+01:00`; "" when it has none."""
    return moment.isoformat(timespec="seconds")[19:] if isinstance(moment, dt.datetime) else ""


def day_of(talk: Talk, conference: Conference | None) -> TalkDay | None:
    """The day that `talk` was on: its own date, else what its `day` says of the days of `conference`.

    None when nobody says it.
    """
    said = own_when(talk)
    if said is not None:
        return _dated(said.date() if isinstance(said, dt.datetime) else said)
    start, end = (conference.start, conference.end) if conference else (None, None)
    named = next((texts[0] for key, texts in talk.fields.items() if key.lower() == "day" and texts), "")
    name = one_line(named)
    if name and len(name) <= _LONGEST:
        found = read_day(f"Day {name}" if name.isdecimal() else name, KnownDates(start, end))
        if found is None:
            return TalkDay(name)
        return _dated(found.date) if found.date else TalkDay(found.name)
    return _dated(start) if start and start == end else None


def day_name(day: dt.date) -> str:
    """`day` as a heading says it: "Tuesday, 21 May 2019"."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()


def _dated(day: dt.date) -> TalkDay:
    return TalkDay(day_name(day), day)


def _written(talk: Talk) -> str | None:
    """The text that the date of `talk` was read from, in its front matter or its log's."""
    for wanted in _KEYS:
        for key, texts in talk.fields.items():
            if key.lower() == wanted and texts and parse_date(texts[0]) == (talk.date, talk.time):
                return texts[0]
    return None


def _in_its_name(talk: Talk) -> bool:
    """Whether the note's name says the date: `2023-11-08-title.md`."""
    return talk.key.anchor is None and talk.date is not None and file_date(talk.key.path) == talk.date
