"""Edits of YAML front matter that change only the bytes they are about.

Each operation finds its place in the tree of :mod:`yaml_nodes`, makes a few cuts in the text, and is
proved by :mod:`yaml_verify` on the result, parsed again; what cannot be proved is refused.

A new key goes on a line of its own below the last one of its mapping.  A new list is in `[ ]`, unless
all the front matter's lists of texts have dashes.  A key whose mapping loses its last key stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from talktui.notes.front_matter import yaml_events, yaml_list, yaml_rename
from talktui.notes.front_matter.operations import (
    AddItems,
    Operation,
    RemoveItems,
    RenameItems,
    SetValue,
    same_item,
)
from talktui.notes.front_matter.yaml_nodes import (
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    build,
    content_end,
    walk,
)
from talktui.notes.front_matter.yaml_place import Cut, Found, Place, spliced
from talktui.notes.front_matter.yaml_text import check_literal, check_text, written
from talktui.notes.front_matter.yaml_verify import holds
from talktui.notes.problem import Refused

_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029\ufeff]")
_NAMES = {
    "\r": "a carriage return without a line feed",
    "\x85": "the line break U+0085",
    "\u2028": "the line break U+2028",
    "\u2029": "the line break U+2029",
    "\ufeff": "a byte order mark (U+FEFF)",
}


def splice_yaml(block: str, operations: Sequence[Operation], first_line: int, eol: str) -> str:
    """`block`, the text between the `---` fences, with `operations` made one after the other.

    `first_line` is the block's first line in the file (1-based), `eol` the file's line end.
    Raises :class:`Refused`, with the line, when the block is broken or an edit is not safe.
    """
    check_breaks(block, first_line)
    place = Place(block, tree_of(block, first_line), first_line, eol)
    for operation in operations:
        check(operation)
        place = made(place, operation)
    return place.text


def check_breaks(block: str, first_line: int) -> None:
    """Refuse line breaks that parsers disagree on."""
    odd = _ODD_BREAK.search(block)
    if odd is not None:
        line = first_line + block.count("\n", 0, odd.start())
        raise Refused(f"the front matter holds {_NAMES[odd[0]]}; take it out, then it can be edited", line)


def check(operation: Operation) -> None:
    """Refuse what must not be written into any front matter."""
    match operation:
        case SetValue(value=str(text)):
            texts: tuple[str, ...] = (text,)
            if operation.literal:
                check_literal(text)
        case SetValue(value=tuple(items)) | AddItems(items=items):
            texts = items
            if any(not same_item(item) for item in items):
                raise Refused("an empty item cannot be put into a list")
        case RenameItems(names=names):
            texts = tuple(new for _, new in names)
            if any(not same_item(new) for new in texts):
                raise Refused("an item of a list cannot be given an empty name")
        case _:
            texts = ()
    if not operation.path or not all(operation.path):
        raise Refused("a key without a name cannot be written")
    for text in (*operation.path, *texts):
        check_text(text)


def tree_of(text: str, first_line: int) -> Node | None:
    """The tree of a block's text; refuses what cannot be edited."""
    try:
        root = build(text)
    except yaml_events.ERRORS as error:
        problem = yaml_events.explain(error, text, first_line)
        raise Refused(
            f"{problem.message} (the front matter can be edited after that)", problem.line
        ) from None
    if isinstance(root, MapNode):
        if root.flow:
            raise Refused(
                "the front matter is written in `{ }`; edit the file itself", first_line + root.line
            )
        if root.marked:
            raise Refused(
                "the front matter has an anchor or a type; edit the file itself", first_line + root.line
            )
        return root
    if root is None or (isinstance(root, ScalarNode) and root.is_empty and not root.marked):
        return None
    raise Refused("the front matter is no `key: value` lines; edit the file itself", first_line + root.line)


def made(place: Place, operation: Operation) -> Place:
    """`place` with one operation made and proved; the same one when there is nothing to do."""
    if isinstance(operation, RemoveItems):
        return _without_items(place, operation)
    if isinstance(operation, RenameItems):
        return _with_renamed_items(place, operation)
    if isinstance(operation, SetValue) and isinstance(operation.value, tuple):
        changed = _list_by_items(place, operation.path, operation.value)
        if changed is not None:
            return changed
    found = place.find(operation.path)
    changed = _recut(place, cuts_of(place, found, operation))
    if changed is None or (changed is not place and not holds(place.root, changed.root, operation)):
        raise _unsafe(place, found, operation)
    return changed


def _recut(place: Place, cuts: list[Cut]) -> Place | None:
    """`place` with `cuts` made and parsed again; None when that is no YAML any more."""
    if not cuts:
        return place
    text = spliced(place.text, cuts)
    try:
        return Place(text, build(text), place.first_line, place.eol)
    except yaml_events.ERRORS:
        return None


