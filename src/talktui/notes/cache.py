"""What was read of a notes directory, kept in the user's cache directory so that the next start is quick.

Never trusted over the files: whoever uses an entry compares its etag with the file's (see
:mod:`talktui.notes.known`).  It may be lost at any time; when it is damaged, locked or cannot be
written, talktui works as without one, and one line in the log says so.
"""

from __future__ import annotations

import os
import stat
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from talktui.notes.cache_access import Access, Failed
from talktui.notes.cache_rows import (
    NO_STATE,
    SIZE,
    BrokenError,
    Contents,
    Entries,
    Row,
    Search,
    by_folder,
    can_keep,
    conference_in,
    part,
    sealed,
    unsealed,
)
from talktui.notes.packed import Packed
from talktui.notes.read_file import etag_of, why_read_only
from talktui.notes.search_text import SearchText
from talktui.notes.settled import has_settled
from talktui.notes.talk import Conference, Etag, Note, Talk, TalkKey

if TYPE_CHECKING:
    import sqlite3

_BYTES = 4_000_000  # packed, of a segment's notes: fewer than `SIZE` of large ones
_AT_HAND = 8  # segments whose contents are kept while notes are made: by path it goes to and fro between them
_SHIFT = 16  # a row: the segment's number, and so many bits for the place in it
_SETTINGS = "settings files"  # the name that they are kept under


class Entry(NamedTuple):
    """What the cache knows of a note without making it."""

    row: int
    etag: Etag
    settled: bool


