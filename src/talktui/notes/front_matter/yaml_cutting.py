"""Cuts of many operations made in one YAML block at once, and proved at once.

Each operation found its cuts in the same tree.  Where two begin at the same place, what goes into an inner
mapping comes before what goes into an outer one below it; else the order asked for is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from talktui.notes.front_matter import yaml_events
from talktui.notes.front_matter.operations import Operation
from talktui.notes.front_matter.yaml_nodes import build
from talktui.notes.front_matter.yaml_place import Cut, Place
from talktui.notes.front_matter.yaml_verify import all_hold


class Cutting:
    """Operations on `place` that are made together."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._operations: list[Operation] = []
        self._cuts: list[tuple[int, int, int, int, str]] = []  # from, to, −depth, order, text

    @cached_property
    def dashes(self) -> bool:
        """Whether a new list is written with dashes here."""
        return self.place.list_style() is not None

    def add(self, operation: Operation, cuts: Sequence[Cut]) -> None:
        """Take one more operation, with the cuts that make it."""
        if not cuts:
            return
        # A new key stands in the mapping that its path leads through: as deep as that is.
        depth = len(operation.path)
        found = self.place.find(operation.path)
        if found.missing:
            depth -= len(found.missing)
        for start, end, text in cuts:
            self._cuts.append((start, end, -depth, len(self._cuts), text))
        self._operations.append(operation)

    def made(self) -> Place:
        """The place with all of them made; raises :class:`Refused` when that cannot be proved."""
        if not self._cuts:
            return self.place
        text, pieces, at = self.place.text, [], 0
        for start, end, _, _, new in sorted(self._cuts):
            if start < at:
                raise self._unsafe()
            pieces += [text[at:start], new]
            at = end
        changed = "".join([*pieces, text[at:]])
        try:
            place = Place(changed, build(changed), self.place.first_line, self.place.eol)
        except yaml_events.ERRORS:
            raise self._unsafe() from None
        if not all_hold(self.place.root, place.root, self._operations):
            raise self._unsafe()
        return place

    def _unsafe(self) -> Exception:
        return self.place.refused("these talks could not be changed at once; change them one by one")
