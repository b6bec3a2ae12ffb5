"""Memory that threads are done with goes back to the system, where the C library would keep it.

glibc gives each thread a heap of its own, and keeps what was freed at its end once some large block was:
of 21,715 notes that is 12 MB after a few filter keys, a sixth of what talktui may take for them.  Python
runs one thread at a time, so that a heap for each gains it nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

# <malloc.h>
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_TRIM_AT = 128 * 1024  # bytes that are free at the heap's end; glibc's own figure before it adapts it
_LARGE = 256 * 1024  # bytes of a block that is given back when it is freed
_NOTHING_LEFT = 0  # bytes that the heap keeps at its end


def share_one_heap() -> None:
    """Ask the C library for one heap for all threads. To be called before there are threads that work.

    Nothing happens on a system with another C library.
    """
    mallopt = _of_the_c_library("mallopt")
    if mallopt is None:
        return
    for parameter, value in ((_ARENA_MAX, 1), (_TRIM_THRESHOLD, _TRIM_AT), (_MMAP_THRESHOLD, _LARGE)):
        mallopt(parameter, value)


def give_back() -> None:
    """Give back to the system what is free in the midst of the heap: a millisecond, for a thread.

    Nothing happens on a system with another C library.
    """
    malloc_trim = _of_the_c_library("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(_NOTHING_LEFT)


def _of_the_c_library(name: str) -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    import ctypes  # two milliseconds, which the first picture need not wait for

    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