def _without_items(place: Place, operation: RemoveItems) -> Place:
    """Items go one by one, each from a tree parsed anew; the proof is about all of them."""
    now = place
    for item in operation.items:
        while same_item(item):
            found = now.find(operation.path)
            if found.value is None:
                break
            cuts = yaml_list.remove(now, found.keys[-1], found.value, item)
            if not cuts:
                break
            changed = _recut(now, cuts)
            if changed is None:
                raise _unsafe(now, found, operation)
            now = changed
    if now is not place and not holds(place.root, now.root, operation):
        raise _unsafe(place, place.find(operation.path), operation)
    return now


def _with_renamed_items(place: Place, operation: RenameItems) -> Place:
    """Items change where they stand; then go, the last first, those that stand there twice by that."""
    found = place.find(operation.path)
    if found.value is None:
        return place
    renaming = yaml_rename.renaming(
        place, found.keys[-1], found.value, dict(operation.names), flow=in_flow(found)
    )
    now: Place | None = _recut(place, renaming.cuts)
    for number in renaming.gone:
        if now is not None:
            found = now.find(operation.path)
            assert found.value is not None
            now = _recut(now, yaml_list.remove_at(now, found.keys[-1], found.value, number))
    if now is None or (now is not place and not holds(place.root, now.root, operation)):
        raise _unsafe(place, found, operation)
    return now


def _list_by_items(place: Place, path: tuple[str, ...], value: tuple[str, ...]) -> Place | None:
    """A list set by taking out and adding items, so that what stays keeps its bytes; None if it cannot be."""
    found = place.find(path)
    node = found.value
    if not isinstance(node, ListNode) or not all(isinstance(item, ScalarNode) for item in node.items):
        return None
    gone = tuple(text for text in yaml_list.items_of(place, found.keys[-1], node) if text not in value)
    try:
        changed = made(made(place, RemoveItems(path, gone)), AddItems(path, value))
    except Refused:
        return None
    node = changed.find(path).value
    if not isinstance(node, ListNode) or len(node.items) != len(value):
        return None
    return (
        changed if tuple(item.text for item in node.items if isinstance(item, ScalarNode)) == value else None
    )


def _unsafe(place: Place, found: Found, operation: Operation) -> Refused:
    name = ".".join(operation.path)
    node = found.keys[-1] if found.keys else place.root
    return place.refused(f"`{name}` could not be changed safely; edit the file itself", node)


def cuts_of(place: Place, found: Found, operation: SetValue | AddItems) -> list[Cut]:
    """The cuts that make an operation where `found` leads."""
    node = found.value
    if isinstance(operation, AddItems):
        if node is None:
            items = yaml_list.each_once(operation.items)
            return _create(place, found, tuple(items)) if items else []
        new = yaml_list.missing_from(place, found.keys[-1], node, operation.items)
        return yaml_list.add(place, found.keys[-1], node, new, flow=in_flow(found)) if new else []
    if operation.value is None:
        return _remove_pair(place, found) if node is not None else []
    if node is None:
        return _create(place, found, operation.value, literal=operation.literal)
    if isinstance(node, MapNode) and node.pairs:
        name = ".".join(operation.path)
        raise place.refused(
            f"`{name}` has keys of its own and cannot become one value; edit the file itself", node
        )
    _no_marks(place, node)
    if isinstance(operation.value, tuple):
        return _replace_with_list(place, found, node, operation.value)
    return _replace_with_text(place, found, node, operation.value, literal=operation.literal)


def in_flow(found: Found) -> bool:
    """Whether a path leads through `{ }`."""
    return any(mapping.flow for mapping in found.mappings)


def _no_marks(place: Place, node: Node) -> None:
    for inner in walk(node):
        if inner.marked:
            raise place.refused("there is an anchor (`&`) or a type (`!`) here; edit the file itself", inner)


# New keys


def _create(place: Place, found: Found, value: str | tuple[str, ...], *, literal: bool = False) -> list[Cut]:
    parent = found.values[-1] if found.values else place.root
    if isinstance(parent, MapNode):
        for key, _ in parent.pairs:
            if key.marked:  # parsers disagree on where an anchor's name ends: `&a: b`
                raise place.refused("this key has an anchor (`&`) or a type (`!`); edit the file itself", key)
    if in_flow(found) or (isinstance(parent, MapNode) and parent.flow and parent.pairs):
        return _create_in_flow(place, found, parent, value, literal=literal)
    if isinstance(parent, MapNode) and parent.pairs:
        lines = _lines(place, place.indent(parent.pairs[0][0]), found.missing, value, literal=literal)
        return [place.new_lines(place.end_of(parent), lines)]
    if not found.values:
        return _create_at_root(place, _lines(place, "", found.missing, value, literal=literal))
    key = found.keys[-1]
    assert parent is not None
    prefix = place.indent(key) + place.nesting()
    cuts = [place.new_lines(parent.end, _lines(place, prefix, found.missing, value, literal=literal))]
    if parent.start != parent.end:  # `~`, `{}`
        cuts.append((place.after_colon(key), parent.end, ""))
    return cuts