class Cache:
    """The cache of the notes directory `root`, in the directory `folder`; None: empty, and keeping nothing.

    Safe to use from several threads and processes at once. No method raises for the cache's own sake.
    `log` is told, once, why it cannot be used. No note that is written to it was read before `opened`
    (seconds since 1970; None: now).
    """

    def __init__(
        self,
        folder: Path | None,
        root: Path | str,
        log: Callable[[str], None] | None = None,
        opened: float | None = None,
    ) -> None:
        self._root = os.path.realpath(root)
        self._access = Access(folder, self._root, log)
        self._opened = time.time() if opened is None else opened
        self._writing = Lock()

    @property
    def file(self) -> Path | None:
        """Where it is; there need not be one."""
        return self._access.file

    def close(self) -> None:
        """Let go of the file until it is needed again."""
        self._access.close()

    # -- reading

    def index(self) -> dict[str, Entry]:
        """What is known of each note, by path."""
        found: dict[str, Entry] = {}
        for segment, (entries, usable) in self._segments().items():
            etags, settled, paths = entries.all_etags(), entries.settled, entries.paths
            first = segment << _SHIFT
            for number in usable:
                found[paths[number]] = Entry(first + number, etags[number], settled[number] == 1)
        return found

    def load(self) -> Iterator[list[Note]]:
        """Every note, in batches, by path."""
        for batch in self.load_rows():
            yield [note for _, note in batch]

    def load_rows(self) -> Iterator[list[tuple[int, Note]]]:
        """Every note with its row, in batches, by path."""
        segments = self._segments()
        places = {
            entries.paths[number]: (segment << _SHIFT) + number
            for segment, (entries, usable) in segments.items()
            for number in usable
        }
        rows = [places[path] for path in sorted(places)]
        maker = _Maker(self._access, segments)
        for start in range(0, len(rows), SIZE):
            notes = maker.notes(rows[start : start + SIZE])
            if notes:
                yield notes

    def fetch(self, rows: Iterable[int]) -> Iterator[Note]:
        """The notes of some of the rows that :meth:`index` gave, but those that are not there any more."""
        maker = _Maker(self._access, self._segments())
        for row in rows:
            for _, note in maker.notes([row]):
                yield note

    def search(self, needles: Sequence[bytes]) -> set[int] | None:
        """The rows of the notes of which one talk's search text has every one of `needles` (folded UTF-8).

        None: the cache cannot say. Rows may be among them that :meth:`index` does not have.
        """
        found: set[int] = set()
        for segment, (entries, _) in self._segments().items():
            search = self._search(segment, entries)
            if search is None:
                return None
            first = segment << _SHIFT
            found.update([first + number for number in search.holding(needles)])
        return found

    def texts(self, rows: Collection[int] | None = None) -> Iterator[tuple[TalkKey, SearchText]]:
        """The search texts of every talk, or of those of the notes in `rows`."""
        wanted = None if rows is None else set(rows)
        for segment, (entries, usable) in self._segments().items():
            first = segment << _SHIFT
            numbers = {number for number in usable if wanted is None or first + number in wanted}
            search = self._search(segment, entries) if numbers else None
            if search is not None:
                for number, key, text in search.texts(entries.paths):
                    if number in numbers:
                        yield key, text

    def settings(self) -> dict[str, Etag]:
        """The settings files under which the notes were read, as they were then."""
        told = self._recall(_SETTINGS)
        return {path: Etag(*etag) for path, etag in told} if isinstance(told, list) else {}

    def recall(self, name: str) -> bytes | None:
        """What :meth:`remember` was given last under `name`."""
        found = self._recall(f"of others: {name}")
        return found if isinstance(found, bytes) else None

    def _recall(self, name: str) -> object:
        def read(connection: sqlite3.Connection) -> object:
            row = connection.execute("SELECT data FROM kept WHERE name = ?", (name,)).fetchone()
            return None if row is None else unsealed(name.encode(), b"", row[0])

        return self._access.read(read, None)

    def _segments(self) -> dict[int, tuple[Entries, Sequence[int]]]:
        """Each segment's entries, and the numbers of those that may be used."""

        def read(connection: sqlite3.Connection) -> list[tuple[int, Entries]]:
            found = connection.execute("SELECT id, entries FROM segment ORDER BY id")
            return [(segment, Entries.read(blob)) for segment, blob in found]

        nothing: list[tuple[int, Entries]] = []
        found = self._access.read(read, nothing)
        under = by_folder(self.settings()) if found else {}
        return {segment: (entries, entries.usable(under)) for segment, entries in found}

    def _search(self, segment: int, entries: Entries) -> Search | None:
        def read(connection: sqlite3.Connection) -> Search | None:
            data = part(connection, "search", segment)
            return None if data is None else Search.read(data, entries.token)

        return self._access.read(read, None)

    # -- writing

    def write(
        self,
        notes: Iterable[Note],
        gone: Iterable[str] = (),
        settings: Mapping[str, Etag | None] | None = None,
        *,
        read_at: float | None = None,
        text_of: Callable[[Talk], SearchText] = SearchText,
    ) -> bool:
        """Keep `notes`, and forget those at the paths `gone`.

        `settings` are the settings files as they were before the notes were read; None: as
        :meth:`settings` says. `read_at`: seconds since 1970, not later than when the first of the notes
        was read; None: `opened`. Notes that cannot be kept are forgotten. A
        transaction for every few hundred notes: what is kept is whole after each.

        False: not all of it is kept, or what was kept before is not any more.
        """
        at = self._opened if read_at is None else read_at
        with self._writing:
            self._access.look_for_the_file()
            try:
                self._write(notes, gone, settings, at, text_of)
            except Failed:
                return False
            finally:
                was_lost, self._access.was_lost = self._access.was_lost, False
            return not was_lost

    def _write(
        self,
        notes: Iterable[Note],
        gone: Iterable[str],
        settings: Mapping[str, Etag | None] | None,
        at: float,
        text_of: Callable[[Talk], SearchText],
    ) -> None:
        from talktui.notes.cache_places import Places

        kept = self.settings()
        now = kept if settings is None else _told_apart(settings, at)
        if now != kept:
            self._remember(_SETTINGS, [(path, tuple(etag)) for path, etag in now.items()])
        places = Places(by_folder(now))
        forget = set(gone)
        wanted: list[tuple[Note, bool]] = []
        for note in notes:
            if note.etag is not None and self._can_keep(note):
                wanted.append((note, has_settled(note.etag, at)))
            else:
                forget.add(note.path)
        missing = self._access.write(partial(places.missing, notes=wanted))
        for some in _segments_of(missing):
            rows = [_row(note, at, text_of) for note in some]
            self._access.write(partial(places.put, rows=rows))
        self._access.write(partial(places.forget, paths=forget))
        while self._access.write(places.put_together):
            pass

    def _can_keep(self, note: Note) -> bool:
        """Whether the note depends on nothing but its bytes and the settings files above it.

        Its file must still be as it was read, be no link, and be one that may be written. An index.md
        depends on a neighbour; see :func:`talktui.notes.reader.read_note`.
        """
        name = note.path.rpartition("/")[2].lower()
        if note.etag is None or name.rpartition(".")[0] == "index" or not can_keep(note.etag):
            return False
        full = f"{self._root}/{note.path}"
        try:
            status = os.lstat(full)
        except (OSError, ValueError):
            return False
        if not stat.S_ISREG(status.st_mode) or etag_of(status) != note.etag:
            return False
        return note.read_only is None or why_read_only(full, status) is None

    def remember(self, name: str, data: bytes) -> None:
        """Keep something small that is quicker kept than made."""
        try:
            self._remember(f"of others: {name}", data)
        except Failed:
            return  # it was said

    def _remember(self, name: str, value: object) -> None:
        blob = sealed(name.encode(), b"", value)
        self._access.write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, blob))
        )


