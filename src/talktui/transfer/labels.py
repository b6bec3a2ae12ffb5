"""Texts that are to stand in one document, with their labels kept apart.

Two talks may both have a footnote `[^1]`, or call two pages `[docs]`: in one document the second would show
what the first says.  So a label gets an ending (`[^1-2]`, `[docs-2]`) in each text but the first that says
something else with it, and in every one where another text has it in brackets and means nothing by it.
Nothing else is changed, and nothing at all where no two labels meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptApart:
    """The texts, and which of them have labels that could not be told apart: number and label."""

    texts: tuple[str, ...]
    left: tuple[tuple[int, str], ...] = ()


def kept_apart(texts: Sequence[str]) -> KeptApart:
    """`texts` (line ends `\\n`) with the labels renamed that would say something else beside the others."""
    if not any("]:" in text for text in texts):
        return KeptApart(tuple(texts))
    return _Apart(texts).made()


class _Apart:
    def __init__(self, texts: Sequence[str]) -> None:
        from talktui.transfer.label_places import LabelReader, bracketed  # the Markdown parser takes a while

        self._reader, self._bracketed = LabelReader(), bracketed
        self._texts = list(texts)
        self._read = [self._reader.read(text) for text in texts]
        self._left: dict[tuple[int, str], None] = {}
        self._names: dict[tuple[str, object], str] = {}  # the ending of a label that means this
        self._last: dict[str, int] = {}  # the number that a label got last
        self._taken: set[str] | None = None

    def made(self) -> KeptApart:
        """See :func:`kept_apart`."""
        if any(labels.meanings for labels in self._read):
            while wanted := self._colliding():
                for number, keys in wanted.items():
                    self._rename(number, keys)
        return KeptApart(tuple(self._texts), tuple(self._left))

    def _colliding(self) -> dict[int, list[str]]:
        """The labels that need another name, by text; those that cannot get one are left."""
        owners: dict[str, list[int]] = {}
        for number, labels in enumerate(self._read):
            for key in labels.meanings:
                owners.setdefault(key, []).append(number)
        plain = self._plain(owners)
        wanted: dict[int, list[str]] = {}
        for key, numbers in owners.items():
            first = self._read[numbers[0]].meanings[key]
            others = numbers if key in plain else numbers[1:]
            for number in others:
                another = key in plain or self._read[number].meanings[key] != first
                if another and (number, key) not in self._left:
                    wanted.setdefault(number, []).append(key)
        return wanted

    def _plain(self, owners: dict[str, list[int]]) -> set[str]:
        """The labels that some text has in brackets and does not define: nothing may be defined by them."""
        plain: set[str] = set()
        for text, labels in zip(self._texts, self._read, strict=True):
            near = (self._bracketed(text) & owners.keys()) - labels.meanings.keys() if "[" in text else set()
            if near:
                plain |= self._reader.uses(text, near)
        return plain

    def _rename(self, number: int, keys: Sequence[str]) -> None:
        text, labels = self._texts[number], self._read[number]
        endings = {key: self._ending(key, labels.meanings[key]) for key in keys}
        insertions = [
            (place.at, f"{place.before}{endings[place.key]}{place.after}")
            for place in labels.places
            if place.key in endings and place.at is not None
        ]
        pieces: list[str] = []
        position = 0
        for at, said in sorted(insertions):
            pieces += [text[position:at], said]
            position = at
        new = "".join([*pieces, text[position:]])
        read = self._reader.read(new)
        if read.shown == labels.shown and not set(keys) & (set(read.meanings) | labels.unread):
            self._texts[number], self._read[number] = new, read
        elif len(keys) > 1:
            for key in keys:
                self._rename(number, [key])
        else:
            self._left[number, keys[0]] = None

    def _ending(self, key: str, meaning: object) -> str:
        """What makes `key` a label that no text has; the same for all that mean the same by it."""
        known = self._names.get((key, meaning))
        if known is not None:
            return known
        if self._taken is None:
            self._taken = set().union(*map(self._bracketed, self._texts))
        number = self._last.get(key, 1) + 1
        while f"{key}-{number}" in self._taken:
            number += 1
        self._last[key] = number
        self._taken.add(f"{key}-{number}")
        self._names[key, meaning] = f"-{number}"
        return f"-{number}"
