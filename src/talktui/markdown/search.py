"""Finding words in laid-out lines, as they are read: across wrapped lines, without case or accents."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from talktui.markdown.layout import Line


NEAR = 3
"""Lines before and after one that are looked at for what continues from it."""


class Piece(NamedTuple):
    """Characters `start` to `end` of line number `line` (of its text, bullets and bars included)."""

    line: int
    start: int
    end: int


Hit = tuple[Piece, ...]
"""What was found, in reading order; more than one piece when it goes over a line's end."""


class Folded(NamedTuple):
    """Text without case and accents, and where each of its characters came from (None: 1:1)."""

    text: str
    origins: list[int] | None


def fold(text: str) -> Folded:
    """Fold `text` for comparing."""
    if text.isascii():
        return Folded(text.lower(), None)
    folded: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character):
            if not unicodedata.combining(part):
                lowered = part.casefold()
                folded.append(lowered)
                origins.extend([index] * len(lowered))
    origins.append(len(text))
    return Folded("".join(folded), origins)


def needles_of(words: Sequence[str]) -> tuple[str, ...]:
    """Words and phrases ready to be looked for; the longer first."""
    folded = {" ".join(fold(word).text.split()) for word in words}
    return tuple(sorted(folded - {""}, key=lambda needle: (-len(needle), needle)))


def spans_in(text: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of every place where a needle stands in `text`, in order, none overlapping."""
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for needle in needles:
        position = folded.text.find(needle)
        while position >= 0:
            end = position + len(needle)
            if folded.origins is None:
                found.append((position, end))
            else:
                found.append((folded.origins[position], _whole(text, folded.origins[end - 1] + 1)))
            position = folded.text.find(needle, end)
    if len(needles) < 2 or len(found) < 2:
        return found
    found.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _whole(text: str, end: int) -> int:
    """`end` moved behind what belongs to the character before it: accents, joiners."""
    while end < len(text) and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f"):
        end += 1
    return end


def hits(
    lines: Sequence[Line], needles: Sequence[str], start: int = 0, stop: int | None = None
) -> Iterator[Hit]:
    """Every hit in lines `start` to `stop`, in order; linear in their text."""
    if not needles:
        return
    end = len(lines) if stop is None else min(stop, len(lines))
    first = start
    while first < end:
        last = first + 1
        while last < end and lines[last].joint is not None:
            last += 1
        yield from _hits_in(lines, first, last, needles)
        first = last


def hits_on(lines: Sequence[Line], needles: Sequence[str], index: int) -> list[Piece]:
    """The pieces of hits that stand on line `index`; looks at its neighbours only."""
    first = index
    while first > 0 and index - first < NEAR and lines[first].joint is not None:
        first -= 1
    last = index + 1
    while last < len(lines) and last - index <= NEAR and lines[last].joint is not None:
        last += 1
    return [piece for hit in _hits_in(lines, first, last, needles) for piece in hit if piece.line == index]


def _hits_in(lines: Sequence[Line], first: int, last: int, needles: Sequence[str]) -> Iterator[Hit]:
    """Hits in lines that make one running text, which may be a whole note: each is gone to directly."""
    indents = [len(line.indent_text) for line in lines[first:last]]
    texts = [line.text[indent:] for line, indent in zip(lines[first:last], indents, strict=True)]
    if len(texts) == 1:
        for start, end in spans_in(texts[0], needles):
            yield (Piece(first, start + indents[0], end + indents[0]),)
        return
    joined = [(lines[first + i].joint or "" if i else "") + text for i, text in enumerate(texts)]
    ends = list(accumulate(len(text) for text in joined))
    for start, end in spans_in("".join(joined), needles):
        pieces: list[Piece] = []
        i = bisect_right(ends, start)
        while i < len(texts) and ends[i] - len(texts[i]) < end:
            begin = ends[i] - len(texts[i])
            if ends[i] > start:  # not a line without text between two others
                pieces.append(
                    Piece(
                        first + i,
                        max(start, begin) - begin + indents[i],
                        min(end, ends[i]) - begin + indents[i],
                    )
                )
            i += 1
        if pieces:
            yield tuple(pieces)
