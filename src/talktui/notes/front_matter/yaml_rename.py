"""Items of a list in YAML front matter by other names, each where it stands and in its own quotes.

An item changes its own characters only.  One that another item is the same as afterwards goes, with its
line or its comma; :mod:`yaml_splice` takes those out one by one, from a tree read anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from talktui.notes.front_matter.operations import renamed_items, text_items
from talktui.notes.front_matter.yaml_list import new_flow, parts_of, refuse_open_marks
from talktui.notes.front_matter.yaml_nodes import ListNode, MapNode, Node, ScalarNode, content_end
from talktui.notes.front_matter.yaml_place import Cut, Place
from talktui.notes.front_matter.yaml_text import is_plain, quoted, written


@dataclass(slots=True)
class Renaming:
    """The cuts that rename a list's items, and which of them go after that, the last first."""

    cuts: list[Cut] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def renaming(place: Place, key: Node, node: Node, names: Mapping[str, str], *, flow: bool) -> Renaming:
    """How the items of the list that `node` is, or stands for, get their new names.

    `flow`: the key stands in `{ }`.  Raises :class:`Refused` where that is not safe.
    """
    if isinstance(node, ListNode):
        return _in_list(place, node, names, flow=flow or node.flow)
    if isinstance(node, ScalarNode) and not node.is_null:
        return Renaming(_in_text(place, key, node, names, flow=flow))
    if isinstance(node, MapNode) and node.pairs:
        raise place.refused("this value has keys of its own; it is no list", node)
    return Renaming()


def _in_list(place: Place, node: ListNode, names: Mapping[str, str], *, flow: bool) -> Renaming:
    refuse_open_marks(place, node)
    made = Renaming()
    texts = [
        (number, item)
        for number, item in enumerate(node.items)
        if isinstance(item, ScalarNode) and not item.is_null
    ]
    for (number, item), name in zip(
        texts, renamed_items([item.text for _, item in texts], names), strict=True
    ):
        if name is None:
            made.gone.insert(0, number)
        elif name != item.text:
            if item.marked or item.style in {"|", ">"}:
                raise place.refused("this item is written in a way that cannot be changed safely", item)
            made.cuts.append(
                (item.start, content_end(item, place.text), written(name, flow=flow, quote=item.style))
            )
    return made


def _in_text(place: Place, key: Node, node: ScalarNode, names: Mapping[str, str], *, flow: bool) -> list[Cut]:
    """As :func:`_in_list`, of a text that lists its items, or of a single value."""
    name = key.text if isinstance(key, ScalarNode) else ""
    spans = text_items(node.text, name)
    listed = [node.text[start:end] for start, end in spans]
    after = renamed_items(listed, names)
    if after == listed:
        return []
    if node.style in {"|", ">"}:
        raise place.refused(f"`{name}` is a block of text; write it as `[a, b]`", node)
    kept = [item for item in after if item is not None]
    end = content_end(node, place.text)
    if len(listed) == 1:
        whole = node.text[: spans[0][0]] + kept[0] + node.text[spans[0][1] :]
        if _items(whole, name) == kept:
            return [(node.start, end, written(whole, flow=flow, quote=node.style))]
        return [(node.start, end, new_flow(kept))]
    parts = parts_of(place, key, node)
    text, before = "", parts[0][0]
    for item, (start, stop) in zip(after, parts, strict=True):
        if item is not None:
            text += place.text[before:start] + item
        before = stop
    if _items(text, name) == kept:
        if node.style:
            return [(parts[0][0], parts[-1][1], quoted(text, node.style)[1:-1])]
        if is_plain(text, flow=flow):
            return [(parts[0][0], parts[-1][1], text)]
    return [(node.start, end, new_flow(kept))]


def _items(text: str, key: str) -> list[str]:
    return [text[start:end] for start, end in text_items(text, key)]
