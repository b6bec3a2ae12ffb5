"""Files that have no name any more, closed by a thread: the system frees what they took, and waits.

It waits for the file system's journal, which is busy with what a group has synced: a tenth of a millisecond
a file in which nothing is done.
"""

from __future__ import annotations

import contextlib
import os
import threading
from queue import SimpleQueue


class Closing:
    """The thread. It begins with the first descriptor, and ends with :meth:`end`, or with the process.

    At most `most` descriptors wait for it; the others are closed at once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def close(self, descriptor: int) -> None:
        """Have it closed; without a thread, here. Raises nothing."""
        if self._waiting.qsize() >= self._most:
            _close(descriptor)
            return
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="close", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no thread can be begun
                _close(descriptor)
                return
            self._thread = thread
        self._waiting.put(descriptor)

    def end(self) -> None:
        """Let the thread end when it has closed what it was given; nobody waits for it."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread = None

    def _run(self) -> None:
        while (descriptor := self._waiting.get()) is not None:
            _close(descriptor)


def _close(descriptor: int) -> None:
    with contextlib.suppress(OSError):  # what was written is synced, or has no name
        os.close(descriptor)
