"""Everything the command line prints goes through here.

Text from notes, file names and arguments may hold terminal sequences, so it is made visible
(:mod:`talktui.safe_text`) on its way out; the few styles there are come from this module alone and
only where a person looks at a terminal that shows colours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import IO, Any

from talktui.safe_text import visible_block, visible_line

_STYLES = {"bold": "1", "dim": "2", "added": "32", "removed": "31", "place": "36"}


class Output:
    """Standard output and standard error of one run."""

    def __init__(self) -> None:
        self._out: IO[str] = sys.stdout
        self._err: IO[str] = sys.stderr
        self.at_end: list[Callable[[], None]] = []  # what is to be done once the result is told
        for stream in (self._out, self._err):
            if isinstance(stream, TextIOWrapper):
                # A terminal that is not UTF-8 shows `?` for ★; it does not stop the program.
                stream.reconfigure(errors="replace")

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads standard output (else it is a pipe or a file)."""
        return self._out.isatty()

    @property
    def colour(self) -> bool:
        """Whether standard output may be styled; https://no-color.org is respected."""
        return self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns of the terminal."""
        import shutil

        return max(20, shutil.get_terminal_size().columns)

    def line(self, text: str = "", style: str | None = None) -> None:
        """Print `text` as one line, made safe; `style` is one of this module's."""
        self._out.write(self._styled(visible_line(text), style) + "\n")

    def block(self, text: str) -> None:
        """Print `text`, of several lines, made safe and ended with a line end."""
        text = visible_block(text.replace("\r\n", "\n"))
        self._out.write(text if text.endswith("\n") else text + "\n")

    def columns(self, cells: Iterable[str]) -> None:
        """Print one line for a program: cells made safe, a tab between them."""
        self._out.write("\t".join(visible_line(cell) for cell in cells) + "\n")

    def document(self, text: str) -> None:
        """Print a whole text for another program: its very characters, in UTF-8; at a terminal made safe."""
        raw = getattr(self._out, "buffer", None)
        if raw is None or self.is_terminal:
            self.block(text)
        else:
            self._out.flush()
            raw.write(text.encode("utf-8", errors="replace"))

    def json(self, value: Any) -> None:
        """Print `value` as JSON in ASCII: every character is kept, and none reaches a terminal as is."""
        import json  # each of these is needed by some commands only

        self._out.write(json.dumps(value, indent=2, ensure_ascii=True) + "\n")

    def names(self, names: Iterable[str]) -> None:
        r"""Print names ended with NUL, for `xargs -0`.

        Into a pipe the very bytes go, since another program opens the files by them; at a terminal
        they are made safe like all else.
        """
        raw = getattr(self._out, "buffer", None)
        for name in names:
            if raw is None or self.is_terminal:
                self._out.write(visible_line(name) + "\0")
            else:
                self._out.flush()
                raw.write(os.fsencode(name) + b"\0")

    def note(self, text: str) -> None:
        """Say something beside the result, on standard error."""
        self._out.flush()
        self._err.write(visible_line(text) + "\n")

    def note_block(self, text: str) -> None:
        """Say something of several lines on standard error."""
        text = visible_block(text.replace("\r\n", "\n"))
        self._out.flush()
        self._err.write(text if text.endswith("\n") else text + "\n")

    def diff(self, path: str, before: bytes | None, after: bytes | None) -> None:
        """Print a unified diff of one file; None is a file that is not there."""
        from talktui.notes.diffs import unified_diff

        for line in unified_diff(path, before, after):
            style = None
            if line.startswith(("---", "+++")):
                style = "bold"
            elif line.startswith("@@"):
                style = "place"
            elif line.startswith(("+", "-")):
                style = "added" if line[0] == "+" else "removed"
            self.line(line, style)

    def end(self) -> None:
        """Do what was left for the end."""
        while self.at_end:
            self.at_end.pop()()

    def flush(self) -> None:
        """Write out what is held back; raises BrokenPipeError when nobody reads any more."""
        self._out.flush()
        self._err.flush()

    def _styled(self, text: str, style: str | None) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style and self.colour else text
