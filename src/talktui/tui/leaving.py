"""Leaving when the system says so: a signal, a terminal that is gone, an error of ours.

Whatever ends the app, what is typed is on the disk first, saves that were begun are finished, and the
terminal gets its own screen, mouse and cursor back. None of it may take for ever: a disk or a terminal
that does not answer is left after :data:`PATIENCE`, by a thread that waits for just that.

The handlers are Python's own, not the event loop's: the loop's would wait for the loop, which stands
still as long as nobody takes what it writes to the terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import termios
import threading
from collections.abc import Callable
from contextvars import copy_context
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talktui.tui.app import TalktuiApp

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)

FLUSH = 3.0  # seconds for drafts
SAVES = 3.0  # seconds for saves that were begun
PATIENCE = 10.0  # seconds until the app is left however far it came

RESTORE = (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Bracketed paste, wrapping, resize reports, mouse, keyboard protocol, screen, cursor, focus: as before."""


class Leaving:
    """Waits for the signals that end a program; `install` and `remove` go around the app's life."""

    def __init__(self, app: TalktuiApp) -> None:
        self._app = app
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context = copy_context()  # the app's: a signal may come in any
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self._pipe: tuple[int, int] | None = None
        self._terminal: list[object] | None = None
        self._task: asyncio.Task[None] | None = None
        self.signal: int | None = None  # what ended the app
        self.suspended = False  # another program has the terminal

    def install(self) -> None:
        """From now on these signals leave the app in order. To be called in the main thread."""
        self._loop, self._context = asyncio.get_running_loop(), copy_context()
        with contextlib.suppress(termios.error, OSError, ValueError):
            self._terminal = termios.tcgetattr(0)
        self._pipe = os.pipe()
        threading.Thread(target=self._watch, args=self._pipe[:1], name="leaving", daemon=True).start()
        for number in SIGNALS:
            if signal.getsignal(number) is signal.SIG_IGN:
                continue  # `nohup talktui`: whoever began it says that it does not end so
            self._before[number] = signal.signal(number, self._received)

    def remove(self) -> None:
        """The app is gone, and the terminal is the shell's again: signals do what they did."""
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._before.clear()

    def _received(self, number: int, _: FrameType | None) -> None:
        """In the main thread, between any two steps of it: only what is safe there."""
        first = self.signal is None
        self.signal = self.signal or number
        if first and self._loop is not None and self._pipe is not None:
            os.write(self._pipe[1], bytes([number]))
            with contextlib.suppress(RuntimeError):  # the loop is closed: the app is on its way out
                self._loop.call_soon_threadsafe(self.begin, context=self._context)

    def terminal_gone(self) -> None:
        """The terminal says that nobody is there any more. May be called in any thread."""
        if self.signal is None and self._loop is not None and self._pipe is not None:
            self.signal = int(signal.SIGHUP)
            os.write(self._pipe[1], bytes([self.signal]))
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.begin, context=self._context)

    def begin(self) -> None:
        """In the loop: bring everything to the disk, then end."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._leave())

    async def _leave(self) -> None:
        app = self._app
        await asyncio.to_thread(app.drafting.write, app.drafting.begin_flush(), FLUSH)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(app.browse.editing.saving.wait(), SAVES)
        app.exit(return_code=self.code)

    @property
    def code(self) -> int:
        """The exit code of a program that a signal ended, as shells have it."""
        return 128 + (self.signal or 0)

    # -- when nothing else gets through

    def _watch(self, pipe: int) -> None:
        """In a thread of its own: after a signal, see to it that the app does end."""
        os.read(pipe, 1)
        waited = 0.0
        step = 0.2
        while waited < PATIENCE:
            threading.Event().wait(step)
            if not self.suspended:  # while an editor runs in the terminal, its end is waited for
                waited += step
        self._app.drafting.flush(FLUSH)
        self._restore_terminal()
        os._exit(self.code)

    def _restore_terminal(self) -> None:
        """What the driver would do, past it, and without waiting for anybody."""
        if self._terminal is not None:
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(0, termios.TCSANOW, self._terminal)  # type: ignore[arg-type]  # as it gave it
        with contextlib.suppress(OSError, ValueError):
            if select.select([], [2], [], 0)[1]:
                os.write(2, RESTORE.encode())
