"""What other programs write into a file after a save has replaced it.

A program that had the note open while it was saved, and writes to it in place, writes to a file that
has no name any more: its change would be gone with the file.  So the old file is kept open for a while
and looked at.  A text that is found there is given back to be put together with the note, or kept.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from talktui.notes.closing import Closing
from talktui.notes.held import read_all

PATIENCE = 2.0
"""Seconds for which a file that was replaced is watched, after the save and after every change of it."""


@dataclass(frozen=True, slots=True)
class LateWrite:
    """Another program made `late` of `before`, bytes of the note `path`, and no file holds it now."""

    path: str
    before: bytes = field(repr=False)
    late: bytes = field(repr=False)
    kept: str | None = None  # its id in the recovery, when it is there already


@dataclass(slots=True)
class _Watched:
    path: str
    descriptor: int
    base: bytes  # what is known of it: as it was when it was replaced, or as it was found last
    until: float
    known: tuple[int, int]  # size and time of change that `base` goes with
    seen: tuple[int, int]  # the same, at the last look


class LateWrites:
    """Files that saves have replaced, open for :data:`PATIENCE` seconds. Any thread may call it.

    At most `most` are open (a quarter of what the system allows a process, at most 256): when more
    come, the oldest are looked at early and let go.
    """

    def __init__(self, most: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most or _most_descriptors()
        self._closed_later = self._most // 16
        self._clock = clock
        self._watched: deque[_Watched] = deque()
        self._found: list[LateWrite] = []
        self._lock = threading.Lock()
        self._closing = Closing(self._closed_later)  # of those that are let go because there are too many

    def __len__(self) -> int:
        with self._lock:
            return len(self._watched) + len(self._found)

    def __del__(self) -> None:
        for one in self._watched:
            _close(one)

    def add(self, path: str, descriptor: int, base: bytes) -> None:
        """Take over `descriptor`, the file of the note `path` that held `base` when it was replaced."""
        with self._lock:
            while len(self._watched) >= self._most - self._closed_later:
                self._let_go(self._watched.popleft(), self._closing.close)
            try:
                state = _state(descriptor)
            except OSError:
                state = (-1, -1)
            self._watched.append(_Watched(path, descriptor, base, self._clock() + PATIENCE, state, state))

    def found(self, path: str, before: bytes, late: bytes, kept: str | None) -> None:
        """Such a text came to light in another way; the next look gives it."""
        with self._lock:
            self._found.append(LateWrite(path, before, late, kept))

    def look(self) -> list[LateWrite]:
        """What was written since the last look, where the writer has come to rest or its time is up.

        A file that was written to is watched on, from that text.
        """
        with self._lock:
            now = self._clock()
            watched, self._watched = self._watched, deque()
            for one in watched:
                if self._is_done(one, now):
                    _close(one)
                else:
                    self._watched.append(one)
            return self._handed_out()

    def close(self) -> list[LateWrite]:
        """Look once more at every file, and let go of all."""
        with self._lock:
            while self._watched:
                self._let_go(self._watched.popleft())
            self._closing.end()
            return self._handed_out()

    def _is_done(self, one: _Watched, now: float) -> bool:
        """Look at one file; whether it need not be looked at again."""
        try:
            state, before = _state(one.descriptor), one.seen
            one.seen = state
            if now < one.until and (state == one.known or state != before):
                return False  # nothing new, or somebody is at it
            # When its time is up its bytes are compared: a clock that ticks every few milliseconds
            # shows no second write within a tick.
            if self._compare(one):
                one.until = now + PATIENCE
                return False
        except OSError:
            return True
        return now >= one.until

    def _handed_out(self) -> list[LateWrite]:
        found, self._found = self._found, []
        return found

    def _let_go(self, one: _Watched, close: Callable[[int], object] = os.close) -> None:
        with contextlib.suppress(OSError):
            self._compare(one)
        with contextlib.suppress(OSError):
            close(one.descriptor)

    def _compare(self, one: _Watched) -> bool:
        """Whether the file's text is another now; then it is found, and known from here on.

        An empty file holds nothing to recover: it was emptied to be written anew.
        """
        state, data = _state(one.descriptor), read_all(one.descriptor)
        if not data or data == one.base:
            return False
        self._found.append(LateWrite(one.path, one.base, data))
        one.base, one.known = data, state
        return True


def _state(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


def _close(one: _Watched) -> None:
    with contextlib.suppress(OSError):
        os.close(one.descriptor)


def _most_descriptors() -> int:
    try:
        import resource
    except ImportError:  # Windows
        return 64
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 256 if allowed == resource.RLIM_INFINITY else max(4, min(256, allowed // 4))
