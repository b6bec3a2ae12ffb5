"""What frab's and pretalx's schedules have in common, however they are written.

The XML grew from Pentabarf to frab, and pretalx, FOSDEM and others write it, too; the JSON says the same.
Described by the C3VOC: https://c3voc.de/wiki/schedule, and schedule.xml.xsd and schema.json under
`validator` in https://github.com/voc/schedule. Written by frab (app/views/public/schedule/index.xml.haml,
index.json.jbuilder) and pretalx (src/pretalx/schedule/interfaces/exporters.py, agenda/schedule.xml). None
keeps to one schema: what a file lacks is empty here, what has another type is read as what it can be.

Which talk is which: `guid`. pretalx makes it of the submission's code, frab once with the event; a talk
that moves keeps it. `id` is second: older pretalx numbers the slots, anew with every version of the
schedule.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.talk import Speaker
from talktui.transfer.formats import field_texts
from talktui.transfer.formats.html_text import LONGEST, to_markdown
from talktui.transfer.formats.schedule_links import Links, read_links
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError

Fields = Mapping[str, object]

_CLOCK = re.compile(r"\s*(\d{1,3}):(\d{2})(?::(\d{1,2}))?\s*", re.ASCII)
_DAY_CHANGE = dt.time(4)  # where nothing says: a night's last talks belong to the day before, as at pretalx
_READ = frozenset(
    "title subtitle track type language room abstract description persons links attachments start end date "
    "duration url guid id slug recording recording_license do_not_record feedback_url origin_url logo "
    "video_download_url".split()
)
_NO_TEXT = frozenset({"answers", "download_url", "related"})


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as its file says it, and the day and room it stands under."""

    fields: Fields
    day: Fields
    room: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class RawSchedule:
    """A schedule as its file says it: `conference` with all that is said of the whole."""

    conference: Fields
    events: tuple[RawEvent, ...]
    tracks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One schedule on its way to talks."""

    file: str
    raw: RawSchedule
    base: str | None
    zone: ZoneInfo | None
    told: list[Told] = field(default_factory=list)

    def line(self, value: object, what: str, line: int = 0) -> str:
        return field_texts.one_line(value, what, self.file, line)

    def tell(self, message: str, line: int = 0) -> None:
        self.told.append(Told(self.file, message, line))


def read_schedule(file: str, format_name: str, raw: RawSchedule) -> Imported:
    """The talks of a schedule and its conference; raises :class:`SourceError`."""
    about = raw.conference
    title = field_texts.one_line(about.get("title"), "the conference's title", file)
    acronym = field_texts.one_line(about.get("acronym"), "the conference's acronym", file)
    zone = known_zone(field_texts.text_of(about.get("time_zone_name")).strip())
    reading = _Reading(file, raw, field_texts.web_address(about.get("base_url")), zone)
    name = reading.line(about.get("time_zone_name"), "the time zone")
    if name and zone is None:
        reading.tell(f"the time zone “{name}” is not known; times are taken as they are written")
    named = title or acronym
    talks = tuple(_talks(reading))
    if not talks:
        reading.tell("the schedule has no talks")
    return Imported(
        source=f"frab:{field_texts.slug(acronym) or field_texts.slug(title) or 'schedule'}",
        format=format_name,
        conference=_conference(reading, named, talks) if named else None,
        talks=talks,
        told=tuple(reading.told),
    )


def _conference(reading: _Reading, name: str, talks: tuple[ImportedTalk, ...]) -> ImportedConference:
    about = reading.raw.conference
    place = [reading.line(about.get(key), f"the conference's {key}") for key in ("venue", "city")]
    taken = {category for talk in talks for category in talk.categories}
    tracks = [reading.line(track, "a track") for track in reading.raw.tracks]
    return ImportedConference(
        name=name,
        start=_day(about.get("start")),
        end=_day(about.get("end")),
        location=", ".join(part for part in place if part) or None,
        url=field_texts.web_address(about.get("url"), reading.base) or reading.base,
        categories=tuple((track, "") for track in field_texts.once(tracks) if track in taken),
    )


def _talks(reading: _Reading) -> Iterator[ImportedTalk]:
    ids = _ids(reading)
    for event, id_ in zip(reading.raw.events, ids, strict=True):
        title = field_texts.title_line(event.fields.get("title"), reading.file, event.line)
        if title:
            yield _talk(reading, event, title, id_)
        else:
            reading.tell("an event without a title is left out", event.line)


def _ids(reading: _Reading) -> list[str | None]:
    """An id for each event, none twice: a talk that is given twice has the same guid in some exports."""
    seen: Counter[str] = Counter()
    ids: list[str | None] = []
    for event in reading.raw.events:
        said = [
            reading.line(event.fields.get(key), f"an event's {key}", event.line) for key in ("guid", "id")
        ]
        id_ = next((text for text in said if text and text not in seen), "")
        first = said[0] or said[1]
        if not id_ and first:  # both stand here already
            id_ = f"{first}#{seen[first] + 1}"
        seen.update(text for text in {*said, id_} if text)
        ids.append(id_ or None)
    return ids


def _talk(reading: _Reading, event: RawEvent, title: str, id_: str | None) -> ImportedTalk:
    fields, line = event.fields, event.line
    links = read_links(fields, title, reading.base)
    when = _when(reading, event)
    url = field_texts.web_address(fields.get("url"), reading.base)
    track = reading.line(fields.get("track"), "a track", line)
    return ImportedTalk(
        title=title,
        line=line,
        id=id_,
        categories=(track,) if track else (),
        speakers=_speakers(reading, event),
        when=when,
        video=links.recordings[0] if links.recordings else None,
        slides=links.slides,
        url=url or field_texts.web_address(fields.get("origin_url"), reading.base),
        duration=_duration(reading, event, when),
        related=links.related,
        others=_others(reading, event, links, url),
        abstract=_abstract(reading, event),
    )


def _speakers(reading: _Reading, event: RawEvent) -> tuple[Speaker, ...]:
    found = []
    for person in _items(event.fields.get("persons")):
        name = reading.line(person_name(person), "a speaker's name", event.line)
        if not name:
            continue
        organisation = None
        if isinstance(person, Mapping):
            said = next(
                (person[key] for key in ("organisation", "organization", "company") if key in person), None
            )
            organisation = reading.line(said, "a speaker's organisation", event.line) or None
        found.append(Speaker(name, None, organisation))
    return tuple(dict.fromkeys(found))


def person_name(person: object) -> str:
    """A person's name: `public_name` (frab), `name` (pretalx), first and last name, or the text itself."""
    if not isinstance(person, Mapping):
        return field_texts.text_of(person)
    for key in ("public_name", "name", "full_public_name", "display_name", "full_name"):
        if text := field_texts.text_of(person.get(key)).strip():
            return text
    return " ".join(field_texts.text_of(person.get(key)) for key in ("first_name", "last_name"))


