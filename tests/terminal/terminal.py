"""A real terminal for tests: a command in a pty, its output drawn by pyte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import pyte

KEYS = {"enter": "\r", "esc": "\x1b", "tab": "\t", "up": "\x1b[A", "down": "\x1b[B", "backspace": "\x7f"}


def start(
    argv: Sequence[str], environment: Mapping[str, str], columns: int, lines: int
) -> tuple[subprocess.Popen[bytes], int]:
    """`argv` on a terminal of its own: the process, and the descriptor to read and to type on.

    The terminal is the program's controlling one, so that closing it ends the program (SIGHUP).
    """
    fd, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        argv,
        stdin=child,
        stdout=child,
        stderr=child,
        env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        start_new_session=True,
        preexec_fn=_as_in_a_shell,  # noqa: PLW1509 - no threads here
    )
    os.close(child)
    return process, fd


def _as_in_a_shell() -> None:
    """In the child: the terminal is its own, and no signal is ignored because the tests' runner does."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def is_ready(fd: int, seconds: float) -> bool:
    """Whether there is something to read within `seconds`; `poll` takes any descriptor, `select` those below 1024."""
    waiting = select.poll()
    waiting.register(fd, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def captured(argv: Sequence[str], environment: Mapping[str, str], deadline: float = 600) -> tuple[int, bytes]:
    """The exit code of `argv`, run on a terminal, and all that it wrote; nothing is drawn."""
    process, fd = start(argv, environment, 120, 36)
    parts: list[bytes] = []
    end = time.monotonic() + deadline
    try:
        while time.monotonic() < end:
            if is_ready(fd, 0.2):
                try:
                    parts.append(os.read(fd, 65536))
                except OSError:  # Linux: EIO once the other side is closed
                    break
            elif process.poll() is not None:
                break
        return process.wait(timeout=max(1.0, end - time.monotonic())), b"".join(parts)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)
        os.close(fd)


class Terminal:
    """Starts `argv` on a terminal of `columns` × `lines`; `output` is every byte it wrote."""

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], columns: int = 140, lines: int = 40
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.output = bytearray()
        self.process, self._fd = start(argv, environment, columns, lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        os.close(self._fd)

    def read(self, seconds: float) -> bool:
        """Draw what comes within `seconds`. False when the program closed the terminal."""
        ready = is_ready(self._fd, seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux: EIO once the other side is closed
            return False
        self.output += data
        self._stream.feed(data)
        return bool(data)

    def read_rest(self) -> None:
        """All that is still to come from a program that has ended: half a character is no character."""
        for _ in range(1_000):
            if not self.read(0.05):
                return

    def wait_until(self, what: Callable[[], bool], why: str, deadline: float = 30) -> None:
        """Read until `what()` holds; the screen as it stands is in the failure."""
        end = time.monotonic() + deadline
        while not what():
            alive = self.read(0.05)
            if what():
                return
            if not alive or time.monotonic() > end:
                raise AssertionError(f"{why}\n" + "\n".join(self.screen.display))

    def wait_for(self, text: str, deadline: float = 30) -> None:
        """Until `text` is on the screen."""
        self.wait_until(lambda: self.shows(text), f"{text!r} never came up", deadline)

    def wait_gone(self, text: str, deadline: float = 30) -> None:
        """Until `text` is no longer on the screen."""
        self.wait_until(lambda: not self.shows(text), f"{text!r} stayed", deadline)

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.screen.display)

    def send(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def key(self, name: str) -> None:
        self.send(KEYS.get(name, name))

    def wait_exit(self, deadline: float = 30) -> int:
        """Until the program ends; its exit code."""
        end = time.monotonic() + deadline
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        return self.process.wait(timeout=1)
