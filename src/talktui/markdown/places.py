"""Places in a note that survive an edit or another width: by what stands there, not by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from talktui.markdown.document import Document


class Place(NamedTuple):
    """A source line (0-based), its text, and how many lines of the screen below its first one."""

    source: int
    text: str
    below: int


def place_at(document: Document, line: int) -> Place:
    """The place of line `line` of the document, which must not be empty."""
    source = document.lines[line].source
    return Place(source, source_line(document.source, source), max(0, line - document.line_of_source(source)))


def line_of(document: Document, place: Place) -> int:
    """The line where a place is in another document of the note."""
    source = nearest_same_line(document.source, place.source, place.text)
    first = document.line_of_source(source)
    return min(first + place.below, document.last_line_of_source(source))


def source_line(source: str, line: int) -> str:
    """Line number `line` of `source`, or "" when there is none."""
    start = 0
    for _ in range(line):
        start = source.find("\n", start) + 1
        if not start:
            return ""
    end = source.find("\n", start)
    return source[start:] if end < 0 else source[start:end]


def nearest_same_line(source: str, line: int, text: str) -> int:
    """The line of `source` that reads `text`, the nearest to `line`; `line` when there is none."""
    if not text.strip() or source_line(source, line) == text:
        return line
    same = [number for number, other in enumerate(source.split("\n")) if other == text]
    return min(same, key=lambda number: abs(number - line), default=line)
