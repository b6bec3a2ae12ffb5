"""How long until what a key changed is on the screen of a real terminal.

A command runs in a pty; every piece of its output is kept with the time at which it came.  Once the
terminal is quiet the pieces are drawn one by one, and the first after which the part of the screen that
was asked about looks as it does in the end is when the change was painted.  Drawing happens after the
fact, so that a slow emulator is no part of the measurement.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.terminal.terminal import Terminal

COLUMNS, LINES = 140, 40
QUIET = 0.2  # seconds without output after which a change is over


@dataclass(frozen=True)
class Region:
    """A part of the screen: columns and lines, the ends excluded."""

    left: int = 0
    right: int = COLUMNS
    top: int = 0
    bottom: int = LINES


WHOLE = Region()


class TimedTerminal(Terminal):
    """Starts `argv` on a terminal of 140×40."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        super().__init__(argv, environment, COLUMNS, LINES)

    def _piece(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        return os.read(self._fd, 65536) if ready else b""

    def until_quiet(self, longest: float = 60, quiet: float = QUIET) -> list[tuple[float, bytes]]:
        """The output until nothing has come for `quiet` seconds, with the times at which it came."""
        pieces: list[tuple[float, bytes]] = []
        end = time.perf_counter() + longest
        while time.perf_counter() < end and (piece := self._piece(quiet)):
            pieces.append((time.perf_counter(), piece))
        return pieces

    def draw(self, pieces: Sequence[tuple[float, bytes]]) -> None:
        """Draw output on the screen."""
        for _, piece in pieces:
            self._stream.feed(piece)

    def region(self, region: Region) -> tuple[object, ...]:
        """What stands in `region`: characters with their colours."""
        lines = self.screen.buffer
        return tuple(
            lines[y][x] for y in range(region.top, region.bottom) for x in range(region.left, region.right)
        )

    def text(self, region: Region = WHOLE) -> str:
        """What stands in `region`, without colours."""
        return "\n".join(
            line[region.left : region.right] for line in self.screen.display[region.top : region.bottom]
        )

    def seconds_until(
        self, texts: str | tuple[str, ...], region: Region = WHOLE, longest: float = 120
    ) -> float:
        """Seconds from the start until `texts`, or one of them, stands in `region`.

        Raises TimeoutError, with the screen, when it does not come up.
        """
        texts = (texts,) if isinstance(texts, str) else texts
        end = time.perf_counter() + longest
        while time.perf_counter() < end:
            piece = self._piece(0.05)
            came = time.perf_counter()
            if piece:
                self._stream.feed(piece)
                shown = self.text(region)
                if any(text in shown for text in texts):
                    return came - self.started
        raise TimeoutError(f"{texts!r} did not come up\n" + "\n".join(self.screen.display))

    def time_key(self, key: str, region: Region, quiet: float = QUIET) -> float | None:
        """Seconds from typing `key` until `region` looks as it does in the end; None: it did not change."""
        before = self.region(region)
        pressed = time.perf_counter()
        self.send(key)
        pieces = self.until_quiet(quiet=quiet)
        looks: list[tuple[float, tuple[object, ...]]] = []
        for came, piece in pieces:
            self._stream.feed(piece)
            looks.append((came, self.region(region)))
        if not looks or looks[-1][1] == before:
            return None
        painted = looks[-1][0]
        for came, look in reversed(looks):
            if look != looks[-1][1]:
                break
            painted = came
        return painted - pressed

    @property
    def memory(self) -> int:
        """Bytes of memory that the process holds (Linux: VmRSS)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024
