"""When a schedule's talk is, and how long it takes: what is no date, time or length is told and left out."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo

from talktui.notes.dates import parse_date, parse_duration
from talktui.transfer.formats.field_texts import text_of
from talktui.transfer.formats.schedule_raw import RawEvent, Reading

_CLOCK = re.compile(r"\s*(\d{1,3}):(\d{2})(?::(\d{1,2}))?\s*", re.ASCII)
_DAY_CHANGE = dt.time(4)  # where nothing says: a night's last talks belong to the day before, as at pretalx
_SHOWN = 40  # characters of what is left out


def when(reading: Reading, event: RawEvent) -> dt.date | dt.datetime | None:
    """The date and time of the place: `date` with its offset, else the day and `start`."""
    for key in ("date", "start"):
        found = _moment(event.fields.get(key))
        if found is not None:
            return found if found.tzinfo or reading.zone is None else found.replace(tzinfo=reading.zone)
    day = _day(reading, event)
    if day is None:
        return None
    start = text_of(event.fields.get("start")).strip()
    clock = _CLOCK.fullmatch(start)
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59 or int(clock[3] or 0) > 59:
        if start:
            reading.tell(f"the time “{start[:_SHOWN]}” is left out: it is not HH:MM", event.line)
        return day
    time = dt.datetime.combine(day, dt.time(int(clock[1]), int(clock[2]), int(clock[3] or 0)), reading.zone)
    if time.time() < _change(reading, event) and day < dt.date.max:
        time += dt.timedelta(days=1)
    return time


def _day(reading: Reading, event: RawEvent) -> dt.date | None:
    """The event's own date, else that of the day it stands under."""
    said = text_of(event.fields.get("date")).strip()
    if found := day_of(said):
        return found
    if said:
        reading.tell(f"the date “{said[:_SHOWN]}” is left out: it is not YYYY-MM-DD", event.line)
    named = text_of(event.day.get("date")).strip()
    found = day_of(named)
    if found is None and named:
        message = f"the day “{named[:_SHOWN]}” and the times of its talks are left out: it is not YYYY-MM-DD"
        reading.tell_once(message, event.line)
    elif found is None and text_of(event.fields.get("start")).strip():
        reading.tell_once("times without a day are left out", event.line)
    return found


def _change(reading: Reading, event: RawEvent) -> dt.time:
    """When the event's day begins: an earlier time is the night that ends it."""
    for key in ("day_start", "start"):
        if (begin := _moment(event.day.get(key))) is not None:
            return begin.time()
    said = _CLOCK.fullmatch(text_of(reading.raw.conference.get("day_change")))
    if said is None or int(said[1]) > 12 or int(said[2]) > 59:
        return _DAY_CHANGE
    return dt.time(int(said[1]), int(said[2]))


def _moment(value: object) -> dt.datetime | None:
    text = text_of(value).strip()
    if not 16 <= len(text) <= 40:  # a day and a time, at least
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def day_of(value: object) -> dt.date | None:
    """The day that `value` begins with, None for what is none."""
    text = text_of(value).strip()
    found = parse_date(text) if 8 <= len(text) <= 40 else None
    return found[0] if found else None


def duration(reading: Reading, event: RawEvent, start: dt.date | dt.datetime | None) -> int | None:
    """Seconds: HH:MM and HH:MM:SS, a number of minutes, else from `start` to the event's `end`."""
    value = event.fields.get("duration")
    end = _moment(event.fields.get("end"))
    seconds: int | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = int(value * 60) if 0 < value < 100_000 else None
    elif clock := _CLOCK.fullmatch(text := text_of(value)):
        seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    elif text.strip():
        seconds = int(text) * 60 if re.fullmatch(r"\s*\d{1,4}\s*", text, re.ASCII) else parse_duration(text)
        if seconds is None and end is None:
            reading.tell(f"the duration “{text.strip()[:_SHOWN]}” is left out: it is not HH:MM", event.line)
    if seconds is None and isinstance(start, dt.datetime) and end is not None:
        try:
            seconds = int((end - start).total_seconds())
        except TypeError:  # one of them says its zone, the other does not
            seconds = int((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds())
    return seconds if seconds and seconds > 0 else None


@cache
def known_zone(name: str) -> ZoneInfo | None:
    """The time zone that is called `name`, None for one that is not known."""
    if not name or len(name) > 100 or not name.isprintable():
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not known; no name of a zone; a folder of zones
        return None
