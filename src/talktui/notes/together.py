"""Several edits of one file, made with one write: a talk log's marked talks all stand in one file.

Written one by one, two hundred of them would take as many reads and syncs of the whole log. Edits of what is
said of different talks are spliced at once as well, with the bytes that one after the other would give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from talktui.notes.document import parse
from talktui.notes.edit import Edit, editable
from talktui.notes.empty_entries import without_empty_entries
from talktui.notes.front_edits import ChangeCategories, ChangeTags, Place, SetField, without_empty_block
from talktui.notes.front_matter.operations import Operation
from talktui.notes.front_matter.splice import splice_together
from talktui.notes.front_matter.values import without_lines
from talktui.notes.log_place import Entries, same_talk
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey

FEW = 4
"""So many edits that cannot be made at once are made one by one."""


class Together:
    """`edits` of one file, in their order; one that is refused leaves the others standing.

    `base` are the bytes that the person saw. After each `apply`, `changed` holds the edits that changed
    something, and `refused` the reasons of those that could not be made, which are in `not_made`.
    """

    def __init__(self, edits: Sequence[Edit], base: bytes | None) -> None:
        self._edits = tuple(edits)
        self._base = base
        self.key = TalkKey(self._edits[0].key.path)
        self.changed: list[Edit] = []
        self.refused: list[Refused] = []
        self.not_made: list[Edit] = []

    @property
    def title(self) -> str:
        """What undo calls it."""
        return self._edits[0].title

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`; raises nothing, see `refused`."""
        self.changed, self.refused, self.not_made = [], [], []
        now = data
        for combined, edits in groupby(self._edits, _can_be_combined):
            run = list(edits)
            data = (self._combined if combined else self._one_by_one)(run, data, now)
        return data

    def _combined(self, edits: Sequence[Edit], data: bytes, now: bytes) -> bytes:
        made = _at_once(edits, data, lambda edit: self._check(edit, now))
        if made is not None:
            self.changed += made.changed
            self.refused += made.refused
            self.not_made += made.not_made
            return made.data
        if len(edits) < FEW:
            return self._one_by_one(edits, data, now)
        half = len(edits) // 2  # one that is refused must not make all the others slow
        return self._combined(edits[half:], self._combined(edits[:half], data, now), now)

    def _one_by_one(self, edits: Sequence[Edit], data: bytes, now: bytes) -> bytes:
        for edit in edits:
            try:
                self._check(edit, now)
                after = edit.apply(data)
            except Refused as error:
                self.refused.append(error)
                self.not_made.append(edit)
                continue
            if after != data:
                self.changed.append(edit)
                data = after
        return data

    def _check(self, edit: Edit, now: bytes) -> None:
        """Refuse an edit whose talk another program has moved to another anchor."""
        anchor = edit.key.anchor
        if anchor is None or self._base is None or now == self._base:
            return
        if not same_talk(self._base, now, anchor):
            raise Refused(
                f"its heading “{anchor}” is gone, or is another talk's now; reload (r) and try again"
            )


@dataclass(slots=True)
class _Made:
    """What edits that were made at once came to."""

    data: bytes
    changed: list[Edit] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    not_made: list[Edit] = field(default_factory=list)


def _can_be_combined(edit: Edit) -> bool:
    """Whether an edit is about a log's talk's own entry alone, as far as it says."""
    if edit.key.anchor is None or not isinstance(edit, ChangeTags | ChangeCategories | SetField):
        return False
    return not (isinstance(edit, SetField) and edit.field == "title")  # which may be the heading


def _at_once(edits: Sequence[Edit], data: bytes, check: Callable[[Edit], None]) -> _Made | None:
    """`edits` of different talks of one log, made in few parses; None when they must be made one by one."""
    if len(edits) < 2 or len({edit.key for edit in edits}) < len(edits):
        return None
    try:
        document = editable(data)
    except Refused:
        return None
    entries = Entries(document)
    made = _Made(data)
    groups: list[list[Operation]] = []
    places: list[tuple[Edit, Place]] = []
    for edit in edits:
        assert isinstance(edit, ChangeTags | ChangeCategories | SetField)
        try:
            check(edit)
            place = Place(document, edit.key, entries)
            operations = edit.operations(place)
        except Refused as error:
            made.refused.append(error)
            made.not_made.append(edit)
            continue
        if operations:
            groups.append([*place.heading, *operations])
            places.append((edit, place))
    if len({place.root for _, place in places}) < len(places):
        return None  # two new entries of one name
    try:
        data = splice_together(document, groups)
        if data != document.data:
            data = without_empty_entries(data, [place.root[-1] for _, place in places])
            data = without_empty_block(document, data)
    except Refused:
        return None
    made.data = data
    front = parse(data).front
    for edit, place in places:
        if without_lines(document.front.at(place.root)) != without_lines(front.at(place.root)):
            made.changed.append(edit)
    return made