def _create_at_root(place: Place, lines: list[str]) -> list[Cut]:
    """The first keys of a block that has none: below its comments, above blank lines at its end."""
    end = len(place.text.rstrip(" \t\r\n"))
    if end:
        return [place.new_lines(end, lines)]
    return [(0, 0, "".join(line + place.eol for line in lines))]


def _create_in_flow(
    place: Place, found: Found, parent: Node | None, value: str | tuple[str, ...], *, literal: bool
) -> list[Cut]:
    text = _one_line(value, literal=literal, flow=True)
    for name in reversed(found.missing[1:]):
        text = "{" + f"{written(name, flow=True)}: {text}" + "}"
    text = f"{written(found.missing[0], flow=True)}: {text}"
    if isinstance(parent, MapNode) and parent.pairs:
        end = content_end(parent.pairs[-1][1], place.text)
        return [(end, end, ", " + text)]
    assert parent is not None
    if parent.start == parent.end:
        colon = place.after_colon(found.keys[-1])
        return [(colon, colon, " {" + text + "}")]
    return [(parent.start, parent.end, "{" + text + "}")]


def _one_line(value: str | tuple[str, ...], *, literal: bool, flow: bool, quote: str = "") -> str:
    if isinstance(value, tuple):
        return yaml_list.new_flow(value)
    return value if literal else written(value, flow=flow, quote=quote)


def _lines(
    place: Place, prefix: str, names: tuple[str, ...], value: str | tuple[str, ...], *, literal: bool
) -> list[str]:
    lines = []
    for name in names[:-1]:
        lines.append(f"{prefix}{written(name, flow=False)}:")
        prefix += place.nesting()
    key = f"{prefix}{written(names[-1], flow=False)}:"
    style = place.list_style() if isinstance(value, tuple) and value else None
    if style is None:
        return [*lines, f"{key} {_one_line(value, literal=literal, flow=False)}"]
    return [*lines, key, *(f"{prefix}{style}- {written(item, flow=False)}" for item in value)]


# Values that are there


def _replace_with_text(place: Place, found: Found, node: Node, value: str, *, literal: bool) -> list[Cut]:
    key = found.keys[-1]
    if isinstance(node, ScalarNode):
        if node.text == value and not node.is_empty:
            return []
        quote = node.style if node.style in {"'", '"'} and not literal and node.text else ""
        text = _one_line(value, literal=literal, flow=in_flow(found), quote=quote)
        if node.is_empty:
            colon = place.after_colon(key)
            return [(colon, colon, " " + text)]
        return [(node.start, content_end(node, place.text), text)]
    return _replace_collection(place, key, node, _one_line(value, literal=literal, flow=in_flow(found)))


def _replace_with_list(place: Place, found: Found, node: Node, value: tuple[str, ...]) -> list[Cut]:
    key = found.keys[-1]
    if isinstance(node, ScalarNode):
        if node.is_null and value:
            return yaml_list.fill(place, key, node, list(value), flow=in_flow(found))
        if node.is_empty:
            colon = place.after_colon(key)
            return [(colon, colon, " []")]
        return [(node.start, content_end(node, place.text), yaml_list.new_flow(value))]
    if isinstance(node, ListNode) and not node.flow and value:
        dash = place.indent(node) if node.items else ""
        end = content_end(node, place.text)
        lines = [f"{dash}- {written(item, flow=False)}" for item in value]
        return [(place.line_start(node.start), place.line_end(end), place.line_break(end).join(lines))]
    return _replace_collection(place, key, node, yaml_list.new_flow(value))


def _replace_collection(place: Place, key: Node, node: Node, text: str) -> list[Cut]:
    """A list, or an empty mapping, as a whole by `text` on the key's line."""
    if isinstance(node, ListNode) and not node.flow:
        place.indent(node)
        colon = place.after_colon(key)
        end = place.line_end(content_end(node, place.text))
        start = place.line_start(node.start)
        start -= 2 if place.text[start - 2 : start] == "\r\n" else 1
        return [(colon, colon, " " + text), (start, end, "")]
    return [(node.start, node.end, text)]


def _remove_pair(place: Place, found: Found) -> list[Cut]:
    mapping, key, node = found.mappings[-1], found.keys[-1], found.values[-1]
    _no_marks(place, node)
    end = content_end(node, place.text)
    if not mapping.flow:
        place.indent(key)
        place.after_colon(key)
        return [yaml_list.whole_line(place, (place.line_start(key.start), place.next_line(end), ""))]
    number = next(at for at, (name, _) in enumerate(mapping.pairs) if name is key)
    if len(mapping.pairs) == 1:
        cut = (mapping.start + 1, mapping.end - 1, "")
    elif number == len(mapping.pairs) - 1:
        cut = (content_end(mapping.pairs[number - 1][1], place.text), end, "")
    else:
        cut = (key.start, mapping.pairs[number + 1][0].start, "")
    if "#" in place.text[cut[0] : cut[1]] or "\n" in place.text[cut[0] : cut[1]]:
        raise place.refused("this value stands in `{ }` over several lines; edit the file itself", key)
    return [cut]
