"""Calendars of conferences (iCalendar, RFC 5545): Sched's, pretalx's, PyCon's, and others.

The `icalendar` package unfolds, unescapes and knows time zones. What it forgives is looked at first, so
that a calendar that is cut off is not half imported: components that are not closed, lines that are no
properties.

A calendar has no field for speakers. PyCon's descriptions end with a `Speakers:` block, pretalx writes
"Title - A, B" (src/pretalx/schedule/domain/ical.py), Sched what the organisers chose, often "Title - A, Org
& B, Org". Sched gives all times in UTC, and says so in X-WR-TIMEZONE: the place's time is not in its
export.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from talktui.notes.folding import fold
from talktui.notes.talk import Speaker
from talktui.notes.video_links import is_video_link
from talktui.transfer.formats import field_texts
from talktui.transfer.formats.calendar_lines import CalendarLines, EventLines, calendar_lines
from talktui.transfer.formats.calendar_texts import (
    Described,
    described,
    looks_like_speakers,
    names_of,
    sched_parts,
    told_apart,
)
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.html_text import LONGEST, plain
from talktui.transfer.formats.schedule_links import read_links
from talktui.transfer.formats.schedule_times import known_zone
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.own_calendar import MAKER
from talktui.transfer.source_files import SourceError, SourceFile

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar.cal import Component

NAME: Final = "ics"
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_KIND = re.compile(r"\[([^\W\d_][\w &/+-]{0,30})\]\s+(?=\S)")
_CANCELLED = re.compile(r"\W*cancel+ed\b\W*", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_PRETALX = re.compile(r"-//pretalx//([^/]*)//([^/]+)", re.IGNORECASE)
_SCHED = re.compile(r"-//sched\.com\s*(.*?)\s*//", re.IGNORECASE)


def recognises(file: SourceFile) -> bool:
    """Whether `file` begins as a calendar; it may be damaged after that."""
    return _BEGIN.match(file.data[:1024]) is not None


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each file's calendars (nearly always one); raises :class:`SourceError`."""
    for file in files:
        for lines in calendar_lines(file):
            yield _Reading(file.name, _parsed(file, lines), lines).imported()


def _parsed(file: SourceFile, lines: CalendarLines) -> Calendar:
    from icalendar import Calendar
    from icalendar.timezone import tzp

    tzp.use_zoneinfo()  # which forgets the time zones that other calendars have defined under the same names
    try:
        return Calendar.from_ical(lines.text.encode())
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError) as error:
        # What the package raises for values that no calendar has, which it does not promise.
        raise SourceError(file.name, f"this calendar cannot be read: {error}", lines.line) from error


