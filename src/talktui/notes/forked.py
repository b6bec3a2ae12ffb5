"""Work that a copy of this process does while this one does something else.

For commands: what is only Python's takes turns in threads, and another Python takes a while to begin.  A
program with threads or a terminal of its own must not be copied so.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

MANY = 100
"""Files of which a copy does a part: fewer are done before it has begun."""


class Copy(NamedTuple):
    """A copy at work: its number, and the pipe from which it is heard."""

    child: int
    listen: int


def can_fork() -> bool:
    """Whether a copy of this process can go on by itself, and has a processor to do so."""
    return (
        sys.platform == "linux"  # elsewhere system libraries may have threads of their own
        and threading.active_count() == 1  # of others only the locks that they hold would be copied
        and len(os.sched_getaffinity(0)) > 1
    )


def begin(work: Callable[[], Any]) -> Copy | None:
    """A copy that does `work`, which gives something :mod:`marshal` can tell; None when none can be begun."""
    try:
        listen, tell = os.pipe()
    except OSError:
        return None

    def tell_it() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(listen)
        with open(tell, "wb") as answer:
            marshal.dump(work(), answer)

    child = split_off(tell_it)
    with suppress(OSError):  # whatever the system says, it is closed
        os.close(tell)
    if child is None:
        os.close(listen)
        return None
    return Copy(child, listen)


def split_off(work: Callable[[], None]) -> int | None:
    """The number of a copy that does `work` and ends, to be waited for; None when none can be begun."""
    try:
        child = os.fork()
    except OSError:
        return None
    if child:
        return child
    try:  # in the child, which ends here whatever happens: nothing of the parent's is its to tidy up
        work()
        os._exit(0)
    finally:
        os._exit(1)


def answer(copy: Copy) -> Any:
    """What its work gave; None when it could not say, and then it is to be done here."""
    with open(copy.listen, "rb") as told:
        data = told.read()
    status = 1
    with suppress(OSError):  # somebody else has waited for it
        status = os.waitpid(copy.child, 0)[1]
    return marshal.loads(data) if status == 0 else None
