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
from collections import Counter
from collections.abc import Iterator, Mapping

from talktui.notes.talk import Speaker
from talktui.transfer.formats import field_texts
from talktui.transfer.formats.html_text import LONGEST, to_markdown
from talktui.transfer.formats.schedule_links import Links, read_links
from talktui.transfer.formats.schedule_raw import RawEvent, RawSchedule, Reading
from talktui.transfer.formats.schedule_times import day_of, duration, known_zone, when
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk
from talktui.transfer.source_files import SourceError

_READ = frozenset(
    "title subtitle track type language room abstract description persons links attachments start end date "
    "duration url guid id slug recording recording_license do_not_record feedback_url origin_url logo "
    "video_download_url".split()
)
_NO_TEXT = frozenset({"answers", "download_url", "related"})


def read_schedule(file: str, format_name: str, raw: RawSchedule) -> Imported:
    """The talks of a schedule and its conference; raises :class:`SourceError`."""
    about = raw.conference
    title = field_texts.one_line(about.get("title"), "the conference's title", file)
    acronym = field_texts.one_line(about.get("acronym"), "the conference's acronym", file)
    zone = known_zone(field_texts.text_of(about.get("time_zone_name")).strip())
    reading = Reading(file, raw, field_texts.web_address(about.get("base_url")), zone)
    name = reading.line(about.get("time_zone_name"), "the time zone")
    if name and zone is None:
        reading.tell(f"the time zone “{name}” is not known; times are taken as they are written")
    named = title or acronym
    talks = tuple(_talks(reading))
    if not talks:
        reading.tell("the schedule has no talks")
    conference = _conference(reading, named, talks) if named else None
    reading.tell_lost()
    return Imported(
        source=f"frab:{field_texts.slug(acronym) or field_texts.slug(title) or 'schedule'}",
        format=format_name,
        conference=conference,
        talks=talks,
        told=tuple(reading.told),
    )


def _conference(reading: Reading, name: str, talks: tuple[ImportedTalk, ...]) -> ImportedConference:
    about = reading.raw.conference
    place = [reading.line(about.get(key), f"the conference's {key}") for key in ("venue", "city")]
    taken = {category for talk in talks for category in talk.categories}
    tracks = [reading.line(track, "a track") for track in reading.raw.tracks]
    return ImportedConference(
        name=name,
        start=_day(reading, "start"),
        end=_day(reading, "end"),
        location=", ".join(part for part in place if part) or None,
        url=reading.address(about.get("url")) or reading.base,
        categories=tuple((track, "") for track in field_texts.once(tracks) if track in taken),
    )


def _day(reading: Reading, key: str) -> dt.date | None:
    said = reading.line(reading.raw.conference.get(key), f"the conference's {key}")
    found = day_of(said)
    if said and found is None:
        reading.tell(f"the conference's {key} “{said[:40]}” is left out: it is not YYYY-MM-DD")
    return found


def _talks(reading: Reading) -> Iterator[ImportedTalk]:
    ids = _ids(reading)
    for event, id_ in zip(reading.raw.events, ids, strict=True):
        title = field_texts.title_line(event.fields.get("title"), reading.file, event.line)
        if title:
            yield _talk(reading, event, title, id_)
        else:
            reading.tell("an event without a title is left out", event.line)


def _ids(reading: Reading) -> list[str | None]:
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


def _talk(reading: Reading, event: RawEvent, title: str, id_: str | None) -> ImportedTalk:
    fields, line = event.fields, event.line
    links = read_links(fields, title, reading.base)
    for link in links.lost:
        reading.lost(link, line)
    start = when(reading, event)
    url = reading.address(fields.get("url"), line)
    track = reading.line(fields.get("track"), "a track", line)
    return ImportedTalk(
        title=title,
        line=line,
        id=id_,
        categories=(track,) if track else (),
        speakers=_speakers(reading, event),
        when=start,
        video=links.recordings[0] if links.recordings else None,
        slides=links.slides,
        url=url or reading.address(fields.get("origin_url"), line),
        duration=duration(reading, event, start),
        related=links.related,
        others=_others(reading, event, links, url),
        abstract=_abstract(reading, event),
    )


def _speakers(reading: Reading, event: RawEvent) -> tuple[Speaker, ...]:
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


def _abstract(reading: Reading, event: RawEvent) -> str:
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


def _markdown(reading: Reading, event: RawEvent, value: object, what: str) -> str:
    text = field_texts.text_of(value)
    if len(text) > LONGEST:
        raise SourceError(
            reading.file,
            f"{what} has {len(text):,} characters, more than {LONGEST:,}; is this the right file?",
            event.line,
        )
    return to_markdown(text, reading.base)


def _others(
    reading: Reading, event: RawEvent, links: Links, url: str | None
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
    add("feedback", reading.address(fields.get("feedback_url"), event.line) or links.feedback)
    add("logo", reading.address(fields.get("logo"), event.line))
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
