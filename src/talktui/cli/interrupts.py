"""Ctrl+C while files are being changed: it ends after the file at hand, and what was done is told."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Gives what says whether the person has interrupted; a second interrupt ends the program at once."""
    if threading.current_thread() is not threading.main_thread():  # only that one may set handlers
        yield lambda: False
        return
    interrupted = False

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupted
        if interrupted:
            raise KeyboardInterrupt
        interrupted = True

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield lambda: interrupted
    finally:
        signal.signal(signal.SIGINT, before)
