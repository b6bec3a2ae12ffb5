"""Definitions of links and footnotes: a post has them once, often at its end, and its talks become notes.

`[label]: https://…` and `[^1]: A footnote.` are taken along by every text that uses them, and are left out of
one that only happens to stand before them. What a link definition is, :mod:`talktui.notes.link_places` says,
what uses one, :mod:`talktui.transfer.label_places`; footnotes are as GitHub and Hugo have them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talktui.notes.blocks import scan
from talktui.notes.link_places import definitions, label_of

if TYPE_CHECKING:
    from talktui.transfer.label_places import LabelReader

_FOOTNOTE = re.compile(r"^ {0,3}\[(\^[^\]\s]{1,200})\]:", re.MULTILINE)
_BLANK = re.compile(r"(?:[ \t]*\r?\n)*")
_AFTER_BLANK = ("\n\n", "\n\r\n")
_BEGINS = re.compile(r" {0,3}(?:\[|#{1,6}[ \t]|[-*+][ \t]|>|```|~~~|<)")
_MOST = 1_000
"""Definitions that are looked after; a post with more is no post."""


@dataclass(frozen=True, slots=True)
class _Definition:
    label: str
    start: int
    end: int


class Definitions:
    """The definitions in `text` from character `start` (a line's beginning) on, of a label the first."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._eol = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
        every: list[_Definition] = []
        if "]:" in text:
            opaque = scan(text, start).opaque
            ends = [end for _, end in opaque]
            for label, begin, end in definitions(text, start):
                every.append(_Definition(label, begin, end))
            for match in _FOOTNOTE.finditer(text, start):
                before = bisect_left(ends, match.start() + 1)
                if before == len(opaque) or opaque[before][0] > match.start():
                    end = _footnote_end(text, match.end())
                    every.append(_Definition(label_of(match[1]), match.start(), end))
        every.sort(key=lambda one: one.start)
        first: dict[str, _Definition] = {}
        again: dict[str, list[int]] = {}
        for one in every:
            if first.setdefault(one.label, one) is not one:
                again.setdefault(one.label, []).append(one.start)
        self._found = [*first.values()] if len(first) <= _MOST else []
        self._again = again  # where a label is defined once more, which counts in its own text alone
        self._of = {one.label: one for one in self._found}
        self._keys: dict[str, str] = {}  # labels as the parser compares them
        self._starts = [one.start for one in self._found]
        self._apart: set[str] = set()
        self._reader: LabelReader | None = None
        self._used = self._closure(self._labels_in(start, len(text))) if self._found else set()

    def keep_apart(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Leave the definitions in `ranges`, a talktui log's texts, where they are: each has its own."""
        self._apart = {
            one.label
            for start, end in ranges
            for one in self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        }

    def body(self, start: int, end: int, *, keep_links: bool = False) -> str:
        """The text between two characters with the definitions that it needs.

        It loses those that only others need, unless they have another one of that label; with `keep_links`
        only footnotes, which are shown where they stand.
        """
        text = self._text[start:end]
        if not self._found:
            return text
        within = self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        used = self._closure(self._labels_in(start, end))
        kept = ""
        at = start
        for one in within:
            elsewhere = one.label not in used and one.label in self._used
            stays = one.label in self._apart or one.label in self._again
            if elsewhere and not stays and not (keep_links and not one.label.startswith("^")):
                kept += self._text[at : one.start]
                at = max(at, min(one.end, end))
                if kept.endswith(_AFTER_BLANK) or not kept:
                    at = _after_blank(self._text, at, end)
        kept += self._text[at:end]
        return self._followed(kept, self._needed(used, start, end))

    def completed(self, text: str) -> str:
        """`text`, made of parts of the post, with the definitions that it needs and does not have."""
        return self._followed(text, self.needed(text))

    def needed(self, text: str) -> list[str]:
        """The definitions that `text`, made of parts of the post, needs and does not have."""
        used = self._closure(self._labels_of(text))
        return self._needed(used - set(Definitions(text, 0)._of), 0, 0) if used else []

    def _followed(self, body: str, needed: Sequence[str]) -> str:
        eol = self._eol
        return body.rstrip() + eol * 2 + eol.join(needed) + eol if needed else body

    def _needed(self, used: set[str], start: int, end: int) -> list[str]:
        """The definitions of the `used` labels that stand elsewhere: a footnote would take in a link's."""
        links_first = sorted(self._found, key=lambda one: one.label.startswith("^"))
        return [
            self._text[one.start : one.end].strip()
            for one in links_first
            if one.label in used
            and one.label not in self._apart
            and not any(start <= at < end for at in (one.start, *self._again.get(one.label, ())))
        ]

    def _closure(self, labels: frozenset[str]) -> set[str]:
        """`labels`, as far as they are defined, and those that their definitions use."""
        used: set[str] = set()
        left = [*labels]
        while left:
            label = left.pop()
            if label not in used:
                used.add(label)
                one = self._of[label]
                left += self._labels_of(self._text[one.start : one.end])
        return used

    def _labels_in(self, start: int, end: int) -> frozenset[str]:
        """The labels that are used between two characters, definitions left out."""
        pieces: list[str] = []
        at = start
        for one in self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            pieces.append(self._text[at : one.start])
            at = max(at, one.end)
        return self._labels_of("\n".join([*pieces, self._text[at:end]]))

    def _labels_of(self, text: str) -> frozenset[str]:
        """The labels that are defined here and that `text` uses, or defines again."""
        if not self._of or "[" not in text:
            return frozenset()
        from talktui.transfer.label_places import LabelReader, bracketed, key_of  # the Markdown parser

        if self._reader is None:
            self._reader = LabelReader()
            self._keys = {key_of(label): label for label in self._of}
        near = bracketed(text) & self._keys.keys()
        if not near:
            return frozenset()
        return frozenset(self._keys[key] for key in self._reader.uses(text, near))


def _footnote_end(text: str, at: int) -> int:
    """Where the footnote ends whose mark ends at `at`: its line, the lines right below it, indented ones."""
    end = at = _line_end(text, at)
    blank = False
    while at < len(text):
        after = _line_end(text, at)
        line = text[at:after]
        at = after
        if not line.strip():
            blank = True
        elif line.startswith(("  ", "\t")) or not (blank or _BEGINS.match(line)):
            end, blank = after, False
        else:
            break
    return end


def _after_blank(text: str, at: int, end: int) -> int:
    """Behind the blank lines that begin at `at`."""
    match = _BLANK.match(text, at, end)
    return match.end() if match else at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
