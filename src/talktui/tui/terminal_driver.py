"""Textual's driver for terminals that may go away.

When a terminal is closed and no signal comes of it, reading gives nothing, again and again, and writing
fails: Textual's driver would spin at the one and stand still at the other. This one tells the app.
"""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from talktui.tui.app import TalktuiApp

_READ = 4096  # bytes at once
_LOOK = 0.1  # seconds between looks whether reading is over


class _Output:
    """Standard error, as far as the driver's writing thread needs it; it outlives the terminal."""

    def __init__(self, file: IO[str], gone: Callable[[], None]) -> None:
        self._file = file
        self._gone = gone

    def write(self, text: str) -> int:
        try:
            return self._file.write(text)
        except OSError:
            self._gone()
            return len(text)

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            self._gone()

    def fileno(self) -> int:
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Ends the app when its terminal has gone."""

    _app: TalktuiApp

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **settings)
        if self._file is not None:
            output = _Output(self._file, self._app.leaving.terminal_gone)
            self._file = output  # type: ignore[assignment]  # all of a file that it uses

    def run_input_thread(self) -> None:
        """Read keys until the app ends, or the terminal."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_LOOK):
                    try:
                        data = os.read(self.fileno, _READ)
                    except OSError:
                        data = b""
                    if not data:
                        self._app.leaving.terminal_gone()
                        self.exit_event.wait()
                        return
                    text = decode(data)  # nothing of a character's first bytes, and "" would be the end
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        try:
            for _ in parser.feed(""):
                pass
        except (EOFError, ParseError):
            pass
