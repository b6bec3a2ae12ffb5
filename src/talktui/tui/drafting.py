"""Keeping what is typed on the disk, off the screen's thread.

A screen that takes text has a :class:`Keeper`: it is told of every change and writes the text a moment
later, in the one thread of :class:`Drafting`, so that writes come in their order. A signal or an error
has all of them written before the app goes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, replace
from typing import Protocol

from textual.timer import Timer

from talktui.notes.drafts import Draft, DraftNotKept, Drafts

DELAY = 0.3  # seconds between typing and writing
AGAIN = 2.0  # seconds until a write that failed is tried again without typing

KEPT = "draft kept"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a screen holds that is not saved."""

    text: str
    base: str  # what the text was begun on
    markers: tuple[str, ...] = ()


class Timers(Protocol):
    """A screen, as far as a keeper needs one."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back once, after `delay` seconds."""


class Drafting:
    """The drafts of one notes directory, and who is typing."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.keepers: list[Keeper] = []
        self._thread = ThreadPoolExecutor(1, "drafts")

    def keeper(self, draft: Draft) -> Keeper:
        """For one screen; `draft` says what is typed there. With an id, it goes on with that draft."""
        return Keeper(self, draft)

    async def keep(self, draft: Draft) -> Draft:
        """Keep a text that nobody types in. Raises DraftNotKept."""
        return await asyncio.wrap_future(self._thread.submit(self._keep_closed, draft))

    def _keep_closed(self, draft: Draft) -> Draft:
        kept = self.drafts.keep(draft)
        self.drafts.release(kept.id)
        return kept

    async def postpone(self, ids: Iterable[str]) -> None:
        """Do not offer these at the next start; they stay in the list."""
        await asyncio.wrap_future(self._thread.submit(self.drafts.postpone, ids))

    def submit(self, write: Callable[[], Draft | None]) -> Future[Draft | None]:
        """Run `write` in the thread that all drafts are written in."""
        return self._thread.submit(write)

    @property
    def unsaved(self) -> int:
        """How many screens hold text that is not saved."""
        return sum(keeper.typed() is not None for keeper in self.keepers)

    def flush(self, seconds: float) -> bool:
        """Write what is typed now, and wait at most `seconds` for it. Whether all of it is on the disk."""
        return self.write(self.begin_flush(), seconds)

    def begin_flush(self) -> list[Future[Draft | None]]:
        """Begin to write what is typed now."""
        return [write for keeper in self.keepers if (write := keeper.flush()) is not None]

    @staticmethod
    def write(writes: list[Future[Draft | None]], seconds: float) -> bool:
        """Wait at most `seconds` for these to be done."""
        done, late = wait(writes, seconds)
        return not late and all(write.exception() is None for write in done)


class Keeper:
    """Keeps the text of one screen as a draft. Its methods are for the screen's thread."""

    def __init__(self, drafting: Drafting, draft: Draft) -> None:
        self._drafting = drafting
        self._draft = replace(draft, id="")  # as it is to be kept; with an id once it is
        self._before = draft.id  # the draft that this goes on with, until there is one of our own
        self._read: Callable[[], Typed | None] | None = None
        self._say: Callable[[str], None] | None = None
        self._screen: Timers | None = None
        self._timer: Timer | None = None
        self._writing: Future[Draft | None] | None = None
        self._again = False  # it changed while a write was under way
        self._on_disk: Typed | None = None
        if draft.id:
            drafting.drafts.adopt(draft.id)

    @property
    def path(self) -> str:
        """The file whose text it is."""
        return self._draft.key.path

    def open(self, screen: Timers, read: Callable[[], Typed | None], say: Callable[[str], None]) -> None:
        """Begin; `read` gives what is not saved (None: nothing), `say` takes a word for the status line."""
        self._screen, self._read, self._say = screen, read, say
        self._drafting.keepers.append(self)

    def typed(self) -> Typed | None:
        """What is not saved now."""
        return self._read() if self._read is not None else None

    def changed(self) -> None:
        """Something was typed, saved or undone."""
        if self._writing is not None:
            self._again = True
        elif self._timer is None and self._screen is not None:
            self._timer = self._screen.set_timer(DELAY, self._due)

    def close(self, *, keep: bool) -> None:
        """The screen is left. `keep`: what is not saved stays and is offered again; else it goes."""
        typed = self.typed()
        self._stop()
        if self in self._drafting.keepers:
            self._drafting.keepers.remove(self)
        self._read = self._say = None
        keep = keep and typed is not None
        self._drafting.submit(lambda: self._end(typed if keep else None))

    def saved(self, everything: bool) -> None:
        """The screen was left to save; what could not be saved stays as a draft."""
        self.close(keep=not everything)

    def _end(self, typed: Typed | None) -> None:
        """In the drafts' thread: the last that is done with this draft."""
        with suppress(DraftNotKept):  # the screen said so while it could still be done something about
            self._write(typed)
        for id_ in filter(None, (self._draft.id, self._before)):
            self._drafting.drafts.release(id_)

    def flush(self) -> Future[Draft | None] | None:
        """Write now; None when there is nothing to write that is not on the disk."""
        typed = self.typed()
        if typed == self._on_disk and self._writing is None and not self._before:
            return None
        return self._drafting.submit(lambda: self._write(typed))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _due(self) -> None:
        """The moment has come to write."""
        self._stop()
        typed = self.typed()
        if self._writing is not None or self._read is None:
            return
        if typed == self._on_disk and not self._before:
            self._tell("" if typed is None else KEPT)
            return
        loop, context = asyncio.get_running_loop(), copy_context()
        self._again = False
        self._writing = self._drafting.submit(lambda: self._write(typed))
        self._writing.add_done_callback(lambda done: _call(loop, context, lambda: self._written(done)))

    def _write(self, typed: Typed | None) -> Draft | None:
        """In the drafts' thread: put this on the disk, or take the draft off it. Raises DraftNotKept.

        The draft of a process that is gone becomes one of our own, so that two that go on with it at the
        same time do not write over each other's.
        """
        drafts = self._drafting.drafts
        if typed is not None:
            draft = replace(self._draft, text=typed.text, base=typed.base, markers=typed.markers)
            self._draft = drafts.keep(draft)
        elif self._draft.id:
            drafts.drop(self._draft.id)
        if self._before:
            drafts.drop(self._before)
            self._before = ""
        self._on_disk = typed
        return self._draft

    def _written(self, done: Future[Draft | None]) -> None:
        self._writing = None
        if self._read is None or self._screen is None:
            return
        error = done.exception()
        if isinstance(error, DraftNotKept):
            self._tell(f"not kept on disk: {error.reason}")
            self._timer = self._screen.set_timer(AGAIN, self._due)
            return
        if error is not None:
            raise error
        self._tell("" if self._on_disk is None else KEPT)
        if self._again:
            self.changed()

    def _tell(self, word: str) -> None:
        if self._say is not None:
            self._say(word)


def _call(loop: asyncio.AbstractEventLoop, context: Context, callback: Callable[[], None]) -> None:
    """Call back on the screen's thread, in the screen's context, unless the app is gone by now."""
    try:
        loop.call_soon_threadsafe(callback, context=context)
    except RuntimeError:  # the loop is closed
        return
