"""Reading the notes directory in a worker: the first talks show while the rest load."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from talktui.notes.store import NotesDirectoryError
from talktui.notes.talk import Note, TalkKey
from talktui.tui.messages import LoadFailed, NotesRead

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

FIRST_BATCH = 0.05  # seconds of reading before the first talks are shown; each batch takes twice as long
LONGEST_BATCH = 1.0


class Loading:
    """Starts a read, takes its batches, and ends it."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._generation = 0
        self._seen: set[str] = set()
        self._said = ""

    def start(self, said: str = "") -> None:
        """Read everything; `said` is shown when it is done. A read under way is given up."""
        self._generation += 1
        self._seen = set()
        self._said = said
        self._screen.session.loading = True
        self._screen.show_counts()
        generation = self._generation
        self._screen.run_worker(
            lambda: self._read(generation), thread=True, group="load", exclusive=True, name="load"
        )

    def _read(self, generation: int) -> None:
        """In a thread: read notes and post them in batches."""
        worker = get_current_worker()
        batch: list[Note] = []
        length = FIRST_BATCH
        until = monotonic() + length
        try:
            for note in self._screen.app.store.load():
                if worker.is_cancelled:
                    return
                batch.append(note)
                if monotonic() >= until:
                    self._screen.post_message(NotesRead(batch, generation, done=False))
                    batch = []
                    length = min(LONGEST_BATCH, length * 2)
                    until = monotonic() + length
        except NotesDirectoryError as error:
            self._screen.post_message(LoadFailed(str(error), generation))
            return
        self._screen.post_message(NotesRead(batch, generation, done=True))

    def take(self, message: NotesRead) -> None:
        """Some notes came in: show them."""
        if message.generation != self._generation:
            return
        screen, session = self._screen, self._screen.session
        first = not self._seen
        session.add(message.notes)
        self._seen.update(note.path for note in message.notes)
        if message.done:
            session.loading = False
            screen.browsing.unreadable = ""
            for path in [path for path in session.library.notes if path not in self._seen]:
                session.forget(path)
            session.drop_marks_that_are_gone()
        # As long as nobody moved, the first row is where one begins, whatever came in before it.
        begin = not screen.browsing.moved and not session.came_back
        last = self._last_place() if begin and (message.done or first) else None
        screen.browsing.update(follow=last, from_top=begin)
        if message.done:
            if screen.first_filter:
                screen.filtering.changed(screen.bar.text)
                screen.first_filter = ""
            if self._said:
                screen.say(self._said)
            elif screen.app.greeting:
                screen.say(screen.app.greeting, warning=screen.app.greeting_warns)
            screen.app.greeting = ""

    def failed(self, message: LoadFailed) -> None:
        """The directory cannot be read: say so where the talks would be."""
        if message.generation != self._generation:
            return
        self._screen.session.loading = False
        self._screen.browsing.unreadable = message.reason
        self._screen.browsing.update()
        self._screen.say(message.reason, warning=True)

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