@dataclass
class _Reading:
    """One calendar on its way to talks."""

    file: str
    calendar: Calendar
    lines: CalendarLines
    told: list[Told] = field(default_factory=list)

    def imported(self) -> Imported:
        self.name, self.source = self._names()
        self.zone = self._zone()
        events = self.calendar.walk("VEVENT")
        if len(events) != len(self.lines.events):
            raise SourceError(
                self.file, "this calendar cannot be read: an event stands within another one", self.lines.line
            )
        self.titles_have_speakers = self._titles_have_speakers(events)
        self.ids: set[str] = set()
        self.in_utc = False
        self.unknown_zones: set[str] = set()
        talks = tuple(self._talks(events))
        if self.in_utc:
            self._tell("its times are in UTC, as it does not say which time zone the place has")
        if not talks:
            self._tell("the calendar has no events")
        return Imported(self.source, NAME, self._conference(talks), talks, told=tuple(self.told))

    def _tell(self, message: str, line: int = 0) -> None:
        self.told.append(Told(self.file, message, line))

    def _line(self, value: object, what: str, line: int = 0) -> str:
        return field_texts.one_line(str(value), what, self.file, line) if value is not None else ""

    def _names(self) -> tuple[str, str]:
        """The conference's name, and what the calendar is called for good."""
        said = _first(self.calendar, "X-WR-CALNAME") or _first(self.calendar, "NAME")
        name = plain(self._line(said, "the calendar's name"))
        maker = self._line(_first(self.calendar, "PRODID"), "the calendar's maker")
        self.by_pretalx = _PRETALX.search(maker)
        self.by_sched = _SCHED.search(maker)
        self.by_talktui = maker == MAKER
        source = name
        if self.by_pretalx:
            source = source or " ".join(self.by_pretalx.groups())
            name = name or self.by_pretalx[2]
        elif self.by_sched and self.by_sched[1] and " " not in name:
            name = self.by_sched[1]  # "kubecon2025" is the handle of "KubeCon 2025"
        return name, f"ics:{field_texts.slug(source or maker) or 'calendar'}"

    def _zone(self) -> ZoneInfo | None:
        said = _first(self.calendar, "X-WR-TIMEZONE") or _first(self.calendar, "TIMEZONE-ID")
        name = self._line(said, "the calendar's time zone")
        zone = known_zone(name) if name else None
        if name and zone is None:
            self._tell(f"the time zone “{name}” is not known; times are taken as they are written")
        return zone

    def _conference(self, talks: Sequence[ImportedTalk]) -> ImportedConference | None:
        if not self.name:
            return None
        days = [
            when.date() if isinstance(when, dt.datetime) else when for talk in talks if (when := talk.when)
        ]
        url = field_texts.web_address(self._line(_first(self.calendar, "URL"), "the calendar's address"))
        return ImportedConference(self.name, min(days, default=None), max(days, default=None), url=url)

    def _titles_have_speakers(self, events: Sequence[Component]) -> bool:
        """Whether this is a Sched calendar whose titles end with who speaks: most that could, do."""
        if not self.by_sched:
            return False
        tails = [parts[1] for event in events if (parts := sched_parts(str(_first(event, "SUMMARY") or "")))]
        return bool(tails) and sum(looks_like_speakers(tail, surely=True) for tail in tails) * 2 > len(tails)

    def _talks(self, events: Sequence[Component]) -> Iterator[ImportedTalk]:
        all_cancelled = (
            self._line(_first(self.calendar, "METHOD"), "the calendar's method").upper() == "CANCEL"
        )
        for event, lines in zip(events, self.lines.events, strict=True):
            summary = str(_first(event, "SUMMARY") or "")
            title = plain(field_texts.title_line(summary, self.file, lines.of("SUMMARY")))
            if not title:
                self._tell("an event without a title is left out", lines.line)
            elif (
                all_cancelled
                or str(_first(event, "STATUS") or "").strip().upper() == "CANCELLED"
                or _CANCELLED.match(title)
            ):
                self._tell(f"“{title[:80]}” is cancelled, and left out", lines.line)
            else:
                yield self._talk(event, lines, title)

    def _talk(self, event: Component, lines: EventLines, title: str) -> ImportedTalk:
        kind = ""
        if found := _KIND.match(title):
            kind, title = found[1], title[found.end() :]
        url = field_texts.web_address(_first(event, "URL"))
        if found := _LINK.fullmatch(title):
            title, url = found[1].strip(), url or found[2]
        about = described(self._description(event, lines), url)
        title, speakers = self._speakers_in(title, about.speakers)
        when = self._when(event, "DTSTART", lines)
        own = url if url and self.by_talktui and is_video_link(url) else None  # a talk without another page
        links = read_links({"links": [str(item) for item in _all(event, "ATTACH")]}, title, None)
        if _first(event, "RRULE") is not None:
            self._tell(f"“{title[:80]}” is repeated; its first time is imported", lines.line)
        return ImportedTalk(
            title=title,
            line=lines.line,
            id=self._id(event, lines),
            categories=self._categories(event, lines),
            speakers=told_apart((*speakers, *about.speakers)),
            when=when,
            video=own or (links.recordings[0] if links.recordings else None),
            slides=links.slides,
            url=None if own else url or about.url,
            duration=self._duration(event, lines, when),
            related=links.related,
            others=self._others(event, lines, kind, about),
            abstract=about.abstract,
        )

    def _speakers_in(self, title: str, known: Sequence[Speaker]) -> tuple[str, tuple[Speaker, ...]]:
        """The title without the speakers that its end names, and these. `known`: whom its text names.

        In a calendar whose titles do not all end so, the end that names one of those does.
        """
        if self.by_pretalx:
            before, dash, names = f"{title} ".rpartition(" - ")
            return (before.strip(), _each(names)) if dash and before.strip() else (title, ())
        parts = sched_parts(title) if self.titles_have_speakers or known else None
        if parts and looks_like_speakers(parts[1], surely=True):
            named = names_of(parts[1])
            said = {fold(speaker.name) for speaker in named}
            if self.titles_have_speakers or any(fold(speaker.name) in said for speaker in known):
                return parts[0], named
        return title, ()

    def _description(self, event: Component, lines: EventLines) -> str:
        said = _first(event, "DESCRIPTION")
        if said is None or not str(said).strip():
            said = _first(event, "X-ALT-DESC")
        text = "" if said is None else str(said)
        if len(text) > LONGEST:
            message = (
                f"a description has {len(text):,} characters, more than {LONGEST:,}; is this the right file?"
            )
            raise SourceError(self.file, message, lines.of("DESCRIPTION"))
        return text

    def _id(self, event: Component, lines: EventLines) -> str | None:
        """The event's UID; that of a repeated event's one time with that time."""
        uid = self._line(_first(event, "UID"), "an event's UID", lines.of("UID"))
        if not uid:
            return None
        if time := self._line(_raw(event, "RECURRENCE-ID"), "an event's time", lines.line):
            uid = f"{uid}@{time}"
        count, id_ = 1, uid
        while id_ in self.ids:
            count += 1
            id_ = f"{uid}#{count}"
        self.ids.add(id_)
        return id_

    def _categories(self, event: Component, lines: EventLines) -> tuple[str, ...]:
        found: list[str] = []
        for value in _all(event, "CATEGORIES"):
            categories = getattr(value, "cats", (value,))
            found += [plain(self._line(item, "a category", lines.of("CATEGORIES"))) for item in categories]
        return field_texts.once(found)

    def _others(
        self, event: Component, lines: EventLines, kind: str, about: Described
    ) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
        found: dict[str, str | tuple[str, ...]] = {}
        if kind := (about.kind or kind):
            found["kind"] = kind
        if about.section:
            found["section"] = about.section
        if room := plain(self._line(_first(event, "LOCATION"), "a room", lines.of("LOCATION"))):
            found["room"] = room
        return tuple(found.items())

    def _value(self, event: Component, key: str, lines: EventLines) -> object:
        """A date, a time or a span that `key` says; raises :class:`SourceError` for what is none."""
        value = _first(event, key)
        if value is None:
            return None
        try:
            return value.dt
        except (ValueError, AttributeError, TypeError) as error:
            said = " ".join(str(_raw(event, key)).split())[:60]
            message = f"{key} says “{said}”, which is no date or time; correct it and try again"
            raise SourceError(self.file, message, lines.of(key)) from error

    def _when(self, event: Component, key: str, lines: EventLines) -> dt.date | dt.datetime | None:
        """The event's day, or its time: the place's where that is known."""
        value = self._value(event, key, lines)
        if not isinstance(value, dt.datetime):
            return value if isinstance(value, dt.date) else None
        params = getattr(_first(event, key), "params", {})
        zone = str(params.get("TZID", ""))
        if value.tzinfo is None:
            if zone and zone not in self.unknown_zones:
                self.unknown_zones.add(zone)
                name = self._line(zone, "a time zone", lines.of(key))
                self._tell(
                    f"the time zone “{name}” is not known; its times are taken as they are written",
                    lines.of(key),
                )
            return value if zone or self.zone is None else value.replace(tzinfo=self.zone)
        try:
            offset = value.utcoffset() or dt.timedelta()
            if not zone and not offset:  # `…Z`
                if self.zone is not None:
                    value = value.astimezone(self.zone)
                self.in_utc |= self.zone is None or self.zone.key == "UTC"
                return value
            return value if isinstance(value.tzinfo, ZoneInfo) else value.replace(tzinfo=dt.timezone(offset))
        except (OverflowError, ValueError) as error:  # the first or last day of all time
            raise SourceError(self.file, f"{key} says a time that is none: {error}", lines.of(key)) from error

    def _duration(
        self, event: Component, lines: EventLines, when: dt.date | dt.datetime | None
    ) -> int | None:
        """Seconds from start to end, or what DURATION says."""
        if not isinstance(when, dt.datetime):
            return None  # a day, or days
        span = self._value(event, "DURATION", lines)
        end = self._when(event, "DTEND", lines) if not isinstance(span, dt.timedelta) else None
        if isinstance(end, dt.datetime):
            span = end - when if bool(end.tzinfo) == bool(when.tzinfo) else None
        seconds = int(span.total_seconds()) if isinstance(span, dt.timedelta) else 0
        return seconds if 0 < seconds < 366 * 86400 else None


def _each(names: str) -> tuple[Speaker, ...]:
    """pretalx's list of names, which have commas between them and nothing else."""
    return tuple(Speaker(name) for name in field_texts.once(name.strip() for name in names.split(",")))


def _all(part: Component, key: str) -> list[Any]:
    found = part.get(key)
    return found if isinstance(found, list) else [] if found is None else [found]


def _first(part: Component, key: str) -> Any:
    found = _all(part, key)
    return found[0] if found else None


def _raw(part: Component, key: str) -> object:
    """A value as the calendar writes it."""
    value = _first(part, key)
    if value is None:
        return None
    written = value.to_ical() if hasattr(value, "to_ical") else value
    return written.decode(errors="replace") if isinstance(written, bytes) else written


FORMAT: Final = Format(NAME, "calendar (iCalendar)", recognises, read)
