"""Two texts line by line, with what differs in each line: what the conflict screen draws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from talktui.notes.joining import alike_ends

Spans = tuple[tuple[int, int], ...]

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST = 2000  # characters of a line whose words are compared
_EXACT = 2000  # lines up to which every line counts, however common it is
_ALIKE = 0.3  # how much two lines must have in common for their words to be marked


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of each text, None where one has none; the spans in which they differ, in characters."""

    left: str | None
    right: str | None
    same: bool = False
    left_spans: Spans = ()
    right_spans: Spans = ()


def compare(left: str, right: str) -> list[Pair]:
    """The lines of both texts, side by side. May take a while for long ones: call it in a thread."""
    ours, others = _lines(left), _lines(right)
    first, last = alike_ends(ours, others)
    pairs = [Pair(line, line, True) for line in ours[:first]]
    pairs += _middle(ours[first : len(ours) - last], others[first : len(others) - last])
    return pairs + [Pair(line, line, True) for line in ours[len(ours) - last :]]


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _middle(ours: Sequence[str], others: Sequence[str]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, ours, others, autojunk=max(len(ours), len(others)) > _EXACT)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            for line in ours[low:high]:
                yield Pair(line, line, True)
            continue
        for number in range(max(high - low, end - start)):
            yield _pair(
                ours[low + number] if low + number < high else None,
                others[start + number] if start + number < end else None,
            )


def _pair(left: str | None, right: str | None) -> Pair:
    """Two lines that differ: the words in which they do, or all of both when little is alike."""
    if left is None or right is None or max(len(left), len(right)) > _LONGEST:
        return Pair(left, right, False, _whole(left), _whole(right))
    ours, others = _WORDS.findall(left), _WORDS.findall(right)
    matcher = SequenceMatcher(None, ours, others, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return Pair(left, right, False, _whole(left), _whole(right))
    mine: list[tuple[int, int]] = []
    theirs: list[tuple[int, int]] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag != "equal":
            mine.append(_span(ours, low, high))
            theirs.append(_span(others, start, end))
    return Pair(left, right, False, _filled(mine), _filled(theirs))


def _span(words: Sequence[str], low: int, high: int) -> tuple[int, int]:
    start = sum(map(len, words[:low]))
    return start, start + sum(map(len, words[low:high]))


def _filled(spans: Sequence[tuple[int, int]]) -> Spans:
    return tuple(span for span in spans if span[0] < span[1])


def _whole(line: str | None) -> Spans:
    return ((0, len(line)),) if line else ()
