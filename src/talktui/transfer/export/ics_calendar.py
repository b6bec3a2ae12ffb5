"""Talks as a calendar: iCalendar, RFC 5545, an event for each talk that has a date and a time.

A time whose note says its zone is that moment, in UTC. One without is of the place, as the note has it: a
calendar shows 10:30 wherever it is opened. An event keeps its UID for as long as its talk can be told:
subscribing again moves it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from icalendar import Calendar, Event

from talktui.notes.front_matter.values import Scalar
from talktui.notes.library import Library
from talktui.notes.speakers import speaker_text
from talktui.notes.talk import Talk
from talktui.transfer.export import Exported
from talktui.transfer.export.own_dates import when
from talktui.transfer.export.plain_text import one_line
from talktui.transfer.export.talk_source import Sources, TalkSource
from talktui.transfer.own_calendar import MAKER, uid_of

_ROOM = ("room", "location", "venue", "track_room")


def calendar(talks: Sequence[Talk], library: Library, now: dt.datetime) -> Exported:
    """The calendar of those of `talks` that have a date and a time; `now` is when it was made."""
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    sources = Sources()
    uids: dict[str, int] = {}
    timed = [talk for talk in talks if talk.date and talk.time]
    for talk in timed:
        made.add_component(_event(sources.of(talk, library.notes.get(talk.key.path)), library, now, uids))
    return Exported(made.to_ical().decode(), len(timed), _told(len(talks) - len(timed)))


def _event(source: TalkSource, library: Library, now: dt.datetime, uids: dict[str, int]) -> Event:
    talk = source.talk
    start = when(talk)
    if isinstance(start, dt.datetime) and start.tzinfo:
        start = start.astimezone(dt.UTC)  # an offset is no zone that a calendar knows
    event = Event()
    event.add("uid", uid_of(talk, uids))
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", start)
    if talk.duration:
        event.add("duration", dt.timedelta(seconds=talk.duration))
    event.add("summary", one_line(talk.title))
    conference = library.conferences.get(talk.conference)
    room = next((_said(source, key) for key in _ROOM if _said(source, key)), "")
    if place := ", ".join(filter(None, (room, one_line((conference and conference.location) or "")))):
        event.add("location", place)
    about = [
        one_line(speaker_text(talk.speakers)) if talk.speakers else "",
        one_line(talk.conference),
        one_line(talk.verdict or ""),
        *(one_line(link) for link in (talk.video, talk.slides) if link),
    ]
    if said := "\n".join(filter(None, about)):
        event.add("description", said)
    if talk.categories or talk.all_tags:
        event.add(
            "categories", [name for one in (*talk.categories, *talk.all_tags) if (name := one_line(one))]
        )
    page = one_line(talk.url or talk.video or "")
    if page.startswith(("http://", "https://")):
        event.add("url", page)
    return event


def _said(source: TalkSource, key: str) -> str:
    found = next((value for name, value in source.others if name.lower() == key), None)
    return one_line(found.text) if isinstance(found, Scalar) else ""


def _told(without: int) -> tuple[str, ...]:
    if not without:
        return ()
    which = "1 talk has" if without == 1 else f"{without} talks have"
    return (f"{which} no date with a time, and {'is' if without == 1 else 'are'} not in the calendar",)
