"""What a template sees: talks and conferences as plain data, their links ready for Markdown.

The names are a promise to people's templates (docs/export.md): add, don't rename.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from talktui.notes.dates import duration_text
from talktui.notes.front_matter.values import texts
from talktui.notes.speakers import speaker_text
from talktui.notes.talk import Conference
from talktui.transfer.export.markdown_text import destination
from talktui.transfer.export.own_dates import day_name, day_of, own_when, zone_text
from talktui.transfer.export.plain_text import one_line
from talktui.transfer.export.talk_source import TalkSource
from talktui.transfer.heading_levels import below, shown_below

TALK_LEVEL = 3
"""The level of a talk's heading that `talk.body` stands below."""


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """One speaker; what is not known is empty."""

    name: str
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class TalkView:
    """One talk. Texts are plain; links, `body` and `markdown` are Markdown."""

    title: str
    link: Markup  # the video, else the talk's page; for `[…](…)`
    video: Markup
    slides: Markup
    url: Markup
    conference: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    speakers: tuple[SpeakerView, ...]
    speaker_line: str  # "A & B, Org"
    organisations: tuple[str, ...]
    date: dt.date | None
    time: dt.time | None
    zone: str  # "+01:00", where the note says one
    day: str  # "Tuesday, 21 May 2019", or as the note calls it
    duration: str  # "34:12"
    seconds: int | None
    status: str
    rating: int | None
    stars: str
    verdict: str
    related: tuple[str, ...]
    id: str
    body: Markup  # below a heading of level 3
    markdown: Markup  # its headings as in the note
    others: Mapping[str, tuple[str, ...]]  # further keys of the front matter

    @classmethod
    def of(cls, source: TalkSource, text: str, conference: Conference | None, *, marked: bool) -> TalkView:
        """The talk of `source`, at `conference`, with `text` as its text.

        `marked`: headings that move say what they were, for the text to be read again.
        """
        talk = source.talk
        moment, day = own_when(talk), day_of(talk, conference)
        return cls(
            title=one_line(talk.title),
            link=address(talk.video or talk.url),
            video=address(talk.video),
            slides=address(talk.slides),
            url=address(talk.url),
            conference=one_line(talk.conference),
            categories=_lines(talk.categories),
            tags=_lines(talk.all_tags),
            speakers=tuple(
                SpeakerView(one_line(one.name), one_line(one.role or ""), one_line(one.organisation or ""))
                for one in talk.speakers
            ),
            speaker_line=one_line(speaker_text(talk.speakers)) if talk.speakers else "",
            organisations=_lines(talk.organisations),
            date=talk.date,
            time=talk.time,
            zone=zone_text(moment),
            day=day.name if day else "",
            duration="" if talk.duration is None else duration_text(talk.duration),
            seconds=talk.duration,
            status=talk.status.value if talk.status else "",
            rating=talk.rating,
            stars="★" * (talk.rating or 0),
            verdict=one_line(talk.verdict or ""),
            related=_lines(talk.related),
            id=one_line(talk.id or ""),
            body=Markup((below if marked else shown_below)(text, TALK_LEVEL)),
            markdown=Markup(text),
            others={one_line(key): _lines(texts(value)) for key, value in source.others},
        )


@dataclass(frozen=True, slots=True)
class ConferenceView:
    """A conference; what is not known is empty or None."""

    name: str
    start: dt.date | None
    end: dt.date | None
    dates: str  # "20–23 May 2019"
    location: str
    url: Markup
    playlist: Markup

    @classmethod
    def of(cls, conference: Conference) -> ConferenceView:
        """What `conference` says."""
        return cls(
            one_line(conference.name),
            conference.start,
            conference.end,
            dates_text(conference.start, conference.end),
            one_line(conference.location or ""),
            address(conference.url),
            address(conference.playlist),
        )


@dataclass(frozen=True, slots=True)
class AreaView:
    """An interest area; `about` is Markdown of one line."""

    name: str
    about: Markup
    conference: str = ""  # whose it is, where several say different things


@dataclass(frozen=True, slots=True)
class GroupView:
    """Talks under one heading; the group without a name has what belongs under none."""

    name: str
    talks: Sequence[TalkView]
    day: dt.date | None = None


def address(url: str | None) -> Markup:
    """`url` as it stands in a Markdown link; empty for none."""
    return Markup(destination(url) if url else "")


def dates_text(start: dt.date | None, end: dt.date | None) -> str:
    """When a conference was: "20–23 May 2019"."""
    if start is None:
        return ""
    last = _day(start)
    if end is None or end <= start:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end)}"
    return f"{last.rpartition(' ')[0] if start.year == end.year else last} – {_day(end)}"


def _day(day: dt.date) -> str:
    return day_name(day).partition(", ")[2]


def _lines(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, items)))
