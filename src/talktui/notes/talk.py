"""A talk and the note it stands in: the model that everything else shows, filters and edits."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from talktui.notes.field_texts import fields_of, kept_fields
from talktui.notes.kept_small import kept_small
from talktui.notes.packed import NOTHING, Packed
from talktui.notes.problem import Problem

NO_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Status(StrEnum):
    """How far the person is with a talk; no status means not triaged."""

    QUEUED = "queued"
    WATCHING = "watching"
    WATCHED = "watched"
    ATTENDED = "attended"
    SKIPPED = "skipped"


class TalkKey(NamedTuple):
    """Which talk: its note's path and, for a talk log's talk, the anchor of its heading.

    `path` is relative to the notes directory, `/` between parts, undecodable bytes as surrogate
    escapes. It identifies; it is not for showing (see :mod:`talktui.safe_text`).
    """

    path: str
    anchor: str | None = None

    def __str__(self) -> str:
        return self.path if self.anchor is None else f"{self.path}#{self.anchor}"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who gave a talk."""

    name: str
    role: str | None = None
    organisation: str | None = None

    def __str__(self) -> str:
        about = ", ".join(part for part in (self.role, self.organisation) if part)
        return f"{self.name} ({about})" if about else self.name


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a note and the text under it, up to the next heading of its level or above.

    Offsets are in characters of the note's decoded text; `line` is 1-based.
    """

    level: int
    title: str  # as text: Markdown stripped
    anchor: str  # GitHub's way, unique in the note
    start: int  # of the heading's line
    body_start: int  # after the heading's line(s)
    end: int
    line: int
    link: str | None = None  # where the heading's text links to, if it is one link


class Kind(StrEnum):
    """What a row in the tree stands for."""

    TALK = "talk"
    ABOUT = "about"  # a talk log's own introduction and closing
    UNREADABLE = "unreadable"  # a file that cannot be read, shown with its reason


@kept_small(
    "categories", "inline_tags", "time", "slides", "url", "rating", "verdict", "related", "id", "sections",
    "problems", "read_only",
    ways={"fields": (kept_fields, fields_of)},
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Talk:
    """One talk, every field typed; what did not parse stays as text and is in `problems`."""

    key: TalkKey
    title: str
    source: Packed = field(repr=False, default=NOTHING)  # what `text` is made of: the note's bytes
    body_start: int = 0
    body_end: int = 0
    line: int = 1  # where its body (or its heading) begins, for an editor
    kind: Kind = Kind.TALK
    conference: str = ""  # "" shows as "No conference"
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # from front matter: editable
    inline_tags: tuple[str, ...] = ()  # `#tags` in the text: read-only
    speakers: tuple[Speaker, ...] = ()
    date: dt.date | None = None
    time: dt.time | None = None  # when the date field says one
    video: str | None = None
    slides: str | None = None
    url: str | None = None
    duration: int | None = None  # seconds
    status: Status | None = None
    rating: int | None = None  # 1–5
    verdict: str | None = None
    related: tuple[str, ...] = ()
    id: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_FIELDS)
    # every front-matter key as texts, for `key:value` filters and the card: unknown keys among them
    sections: tuple[Section, ...] = ()  # of a note that is one talk: its row opens into them
    problems: tuple[Problem, ...] = ()
    read_only: str | None = None  # why it cannot be edited, or None

    @property
    def text(self) -> str:
        """The note's decoded text; `body` is a slice of it."""
        return self.source.text

    @property
    def body(self) -> str:
        """The talk's Markdown, without front matter and, in a log, without its heading."""
        return self.text[self.body_start : self.body_end]

    @property
    def all_tags(self) -> tuple[str, ...]:
        """Front-matter tags, then inline ones not among them (case ignored)."""
        if not self.inline_tags:
            return self.tags
        have = {tag.casefold() for tag in self.tags}
        return self.tags + tuple(tag for tag in self.inline_tags if tag.casefold() not in have)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The speakers' organisations, each once, in order."""
        return tuple(dict.fromkeys(s.organisation for s in self.speakers if s.organisation))


class Etag(NamedTuple):
    """What a file looked like when it was read; see the write path, step 7."""

    dev: int
    ino: int
    size: int
    mtime_ns: int
    ctime_ns: int


_STATE = struct.Struct("<QQqqq")


def kept_etag(etag: Etag | None) -> bytes | Etag | None:
    """`etag` as a :class:`Note` keeps it.

    It is compared once in a while; as a tuple of five numbers it takes as much as the talk's title, path
    and video together.
    """
    if etag is None:
        return None
    try:
        return _STATE.pack(*etag)
    except struct.error:  # no file system has such numbers
        return etag


def _etag(kept: bytes | Etag | None) -> Etag | None:
    return Etag._make(_STATE.unpack(kept)) if isinstance(kept, bytes) else kept


def kept_talks(talks: tuple[Talk, ...]) -> Talk | tuple[Talk, ...]:
    """A note's talks as it keeps them: most have one."""
    return talks[0] if len(talks) == 1 else talks


def _talks(kept: Talk | tuple[Talk, ...]) -> tuple[Talk, ...]:
    return kept if isinstance(kept, tuple) else (kept,)


@kept_small(
    "is_log", "is_page", "problems", "read_only",
    ways={"etag": (kept_etag, _etag), "talks": (kept_talks, _talks)},
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Note:
    """One file as it was read, and the talks in it."""

    path: str
    source: Packed = field(repr=False)  # the bytes as read
    etag: Etag | None
    talks: tuple[Talk, ...]
    is_log: bool = False
    is_page: bool = False  # README.md, _index.md, index.md of a folder: shown for its conference
    problems: tuple[Problem, ...] = ()
    read_only: str | None = None
    conference: Conference | None = None  # what its folders say; a talk of it may say another

    @property
    def data(self) -> bytes:
        """The bytes as they were read: an edit's base."""
        return self.source.data

    @property
    def state(self) -> bytes | None:
        """`etag` in the bytes of :data:`talktui.notes.scan.STATE`, the same object each time."""
        kept: object = self.kept_etag  # type: ignore[attr-defined]  # `kept_small` makes it
        return kept if isinstance(kept, bytes) else None


@dataclass(frozen=True, slots=True)
class Conference:
    """What `conference.yaml` (or the folder's name) says of a folder's talks."""

    name: str
    folder: str  # relative path of the folder; "" is the notes directory
    start: dt.date | None = None
    end: dt.date | None = None
    location: str | None = None
    url: str | None = None
    playlist: str | None = None
    talk_level: int | None = None
    not_talks: tuple[str, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()  # (name, about), in the order to show
    file: str | None = None  # path of its conference.yaml, or None when only the folder tells
    problems: tuple[Problem, ...] = ()
