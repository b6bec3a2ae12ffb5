"""How much the reliability tests try: a little in `make test`, all of it in `make torture`.

`TALKTUI_TORTURE` says it: unset is the small size, `full` the full one, a number a share of the full one
(`0.1` is a tenth).  `TALKTUI_SEED` repeats a run; a full run takes a seed of its own and prints it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

TORTURE = "TALKTUI_TORTURE"
SEED = "TALKTUI_SEED"


def size(full: int, small: int) -> int:
    """How many times to try what is tried `full` times in `make torture` and `small` times in `make test`."""
    asked = os.environ.get(TORTURE, "")
    if not asked:
        return small
    return full if asked == "full" else max(1, round(full * float(asked)))


def tortured() -> bool:
    """Whether this run is larger than `make test`'s."""
    return bool(os.environ.get(TORTURE))


def seed() -> int:
    """Where the random choices of a test begin: the same ones in every `make test`."""
    if given := os.environ.get(SEED):
        return int(given)
    return random.SystemRandom().randrange(1 << 32) if tortured() else 4


def processes() -> int:
    """How many processes a test may use: one in `make test`, which runs tests side by side itself."""
    return (os.cpu_count() or 1) if tortured() else 1


def in_memory(other: Path) -> Path:
    """A folder in memory, where no test waits for a disk; `other` on a system that has none."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else other
