"""What an importer finds in a source: talks with every field the source has, and their conference.

Nothing here knows a note: how this becomes files is told in :mod:`talktui.transfer.merging`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from talktui.notes.talk import Speaker, Status

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedTalk:
    """One talk as its source has it. Texts of one line hold no line break; what the source lacks is empty."""

    title: str
    line: int = 0  # where it stands in its file, 1-based; 0: the file tells no lines
    id: str | None = None  # what names it within its source
    categories: Texts = ()
    tags: Texts = ()
    speakers: tuple[Speaker, ...] = ()
    when: dt.date | dt.datetime | None = None  # date and time of the place; aware where its zone is known
    video: str | None = None
    slides: str | None = None
    url: str | None = None  # the talk's own page
    duration: int | None = None  # seconds
    status: Status | None = None
    rating: int | None = None
    verdict: str | None = None
    related: Texts = ()  # links
    others: tuple[tuple[str, str | Texts], ...] = ()  # further keys in the source's order: room, language …
    # (a text that its source has without quotes, `weight: 4`, is a `yaml_new.Bare`)
    abstract: str = ""  # Markdown; goes under a heading `Abstract`
    outline: str = ""  # Markdown: a list of timestamps, under a heading `Outline`
    body: str = ""  # Markdown of the person's own (a post's prose); stands before both
    found: ImportedTalk | None = None  # as the source has it, when the person corrected something of it


@dataclass(frozen=True, slots=True)
class ImportedConference:
    """What a source says of its conference: becomes a `conference.yaml`."""

    name: str
    start: dt.date | None = None
    end: dt.date | None = None
    location: str | None = None
    url: str | None = None
    playlist: str | None = None
    categories: tuple[tuple[str, str], ...] = ()  # (name, about), in the order to show


@dataclass(frozen=True, slots=True)
class Offer:
    """A talk that is only linked from a talk's prose: taken as `related` when the person says so."""

    title: str  # the link's text
    url: str
    talk: int | None = None  # which of the talks' prose it stands in; None: none's
    line: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a person should know of a source that can be imported all the same."""

    file: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Imported:
    """One source read: a schedule, a playlist, a post, an event's folder.

    `source` says where the talks are from in a way that outlives the file's name and place
    (`frab:fosdem-2025`, `youtube:PL…`, `pyvideo:pycon-us-2018`): with a talk's id it names the talk.
    """

    source: str
    format: str  # the Format's name
    conference: ImportedConference | None
    talks: tuple[ImportedTalk, ...]
    offers: tuple[Offer, ...] = ()
    told: tuple[Told, ...] = ()
    complete: bool = True  # it lists every talk: one that is missing has left it

    def with_offers(self) -> Imported:
        """The same with what is offered taken into its talks' `related`."""
        talks = list(self.talks)
        for offer in self.offers:
            if offer.talk is not None and offer.url not in talks[offer.talk].related:
                talk = talks[offer.talk]
                talks[offer.talk] = replace(talk, related=(*talk.related, offer.url))
        return replace(self, talks=tuple(talks), offers=())
