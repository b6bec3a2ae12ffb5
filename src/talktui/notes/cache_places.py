"""Where notes stand in the cache, for those who write: segments are added, old entries struck out.

A note is live in one segment. What is written goes into new segments, so that an edit costs one of a
note; a segment with nothing live in it goes, and many with little in them are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from talktui.notes.cache_rows import (
    LARGEST,
    SIZE,
    Contents,
    Entries,
    FolderSettings,
    Row,
    Search,
    conference_in,
    part,
)
from talktui.notes.search_text import SearchText
from talktui.notes.talk import Conference, Etag, Note

if TYPE_CHECKING:
    import sqlite3

_SPARSE = SIZE // 2  # a segment with fewer notes than this is put together with others,
_FEW = 12  # when there are more than so many of them


class Places:
    """The segments as they are in the file. Every method is a part of a transaction that writes.

    What it remembers from one transaction to the next is forgotten when another program wrote, and after
    a transaction that failed.
    """

    def __init__(self, under: FolderSettings) -> None:
        """`under`: the settings files under which the notes that are written were read, by folder."""
        self._under = under
        self._segments: dict[int, Entries] = {}
        self._where: dict[str, tuple[int, int]] = {}
        self._version: int | None = None

    def missing(self, connection: sqlite3.Connection, notes: Iterable[tuple[Note, bool]]) -> list[Note]:
        """Those of `notes` that are not there yet as they are. Each comes with whether it has settled."""
        self._look(connection)
        return [note for note, settled in notes if not self._has(note.path, note.etag, settled)]

    def put(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
        """Add `rows` as a segment; what was there of these notes is struck out."""
        self._look(connection)
        self._version = None
        changed = self._strike_out(row.path for row in rows)
        self._add(connection, rows)
        self._save(connection, changed)

    def forget(self, connection: sqlite3.Connection, paths: Iterable[str]) -> None:
        """Strike out the notes at `paths`."""
        self._look(connection)
        self._version = None
        self._save(connection, self._strike_out(paths))

    def put_together(self, connection: sqlite3.Connection) -> bool:
        """Put notes of segments that have few into one; whether there are more to do."""
        self._look(connection)
        self._version = None
        sizes = dict(connection.execute("SELECT id, length(data) FROM contents"))
        live = {segment: sum(entries.live) for segment, entries in self._segments.items()}
        for segment, entries in self._segments.items():
            sizes[segment] = sizes.get(segment, 0) * live[segment] // len(entries.paths)
        sparse = [at for at, notes in live.items() if notes < _SPARSE and sizes[at] < LARGEST // 2]
        if len(sparse) > _FEW:
            rows: list[Row] = []
            size = 0
            for segment in sparse:
                rows += self._rows(connection, segment)
                size += sizes[segment]
                if len(rows) >= SIZE or size >= LARGEST:
                    break
            rows.sort(key=lambda row: row.path)
            changed = self._strike_out(row.path for row in rows)
            self._add(connection, rows)
            self._save(connection, changed)
            return True
        self._save(connection, set())
        return False

    # -- what is there

    def _look(self, connection: sqlite3.Connection) -> None:
        """Learn what is in the file, if that may be something else than it was."""
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return
        self._version = version
        self._segments, self._where = {}, {}
        for segment, blob in connection.execute("SELECT id, entries FROM segment ORDER BY id"):
            entries = self._segments[segment] = Entries.read(blob)
            usable = set(entries.usable(self._under))
            for number, path in enumerate(entries.paths):
                if number in usable:
                    self._where[path] = (segment, number)
                else:
                    entries.live[number] = 0  # struck out in the file when the segment changes
        for segment, entries in self._segments.items():
            for number, path in enumerate(entries.paths):
                if entries.live[number] and self._where[path] != (segment, number):
                    entries.live[number] = 0

    def _has(self, path: str, etag: Etag | None, settled: bool) -> bool:
        if path not in self._where:
            return False
        segment, number = self._where[path]
        entries = self._segments[segment]
        return entries.etag(number) == etag and entries.settled[number] == settled

    def _rows(self, connection: sqlite3.Connection, segment: int) -> list[Row]:
        """What is live in a segment, taken apart."""
        entries = self._segments[segment]
        contents = Contents.read(part(connection, "contents", segment), entries.token)
        search = Search.read(part(connection, "search", segment), entries.token)
        conferences: list[Conference | None] = [*map(conference_in, contents.conferences), None]
        texts: dict[int, list[tuple[str | None, SearchText]]] = {}
        for number, key, text in search.texts(entries.paths):
            texts.setdefault(number, []).append((key.anchor, text))
        return [
            Row(
                path,
                entries.etag(number),
                entries.settled[number] == 1,
                conferences[contents.which[number]],
                contents.records[number],
                contents.sources[number],
                tuple(texts.get(number, ())),
            )
            for number, path in enumerate(entries.paths)
            if entries.live[number]
        ]

    # -- what is changed

    def _strike_out(self, paths: Iterable[str]) -> set[int]:
        changed = set()
        for path in paths:
            place = self._where.pop(path, None)
            if place is not None:
                segment, number = place
                self._segments[segment].live[number] = 0
                changed.add(segment)
        return changed

    def _add(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        entries = Entries.of(rows, self._under)
        cursor = connection.execute("INSERT INTO segment (entries) VALUES (?)", (entries.blob(),))
        segment = cursor.lastrowid
        assert segment is not None  # it was an INSERT
        connection.execute(
            "INSERT INTO contents VALUES (?, ?)", (segment, Contents.of(rows).blob(entries.token))
        )
        connection.execute("INSERT INTO search VALUES (?, ?)", (segment, Search.of(rows).blob(entries.token)))
        self._segments[segment] = entries
        self._where.update((row.path, (segment, number)) for number, row in enumerate(rows))

    def _save(self, connection: sqlite3.Connection, changed: set[int]) -> None:
        """Write entries that were struck out, and drop segments with nothing live."""
        for segment in [segment for segment, entries in self._segments.items() if not any(entries.live)]:
            for table in ("segment", "contents", "search"):
                connection.execute(f"DELETE FROM {table} WHERE id = ?", (segment,))
            del self._segments[segment]
            changed.discard(segment)
        for segment in changed:
            blob = self._segments[segment].blob()
            connection.execute("UPDATE segment SET entries = ? WHERE id = ?", (blob, segment))
        self._version = connection.execute("PRAGMA data_version").fetchone()[0]
