"""Whether a file that looks as it did when it was read still holds what was read.

A clock in the file system goes in ticks: hundredths of a second here, whole seconds there.  A file that
was changed, read, and changed again within one tick, to a text of the same length, looks the same after
both.  So what was read soon after a change is to be read once more.
"""

from __future__ import annotations

from talktui.notes.talk import Etag

TICK = 2.0
"""Seconds, the longest tick of a file system in use: FAT's."""
_SECOND = 1_000_000_000  # nanoseconds


def has_settled(etag: Etag, read_at: float) -> bool:
    """Whether a file that looked like `etag` when it was read had been left alone for longer than a tick.

    `read_at`: seconds since 1970, not later than the reading. A change that lies after it, as after a
    clock was set back, has not settled.
    """
    return max(etag.mtime_ns, etag.ctime_ns) < (read_at - TICK) * _SECOND
