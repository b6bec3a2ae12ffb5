"""Keeping what was read in the cache, for the next start: after loading, and a while after each change.

The cache is a picture of the library: what is another object than was kept last is written, whatever
changed it (an edit, another program, a move).  So nobody has to tell what changed, only that something did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from talktui.tui.one_heap import give_back

if TYPE_CHECKING:
    from talktui.notes.search_text import SearchText
    from talktui.notes.talk import Etag, Note, Talk
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.unkept import Unkept

AFTER = 2.0
"""Seconds after a change: an edit is seldom alone."""


class _GivenUpError(Exception):
    """The app is being left."""


class Keeping:
    """Writes the library to the cache, in a thread."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._kept: Mapping[str, Note] = {}  # as the cache has them
        self._under: Mapping[str, Etag | None] = {}  # the settings files under which it has them
        self.unkept: Unkept | None = None
        """What was made of notes that are not kept yet, if it was."""
        self._waiting = False
        self._busy = False
        self.settings: Mapping[str, Etag | None] | None = None
        """The settings files as they were before the notes of the library were read; None: not known."""

    def loaded(self, kept: Mapping[str, Note], settings: Mapping[str, Etag | None]) -> None:
        """The notes came from the cache: `kept`, without those that are to be written once more."""
        self._kept, self._under, self.settings = kept, settings, settings

    @property
    def is_done(self) -> bool:
        """Whether the cache has what it was given last, and nothing is about to be kept."""
        return bool(self._kept) and not (self._busy or self._waiting)

    def texts(self) -> Iterator[Iterator[tuple[Talk, SearchText]]]:
        """The search texts of the notes as they are kept, some hundred at a time.

        Asked of the cache as it is now: of what others have put there since, there are none.
        """
        view = self._screen.app.store.cache.view()
        if view.settings == self._under:
            yield from view.texts_of(self._kept)
            self._screen.app.store.cache.rest()

    def soon(self) -> None:
        """Something changed: have it kept after a while."""
        if not self._waiting:
            self._waiting = True
            self._screen.set_timer(AFTER, self.now)

    def now(self) -> None:
        """Have what changed kept."""
        self._waiting = False
        screen = self._screen
        looking = screen.is_made("watching") and screen.watching.is_looking
        if screen.session.loading or self._busy or looking:
            self.soon()
        elif self.settings is not None:
            self._busy = True
            notes, settings = dict(screen.session.library.notes), self.settings
            screen.run_worker(lambda: self._write(notes, settings), thread=True, group="keep", name="keep")

    def _write(self, notes: Mapping[str, Note], settings: Mapping[str, Etag | None]) -> None:
        """In a thread: write what is not as it was kept."""
        from talktui.notes.known import differing, folders_of, is_below
        from talktui.notes.records import to_record  # the first talks are shown without

        folded = self._screen.session.context.folded
        give_way: Callable[[], None] = self._screen.loading_notes.give_way
        worker = get_current_worker()

        def go_on() -> None:
            if worker.is_cancelled:
                raise _GivenUpError
            give_way()

        def looked_at(notes: Iterable[Note]) -> Iterator[Note]:
            for note in notes:
                go_on()
                yield note

        unkept, self.unkept = self.unkept, None
        places = {} if unkept is None else unkept.places()
        at_hand: dict[int, SearchText] = {}  # by the `id()` of the note's talks that is kept next

        def record_of(note: Note) -> bytes:
            place = places.get(id(note))
            at_hand.clear()
            if unkept is None or place is None:
                return to_record(note)
            record, texts = unkept.of(place)
            at_hand.update(zip(map(id, note.talks), texts, strict=True))
            return record

        def text_of(talk: Talk) -> SearchText:
            go_on()
            return at_hand.get(id(talk)) or folded.alone(talk)

        try:
            anew = folders_of(differing(self._under, settings))
            changed = [
                note
                for path, note in notes.items()
                if self._kept.get(path) is not note or is_below(path, anew)
            ]
            gone = self._kept.keys() - notes.keys()
            if changed or gone or self._under != settings:
                whole = self._screen.app.store.cache.write(
                    looked_at(changed), gone, settings, text_of=text_of, record_of=record_of
                )
                self._kept, self._under = (notes, settings) if whole else ({}, {})
                if whole and self._screen.app.store.cache.settings() == settings:
                    self._screen.loading_notes.texts.are_kept()
        except _GivenUpError:
            return
        finally:
            self._busy = False
        self._screen.app.store.cache.rest()
        if unkept is not None:
            del unkept, places
            give_back()