def _abstract(reading: _Reading, event: RawEvent) -> str:
    """Abstract and description, each once; then what is said of the speakers, who have no notes."""
    parts: list[str] = []
    for key in ("abstract", "description"):
        text = _markdown(reading, event, event.fields.get(key), f"an event's {key}")
        if parts and text.startswith(parts[0]):
            parts.clear()  # the description begins with the abstract
        if text and not any(text in part for part in parts):
            parts.append(text)
    for person in _items(event.fields.get("persons")):
        if isinstance(person, Mapping):
            text = _markdown(reading, event, person.get("biography"), "a speaker's biography")
            name = reading.line(person_name(person), "a speaker's name", event.line)
            if text and name:
                parts.append(about_speaker(name, text))
    return "\n\n".join(parts)


def about_speaker(name: str, text: str) -> str:
    """What is said of a speaker below an abstract."""
    return (
        f"**About {name}:** {text}"
        if not text.startswith(("#", "-", "*", ">", "`", "|"))
        else f"**About {name}:**\n\n{text}"
    )


def _markdown(reading: _Reading, event: RawEvent, value: object, what: str) -> str:
    text = field_texts.text_of(value)
    if len(text) > LONGEST:
        raise SourceError(
            reading.file,
            f"{what} has {len(text):,} characters, more than {LONGEST:,}; is this the right file?",
            event.line,
        )
    return to_markdown(text, reading.base)


