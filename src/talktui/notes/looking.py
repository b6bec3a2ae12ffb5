"""A look at every file of a notes directory, begun early and done beside other work.

Of what a command does with 20,000 notes that it finds in the cache, listing them and looking at each of
their files takes the longest, and is only Python's: threads would take turns at it.  So another process
does it, a copy of this one, while this one imports what it needs and searches the cache.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

from talktui.notes.known import Found, look

FEWEST = 2_000
"""Notes for which another process is begun: fewer are looked at before it would be."""


class Looking:
    """A look at the files below `root`, see :func:`talktui.notes.known.look`.

    `expected`: about how many notes there are.
    """

    def __init__(self, root: str, ignore: Sequence[str], expected: int = 0) -> None:
        self._root = root
        self._ignore = ignore
        self._child = _begin(root, ignore) if expected >= FEWEST and _can_fork() else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether another process looks, so that there is time for something else until :meth:`found`."""
        return self._child is not None

    def found(self) -> Found:
        """What is there. Raises :class:`OSError` when `root` cannot be listed."""
        if self._child is not None:
            child, self._child = self._child, None
            found = _answer(*child)
            if found is not None:
                return found
        return look(self._root, self._ignore)


def _can_fork() -> bool:
    """Whether a copy of this process can go on by itself, and has a processor to do so."""
    return (
        sys.platform == "linux"  # elsewhere system libraries may have threads of their own
        and threading.active_count() == 1  # of others only the locks that they hold would be copied
        and len(os.sched_getaffinity(0)) > 1
    )


def _begin(root: str, ignore: Sequence[str]) -> tuple[int, int] | None:
    """A process that looks: its number, and the pipe from which it is heard; None when none can be begun."""
    try:
        listen, tell = os.pipe()
    except OSError:
        return None
    try:
        child = os.fork()
    except OSError:
        os.close(listen)
        os.close(tell)
        return None
    if child:
        os.close(tell)
        return child, listen
    try:  # in the child, which ends here whatever happens: nothing of the parent's is its to tidy up
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(listen)
        with open(tell, "wb") as answer:
            marshal.dump(tuple(look(root, ignore)), answer)
        os._exit(0)
    finally:
        os._exit(1)


def _answer(child: int, listen: int) -> Found | None:
    """What the process found; None when it could not say, which is then found out here."""
    with open(listen, "rb") as told:
        data = told.read()
    status = 1
    with suppress(OSError):  # somebody else has waited for it
        status = os.waitpid(child, 0)[1]
    return Found(*marshal.loads(data)) if status == 0 else None
