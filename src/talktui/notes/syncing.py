"""A thread that syncs files while its caller does something else: a sync is mostly waiting for the disk.

One thread and no more: of a save only the sync goes there, since every other system call is so short that
waiting for the interpreter after it would take longer than the call.
"""

from __future__ import annotations

import os
import threading
from queue import SimpleQueue


class Sync:
    """A file on its way to the disk."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._error: OSError | None = None
        self._under_way = threading.Lock()
        self._under_way.acquire()

    def run(self) -> None:
        """Sync it, in the thread."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            self._error = error
        finally:
            self._under_way.release()

    def wait(self) -> None:
        """Return when the file is on the disk; raises :class:`OSError` when the system says it is not."""
        with self._under_way:
            if self._error is not None:
                raise self._error


class Syncing:
    """The thread. It begins with the first file, and ends with :meth:`close`."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Sync | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def begin(self, descriptor: int) -> Sync:
        """Have the open file synced. Raises :class:`RuntimeError` when no thread can be begun."""
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="sync", daemon=True)
            thread.start()
            self._thread = thread
        sync = Sync(descriptor)
        self._waiting.put(sync)
        return sync

    def close(self) -> None:
        """End the thread, once what was begun is done."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (sync := self._waiting.get()) is not None:
            sync.run()