class _Maker:
    """Makes notes of rows; contents that were just looked at, and conferences, are at hand."""

    def __init__(self, access: Access, segments: Mapping[int, tuple[Entries, Sequence[int]]]) -> None:
        self._access = access
        self._segments = segments
        self._contents: OrderedDict[int, tuple[Contents, list[Conference | None]]] = OrderedDict()
        self._conferences: dict[object, Conference] = {}
        self._lost = False

    def notes(self, rows: Iterable[int]) -> list[tuple[int, Note]]:
        """The notes of `rows`, each with its row; fewer where the cache is not whole."""
        return self._access.read(lambda connection: self._made(connection, rows), [])

    def _made(self, connection: sqlite3.Connection, rows: Iterable[int]) -> list[tuple[int, Note]]:
        from talktui.notes.records import RecordError, from_record

        made = []
        for row in rows:
            segment, number = row >> _SHIFT, row & ((1 << _SHIFT) - 1)
            found = self._find(connection, segment)
            if found is None or number >= len(found[0].records):
                continue  # another talktui has put it elsewhere
            contents, conferences = found
            entries = self._segments[segment][0]
            source, record = Packed(contents.sources[number]), contents.records[number]
            conference = conferences[contents.which[number]]
            try:
                note = from_record(entries.paths[number], entries.etag(number), source, record, conference)
            except RecordError as error:
                raise BrokenError("a record cannot be read") from error
            made.append((row, note))
        return made

    def _find(
        self, connection: sqlite3.Connection, segment: int
    ) -> tuple[Contents, list[Conference | None]] | None:
        found = self._contents.get(segment)
        if found is None:
            data = part(connection, "contents", segment) if segment in self._segments else None
            if data is None:
                return None
            contents = Contents.read(data, self._segments[segment][0].token)
            conferences: list[Conference | None] = []
            for told in contents.conferences:
                if told not in self._conferences:
                    self._conferences[told] = conference_in(told)
                conferences.append(self._conferences[told])
            found = self._contents[segment] = (contents, [*conferences, None])
            if len(self._contents) > _AT_HAND:
                self._contents.popitem(last=False)
        return found


def _row(note: Note, at: float, text_of: Callable[[Talk], SearchText]) -> Row:
    from talktui.notes.records import to_record

    assert note.etag is not None  # it can be kept
    return Row(
        note.path,
        note.etag,
        has_settled(note.etag, at),
        note.conference,
        to_record(note),
        note.source.blob,
        tuple([(talk.key.anchor, text_of(talk)) for talk in note.talks]),
    )


def _segments_of(notes: Iterable[Note]) -> Iterator[list[Note]]:
    """`notes` by path, so many together as a segment is to hold."""
    some: list[Note] = []
    size = 0
    for note in sorted(notes, key=lambda note: note.path):
        some.append(note)
        size += len(note.source.blob)
        if len(some) >= SIZE or size >= _BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _told_apart(settings: Mapping[str, Etag | None], at: float) -> dict[str, Etag]:
    """`settings`; those that may change and look the same have a state that no file has."""
    return {
        path: etag if etag is not None and can_keep(etag) and has_settled(etag, at) else NO_STATE
        for path, etag in settings.items()
    }