def _when(reading: _Reading, event: RawEvent) -> dt.date | dt.datetime | None:
    """The date and time of the place: `date` with its offset, else the day and `start`."""
    for key in ("date", "start"):
        found = _moment(event.fields.get(key))
        if found is not None:
            return found if found.tzinfo or reading.zone is None else found.replace(tzinfo=reading.zone)
    day = _day(event.fields.get("date")) or _day(event.day.get("date"))
    if day is None:
        return None
    clock = _CLOCK.fullmatch(field_texts.text_of(event.fields.get("start")))
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59 or int(clock[3] or 0) > 59:
        return day
    when = dt.datetime.combine(day, dt.time(int(clock[1]), int(clock[2]), int(clock[3] or 0)), reading.zone)
    if when.time() < _change(reading, event) and day < dt.date.max:
        when += dt.timedelta(days=1)
    return when


def _change(reading: _Reading, event: RawEvent) -> dt.time:
    """When the event's day begins: an earlier time is the night that ends it."""
    for key in ("day_start", "start"):
        if (begin := _moment(event.day.get(key))) is not None:
            return begin.time()
    said = _CLOCK.fullmatch(field_texts.text_of(reading.raw.conference.get("day_change")))
    if said is None or int(said[1]) > 12 or int(said[2]) > 59:
        return _DAY_CHANGE
    return dt.time(int(said[1]), int(said[2]))


def _moment(value: object) -> dt.datetime | None:
    text = field_texts.text_of(value).strip()
    if not 16 <= len(text) <= 40:  # a day and a time, at least
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _day(value: object) -> dt.date | None:
    text = field_texts.text_of(value).strip()
    found = parse_date(text) if 8 <= len(text) <= 40 else None
    return found[0] if found else None


def _duration(reading: _Reading, event: RawEvent, when: dt.date | dt.datetime | None) -> int | None:
    """Seconds: HH:MM and HH:MM:SS, a number of minutes, else from `start` to `end`."""
    value = event.fields.get("duration")
    end = _moment(event.fields.get("end"))
    seconds: int | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = int(value * 60) if 0 < value < 100_000 else None
    elif clock := _CLOCK.fullmatch(text := field_texts.text_of(value)):
        seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    elif text.strip():
        seconds = int(text) * 60 if re.fullmatch(r"\s*\d{1,4}\s*", text, re.ASCII) else parse_duration(text)
        if seconds is None and end is None:
            reading.tell(f"the duration “{text.strip()[:40]}” is left out: it is not HH:MM", event.line)
    if seconds is None and isinstance(when, dt.datetime) and end is not None:
        try:
            seconds = int((end - when).total_seconds())
        except TypeError:  # one of them says its zone, the other does not
            seconds = int((end.replace(tzinfo=None) - when.replace(tzinfo=None)).total_seconds())
    return seconds if seconds and seconds > 0 else None


def _others(
    reading: _Reading, event: RawEvent, links: Links, url: str | None
) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """What a talk has no field for, in the order a person would look for it."""
    fields = event.fields
    found: dict[str, str | tuple[str, ...]] = {}

    def add(key: str, value: object) -> None:
        if text := reading.line(value, f"an event's {key}", event.line):
            found.setdefault(key, text)

    for key in ("subtitle", "type", "language"):
        add(key, fields.get(key))
    add("room", fields.get("room") or event.room)
    if url is None:  # which ends with it
        add("slug", fields.get("slug"))
    recording = fields.get("recording")
    about = recording if isinstance(recording, Mapping) else {}
    add("recording_license", fields.get("recording_license") or about.get("license"))
    opted_out = fields.get("do_not_record") or about.get("optout")
    if opted_out is True or field_texts.text_of(opted_out).strip().lower() in ("true", "1", "yes"):
        found["do_not_record"] = "true"
    found.update(
        (key, texts) for key, texts in (("recordings", links.recordings[1:]), ("chat", links.chats)) if texts
    )
    add("feedback", field_texts.web_address(fields.get("feedback_url"), reading.base) or links.feedback)
    add("logo", field_texts.web_address(fields.get("logo"), reading.base))
    for key, value in fields.items():
        further = key not in _READ and key not in _NO_TEXT and isinstance(value, str | int | float)
        if further and (name := field_texts.own_key(key, "schedule")):
            add(name, value)
    return tuple(found.items())


def _items(value: object) -> list[object]:
    match value:
        case list():
            return value
        case None:
            return []
        case _:
            return [value]


@cache
def known_zone(name: str) -> ZoneInfo | None:
    """The time zone that is called `name`, None for one that is not known."""
    if not name or len(name) > 100 or not name.isprintable():
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not known; no name of a zone; a folder of zones
        return None
