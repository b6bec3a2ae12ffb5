"""What the cache writes of notes, and reads back only when it is whole: segments of some hundred notes.

A segment has three parts, each with a checksum before it: its entries (which notes, and what their files
looked like), their contents (records and bytes) and their search texts.  A part's checksum covers the
segment's own random token as well, so that a part of another segment is not taken for it.  Segments
are what makes the cache quick: one row of SQLite and one call of `marshal` for some hundred notes.
"""

from __future__ import annotations

import datetime as dt
import marshal
import os
import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from talktui.notes.problem import Problem
from talktui.notes.scan import STATE, is_settings
from talktui.notes.search_text import SearchText
from talktui.notes.talk import Conference, Etag, Note, Talk, TalkKey

if TYPE_CHECKING:
    import sqlite3

SIZE = 256
"""Notes of a segment: what is read for one of them, and a fair part of a thousand of them."""

_etag = partial(tuple.__new__, Etag)  # Etag(…) takes three times as long
LARGEST = 4_000_000
"""Bytes, compressed, of a segment's notes: it holds fewer of large ones."""

_CRC = struct.Struct("<I")
_MARSHAL = 4  # whatever a newer Python's own is
ENTRIES, CONTENTS, SEARCH = b"entries", b"contents", b"search"
NO_STATE = Etag(0, 0, -1, 0, 0)
"""Stands for the state of a settings file that cannot be told from another: no file looks like it."""

Settings = Mapping[str, Etag]
FolderSettings = Mapping[str, tuple[tuple[str, Etag], ...]]
"""By folder, the settings files in it as they were."""


class BrokenError(Exception):
    """What stands in the cache is not what was written."""


class Row(NamedTuple):
    """A note as the cache has it."""

    path: str
    etag: Etag
    settled: bool
    conference: Conference | None
    record: bytes
    source: bytes  # the blob of :class:`Packed`
    texts: tuple[tuple[str | None, SearchText], ...]  # of its talks, by their anchors


def sealed(part: bytes, token: bytes, value: Any) -> bytes:
    """`value` in bytes, with the checksum that :func:`unsealed` looks at."""
    data = marshal.dumps(value, _MARSHAL)
    return _CRC.pack(crc32(data, crc32(token, crc32(part)))) + data


def unsealed(part: bytes, token: bytes, blob: object) -> Any:
    """What was sealed. Raises :class:`BrokenError` when it is not, or of another part or token."""
    if not isinstance(blob, bytes) or len(blob) <= _CRC.size:
        raise BrokenError(f"{part.decode()} are missing")
    view = memoryview(blob)[_CRC.size :]
    if _CRC.unpack_from(blob)[0] != crc32(view, crc32(token, crc32(part))):
        raise BrokenError(f"{part.decode()} have another checksum")
    try:
        return marshal.loads(view)  # our own, as the checksum says
    except (ValueError, EOFError, TypeError) as error:
        raise BrokenError(f"{part.decode()} cannot be read") from error


def can_keep(etag: Etag) -> bool:
    """Whether the numbers of `etag` have the size that the cache has for them."""
    try:
        STATE.pack(*etag)
    except struct.error:
        return False
    return True


# -- the entries


