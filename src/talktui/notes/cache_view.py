"""The cache as it was at one moment: which notes it has, and the way to them.

A segment is never changed but for which of its notes still count, and its number is never another's.  So
a view needs no lock: what others wrote since it was made is not in it, and what they removed is missing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from talktui.notes.cache_access import Access
from talktui.notes.cache_rows import SIZE, BrokenError, Contents, Entries, Search, conference_in, part
from talktui.notes.packed import Packed
from talktui.notes.search_text import SearchText
from talktui.notes.talk import Conference, Etag, Note, Talk, TalkKey

if TYPE_CHECKING:
    import sqlite3

_AT_HAND = 8  # segments whose contents are kept while notes are made
_AT_ONCE = 8 * SIZE  # notes that are made together, 20 ms of work; the first ones are fewer, to come sooner
_SHIFT = 16  # a row: the segment's number, and so many bits for the place in it


class Entry(NamedTuple):
    """What the cache knows of a note without making it."""

    row: int
    etag: Etag
    settled: bool


class View:
    """What the cache has; `segments`: each with its entries, and the numbers of those that may be used.

    `settings`: the settings files under which these were read, as they were then. No method raises for
    the cache's own sake: what is gone or damaged is left out.
    """

    def __init__(
        self,
        access: Access,
        segments: Mapping[int, tuple[Entries, Sequence[int]]],
        settings: Mapping[str, Etag],
    ) -> None:
        self._access = access
        self._segments = segments
        self.settings = settings

    def index(self) -> dict[str, Entry]:
        """What is known of each note, by path."""
        found: dict[str, Entry] = {}
        entry = partial(tuple.__new__, Entry)  # Entry(…) takes three times as long
        for segment, (entries, usable) in self._segments.items():
            paths, settled = entries.paths, map(bool, entries.settled)
            made = map(entry, zip(count(segment << _SHIFT), entries.all_etags(), settled))
            if len(usable) == len(paths):
                found.update(zip(paths, made, strict=True))
            else:
                every = list(zip(paths, made, strict=True))
                found.update([every[number] for number in usable])
        return found

    def unsettled(self) -> set[str]:
        """The paths of the notes whose files may have changed since and look the same."""
        return {
            entries.paths[number]
            for entries, usable in self._segments.values()
            if 0 in entries.settled
            for number in usable
            if not entries.settled[number]
        }

    def rows(self) -> dict[str, int]:
        """The notes' rows, by path."""
        found: dict[str, int] = {}
        for segment, (entries, usable) in self._segments.items():
            first = segment << _SHIFT
            if len(usable) == len(entries.paths):
                found.update(zip(entries.paths, range(first, first + len(usable)), strict=True))
            else:
                found.update([(entries.paths[number], first + number) for number in usable])
        return found

    def states(self) -> dict[str, bytes]:
        """What the notes' files looked like, by path; of those that had settled when they were read."""
        found: dict[str, bytes] = {}
        for entries, usable in self._segments.values():
            paths, settled, states = entries.paths, entries.settled, entries.all_states()
            if len(usable) == len(paths) and all(settled):
                found.update(zip(paths, states, strict=True))
            else:
                found.update([(paths[number], states[number]) for number in usable if settled[number]])
        return found

    def load_rows(self) -> Iterator[list[tuple[int, Note]]]:
        """Every note with its row, in batches, by path."""
        places = self.rows()
        rows = [places[path] for path in sorted(places)]
        maker = _Maker(self._access, self._segments)
        start, length = 0, SIZE
        while start < len(rows):
            some = rows[start : start + length]
            # Segment by segment, as notes that were edited stand far from their neighbours by path.
            made = dict(maker.notes(sorted(some)))
            notes = [(row, made[row]) for row in some if row in made]
            for at in range(0, len(notes), SIZE):
                yield notes[at : at + SIZE]
            start, length = start + length, min(2 * length, _AT_ONCE)

    def fetch(self, rows: Iterable[int]) -> Iterator[Note]:
        """The notes of some of the rows, but those that are not there any more; in no order."""
        maker = _Maker(self._access, self._segments)
        rows = sorted(rows)
        for start in range(0, len(rows), SIZE):
            for _, note in maker.notes(rows[start : start + SIZE]):
                yield note

    def tried(
        self, rows: Iterable[int], wanted: Callable[[bytes], bool]
    ) -> Iterator[tuple[int, Note | None]]:
        """As :meth:`fetch`, each with its row, and None for a note whose record is not `wanted`."""
        maker = _Maker(self._access, self._segments)
        rows = sorted(rows)
        for start in range(0, len(rows), SIZE):
            yield from maker.tried(rows[start : start + SIZE], wanted)

    def search(self, needles: Sequence[bytes]) -> set[int] | None:
        """The rows of the notes of which one talk's search text has every one of `needles` (folded UTF-8).

        None: the cache cannot say. Rows may be among them that :meth:`index` does not have.
        """
        found: set[int] = set()
        for segment, (entries, _) in self._segments.items():
            search = self._search(segment, entries)
            if search is None:
                return None
            first = segment << _SHIFT
            found.update([first + number for number in search.holding(needles)])
        return found

    def texts(self, rows: Collection[int] | None = None) -> Iterator[tuple[TalkKey, SearchText]]:
        """The search texts of every talk, or of those of the notes in `rows`."""
        wanted = None if rows is None else set(rows)
        for segment, (entries, usable) in self._segments.items():
            first = segment << _SHIFT
            numbers = {number for number in usable if wanted is None or first + number in wanted}
            search = self._search(segment, entries) if numbers else None
            if search is not None:
                for number, key, text in search.texts(entries.paths):
                    if number in numbers:
                        yield key, text

    def texts_of(self, notes: Mapping[str, Note]) -> Iterator[Iterator[tuple[Talk, SearchText]]]:
        """The search texts of the talks of `notes` (by path), as far as they are of these very notes.

        `notes` were read under :attr:`settings`; their files' states say which are here as they are there.
        """
        for segment, (entries, usable) in self._segments.items():
            states = entries.all_states()
            wanted: dict[int, Note] = {}
            for number in usable:
                note = notes.get(entries.paths[number])
                if note is not None and entries.settled[number] and note.state == states[number]:
                    wanted[number] = note
            search = self._search(segment, entries) if wanted else None
            if search is not None:
                yield search.texts_of(wanted)

    def _search(self, segment: int, entries: Entries) -> Search | None:
        def read(connection: sqlite3.Connection) -> Search | None:
            data = part(connection, "search", segment)
            return None if data is None else Search.read(data, entries.token)

        return self._access.read(read, None)


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
        nothing: list[tuple[int, Note | None]] = []
        made = self._access.read(lambda connection: self._made(connection, rows, None), nothing)
        return [(row, note) for row, note in made if note is not None]

    def tried(self, rows: Iterable[int], wanted: Callable[[bytes], bool]) -> list[tuple[int, Note | None]]:
        """The same of the notes whose record is `wanted`, and None for the others."""
        return self._access.read(lambda connection: self._made(connection, rows, wanted), [])

    def _made(
        self, connection: sqlite3.Connection, rows: Iterable[int], wanted: Callable[[bytes], bool] | None
    ) -> list[tuple[int, Note | None]]:
        from talktui.notes.records import RecordError, from_record

        made: list[tuple[int, Note | None]] = []
        for row in rows:
            segment, number = row >> _SHIFT, row & ((1 << _SHIFT) - 1)
            found = self._find(connection, segment)
            if found is None or number >= len(found[0].records):
                continue  # another talktui has put it elsewhere
            contents, conferences = found
            if wanted is not None and not wanted(contents.records[number]):
                made.append((row, None))
                continue
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
