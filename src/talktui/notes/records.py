"""What reading found out about a note, as bytes that are quickly made into the note again.

For the cache. Reading a note takes 150 µs; this takes 5.  Python's `marshal` is by far the quickest way
to bring back a few dozen values, but crashes on bytes that it did not make: so a checksum, which holds
the version as well, is compared before it sees any.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import marshal
import struct
import sys
from dataclasses import fields
from operator import attrgetter
from sys import intern
from typing import Any
from zlib import crc32

from talktui.notes.field_texts import flat, kept_flat
from talktui.notes.kept_small import rest_of
from talktui.notes.packed import WORDS, Packed
from talktui.notes.problem import Problem
from talktui.notes.quick import quick
from talktui.notes.sharing import Named, alone, date_of, named, number
from talktui.notes.talk import (
    Conference,
    Etag,
    Kind,
    Note,
    Section,
    Speaker,
    Status,
    Talk,
    TalkKey,
    kept_etag,
    kept_talks,
)

SCHEMA = 4
"""Counted up when records, or what reading finds, change in a way that :data:`VERSION` does not see."""

_HEAD = struct.Struct("<4sI")  # of which version, and the checksum
_KINDS = tuple(Kind)
_STATUSES = tuple(Status)
_MODEL = (Note, Talk, Section, Speaker, Problem)
_DEPENDS_ON = (
    SCHEMA,
    sys.hexversion,
    sys.byteorder,
    marshal.version,
    WORDS,
    [str(kind) for kind in _KINDS],
    [str(status) for status in _STATUSES],
    [(kind.__name__, [field.name for field in fields(kind)]) for kind in _MODEL],
)
VERSION = hashlib.blake2b(repr(_DEPENDS_ON).encode(), digest_size=16).digest()
"""What every record depends on; a record of another version is none."""
_VERSION = VERSION[:4]


class RecordError(Exception):
    """Bytes that :func:`to_record` of this version did not make of this note."""


_section_out = attrgetter(*[field.name for field in fields(Section)])
_new = tuple.__new__  # a named tuple's own __new__ takes twice as long
_talk, _note, _section = map(quick, (Talk, Note, Section))


def to_record(note: Note) -> bytes:
    """All that is known of `note` but its path, its bytes, its etag and its conference."""
    content: Any = (
        tuple([_talk_out(talk, note) for talk in note.talks]),
        note.is_log,
        note.is_page,
        _problems_out(note.problems),
        note.read_only,
    )
    payload = marshal.dumps(content)
    return _HEAD.pack(_VERSION, crc32(payload, crc32(note.source))) + payload


def from_record(
    path: str, etag: Etag | None, source: Packed, record: bytes, conference: Conference | None
) -> Note:
    """The note that `record` was made of, when the others are what they were then.

    Raises:
        RecordError: `record` was not made here, by this version, of a note with this `source`.
    """
    payload = record[_HEAD.size :]
    # Of the note's bytes too: they are an edit's base.
    if record[: _HEAD.size] != _HEAD.pack(_VERSION, crc32(payload, crc32(source))):
        raise RecordError(path)
    try:
        talks, is_log, is_page, problems, read_only = marshal.loads(payload)
    except (ValueError, EOFError, TypeError) as error:
        raise RecordError(path) from error
    made = _note(
        path,
        source,
        kept_etag(etag),
        kept_talks(tuple([_talk_in(talk, path, source) for talk in talks])),
        conference,
        rest_of(Note, is_log, is_page, _problems_in(problems), read_only),
    )
    made.__class__ = Note
    return made  # type: ignore[no-any-return]


def _talk_out(talk: Talk, note: Note) -> tuple[object, ...]:
    # Plain values, which are all that marshal takes. What is interned here is interned when it is read:
    # one object for all the talks that say it.
    time = talk.time
    seldom = rest_of(
        Talk,
        _interned(talk.categories),
        _interned(talk.inline_tags),
        None if time is None else time.isoformat(),
        talk.slides,
        talk.url,
        talk.rating,
        talk.verdict,
        talk.related,
        talk.id,
        tuple([_section_out(section) for section in talk.sections]),
        _problems_out(talk.problems),
        talk.read_only,
    )
    return (
        talk.key.anchor,
        talk.title,
        None if talk.source is note.source else talk.source.blob,
        talk.body_start,
        talk.body_end,
        talk.line,
        _KINDS.index(talk.kind),
        intern(talk.conference),
        _interned(talk.tags),
        tuple([_interned_speaker(named(speaker)) for speaker in talk.speakers]),
        None if talk.date is None else talk.date.toordinal(),
        talk.video,
        talk.duration,
        None if talk.status is None else _STATUSES.index(talk.status),
        flat(talk.fields),
        seldom,
    )


def _talk_in(values: tuple[Any, ...], path: str, source: Packed) -> Talk:
    (
        anchor, title, blob, body_start, body_end, line, kind, conference, tags, speakers, date, video,
        duration, status, texts, seldom,
    ) = values  # fmt: skip
    made = _talk(
        _new(TalkKey, (path, anchor)),
        title,
        source if blob is None else Packed(blob),
        number(body_start),
        number(body_end),
        line,
        _KINDS[kind],
        conference,
        tags,
        alone(speakers[0]) if len(speakers) == 1 else tuple([alone(speaker)[0] for speaker in speakers]),
        None if date is None else date_of(date),
        video,
        None if duration is None else number(duration),
        None if status is None else _STATUSES[status],
        kept_flat(texts),
        None if seldom is None else _seldom_in(seldom),
    )
    made.__class__ = Talk
    return made  # type: ignore[no-any-return]


def _seldom_in(values: tuple[Any, ...]) -> tuple[object, ...]:
    categories, inline_tags, time, *others, sections, problems, read_only = values
    return (
        categories,
        inline_tags,
        None if time is None else dt.time.fromisoformat(time),
        *others,
        tuple([_section_in(section) for section in sections]),
        _problems_in(problems),
        read_only,
    )


def _interned(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([intern(text) for text in texts])


def _interned_speaker(speaker: Named) -> Named:
    if isinstance(speaker, str):
        return intern(speaker)
    name, role, organisation = speaker
    return intern(name), role and intern(role), organisation and intern(organisation)


def _section_in(values: tuple[Any, ...]) -> Section:
    made = _section(*values)
    made.__class__ = Section
    return made  # type: ignore[no-any-return]


def _problems_out(problems: tuple[Problem, ...]) -> tuple[tuple[str, int], ...]:
    return tuple([(problem.message, problem.line) for problem in problems])


def _problems_in(problems: tuple[tuple[str, int], ...]) -> tuple[Problem, ...]:
    return tuple([Problem(*problem) for problem in problems]) if problems else ()