@dataclass
class Entries:
    """Which notes stand in a segment, and under which settings files they were read."""

    token: bytes
    paths: list[str]
    etags: bytes
    settled: bytes  # a byte a note
    live: bytearray  # likewise; 0: a later segment has the note, or it is gone
    folders: tuple[str, ...]  # around the notes; "" is the notes directory
    under: tuple[
        tuple[tuple[str, Etag], ...], ...
    ]  # for each of the folders, the settings files in it as they were

    @classmethod
    def of(cls, rows: Sequence[Row], settings: FolderSettings) -> Entries:
        """The entries for `rows`; `settings` are those of :func:`by_folder`."""
        paths = [row.path for row in rows]
        folders = around(paths)
        return cls(
            token=os.urandom(8),
            paths=paths,
            etags=b"".join(STATE.pack(*row.etag) for row in rows),
            settled=bytes(row.settled for row in rows),
            live=bytearray(b"\x01" * len(rows)),
            folders=folders,
            under=tuple(settings.get(folder, ()) for folder in folders),
        )

    def blob(self) -> bytes:
        """The entries in bytes."""
        under = tuple(tuple((path, tuple(etag)) for path, etag in files) for files in self.under)
        value = (self.token, self.paths, self.etags, self.settled, bytes(self.live), self.folders, under)
        return sealed(ENTRIES, b"", value)

    @classmethod
    def read(cls, blob: object) -> Entries:
        """The entries in `blob`. Raises :class:`BrokenError`."""
        token, paths, etags, settled, live, folders, under = unsealed(ENTRIES, b"", blob)
        under = tuple(tuple((path, Etag(*etag)) for path, etag in files) for files in under)
        return cls(token, paths, etags, settled, bytearray(live), folders, under)

    def all_etags(self) -> list[Etag]:
        """What the notes' files looked like, in the order of the paths."""
        return list(map(_etag, STATE.iter_unpack(self.etags)))

    def all_states(self) -> list[bytes]:
        """The same, each in the bytes of :data:`talktui.notes.scan.STATE`."""
        etags, size = self.etags, STATE.size
        return [etags[start : start + size] for start in range(0, len(etags), size)]

    def etag(self, number: int) -> Etag:
        """What one note's file looked like."""
        return Etag._make(STATE.unpack_from(self.etags, number * STATE.size))

    def usable(self, settings: FolderSettings) -> Sequence[int]:
        """The numbers of the notes that are live and were read under `settings` (:func:`by_folder`)."""
        other = {
            folder
            for folder, under in zip(self.folders, self.under, strict=True)
            if settings.get(folder, ()) != under
        }
        numbers = [number for number, live in enumerate(self.live) if live]
        if not other:
            return numbers
        return [number for number in numbers if other.isdisjoint(around((self.paths[number],)))]


