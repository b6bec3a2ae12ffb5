"""Reading the notes directory in a worker: the first talks show while the rest load."""

from __future__ import annotations

import gc
import sys
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from talktui.notes.store import NotesDirectoryError
from talktui.notes.talk import Note, TalkKey
from talktui.tui.messages import LoadFailed, NotesRead

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

FIRST_BATCH = 0.03  # seconds of reading before the first talks are handed over
BATCH = 0.1
LARGEST_BATCH = 250  # notes; so many are taken in within a few milliseconds
GROWTH = 1.5  # the tree is drawn anew when there are so many times as many notes,
PATIENCE = 2.0  # or after so many seconds
LONGEST_WAIT = 0.2  # seconds for which reading stands still at most while the screen has something to do
TURN = 0.0005  # seconds after which a busy thread lets the screen's in; Python's own 0.005 is felt


class Loading:
    """Starts a read, takes its batches, and ends it."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._generation = 0
        self._seen: set[str] = set()
        self._said = ""
        self._draw_at = 0  # notes
        self._drawn = 0.0  # when that was
        self._way = Event()  # reading may go on
        self._way.set()

    def start(self, said: str = "") -> None:
        """Read everything; `said` is shown when it is done. A read under way is given up."""
        self._generation += 1
        self._seen = set()
        self._said = said
        self._screen.session.loading = True
        self._screen.show_counts()
        generation = self._generation
        sys.setswitchinterval(TURN)
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
            gc.freeze()
            gc.enable()

    def _read_and_prepare(self, generation: int) -> None:
        worker = get_current_worker()
        read: list[Note] = []
        batch: list[Note] = []
        until = monotonic() + FIRST_BATCH
        try:
            for note in self._screen.app.store.load():
                if worker.is_cancelled:
                    return
                self.give_way()
                batch.append(note)
                if len(batch) >= LARGEST_BATCH or monotonic() >= until:
                    self._screen.post_message(NotesRead(batch, generation, done=False))
                    read += batch
                    batch = []
                    until = monotonic() + BATCH
        except NotesDirectoryError as error:
            self._screen.post_message(LoadFailed(str(error), generation))
            return
        self._screen.post_message(NotesRead(batch, generation, done=True))
        read += batch
        for note in read:
            if worker.is_cancelled:
                return
            self.give_way()
            self._screen.session.prepare(note.talks)

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
        session.add(message.notes)
        self._seen.update(note.path for note in message.notes)
        if not message.done and len(self._seen) < self._draw_at and monotonic() < self._drawn + PATIENCE:
            return
        self.make_way()
        if message.done:
            session.loading = False
            screen.preview.unreadable = ""
            for path in [path for path in session.library.notes if path not in self._seen]:
                session.forget(path)
            session.drop_marks_that_are_gone()
        # As long as nobody moved, the first row is where one begins, whatever came in before it.
        begin = not screen.browsing.moved and not session.came_back
        last = self._last_place() if begin and (message.done or first) else None
        screen.browsing.update(follow=last, from_top=begin)
        if not message.done:
            self._draw_at, self._drawn = round(GROWTH * len(self._seen)), monotonic()
            return
        self._draw_at = 0
        if screen.first_filter:
            screen.filtering.changed(screen.bar.text)
            screen.first_filter = ""
        if self._said:
            screen.say(self._said)
        elif screen.app.greeting:
            screen.say(screen.app.greeting, warning=screen.app.greeting_warns)
        screen.app.greeting = ""
        screen.loaded()

    def failed(self, message: LoadFailed) -> None:
        """The directory cannot be read: say so where the talks would be."""
        if message.generation != self._generation:
            return
        self._screen.session.loading = False
        self._screen.preview.unreadable = message.reason
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
