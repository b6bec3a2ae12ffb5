"""Wrapping styled text by the cells it takes on a terminal.

Widths are Rich's, which is what Textual measures with: a line that fits here fits there.  Linear
in the text, also for a megabyte without a space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import split_graphemes

from talktui.markdown.blocks import BREAK, Span, Spans

_BREAK_AFTER = "/-?&=_.,;:)"
"""Where a word too long for a line may be cut with least harm, such as an address."""

_is_narrow = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff"
    "\u2400-\u2426\u2500-\u25fc\u2610-\u2612]*"
).fullmatch
"""Text whose characters take one cell each, whatever stands beside them: nearly all of it."""


class Wrapped(NamedTuple):
    """One line of wrapped text, how many cells it takes, and what stood where it was broken.

    `joint` is None when the line begins the text or follows a hard break, " " when a space was
    left out before it, "" when a word was cut.
    """

    spans: Spans
    cells: int
    joint: str | None


def wrap(spans: Sequence[Span], width: int) -> list[Wrapped]:
    """Wrap `spans` to lines of at most `width` cells (at least 2); never empty."""
    width = max(width, 2)
    lines: list[Wrapped] = []
    for part in _hard_lines(spans):
        lines.extend(_wrap_one(part, width))
    return lines or [Wrapped((), 0, None)]


def _hard_lines(spans: Sequence[Span]) -> Iterator[list[Span]]:
    part: list[Span] = []
    for span in spans:
        if span == BREAK:
            yield part
            part = []
        else:
            part.append(span)
    yield part


def _wrap_one(spans: Sequence[Span], width: int) -> Iterator[Wrapped]:
    text = "".join(span[0] for span in spans)
    if _is_narrow(text):
        if len(text) <= width:
            yield Wrapped(_merged(spans), len(text), None)
        else:
            yield from _wrap_narrow(spans, text, width)
    else:
        yield from _wrap_wide(spans, text, width)


def _wrap_narrow(spans: Sequence[Span], text: str, width: int) -> Iterator[Wrapped]:
    """Wrap text whose characters take one cell each: positions are cells."""
    cutter = _Cutter(spans)
    position, length = 0, len(text)
    joint: str | None = None
    while length - position > width:
        cut = text.rfind(" ", position, position + width + 1)
        if cut > position and text[position:cut].strip(" "):
            end = cut
            while end > position and text[end - 1] == " ":
                end -= 1
            following, next_joint = cut + 1, " "
            while following < length and text[following] == " ":
                following += 1
        else:
            end = following = _cut_word(text, position, position + width)
            next_joint = ""
        yield Wrapped(cutter.take(position, end), end - position, joint)
        position, joint = following, next_joint
    if position < length or joint is None:
        yield Wrapped(cutter.take(position, length), length - position, joint)


def _wrap_wide(spans: Sequence[Span], text: str, width: int) -> Iterator[Wrapped]:
    """Wrap text with wide, joined or zero-width characters: lines end between graphemes."""
    # Graphemes are taken span by span: a terminal gets the spans one by one, too.
    starts: list[int] = []  # of each grapheme in text
    sums: list[int] = [0]  # cells before each grapheme, and in all
    base = total = 0
    for span in spans:
        for start, _end, cells in split_graphemes(span[0])[0]:
            starts.append(base + start)
            total += cells
            sums.append(total)
        base += len(span[0])
    starts.append(base)
    count = len(starts) - 1
    cutter = _Cutter(spans)
    first = 0
    joint: str | None = None
    while first < count and total - sums[first] > width:
        last = max(first + 1, bisect_right(sums, sums[first] + width) - 1)  # graphemes first..last fit
        last = min(last, count)
        cut = last
        if not (last < count and text[starts[last]] == " "):
            cut = _break_before(text, starts, sums, first, last)
        end = cut
        while end > first + 1 and text[starts[end - 1]] == " ":
            end -= 1
        following = cut
        while following < count and text[starts[following]] == " ":
            following += 1
        next_joint = " " if following > end else ""
        yield Wrapped(cutter.take(starts[first], starts[end]), sums[end] - sums[first], joint)
        first, joint = following, next_joint
    if first < count or joint is None:
        yield Wrapped(cutter.take(starts[first], base), total - sums[first], joint)


def _break_before(text: str, starts: list[int], sums: list[int], first: int, last: int) -> int:
    """The last grapheme up to `last` that a line may begin with: after a space or beside a wide one."""
    for index in range(last, first, -1):
        if text[starts[index - 1]] == " ":
            return index
        wide_before = sums[index] - sums[index - 1] == 2
        wide_after = index + 1 < len(sums) and sums[index + 1] - sums[index] == 2
        if wide_before and wide_after:
            return index
    return last


def _cut_word(text: str, start: int, limit: int) -> int:
    """Where to cut a word that is longer than a line: after punctuation near its end, else at `limit`."""
    for position in range(limit, max(start + 1, limit - 20), -1):
        if text[position - 1] in _BREAK_AFTER:
            return position
    return limit


class _Cutter:
    """Takes slices of spans from left to right, remembering where the last one ended."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._index = 0
        self._offset = 0  # of the span at _index

    def take(self, start: int, end: int) -> Spans:
        """The spans of characters `start` to `end`; calls go forward only."""
        found: list[Span] = []
        while self._index < len(self._spans):
            text, style, link = self._spans[self._index]
            stop = self._offset + len(text)
            if stop > start and self._offset < end:
                found.append((text[max(0, start - self._offset) : end - self._offset], style, link))
            if stop > end:
                break
            self._offset = stop
            self._index += 1
        return _merged(found)


def _merged(spans: Sequence[Span]) -> Spans:
    """Neighbours of the same style and link as one span; ASCII only, so that widths stay."""
    found: list[Span] = []
    for span in spans:
        if not span[0]:
            continue
        if found:
            text, style, link = found[-1]
            if style == span[1] and link == span[2] and span[0].isascii():
                found[-1] = (text + span[0], style, link)
                continue
        found.append(span)
    return tuple(found)
