"""Operations on many mappings of one YAML block, made in few parses: what is said of a talk log's talks.

What each comes to is what :func:`splice_yaml` would write, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from talktui.notes.front_matter import yaml_list
from talktui.notes.front_matter.operations import (
    AddItems,
    Operation,
    RemoveItems,
    RenameItems,
    SetValue,
    same_item,
)
from talktui.notes.front_matter.yaml_cutting import Cutting
from talktui.notes.front_matter.yaml_nodes import ListNode, MapNode
from talktui.notes.front_matter.yaml_place import Cut, Place
from talktui.notes.front_matter.yaml_splice import check, check_breaks, cuts_of, in_flow, made, tree_of


def splice_yaml_together(block: str, groups: Sequence[Sequence[Operation]], first_line: int, eol: str) -> str:
    """As :func:`splice_yaml`, for `groups` of operations that are about different mappings.

    What can be is cut at once in one tree; only what makes a mapping that others then go into is made
    by itself. The result is proved as a whole.
    """
    check_breaks(block, first_line)
    place = Place(block, tree_of(block, first_line), first_line, eol)
    longest = max(map(len, groups), default=0)
    for turn in range(longest):
        cutting, restyled = Cutting(place), False
        for group in groups:
            number = turn - longest + len(group)  # what comes before the last is a new entry's heading
            if number < 0:
                continue
            operation = group[number]
            check(operation)
            if restyled and _writes_a_list(operation):
                cutting, restyled = Cutting(cutting.made()), False  # how it is written goes by the others
            cuts = _independent_cuts(cutting.place, operation)
            if cuts is None:
                cutting = Cutting(made(cutting.made(), operation))
            elif cuts:
                cutting.add(operation, cuts)
                restyled = restyled or _restyles(cutting, operation)
        place = cutting.made()
    return place.text


def _writes_a_list(operation: Operation) -> bool:
    return isinstance(operation, AddItems) or (
        isinstance(operation, SetValue) and isinstance(operation.value, tuple)
    )


def _restyles(cutting: Cutting, operation: Operation) -> bool:
    """Whether an operation may change how new lists are written: by a list more in `[ ]`, or one less."""
    found = cutting.place.find(operation.path)
    has_items = isinstance(found.value, ListNode) and bool(found.value.items)
    if _writes_a_list(operation):
        parent = found.values[-1] if found.values else None
        flow = in_flow(found) or (isinstance(parent, MapNode) and parent.flow)
        return cutting.dashes and (flow or (found.value is not None and not has_items))
    return not isinstance(operation, SetValue) or isinstance(found.value, ListNode)


def _independent_cuts(place: Place, operation: Operation) -> list[Cut] | None:
    """The cuts of an operation that needs no tree but this; None when one is parsed between its steps."""
    found = place.find(operation.path)
    if isinstance(operation, RenameItems):
        return None
    if isinstance(operation, RemoveItems):
        if found.value is None:
            return []
        asked = {same_item(item) for item in operation.items}
        have = [same_item(item) for item in yaml_list.items_of(place, found.keys[-1], found.value)]
        gone = [item for item in have if item in asked]
        if len(gone) > 1:
            return None
        return yaml_list.remove(place, found.keys[-1], found.value, gone[0]) if gone else []
    if found.value is None:
        parent = found.values[-1] if found.values else place.root
        if not isinstance(parent, MapNode) or not parent.pairs or (parent.flow and len(found.missing) > 1):
            return None
        if len(operation.path) > 1 and not found.values:
            return None  # the mapping that this makes (`talks`) is wanted by others too
    elif isinstance(operation, SetValue) and isinstance(operation.value, tuple):
        return None
    return cuts_of(place, found, operation)
