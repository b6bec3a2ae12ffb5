"""What a change does to a file, as a unified diff: for the command line, previews and the history alike.

Lines end at line feeds only, so that a carriage return that comes or goes is a difference; text that is
no UTF-8 is shown by surrogate escapes. What is shown of it is made safe by whoever shows it.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def unified_diff(path: str, before: bytes | None, after: bytes | None) -> list[str]:
    """The lines of a unified diff of one file, without line ends; carriage returns stay in them.

    None stands for a file that is not there.
    """
    old, new = (_lines(data) for data in (before, after))
    return [
        line.removesuffix("\n")
        for line in difflib.unified_diff(
            old,
            new,
            fromfile="/dev/null" if before is None else f"a/{path}",
            tofile="/dev/null" if after is None else f"b/{path}",
        )
        for line in _with_end(line)
    ]


def _lines(data: bytes | None) -> list[str]:
    text = (data or b"").decode("utf-8", "surrogateescape")
    return [line + "\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]


def _with_end(line: str) -> Sequence[str]:
    return (line,) if line.endswith("\n") else (line, "\\ No newline at end of file")
