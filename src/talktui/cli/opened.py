"""A notes directory as a command sees it: looked at when it is asked for something, and no more than that."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from talktui.cli.notes_dir import NotesDir, find, note_path
from talktui.cli.output import Output
from talktui.config import locations, log
from talktui.notes.cache import Cache
from talktui.notes.cached_notes import CachedNotes
from talktui.notes.scan import is_note_name, must_be_readable
from talktui.notes.talk import Kind, Note, Talk, TalkKey

if TYPE_CHECKING:
    from talktui.notes.library import Library
    from talktui.notes.search_text import SearchText
    from talktui.notes.store import Store


class Opened:
    """A notes directory. What is asked of it is found in the cache as far as that tells of it as it is.

    May raise :class:`talktui.notes.scan.NotesDirectoryError` when it is first looked at.
    """

    def __init__(self, place: NotesDir, out: Output, only: Note | None = None) -> None:
        """With `only`, all that is looked at is that note."""
        self.place = place
        self._out = out
        self._only = only
        if only is None:
            self._notes = CachedNotes(
                os.path.realpath(place.root),
                place.settings.ignore,
                Cache(locations().cache, place.root, log.note, time.time()),
                lambda: self.store,
            )
            out.at_end.append(self._keep)

    @cached_property
    def store(self) -> Store:
        """What reads and writes its notes."""
        from talktui.cli.storing import open_store  # commands that find all in the cache need none

        return open_store(self.place, self._out)

    @cached_property
    def library(self) -> Library:
        """Every note: for what depends on more than the talks that a query matches."""
        from talktui.notes.library import Library

        library = Library()
        for note in [self._only] if self._only is not None else self._notes.all():
            library.replace(note)
        return library

    @property
    def talks(self) -> Sequence[Talk]:
        """Every talk in path order, files that cannot be read among them; a log's own row is none."""
        return [talk for talk in self.library.talks if talk.kind is not Kind.ABOUT]

    def talks_holding(
        self, alternatives: Sequence[Sequence[bytes]], wanted: Callable[[bytes], bool] | None = None
    ) -> Sequence[Talk]:
        """Those of :attr:`talks` that may hold what is looked for, as :meth:`CachedNotes.holding` says."""
        if self._only is not None or "library" in self.__dict__:
            return self.talks
        notes = self._notes.holding(alternatives, wanted)
        return [
            talk for note in notes if not note.is_page for talk in note.talks if talk.kind is not Kind.ABOUT
        ]

    def note(self, path: str) -> Note | None:
        """The note at `path`, or None."""
        if self._only is not None or "library" in self.__dict__:
            return self.library.notes.get(path)
        return self._notes.note(path)

    def data(self, path: str) -> bytes:
        """The bytes of the note at `path` as it was read. Raises KeyError when there is none."""
        note = self.note(path)
        if note is None:
            raise KeyError(path)
        return note.data

    def texts(self) -> Iterable[tuple[TalkKey, SearchText]]:
        """The search texts of talks, as far as they are at hand without folding."""
        return () if self._only is not None else self._notes.texts()

    @property
    def paths(self) -> Collection[str]:
        """The paths of all notes, in no order."""
        return (self._only.path,) if self._only is not None else self._notes.paths()

    def changed(self, paths: Iterable[str]) -> None:
        """These notes are not what they were when they were looked at."""
        if self._only is None:
            self._notes.forget(paths)

    def _keep(self) -> None:
        """Have what was read kept for the next command, once the result is told."""
        try:
            self._out.flush()
        finally:
            self._notes.keep()


def open_notes(given: str | None, out: Output) -> Opened:
    """Find the notes directory; it is looked at when something is asked of it."""
    return Opened(found(given, out), out)


def open_for_one(given: str | None, text: str, out: Output) -> Opened:
    """As :func:`open_notes`, but only one note is read when `text` is the path of one."""
    place = found(given, out)
    for named in (text, text.rpartition("#")[0]):
        path = note_path(place.root, named)
        inside = path.split("/")[0] != ".."
        if inside and is_note_name(path.rpartition("/")[2]) and os.path.lexists(place.root / path):
            from talktui.cli.storing import open_store

            return Opened(place, out, open_store(place, out).read(path))
    return Opened(place, out)


def found(given: str | None, out: Output) -> NotesDir:
    """Find the notes directory; say on standard error what is odd about it."""
    place = find(given)
    for problem in place.problems:
        out.note(f"config.yaml:{problem.line}: {problem.message}" if problem.line else problem.message)
    if place.notice:
        out.note(place.notice)
    must_be_readable(place.root)
    return place
