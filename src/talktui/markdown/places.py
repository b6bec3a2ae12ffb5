"""Places in a note that survive an edit or another width: by what stands there, not by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from talktui.markdown.document import Document

NEAR = 12
"""Source lines on either side of a place that tell it from others that read alike."""


class Place(NamedTuple):
    """A source line (0-based) with those around it, and how many lines of the screen below its first one."""

    source: int
    around: tuple[str, ...]
    at: int  # which of them is the line itself
    below: int = 0


def place_at(document: Document, line: int) -> Place:
    """The place of line `line` of the document, which must not be empty."""
    source = document.lines[line].source
    below = max(0, line - document.line_of_source(source))
    return place_of_source(document.source, source)._replace(below=below)


def place_of_source(source: str, line: int) -> Place:
    """The place of line number `line` of the text `source`; behind its end it stands where the end does."""
    first = _line_start(source, min(line, source.count("\n")))
    at = 0
    while at < NEAR and first > 0:
        first = source.rfind("\n", 0, first - 1) + 1
        at += 1
    return Place(line, tuple(_some_lines(source, first, at + 1 + NEAR)), at)


def line_of(document: Document, place: Place) -> int:
    """The line where a place is in another document of the note."""
    source = found_again(document.source, place)
    first = document.line_of_source(source)
    return min(first + place.below, document.last_line_of_source(source))


def found_again(source: str, place: Place) -> int:
    """The line of the text `source` where a place of it, or of what it was before, is.

    That is the line that reads the same with most of its neighbours the same, the nearest where several do;
    when it is gone, where its neighbours are; and its number when these are gone as well.
    """
    if place_of_source(source, place.source)[:3] == place[:3]:
        return place.source
    lines = source.split("\n")
    alike = _alike_ones(lines, place.around)
    for at in sorted(range(len(place.around)), key=lambda at: (abs(at - place.at), at)):
        text = place.around[at]
        if at != place.at and not text.strip():
            continue
        same = alike[text]
        line = _best(lines, same, place._replace(source=place.source + at - place.at, at=at))
        if line is not None and (
            _likeness(lines, line, place.around, at) or (text.strip() and len(same) == 1)
        ):
            return max(0, min(line + place.at - at, len(lines) - 1))
    text = place.around[place.at]
    line = _best(lines, alike[text], place) if text.strip() else None
    return min(place.source, len(lines) - 1) if line is None else line


def carried(place: Place, before: str, after: str) -> Place:
    """A place of the text `before` in the text `after`, which was made of it by edits.

    What stands before the first change and behind the last is where it was, however often it says the same.
    """
    if before == after:
        return place
    old, new = before.split("\n"), after.split("\n")
    if place.source < _alike(old, new):
        line = place.source
    elif len(old) - place.source <= _alike(old[::-1], new[::-1]):
        line = place.source + len(new) - len(old)
    else:
        line = found_again(after, place)
    return place_of_source(after, line)._replace(below=place.below)


def _alike(some: Sequence[str], others: Sequence[str]) -> int:
    """How many lines two texts have in common at their beginning."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(some), len(others)))


def _alike_ones(lines: Sequence[str], texts: Sequence[str]) -> dict[str, list[int]]:
    """Which lines read as each of `texts` does."""
    found: dict[str, list[int]] = {text: [] for text in texts}
    for number, text in enumerate(lines):
        if text in found:
            found[text].append(number)
    return found


def _best(lines: Sequence[str], same: Sequence[int], place: Place) -> int | None:
    """Of the lines that read as the place's own, the one in surroundings most like it, then the nearest."""

    def rank(line: int) -> tuple[int, int]:
        return _likeness(lines, line, place.around, place.at), -abs(line - place.source)

    return max(same, key=rank, default=None)


def _likeness(lines: Sequence[str], line: int, around: Sequence[str], at: int) -> int:
    """How many lines with words in them right above and below `line` are those `around` number `at`."""
    words = 0
    for step in (-1, 1):
        distance = step
        while (
            0 <= line + distance < len(lines)
            and 0 <= at + distance < len(around)
            and lines[line + distance] == around[at + distance]
        ):
            words += bool(lines[line + distance].strip())
            distance += step
    return words


def _line_start(source: str, line: int) -> int:
    """Where line number `line` of `source` begins, which must be there."""
    start = 0
    for _ in range(line):
        start = source.index("\n", start) + 1
    return start


def _some_lines(source: str, start: int, count: int) -> list[str]:
    """Up to `count` lines of `source` from the character `start` on."""
    found: list[str] = []
    while len(found) < count and start <= len(source):
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        found.append(source[start:end])
        start = end + 1
    return found
