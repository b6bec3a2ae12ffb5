"""A notes directory read through the cache: what the cache knows as it is, is not read again.

For whoever looks at the notes once, such as a command.  A look at a few of them, as a filter asks, makes
notes of those few; what nobody could tell from the cache is read, and kept for the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING

from talktui.notes.forked import can_fork
from talktui.notes.known import Known, compare
from talktui.notes.looking import Looking
from talktui.notes.scan import NotesDirectoryError
from talktui.notes.talk import Note, TalkKey

if TYPE_CHECKING:
    from talktui.notes.cache import Cache, View
    from talktui.notes.read_workers import Read
    from talktui.notes.search_text import SearchText
    from talktui.notes.store import Store

_HALVED = 200
"""Notes of which a copy of this process reads half: fewer are read before it has begun."""


class CachedNotes:
    """The notes of the directory `root` (resolved), without those that `ignore` leaves out.

    Looked at once, from when this is made until they are first asked for. `store` reads what the cache
    does not know; it is asked for when there is something to read. Every method but :meth:`keep` may
    raise :class:`NotesDirectoryError`.
    """

    def __init__(self, root: str, ignore: Sequence[str], cache: Cache, store: Callable[[], Store]) -> None:
        self._root = root
        self._looking = Looking(root, ignore, cache.about())
        self._cache = cache
        self._store = store
        self._known: Known | None = None
        self._notes: dict[str, Note] = {}  # that were made
        self._read: dict[str, Read] = {}  # of these, what was read and is to be kept

    def paths(self) -> Collection[str]:
        """The paths of all notes, in no order."""
        known = self._look()
        return known.rows.keys() | set(known.unread)

    def all(self) -> Iterable[Note]:
        """Every note, in no order."""
        made: dict[str, Note] = {}
        if self._known is None and self._looking.is_elsewhere:  # what is kept is made meanwhile
            made = {note.path: note for note in self._view.fetch(self._view.rows().values())}
        known = self._look()
        if made:
            self._notes = {path: made[path] for path in known.rows if path in made} | self._notes
        self._fetch(known.rows)
        return self._notes.values()

    def holding(
        self, alternatives: Sequence[Sequence[bytes]], wanted: Callable[[bytes], bool] | None = None
    ) -> list[Note]:
        """The notes that may have a talk whose search text holds every needle of one of `alternatives`.

        By path. All that have one are among them. An empty alternative is held by every text; then notes
        may be left out of which the record is not `wanted`.
        """
        if wanted is not None and not all(alternatives):
            return self._with_records(wanted)
        search = _Search(self._view, alternatives) if all(alternatives) else None
        known = self._look()  # while it is searched
        found = search.result() if search is not None else None
        if found is None:
            return sorted(self.all(), key=lambda note: note.path)
        paths = [path for path, row in known.rows.items() if row in found]
        self._fetch(paths)
        return [self._notes[path] for path in sorted({*paths, *known.unread})]

    def _with_records(self, wanted: Callable[[bytes], bool]) -> list[Note]:
        """The notes whose record is `wanted`, and those that have none; by path."""
        tried = dict(self._view.tried(self._view.rows().values(), wanted))  # while it is looked elsewhere
        known = self._look()
        lost = [path for path, row in known.rows.items() if row not in tried]
        self._take_in(lost)
        made = {path: note for path, row in known.rows.items() if (note := tried.get(row)) is not None}
        self._notes = made | self._notes
        return [self._notes[path] for path in sorted({*made, *lost, *known.unread})]

    def note(self, path: str) -> Note | None:
        """The note at `path`; None when there is none."""
        known = self._look()
        if path in known.rows:
            self._fetch([path])
        return self._notes.get(path)

    def texts(self) -> Iterator[tuple[TalkKey, SearchText]]:
        """The search texts of the talks, as far as nothing has to be folded for them."""
        known = self._look()
        yield from self._view.texts({row for path, row in known.rows.items() if path not in self._read})
        for read in self._read.values():
            yield from _texts_of(read)

    def forget(self, paths: Iterable[str]) -> None:
        """What was read of these notes is theirs no longer: it is not worth keeping."""
        for path in paths:
            self._read.pop(path, None)

    def keep(self) -> None:
        """Have the cache keep what was read, for the next time. Raises nothing."""
        known = self._known
        if known is None or not (self._read or known.gone or known.settings != self._view.settings):
            return
        from talktui.notes.records import to_record
        from talktui.notes.search_text import SearchText

        texts = {key: text for read in self._read.values() for key, text in _texts_of(read)}
        self._cache.write(
            [read.note for read in self._read.values()],
            known.gone,
            known.settings,
            text_of=lambda talk: texts.get(talk.key) or SearchText(talk),
            record_of=lambda note: self._read[note.path].record or to_record(note),
        )
        self._read = {}

    @cached_property
    def _view(self) -> View:
        return self._cache.view()

    def _look(self) -> Known:
        """Which notes there are; those that the cache does not know are read."""
        if self._known is None:
            try:
                self._known = compare(self._looking.found(), self._view)
            except OSError as error:
                reason = error.strerror or "it cannot be listed"
                raise NotesDirectoryError(
                    f"the notes directory {self._root} cannot be read: {reason}"
                ) from error
            self._take_in(self._known.unread)
        return self._known

    def _fetch(self, paths: Collection[str]) -> None:
        """Have the notes at `paths`, which the cache knows."""
        known = self._look()
        missing = [path for path in paths if path not in self._notes]
        if not missing:
            return
        for note in self._view.fetch([known.rows[path] for path in missing]):
            self._notes[note.path] = note
        self._take_in([path for path in missing if path not in self._notes])

    def _take_in(self, paths: Sequence[str]) -> None:
        """Read the notes at `paths`."""
        if not paths:
            return
        # This brings in the reader, which is not always needed.
        from talktui.notes.read_workers import FEWEST, read

        if _HALVED <= len(paths) < FEWEST and can_fork():
            from talktui.notes.read_halved import read_halved

            found = {one.note.path: one for one in read_halved(self._store(), paths)}
        else:
            with closing(read(self._store(), paths)) as batches:
                found = {one.note.path: one for batch in batches for one in batch}
        self._read |= found
        self._notes |= {path: one.note for path, one in found.items()}


def _texts_of(read: Read) -> Iterator[tuple[TalkKey, SearchText]]:
    """What was folded where a note was read, if it was."""
    if read.texts:
        yield from zip([talk.key for talk in read.note.talks], read.texts, strict=True)


class _Search:
    """A search in the cache, in a thread: SQLite and checksums leave the interpreter to others."""

    def __init__(self, view: View, alternatives: Sequence[Sequence[bytes]]) -> None:
        self._view = view
        self._alternatives = alternatives
        self._found: set[int] | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> set[int] | None:
        """The rows of the notes that hold one of the alternatives; None: the cache cannot say."""
        self._thread.join()
        return self._found

    def _run(self) -> None:
        found: set[int] = set()
        for needles in self._alternatives:
            some = self._view.search(needles)
            if some is None:
                return
            found |= some
        self._found = found
