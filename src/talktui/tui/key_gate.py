"""Keys that come faster than fingers are a paste: they must run no command.

A command that changes notes, leaves or opens something waits a moment (15 ms) for what follows.
When it stays alone it runs; when a burst of keys follows, the burst is dropped and said.
Measured against: key repeat sends at most one key in about 30 ms, a paste one in a fraction of one.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.message_pump import MessagePump

HOLD = 0.015  # seconds a command waits for what follows
QUIET = 0.05  # seconds without a key that end a burst
BURST = 5  # so many keys within HOLD of each other are no fingers


class KeyGate:
    """Decides when held keys run. `run` carries a key out; `dropped` is told how many were not."""

    def __init__(
        self,
        pump: MessagePump,
        run: Callable[[str, str | None], None],
        dropped: Callable[[int], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._pump = pump
        self._run = run
        self._dropped = dropped
        self._clock = clock
        self._held: list[tuple[str, str | None]] = []
        self._streak = 0  # keys so far that each came within HOLD of the one before
        self._last = 0.0
        self._burst = 0  # keys dropped in the burst under way

    @property
    def is_open(self) -> bool:
        """Whether nothing is held or being dropped."""
        return not self._held and not self._burst

    def offer(self, key: str, character: str | None, *, instant: bool) -> bool:
        """Take note of a key. True when it may run now (it is `instant`, and no burst is under way)."""
        now = self._clock()
        gap = now - self._last
        self._last = now
        self._streak = self._streak + 1 if gap < HOLD else 1
        if self._burst and gap < QUIET:
            self._burst += 1
            return False
        if instant and not self._held:
            return True
        self._held.append((key, character))
        if len(self._held) == 1:
            self._pump.set_timer(HOLD, self._decide)
        return False

    def _decide(self) -> None:
        if self._burst:
            if self._clock() - self._last < QUIET:
                self._pump.set_timer(QUIET, self._decide)
                return
            dropped, self._burst = self._burst, 0
            self._dropped(dropped)
            return
        if not self._held:
            return
        if max(self._streak, len(self._held)) >= BURST:
            self._burst = len(self._held)
            self._held.clear()
            self._pump.set_timer(QUIET, self._decide)
            return
        if self._clock() - self._last < HOLD / 2 and len(self._held) > 1:
            self._pump.set_timer(HOLD, self._decide)
            return
        held, self._held = self._held, []
        for key, character in held:
            self._run(key, character)
