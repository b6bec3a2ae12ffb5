"""Reading the notes directory in a worker: the first talks show while the rest load.

From the cache the notes come a hundred times as quickly as from their files; they are shown at once and
compared with the files afterwards, by the look that :class:`Watching` begins with.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from contextlib import closing
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual.worker import Worker, get_current_worker

from talktui.notes import sharing
from talktui.notes.read_workers import read
from talktui.notes.scan import NotesDirectoryError, survey
from talktui.notes.settled import has_settled
from talktui.notes.talk import Etag, Note, Talk, TalkKey
from talktui.tui.controllers import import_modules
from talktui.tui.found import AT_ONCE
from talktui.tui.keeping import Keeping
from talktui.tui.messages import LoadFailed, NotesRead
from talktui.tui.one_heap import share_one_heap
from talktui.tui.texts import Texts
from talktui.tui.unkept import Unkept

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

BATCH = 0.1  # seconds of reading before talks are handed over; the first ones are as soon as there are some
LARGEST_BATCH = 250  # notes; so many are taken in within a few milliseconds
GROWTH = 1.5  # the tree is drawn anew when there are so many times as many notes,
FEW = 150  # and so many at least: the first ones fill a screen, and others follow them at once;
PATIENCE = 2.0  # or after so many seconds
LONGEST_WAIT = 0.2  # seconds for which reading stands still at most while the screen has something to do
TURN = 0.0005  # seconds after which a busy thread lets the screen's in; Python's own 0.005 is felt


class Loading:
    """Starts a read, takes its batches, and ends it."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._generation = 0
        self._seen: set[str] = set()
        self._then = 0  # what `SavedSince.now` gave when this began
        self._said = ""
        self._draw_at = 0  # notes
        self._drawn = 0.0  # when that was
        self._way = Event()  # reading may go on
        self._way.set()
        self._may_remember = True
        self._remembered = False
        self.keeping = Keeping(screen)
        self.texts = Texts(screen, self.keeping, self.give_way)

    def start(self, said: str = "") -> None:
        """Read everything; `said` is shown when it is done. A read under way is given up.

        The first time the notes are those of the cache, if it has some, and :class:`Watching` compares
        them with the files.
        """
        self._generation += 1
        self._seen = set()
        self._then = self._screen.session.saved_since.now()
        self._said = said
        self._screen.session.loading = True
        self._screen.show_counts()
        generation = self._generation
        sys.setswitchinterval(TURN)
        share_one_heap()
        self._screen.run_worker(
            lambda: self._read(generation), thread=True, group="load", exclusive=True, name="load"
        )

    def _read(self, generation: int) -> None:
        """In a thread: read notes and post them in batches, without garbage collections.

        The collector would go through all notes again and again, a tenth of a second each time for the
        screen as well. Notes hold no cycles, so it has nothing to find in them.
        """
        gc.disable()
        try:
            self._read_and_prepare(generation)
        finally:
            sharing.forget()
            gc.freeze()
            gc.enable()

    def _read_and_prepare(self, generation: int) -> None:
        worker = get_current_worker()
        first, self._may_remember = self._may_remember, False  # who reads again does not trust what is known
        try:
            if first and self._remember(worker, generation):
                return
            self._read_files(worker, generation)
        except NotesDirectoryError as error:
            self._screen.post_message(LoadFailed(str(error), generation))

    def _remember(self, worker: Worker[object], generation: int) -> bool:
        """Have the notes as the cache has them, to be compared with the files later; whether it has any."""
        view = self._screen.app.store.cache.view()
        unsettled = view.unsettled()
        rows: dict[int, Note] = {}
        for batch in view.load_rows():
            if worker.is_cancelled:
                return True
            self.give_way()
            self._remembered = True
            rows.update(batch)
            self._screen.post_message(NotesRead([note for _, note in batch], generation, done=False))
        if not rows:
            return False
        notes = {note.path: note for note in rows.values()}
        self._screen.app.store.took([notes.pop(path) for path in unsettled & notes.keys()])
        self.keeping.loaded(notes, view.settings)
        if len(notes) > AT_ONCE:
            self.texts.come_from_the_cache()
        import_modules(("tui.reading",))  # backlinks are looked for then: here the screen does not wait
        self._screen.post_message(NotesRead([], generation, done=True))
        if len(notes) > AT_ONCE:
            self._screen.app.store.cache.rest()
            return True
        talks = {talk.key: talk for note in rows.values() for talk in note.talks}
        folded = self._screen.session.context.folded
        for key, text in view.texts(rows):
            if worker.is_cancelled:
                return True
            self.give_way()
            folded.put(talks.pop(key), text)
        self._prepare(worker, talks.values())
        return True

    def want_texts(self) -> None:
        """Somebody is about to filter."""
        self.texts.want()

    def _read_files(self, worker: Worker[object], generation: int) -> None:
        store, folded = self._screen.app.store, self._screen.session.context.folded
        folded.let_go(None)  # they are of other talks
        unkept: Unkept | None = None
        began = store.now()
        settings: dict[str, Etag | None] | None = None
        batch: list[Note] = []
        folding: list[Talk] = []
        until = 0.0
        with closing(read(store)) as batches:
            for some in batches:
                if worker.is_cancelled:  # there may be nothing yet, and nobody to wait for it
                    return
                for found in some:
                    if worker.is_cancelled:
                        return
                    self.give_way()
                    batch.append(found.note)
                    if found.record is None:
                        folding += found.note.talks
                    else:
                        store.took([found.note], found.when / 1e9)
                        if unkept is None:
                            unkept = self.keeping.unkept = Unkept()
                            self.texts.come_from(unkept)
                        unkept.add(found.note, found.record, found.texts)
                        if not folded.is_waiting:  # somebody filters already
                            for talk, text in zip(found.note.talks, found.texts, strict=True):
                                folded.put(talk, text)
                if not batch or (some and len(batch) < LARGEST_BATCH and monotonic() < until):
                    continue  # when nothing more is there yet, what is there is shown
                self._screen.post_message(NotesRead(batch, generation, done=False))
                batch = []
                if settings is None:  # the first ones are painted before anything else is done
                    painted = Event()
                    self._screen.call_after_refresh(painted.set)
                    painted.wait(LONGEST_WAIT)
                    settings = self._settings(began)
                until = monotonic() + BATCH
        self.keeping.settings = self._settings(began) if settings is None else settings
        self._screen.post_message(NotesRead(batch, generation, done=True))
        self._prepare(worker, folding)

    def _settings(self, began: float) -> dict[str, Etag | None]:
        """The settings files; one that may have changed since `began` is in no state that a file has."""
        from talktui.notes.known import state_of  # the first talks are shown without

        store = self._screen.app.store
        try:
            found = survey(os.path.realpath(store.root), store.ignore).settings
        except OSError:  # reading the notes says so
            return {}
        states = {path: state_of(os.path.join(store.root, path)) for path in found}
        return {
            path: etag if etag is not None and has_settled(etag, began) else None
            for path, etag in states.items()
        }

    def _prepare(self, worker: Worker[object], talks: Iterable[Talk]) -> None:
        """Fold the texts that the first filter would wait for."""
        for talk in talks:
            if worker.is_cancelled:
                return
            self.give_way()
            self._screen.session.prepare((talk,))

    def make_way(self) -> None:
        """Let reading stand still until what a key asked for is painted."""
        if self._way.is_set():
            self._way.clear()
            self._screen.call_after_refresh(self._way.set)

    def give_way(self) -> None:
        """In a thread that reads: wait while the screen has something to do."""
        self._way.wait(LONGEST_WAIT)

    def take(self, message: NotesRead) -> None:
        """Some notes came in: show them, but not so often that drawing holds up reading and keys."""
        if message.generation != self._generation:
            return
        screen, session = self._screen, self._screen.session
        first = not self._seen
        # What was saved or taken back meanwhile is as that left it: what was read before is not the last.
        session.add(note for note in message.notes if not session.saved_since(self._then, note.path))
        self._seen.update(note.path for note in message.notes)
        if screen.meanwhile is not None and not screen.meanwhile.is_over(done=message.done):
            return
        if not message.done and len(self._seen) < self._draw_at and monotonic() < self._drawn + PATIENCE:
            return
        self.make_way()
        if message.done:
            session.loading = False
            screen.preview.unreadable = ""
            for path in [path for path in session.library.notes if path not in self._seen]:
                if not session.saved_since(self._then, path):
                    session.forget(path)
            session.drop_marks_that_are_gone()
        if screen.meanwhile is not None:
            screen.meanwhile.end()
        else:
            # As long as nobody moved, the first row is where one begins, whatever came in before it.
            begin = not screen.browsing.moved and not session.came_back
            last = self._last_place() if begin and (message.done or first) else None
            screen.browsing.update(follow=last, from_top=begin)
        if not message.done:
            # What is remembered is all there sooner than a few pictures of it are drawn.
            more = max(FEW, round(GROWTH * len(self._seen)))
            self._draw_at = sys.maxsize if self._remembered else more
            self._drawn = monotonic()
            return
        self._draw_at = 0
        self._seen = set()  # two megabytes for 21,715 paths
        if screen.first_filter:
            screen.filtering.changed(screen.bar.text)
            screen.first_filter = ""
        if self._said:
            screen.say(self._said)
        elif screen.app.greeting:
            screen.say(screen.app.greeting, warning=screen.app.greeting_warns)
        screen.app.greeting = ""
        screen.loaded()
        if not self._remembered:
            self.keeping.now()
        elif not screen.app.watch_files:  # else the watcher begins with a look at everything
            screen.watching.look()
        self._remembered = False

    def failed(self, message: LoadFailed) -> None:
        """The directory cannot be read: say so where the talks would be."""
        if message.generation != self._generation:
            return
        self._screen.session.loading = False
        self._screen.preview.unreadable = message.reason
        self._screen.meanwhile = None
        self._screen.browsing.update()
        self._screen.say(message.reason, warning=True)
        self._screen.loaded()

    def _last_place(self) -> TalkKey | None:
        """Where this directory was left, once: a reload does not move the cursor."""
        session = self._screen.session
        key = session.state.last.get(str(session.root))
        if key is None or session.came_back:
            return None
        if session.library.talk(key) is not None:
            session.came_back = True
            return key
        return None
