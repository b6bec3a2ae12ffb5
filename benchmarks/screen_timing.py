"""How long until what a key changed is on the screen of a real terminal.

A command runs in a pty; every piece of its output is kept with the time at which it came.  Once the
terminal is quiet the pieces are drawn one by one, and the first after which the part of the screen that
was asked about looks as it does in the end is when the change was painted.  Drawing happens after the
fact, so that a slow emulator is no part of the measurement.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.terminal import Terminal, is_ready

COLUMNS, LINES = 140, 40
QUIET = 0.2  # seconds without output after which a change is over
BUSY = 0.5  # share of a processor: a program that uses more while it is quiet is not done
LONGEST = 60.0  # seconds that anything is waited for


@dataclass(frozen=True)
class Region:
    """A part of the screen: columns and lines, the ends excluded."""

    left: int = 0
    right: int = COLUMNS
    top: int = 0
    bottom: int = LINES


WHOLE = Region()
TITLE = Region(bottom=1)
TREE = Region(right=57, top=2, bottom=LINES - 1)
# Without its scrollbar, which tells how long a note is once all of it is laid out.
READER = Region(left=60, right=COLUMNS - 1, top=2, bottom=LINES - 1)
PANES = Region(top=2, bottom=LINES - 1)


class TimedTerminal(Terminal):
    """Starts `argv` on a terminal of 140×40. What it leaves running is killed at the end."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        super().__init__(argv, environment, COLUMNS, LINES)

    def __exit__(self, *details: object) -> None:
        super().__exit__(*details)
        with suppress(ProcessLookupError):  # nothing is left of its group
            os.killpg(self.process.pid, signal.SIGKILL)

    def _piece(self, seconds: float) -> bytes:
        if not is_ready(self._fd, seconds):
            return b""
        try:
            return os.read(self._fd, 65536)
        except OSError:  # Linux: EIO once the other side is closed
            return b""

    def until_quiet(self, longest: float = LONGEST, quiet: float = QUIET) -> list[tuple[float, bytes]]:
        """The output until nothing has come for `quiet` seconds, with the times at which it came."""
        pieces: list[tuple[float, bytes]] = []
        end = time.perf_counter() + longest
        while time.perf_counter() < end and (piece := self._piece(quiet)):
            pieces.append((time.perf_counter(), piece))
        return pieces

    def until_done(self, quiet: float = QUIET) -> list[tuple[float, bytes]]:
        """As `until_quiet`, and until the program has nothing more to work on either."""
        pieces: list[tuple[float, bytes]] = []
        end = time.perf_counter() + LONGEST
        while time.perf_counter() < end:
            pieces += self.until_quiet(quiet=quiet / 2)
            used, since = self.cpu_seconds, time.perf_counter()
            more = self.until_quiet(quiet=quiet / 2)
            pieces += more
            if not more and self.cpu_seconds - used < BUSY * (time.perf_counter() - since):
                break
        return pieces

    def draw(self, pieces: Sequence[tuple[float, bytes]]) -> None:
        """Draw output on the screen."""
        for _, piece in pieces:
            self._stream.feed(piece)

    def drain(self) -> None:
        """Draw what has come meanwhile, such as a cursor that blinks."""
        while piece := self._piece(0):
            self._stream.feed(piece)

    def settle(self) -> None:
        """Wait until the program has nothing more to do."""
        end = time.perf_counter() + LONGEST
        used, rests = self.cpu_seconds, 0
        while time.perf_counter() < end and rests < 2:
            self.draw(self.until_quiet(0.3, 0.3))
            time.sleep(0.1)
            now = self.cpu_seconds
            rests = rests + 1 if now - used <= 0.02 else 0
            used = now

    def press(self, *keys: str) -> None:
        """Type keys, one after the other, each when what the one before did is done."""
        for key in keys:
            self.send(key)
            self.draw(self.until_done())

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
        self, texts: str | tuple[str, ...], region: Region = WHOLE, longest: float = 120, without: str = ""
    ) -> float:
        """Seconds from the start until `texts`, or one of them, stands in `region`, and `without` does not.

        Raises TimeoutError, with the screen, when it does not come up.
        """
        texts = (texts,) if isinstance(texts, str) else texts

        def stands() -> bool:
            shown = self.text(region)
            return any(text in shown for text in texts) and not (without and without in shown)

        return self.until(stands, f"{texts!r} did not come up", tuple(t.encode() for t in texts), longest)

    def until(
        self, holds: Callable[[], bool], why: str, hints: tuple[bytes, ...] = (), longest: float = 120
    ) -> float:
        """Seconds from the start until `holds()` after a piece of output.

        The emulator draws only when one of `hints` came, or when nothing has come for a moment: it is slow,
        and would take the processor from the program. Raises TimeoutError with `why` and the screen.
        """
        end = time.perf_counter() + longest
        pending: list[tuple[float, bytes]] = []
        while time.perf_counter() < end:
            piece = self._piece(0.03)
            if piece:
                pending.append((time.perf_counter(), piece))
            if piece and hints and not any(hint in piece for hint in hints):
                continue
            while pending:
                came, drawn = pending.pop(0)
                self._stream.feed(drawn)
                if holds():
                    self.draw(pending)
                    return came - self.started
            if not piece and self.process.poll() is not None:
                why = f"{why}: the program has ended"
                break
        raise TimeoutError(f"{why}\n" + "\n".join(self.screen.display))

    def time_key(self, key: str, region: Region, quiet: float = QUIET) -> float | None:
        """Seconds from typing `key` until `region` looks as it does in the end; None: it did not change."""
        return self.time_word(key, region, 0, quiet)

    def time_word(self, word: str, region: Region, pace: float, quiet: float = QUIET) -> float | None:
        """Seconds from the last letter of `word` until `region` looks as it does in the end.

        A letter follows the one before after `pace` seconds, whatever is on the screen by then. 0: it looked
        so before the last letter; None: it did not change.
        """
        self.drain()
        before = self.region(region)
        pieces: list[tuple[float, bytes]] = []
        for letter in word[:-1]:
            next_at = time.perf_counter() + pace
            self.send(letter)
            while (left := next_at - time.perf_counter()) > 0:
                if piece := self._piece(left):
                    pieces.append((time.perf_counter(), piece))
        pressed = time.perf_counter()
        self.send(word[-1])
        pieces += self.until_done(quiet)
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
        return max(0.0, painted - pressed)

    def first_change(self, key: str, region: Region, longest: float = 2) -> float | None:
        """Seconds from typing `key` until `region` is another; for a terminal that is never quiet."""
        self.drain()
        before = self.region(region)
        pressed = time.perf_counter()
        self.send(key)
        while time.perf_counter() - pressed < longest:
            pieces = self.until_quiet(longest=0.001, quiet=0.5)
            self.draw(pieces)
            if pieces and self.region(region) != before:
                return pieces[-1][0] - pressed
        return None

    @property
    def processes(self) -> list[int]:
        """The ids of the program and of what it has started (Linux)."""
        found = [self.process.pid]
        for pid in found:
            with suppress(OSError):  # it has ended meanwhile
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += [int(child) for child in (task / "children").read_text("ascii").split()]
        return found

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the program has used (Linux), that of what it started excluded."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> int:
        """Bytes of memory that the program and what it started hold (Linux: VmRSS)."""
        total = 0
        for pid in self.processes:
            with suppress(OSError):  # it has ended meanwhile
                lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return total * 1024
