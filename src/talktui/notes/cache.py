"""What was read of a notes directory, kept in the user's cache directory so that the next start is quick.

Never trusted over the files: whoever uses an entry compares its etag with the file's (see
:mod:`talktui.notes.known`).  It may be lost at any time; when it is damaged, locked or cannot be
written, talktui works as without one, and one line in the log says so.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from talktui.notes.cache_access import Access, Failed
from talktui.notes.cache_rows import (
    LARGEST,
    NO_STATE,
    SIZE,
    Entries,
    Row,
    by_folder,
    can_keep,
    sealed,
    unsealed,
)
from talktui.notes.cache_view import Entry, View
from talktui.notes.read_file import etag_of, why_read_only
from talktui.notes.search_text import SearchText
from talktui.notes.settled import has_settled
from talktui.notes.talk import Etag, Note, Talk

if TYPE_CHECKING:
    import sqlite3

_A_NOTE = 2_000  # bytes of the file for each, roughly
_SETTINGS = "settings files"  # the name that they are kept under

__all__ = ["Cache", "Entry", "View"]


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

    def rest(self) -> None:
        """Nothing is wanted for a while: give back what memory can be given back."""
        self._access.shrink()

    # -- reading

    def about(self) -> int:
        """About how many notes it has, by the size of its file: nothing is opened for that."""
        try:
            return 0 if self.file is None else os.stat(self.file).st_size // _A_NOTE
        except OSError:
            return 0

    def view(self) -> View:
        """The cache as it is now: what one view is asked fits together, whatever others write meanwhile."""

        def read(connection: sqlite3.Connection) -> list[tuple[int, Entries]]:
            found = connection.execute("SELECT id, entries FROM segment ORDER BY id")
            return [(segment, Entries.read(blob)) for segment, blob in found]

        nothing: list[tuple[int, Entries]] = []
        found = self._access.read(read, nothing)
        settings = self.settings() if found else {}
        under = by_folder(settings)
        usable = {segment: (entries, entries.usable(under)) for segment, entries in found}
        return View(self._access, usable, settings)

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

    # -- writing

    def write(
        self,
        notes: Iterable[Note],
        gone: Iterable[str] = (),
        settings: Mapping[str, Etag | None] | None = None,
        *,
        read_at: float | None = None,
        text_of: Callable[[Talk], SearchText] = SearchText,
        record_of: Callable[[Note], bytes] | None = None,
    ) -> bool:
        """Keep `notes`, and forget those at the paths `gone`.

        `settings` are the settings files as they were before the notes were read; None: as
        :meth:`settings` says. `read_at`: seconds since 1970, not later than when the first of the notes
        was read; None: `opened`. Notes that cannot be kept are forgotten. A
        transaction for every few hundred notes: what is kept is whole after each. `text_of` and
        `record_of` give what was made already; what they raise ends the writing.

        False: not all of it is kept, or what was kept before is not any more.
        """
        if self.file is None:
            return False
        at = self._opened if read_at is None else read_at
        with self._writing:
            self._access.look_for_the_file()
            try:
                self._write(notes, gone, settings, at, text_of, record_of)
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
        record_of: Callable[[Note], bytes] | None,
    ) -> None:
        from talktui.notes.cache_places import Places
        from talktui.notes.records import to_record

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
            rows = [_row(note, at, text_of, record_of or to_record) for note in some]
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


def _row(
    note: Note, at: float, text_of: Callable[[Talk], SearchText], record_of: Callable[[Note], bytes]
) -> Row:
    assert note.etag is not None  # it can be kept
    return Row(
        note.path,
        note.etag,
        has_settled(note.etag, at),
        note.conference,
        record_of(note),
        note.source.blob,
        tuple([(talk.key.anchor, text_of(talk)) for talk in note.talks]),
    )


def _segments_of(notes: Iterable[Note]) -> Iterator[list[Note]]:
    """`notes` by path, so many together as a segment is to hold."""
    some: list[Note] = []
    size = 0
    for note in sorted(notes, key=lambda note: note.path):
        some.append(note)
        size += len(note.source)
        if len(some) >= SIZE or size >= LARGEST:
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
