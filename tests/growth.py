"""Whether work grows with its text and not with its square: a ratio within one run, never a time.

The processor time of this thread is taken, so that other programs do not count, and a noisy round is
tried again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

FACTOR = 4
MOST = 11.0  # linear work takes 4 times as long, quadratic 16 times
NOISE = 0.02  # seconds: what a collection of garbage may add
ROUNDS = 4


def assert_linear(run: Callable[[int], object], size: int) -> None:
    """Assert that `run(size)` takes no more than about four times as long as `run(size // 4)`."""
    seen = []
    for _ in range(ROUNDS):
        small, large = _seconds(run, size // FACTOR), _seconds(run, size)
        if large <= MOST * small + NOISE:
            return
        seen.append(f"{large / small:.1f}")
    raise AssertionError(f"{FACTOR} times the text took {', '.join(seen)} times as long")


def assert_linear_in(piece: str, run: Callable[[str], object], length: int, tail: str = "") -> None:
    """:func:`assert_linear` over a text of `length` characters that repeats `piece`, and then `tail`."""
    assert_linear(lambda size: run(piece * (size // len(piece)) + tail), length)


def _seconds(run: Callable[[int], object], size: int) -> float:
    start = time.thread_time()
    run(size)
    return max(time.thread_time() - start, 1e-6)
