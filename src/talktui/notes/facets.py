"""How many talks have each value of a facet, kept up as notes change: what completion offers."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from talktui.notes.buckets import values_of
from talktui.notes.folding import fold
from talktui.notes.talk import Kind, Talk

_Entry = tuple[int, str, str]  # minus the count, folded, as it is most often written


class Facet:
    """(value, count of talks) of the facet `name`, the commonest first.

    Values that differ only in case or accents are one, as it is most often written; of two spellings that
    are as common, the one in small letters.
    """

    def __init__(self, name: str, talks: Iterable[Talk]) -> None:
        self._name = name
        self._spellings: dict[str, dict[str, int]] = {}
        self._pairs: Sequence[tuple[str, int]] | None = None
        folded: dict[str, str] = {}
        for talk in talks:
            if talk.kind is Kind.TALK:
                said: dict[str, str] = {}
                for value in values_of(talk, name):
                    key = folded.get(value)
                    if key is None:
                        key = folded[value] = fold(value)
                    said[key] = value
                for key, value in said.items():
                    spellings = self._spellings.setdefault(key, {})
                    spellings[value] = spellings.get(value, 0) + 1
        self._sorted = sorted(map(self._entry, self._spellings))

    def pairs(self) -> Sequence[tuple[str, int]]:
        """The values and counts, in order."""
        if self._pairs is None:
            self._pairs = [(value, -count) for count, _, value in self._sorted]
        return self._pairs

    def changed(self, was: Iterable[Talk], now: Iterable[Talk]) -> None:
        """Count the talks `now` for those that `was` there."""
        steps: dict[str, dict[str, int]] = {}
        for talks, step in ((was, -1), (now, 1)):
            for talk in talks:
                if talk.kind is Kind.TALK:
                    for key, value in {fold(value): value for value in values_of(talk, self._name)}.items():
                        some = steps.setdefault(key, {})
                        some[value] = some.get(value, 0) + step
        for key, changes in steps.items():
            if any(changes.values()):
                self._change(key, changes)

    def _change(self, key: str, changes: dict[str, int]) -> None:
        self._pairs = None
        spellings = self._spellings.setdefault(key, {})
        if spellings:
            del self._sorted[bisect_left(self._sorted, self._entry(key))]
        for value, step in changes.items():
            spellings[value] = spellings.get(value, 0) + step
            if not spellings[value]:
                del spellings[value]
        if spellings:
            insort(self._sorted, self._entry(key))
        else:
            del self._spellings[key]

    def _entry(self, key: str) -> _Entry:
        spellings = self._spellings[key]
        if len(spellings) == 1:
            ((value, count),) = spellings.items()
            return -count, key, value
        commonest = min(spellings, key=lambda value: (-spellings[value], value.swapcase()))
        return -sum(spellings.values()), key, commonest