def around(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders around the notes at `paths`, each once; "" is the notes directory."""
    found = {""}
    for folder in {path.rpartition("/")[0] for path in paths}:
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]  # noqa: PLW2901 - on its way up
    return tuple(sorted(found))


def by_folder(settings: Settings) -> dict[str, tuple[tuple[str, Etag], ...]]:
    """The settings files of each folder that has some."""
    found: dict[str, list[tuple[str, Etag]]] = {}
    for path, etag in sorted(settings.items()):
        folder, slash, name = path.rpartition("/")
        if is_settings(folder + slash, name):
            found.setdefault(folder, []).append((path, etag))
    return {folder: tuple(files) for folder, files in found.items()}


# -- the contents


@dataclass
class Contents:
    """Records and bytes of a segment's notes."""

    conferences: list[tuple[object, ...]] = field(default_factory=list)
    which: array[int] = field(default_factory=lambda: array("i"))  # of them, by note; -1: none
    records: list[bytes] = field(default_factory=list)
    sources: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Contents:
        """The contents for `rows`."""
        made = cls()
        numbers: dict[tuple[object, ...], int] = {}
        for row in rows:
            number = -1
            if row.conference is not None:
                told = _conference_out(row.conference)
                number = numbers.setdefault(told, len(numbers))
            made.which.append(number)
            made.records.append(row.record)
            made.sources.append(row.source)
        made.conferences = list(numbers)
        return made

    def blob(self, token: bytes) -> bytes:
        """The contents in bytes."""
        value = (self.conferences, self.which.tobytes(), self.records, self.sources)
        return sealed(CONTENTS, token, value)

    @classmethod
    def read(cls, blob: object, token: bytes) -> Contents:
        """The contents in `blob`. Raises :class:`BrokenError`."""
        conferences, which, records, sources = unsealed(CONTENTS, token, blob)
        return cls(conferences, array("i", which), records, sources)


def _conference_out(conference: Conference) -> tuple[object, ...]:
    start, end = conference.start, conference.end
    return (
        conference.name, conference.folder, start and start.toordinal(), end and end.toordinal(),
        conference.location, conference.url, conference.playlist, conference.talk_level, conference.not_talks,
        conference.categories, conference.file,
        tuple((problem.message, problem.line) for problem in conference.problems),
    )  # fmt: skip


def conference_in(told: tuple[Any, ...]) -> Conference:
    """The conference that a segment's contents tell of."""
    name, folder, start, end, location, url, playlist, level, not_talks, categories, file, problems = told
    return Conference(
        name, folder, start and dt.date.fromordinal(start), end and dt.date.fromordinal(end), location, url,
        playlist, level, not_talks, categories, file, tuple(Problem(*problem) for problem in problems),
    )  # fmt: skip


# -- the search texts


@dataclass
class Search:
    """The search texts of a segment's talks, one after the other."""

    raw: bytes
    ends: array[int]  # where each text ends in `raw`
    notes: array[int]  # the number of its note
    anchors: list[str | None]
    title_ends: array[int]
    body_starts: array[int]
    own: bytes

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Search:
        """The search texts for `rows`."""
        texts = [(number, *talk) for number, row in enumerate(rows) for talk in row.texts]
        ends, end = array("I"), 0
        for _, _, text in texts:
            end += len(text.raw)
            ends.append(end)
        return cls(
            b"".join(text.raw for _, _, text in texts),
            ends,
            array("I", [number for number, _, _ in texts]),
            [anchor for _, anchor, _ in texts],
            array("I", [text.title_end for _, _, text in texts]),
            array("I", [text.body_start for _, _, text in texts]),
            bytes(text.own_text for _, _, text in texts),
        )

    def blob(self, token: bytes) -> bytes:
        """The search texts in bytes."""
        numbers = (self.ends, self.notes, self.title_ends, self.body_starts)
        value = (self.raw, self.anchors, self.own, *(found.tobytes() for found in numbers))
        return sealed(SEARCH, token, value)

    @classmethod
    def read(cls, blob: object, token: bytes) -> Search:
        """The search texts in `blob`. Raises :class:`BrokenError`."""
        raw, anchors, own, *numbers = unsealed(SEARCH, token, blob)
        ends, notes, title_ends, body_starts = (array("I", found) for found in numbers)
        return cls(raw, ends, notes, anchors, title_ends, body_starts, own)

    def texts(self, paths: Sequence[str]) -> Iterable[tuple[int, TalkKey, SearchText]]:
        """Each talk's note's number, its key and its text."""
        start = 0
        for number, anchor, end, title_end, body_start, own in zip(
            self.notes, self.anchors, self.ends, self.title_ends, self.body_starts, self.own, strict=True
        ):
            text = SearchText.from_parts(self.raw[start:end], title_end, body_start, bool(own))
            yield number, TalkKey(paths[number], anchor), text
            start = end

    def texts_of(self, notes: Mapping[int, Note]) -> Iterator[tuple[Talk, SearchText]]:
        """The texts of the talks of `notes`, which are those with these numbers."""
        start, last = 0, -1
        talks: Iterator[Talk] = iter(())
        for number, end, title_end, body_start, own in zip(
            self.notes, self.ends, self.title_ends, self.body_starts, self.own, strict=True
        ):
            if number != last:  # a note's talks stand together, in their order
                note, last = notes.get(number), number
                talks = iter(() if note is None else note.talks)
            for talk in islice(talks, 1):
                yield talk, SearchText.from_parts(self.raw[start:end], title_end, body_start, bool(own))
            start = end

    def holding(self, needles: Sequence[bytes]) -> set[int]:
        """The numbers of the notes of which one talk's text has every one of `needles`."""
        if not needles:
            return set(self.notes)
        raw, ends, first, *others = self.raw, self.ends, *needles
        found: set[int] = set()
        at = raw.find(first)
        number = start = 0
        while at >= 0:
            while ends[number] <= at:
                start = ends[number]
                number += 1
            end = ends[number]
            if at + len(first) > end:  # it begins in one text and ends in the next
                at = raw.find(first, at + 1)
                continue
            if all(raw.find(needle, start, end) >= 0 for needle in others):
                found.add(self.notes[number])
            at = raw.find(first, end)
        return found


def part(connection: sqlite3.Connection, table: str, segment: int) -> object:
    """One part of a segment; None when there is no such segment any more. Raises :class:`BrokenError`."""
    row = connection.execute(f"SELECT data FROM {table} WHERE id = ?", (segment,)).fetchone()
    if row is None and connection.execute("SELECT 1 FROM segment WHERE id = ?", (segment,)).fetchone():
        raise BrokenError(f"{table} are missing")
    return None if row is None else row[0]
