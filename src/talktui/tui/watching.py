"""What other programs do to the notes while the app is open, taken in without disturbing the person.

A thread waits for the watcher; what it tells becomes a look at the files (in a thread), and what
differs is put into the library.  Cursor, marks, the viewer's place, open groups, an open dialog or
editor stay.  Where the directory cannot be watched the app looks when the terminal gets the focus.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from textual.timer import Timer

from talktui.notes.beside import copies_of
from talktui.notes.look_again import Lookout, Seen
from talktui.notes.renames import Departed, same_talks
from talktui.notes.store import NotesDirectoryError
from talktui.notes.talk import Note, TalkKey
from talktui.notes.watch import EVERYTHING, Changed, Watcher
from talktui.tui.messages import FilesChanged
from talktui.tui.rows import RowId

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

BATCH = 0.1  # seconds of reading before what was read is taken in
LARGEST_BATCH = 250  # notes
DRAW_EVERY = 1.0  # seconds between pictures while a burst comes in
GONE_FOR = 5.0  # seconds for which a note that went may come back, or under another name
EVERY = 30.0  # seconds between looks where nothing is told and the terminal's focus is not known
SHARE = 50  # and no more than this part of the time is spent on them


class Watching:
    """Starts the watcher, takes what it tells, and looks again where it cannot."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._lookout: Lookout | None = None
        self._stop = Event()
        self._thread: Thread | None = None
        self._paths: set[str] = set()  # to be looked at
        self._all = False
        self._busy = False
        self._said = ""  # when the look that was asked for is done
        self._moved: dict[TalkKey, TalkKey] = {}  # since the last picture
        self._departed = Departed(GONE_FOR)
        self._marks_of: dict[str, set[TalkKey]] = {}  # of departed notes
        self._lost: tuple[TalkKey, RowId | None] | None = None  # the cursor's talk went; where it went
        self._timer: Timer | None = None
        self._focus_is_told = False
        self._took = 0.0  # seconds that the last look at everything took
        self._looked = 0.0  # when that was
        self.problem: str | None = None  # why changes may not be seen at once

    # -- beginning and ending

    def start(self) -> None:
        """Begin to watch, once the notes are loaded; if it has begun, see what a reload missed."""
        if self._thread is None:
            self._thread = Thread(target=self._watch, name="watch", daemon=True)
            self._thread.start()
        else:
            self.look()

    def stop(self) -> None:
        """End the thread; it takes a twentieth of a second."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(1.0)

    @property
    def has_looked(self) -> bool:
        """Whether a look shows every change, those of settings too."""
        return self._lookout is not None and self._lookout.has_looked

    @property
    def is_looking(self) -> bool:
        """Whether a look is under way."""
        return self._busy

    def _watch(self) -> None:
        """In a thread: hand on what the watcher tells, until the app ends."""
        store = self._screen.app.store
        watcher = Watcher(store.root, store.ignore)
        told: str | None = None
        for changed in watcher.changes(self._stop):
            told = watcher.problem
            self._screen.post_message(FilesChanged(changed, told))
        if not self._stop.is_set() and watcher.problem != told:
            self._screen.post_message(FilesChanged(frozenset(), watcher.problem))

    # -- what sets off a look

    def changed(self, message: FilesChanged) -> None:
        """The watcher tells of changes."""
        self._tell(message.problem)
        self._want(message.changed)

    def look(self, said: str = "") -> None:
        """Look at every file now; `said` is said when it is done."""
        self._said = said or self._said
        self._want(EVERYTHING)

    def look_at(self, paths: Collection[str]) -> None:
        """Look at these notes now."""
        self._want(frozenset(paths))

    def focused(self) -> None:
        """The terminal got the focus: where not every change is told, look."""
        self._focus_is_told = True
        if self.problem is not None:
            self.look()

    def _look_in_between(self) -> None:
        """Where neither changes nor the focus are told: now and then, and seldom when it takes long."""
        if not self._focus_is_told and monotonic() - self._looked > SHARE * self._took:
            self.look()

    def _tell(self, problem: str | None) -> None:
        if problem == self.problem:
            return
        self.problem = problem
        screen = self._screen
        if problem is not None:
            reload = screen.key_of("reload")
            screen.say(
                f"{problem} · talktui looks when the terminal gets the focus, and on {reload}", warning=True
            )
        if problem is not None and self._timer is None:
            self._timer = screen.set_interval(EVERY, self._look_in_between)
        elif problem is None and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _want(self, changed: Changed) -> None:
        if changed is EVERYTHING:
            self._all = True
        else:
            self._paths |= changed
        self._go_on()

    def _go_on(self) -> None:
        if (self._all or self._paths) and not self._busy and not self._screen.session.loading:
            self._busy = True
            self._screen.run_worker(self._catch_up(), group="watch")

    # -- looking

    async def _catch_up(self) -> None:
        try:
            while self._all or self._paths:
                await self._look()
        except NotesDirectoryError as error:
            self._paths.clear()
            self._screen.preview.unreadable = str(error)
            self._screen.say(str(error), warning=True)
        else:
            if self._said:
                self._screen.say(self._said)
        finally:
            self._said = ""
            self._busy = False
            self._screen.loading_notes.keeping.soon()
            if self._departed:
                self._screen.set_timer(GONE_FOR, self._expire)

    async def _look(self) -> None:
        """One look, its differences taken in batch by batch."""
        screen = self._screen
        if self._lookout is None:
            self._lookout = Lookout(screen.app.store, screen.loading_notes.keeping.settings)
        whole, paths = self._all, frozenset(self._paths)
        self._all, self._paths = False, set()
        known, then = dict(screen.session.library.notes), screen.session.saved_since.now()
        seen = self._lookout.everything(known) if whole else self._lookout.some(known, paths)
        began = drawn = monotonic()
        waiting = more = False
        while True:
            batch, more = await asyncio.to_thread(self._batch, seen)
            async with screen.editing.saving.turn:  # what is being saved is taken in first
                waiting = self._take(batch, then) or waiting
            if waiting and (not more or monotonic() - drawn > DRAW_EVERY):
                self._draw()
                waiting, drawn = False, monotonic()
            if not more:
                break
        screen.loading_notes.keeping.settings = self._lookout.settings
        screen.preview.unreadable = ""
        if whole:
            self._looked = monotonic()
            self._took = self._looked - began
        self._take_beside()

    def _batch(self, seen: Iterator[Seen]) -> tuple[list[Seen], bool]:
        """In a thread: some of what differs, and whether there may be more."""
        batch: list[Seen] = []
        until = monotonic() + BATCH
        for found in seen:
            batch.append(found)
            self._screen.loading_notes.give_way()
            if len(batch) >= LARGEST_BATCH or monotonic() >= until:
                return batch, True
        return batch, False

    # -- taking in what was seen

    def _take(self, batch: Sequence[Seen], then: int) -> bool:
        """Put it into the library; whether anything is to be drawn.

        `then`: what :meth:`SavedSince.now` gave before the look began.
        """
        session = self._screen.session
        fresh = []
        for found in batch:
            path = found.path
            if session.library.notes.get(path) is found.was and not session.saved_since(then, path):
                fresh.append(found)
                continue
            self._paths.add(path)  # it was saved or taken back meanwhile: what was seen is not the last
            if self._lookout is not None:
                self._lookout.not_taken(path)
        now = monotonic()
        self._departed.expire(now)
        moved: dict[TalkKey, TalkKey] = {}
        for found in fresh:
            if found.now is None:
                self._leave(found.path, found.was, now)
            elif found.was is not None:
                moved |= same_talks(found.was, found.now)
        marks: set[TalkKey] = set()
        for found in fresh:
            if found.now is None:
                continue
            if found.was is None and (old := self._departed.take(found.now)) is not None:
                came = same_talks(old, found.now)
                moved |= came
                marks |= {came.get(key, key) for key in self._marks_of.pop(old.path, set())}
            session.add([found.now])
        self._move_marks(moved, marks)
        self._moved |= moved
        if self._screen.is_made("triaging"):
            self._screen.triaging.follow(moved)
        if fresh:
            self._tell_editors({found.path: found.now for found in fresh})
        return bool(fresh)

    def _expire(self) -> None:
        """What went and did not come back is gone."""
        self._departed.expire(monotonic())
        if not self._departed:
            self._marks_of.clear()
            self._lost = None

    def went(self, path: str) -> None:
        """A note is not there any more, as a save found out: it may be somewhere else."""
        self._leave(path, self._screen.session.library.notes.get(path), monotonic())

    def _leave(self, path: str, note: Note | None, now: float) -> None:
        session = self._screen.session
        if note is not None:
            self._departed.add(note, now)
            self._marks_of[path] = {key for key in session.marks if key.path == path}
        row = self._screen.tree_view.current
        if row is not None and row.talk is not None and row.talk.key.path == path:
            self._lost = (row.talk.key, None)
        session.forget(path)

    def _move_marks(self, moved: dict[TalkKey, TalkKey], come: set[TalkKey]) -> None:
        session = self._screen.session
        for keys in (session.marks, session.kept):
            old = keys & moved.keys()
            keys.difference_update(old)
            keys.update(moved[key] for key in old)
        session.marks |= come
        session.marks -= {key for key in session.marks if session.library.talk(key) is None}

    def _draw(self) -> None:
        """Show it; the cursor stays on its talk, whatever that is called now."""
        screen, session = self._screen, self._screen.session
        row = screen.tree_view.current
        was_empty = not session.shown
        moved, self._moved = self._moved, {}
        was = row.talk if row is not None else None
        key = was.key if was is not None else None
        if self._lost is not None and (
            self._lost[1] is None or (row is not None and row.id == self._lost[1])
        ):
            key = self._lost[0]
        follow: TalkKey | None = None
        if key is not None:
            new = moved.get(key, key)
            talk = session.library.talk(new)
            if talk is not None and talk is not was:
                follow = new
                session.keep([new])
                screen.preview.follow(key, new)
            if talk is not None:
                self._lost = None
        screen.browsing.update(follow=follow)
        if self._lost is not None and self._lost[1] is None:
            here = screen.tree_view.current
            self._lost = (self._lost[0], here.id) if here is not None else None
        if screen.bar.text and bool(session.shown) == was_empty:
            screen.filtering.changed(screen.bar.text)  # say why nothing is left, or no longer say it

    def _tell_editors(self, changed: dict[str, Note | None]) -> None:
        """An open editor says that its file is another one now."""
        if self._screen.app.screen is self._screen:
            return
        from talktui.tui.screens.editor import EditorScreen  # only what is open can be told

        for screen in self._screen.app.screen_stack:
            if isinstance(screen, EditorScreen):
                for path, note in changed.items():
                    screen.file_changed(path, gone=note is None)

    # -- what stands beside notes

    def _take_beside(self) -> None:
        session = self._screen.session
        if self._lookout is None or self._lookout.beside is session.beside:
            return
        session.beside = self._lookout.beside
        session.conflicts.clear()
        session.conflicts |= copies_of(session.beside)
        self._screen.preview.show()
