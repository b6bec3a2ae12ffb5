"""Talks and notes alike put together in pairs, as many as fit: "Lunch" and "Lunch", without ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Note = TypeVar("Note")


def paired(candidates: Mapping[int, Sequence[Note]], fits: Callable[[int, Note], bool]) -> dict[int, Note]:
    """A note for as many of `candidates` as can have one of theirs that fits; no note is given to two.

    A talk gets the first of its notes where that takes none from another (Kuhn's algorithm). `fits` is asked
    once a pair, and only where it must be.
    """
    asked: dict[tuple[int, int], bool] = {}
    holders: dict[int, tuple[int, Note]] = {}  # by the note's identity

    def is_fit(number: int, note: Note) -> bool:
        pair = number, id(note)
        if pair not in asked:
            asked[pair] = fits(number, note)
        return asked[pair]

    def give(number: int, tried: set[int]) -> bool:
        for note in candidates[number]:
            if id(note) in tried or not is_fit(number, note):
                continue
            tried.add(id(note))
            holder = holders.get(id(note))
            if holder is None or give(holder[0], tried):
                holders[id(note)] = number, note
                return True
        return False

    for number in candidates:
        give(number, set())
    return dict(holders.values())
