"""Edits of TOML front matter that change only the bytes they are about.

The text is cut at spans that `toml_scan` found; the result is parsed again with the standard
library's parser, and every value but the one asked for must be equal, else the edit is refused.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from talktui.notes.front_matter.operations import (
    AddItems,
    Operation,
    RemoveItems,
    RenameItems,
    SetValue,
    renamed_items,
    same_item,
    text_items,
)
from talktui.notes.front_matter.toml_list import add_item, remove_item
from talktui.notes.front_matter.toml_place import Block
from talktui.notes.front_matter.toml_read import read_toml
from talktui.notes.front_matter.toml_scan import ArrayNode, Node, ScalarNode
from talktui.notes.front_matter.values import Scalar, Value, texts
from talktui.notes.problem import Refused

_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_LITERALS = (bool, int, float, dt.date, dt.time)


def splice_toml(block: str, operations: Sequence[Operation], first_line: int, eol: str) -> str:
    """`block`, the text between the `+++` fences, with `operations` made one after the other.

    `first_line` is the block's first line in the file (1-based), `eol` the file's line end.
    Raises :class:`Refused`, with the line, when the block is broken or the edit is not safe.
    """
    for operation in operations:
        tree, problems = read_toml(block, first_line)
        if problems:
            raise Refused(
                f"{problems[0].message}; mend it first, then its fields can be edited", problems[0].line
            )
        changed = _Splice(block, operation, first_line, eol).text()
        if changed != block:
            _verify(block, changed, operation, tree.at(operation.path), first_line)
        block = changed
    return block


class _Splice:
    """One operation on one block."""

    def __init__(self, block: str, operation: Operation, first_line: int, eol: str) -> None:
        self.operation = operation
        self.eol = eol
        self.block = Block(block, first_line)
        self.found = self.block.find(operation.path)

    def text(self) -> str:
        match self.operation:
            case SetValue(value=None):
                return self.block.remove(self.found) if self.found else self.block.text
            case SetValue(value=str(value), literal=literal):
                return self._set_text(value, literal)
            case SetValue(value=value):
                return self._set_list(tuple(value or ()))
            case AddItems(items=items):
                return self._add(items)
            case RemoveItems(items=items):
                return self._remove({same_item(item) for item in items})
            case RenameItems(names=names):
                return self._rename(dict(names))

    def _node(self) -> Node | None:
        """The value at the path; refuses a table, whose value cannot be replaced."""
        if self.found is None:
            return None
        if self.found.pair is None:
            raise self.block.refused(f"`{_name(self.operation)}` is a table, not a value", self.found.start)
        return self.found.pair.value

    def _put(self, node: Node | None, source: str) -> str:
        if node is None:
            return self.block.insert(self.operation.path, source, self.eol)
        return self.block.text[: node.start] + source + self.block.text[node.end :]

    def _set_text(self, value: str, literal: bool) -> str:
        node = self._node()
        old = self.block.string(node) if isinstance(node, ScalarNode) else None
        if isinstance(node, ScalarNode) and value == self._shown(node):
            return self.block.text
        if literal and old is None and _is_literal(value):
            return self._put(node, value)
        return self._put(node, self._quoted(value, node))

    def _set_list(self, values: tuple[str, ...]) -> str:
        node = self._node()
        if isinstance(node, ArrayNode):
            have = [self._shown(item) for item in node.items]
            if have == list(values):
                return self.block.text
            kept = [text for text in have if text in values]
            added = values[len(kept) :]
            if kept == list(values[: len(kept)]) and len({*kept}) == len(kept) and not {*kept} & {*added}:
                for index in reversed(range(len(have))):
                    if have[index] not in values:
                        self._reload(remove_item(self.block.text, self._array(), index))
                for value in added:
                    self._append(value)
                return self.block.text
        style = node.items[0] if isinstance(node, ArrayNode) and node.items else None
        return self._put(node, "[" + ", ".join(self._quoted(value, style) for value in values) + "]")

    def _add(self, items: tuple[str, ...]) -> str:
        for item in items:
            if not item.strip():
                raise self.block.refused(f"an item of `{_name(self.operation)}` cannot be empty", 0)
        node = self._node()
        if node is None or (isinstance(node, ScalarNode) and self.block.string(node) == ""):
            unique = tuple({same_item(item): item for item in reversed(items)}.values())[::-1]
            return self._put(node, "[" + ", ".join(self._quoted(item, None) for item in unique) + "]")
        if isinstance(node, ScalarNode):
            return self._add_to_text(node, items)
        if not isinstance(node, ArrayNode):
            raise self.block.refused(f"`{_name(self.operation)}` is a table, not a list", node.start)
        have = {same_item(text) for child in node.items if (text := self._shown(child)) is not None}
        for item in items:
            if same_item(item) not in have:
                self._append(item)
                have.add(same_item(item))
        return self.block.text

    def _append(self, item: str) -> None:
        array = self._array()
        source = self._quoted(item, array.items[-1] if array.items else None)
        self._reload(add_item(self.block.text, array, source, self.eol))

    def _remove(self, keys: set[str]) -> str:
        node = self._node()
        if node is None:
            return self.block.text
        if isinstance(node, ScalarNode):
            return self._remove_from_text(node, keys)
        if not isinstance(node, ArrayNode):
            raise self.block.refused(f"`{_name(self.operation)}` is a table, not a list", node.start)
        for index in reversed(range(len(node.items))):
            text = self._shown(node.items[index])
            if text is not None and same_item(text) in keys:
                self._reload(remove_item(self.block.text, self._array(), index))
        return self.block.text

    def _rename(self, names: dict[str, str]) -> str:
        node = self._node()
        if isinstance(node, ScalarNode):
            return self._rename_in_text(node, names)
        if node is None:
            return self.block.text
        if not isinstance(node, ArrayNode):
            raise self.block.refused(f"`{_name(self.operation)}` is a table, not a list", node.start)
        numbers = [number for number, item in enumerate(node.items) if self._shown(item)]
        have = [self._shown(node.items[number]) or "" for number in numbers]
        after = renamed_items(have, names)
        for number, old, new in reversed(list(zip(numbers, have, after, strict=True))):
            if new is None:
                self._reload(remove_item(self.block.text, self._array(), number))
            elif new != old:
                item = self._array().items[number]
                self._reload(self._put(item, self._quoted(new, item)))
        return self.block.text

    def _rename_in_text(self, node: ScalarNode, names: dict[str, str]) -> str:
        """Items of a text by other names, when they read back so; else all of them as a list."""
        old, key = self._plain_text(node), self.operation.path[-1]
        spans = text_items(old, key)
        have = list_items(old, key)
        after = renamed_items(have, names)
        if after == have:
            return self.block.text
        kept = [item for item in after if item is not None]
        text, before = "", 0
        for item, (start, end) in zip(after, spans, strict=True):
            if item is not None:
                text += old[before:start] + item
            before = end
        text += old[spans[-1][1] :]
        if list_items(text, key) == kept:
            return self._put(node, self._quoted(text, node))
        return self._put(node, "[" + ", ".join(self._quoted(item, node) for item in kept) + "]")

    def _add_to_text(self, node: ScalarNode, items: tuple[str, ...]) -> str:
        """Items after those in a text, when they read back so; else all of them as a list."""
        old, key = self._plain_text(node), self.operation.path[-1]
        have = list_items(old, key)
        known = {same_item(item) for item in have}
        new = list({same_item(item): item for item in items if same_item(item) not in known}.values())
        if not new:
            return self.block.text
        spans = text_items(old, key)
        if len(spans) > 1:
            separator = old[spans[-2][1] : spans[-1][0]]
            text = old[: spans[-1][1]] + "".join(separator + item for item in new) + old[spans[-1][1] :]
            if list_items(text, key) == have + new:
                return self._put(node, self._quoted(text, node))
        return self._put(node, "[" + ", ".join(self._quoted(item, node) for item in have + new) + "]")

    def _remove_from_text(self, node: ScalarNode, keys: set[str]) -> str:
        old, key = self._plain_text(node), self.operation.path[-1]
        spans = text_items(old, key)
        kept = [number for number, (a, b) in enumerate(spans) if same_item(old[a:b]) not in keys]
        if len(kept) == len(spans):
            return self.block.text
        if not kept:
            return self._put(node, "[]")
        text = old[: spans[0][0]] + old[spans[kept[0]][0] : spans[kept[0]][1]]
        for number in kept[1:]:
            text += old[spans[number - 1][1] : spans[number][1]]
        return self._put(node, self._quoted(text + old[spans[-1][1] :], node))

    def _plain_text(self, node: ScalarNode) -> str:
        text = self.block.string(node)
        if text is None or "\n" in text:
            raise self.block.refused(f"`{_name(self.operation)}` is neither a list nor a text", node.start)
        return text

    def _array(self) -> ArrayNode:
        node = self._node()
        if not isinstance(node, ArrayNode):
            raise self.block.refused(f"`{_name(self.operation)}` is not a list", 0)
        return node

    def _reload(self, text: str) -> None:
        self.block = Block(text, self.block.first_line)
        self.found = self.block.find(self.operation.path)

    def _shown(self, node: Node) -> str | None:
        """A scalar's text, quotes resolved; None for a list or table."""
        if not isinstance(node, ScalarNode):
            return None
        text = self.block.string(node)
        return self.block.text[node.start : node.end] if text is None else text

    def _quoted(self, value: str, like: Node | None) -> str:
        """`value` as a TOML string in the quotes of `like`, or of what stands nearest."""
        if _CONTROL.search(value):
            raise self.block.refused(f"`{_name(self.operation)}` cannot hold a control character", 0)
        quote = '"'
        if isinstance(like, ScalarNode):
            quote = self.block.text[like.start]
        elif like is None:
            quote = self.block.usual_quote()
        if quote == "'" and "'" not in value:
            return f"'{value}'"
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


def list_items(text: str, key: str) -> list[str]:
    """The items of a list that is kept as one text, the value of `key`."""
    return [text[start:end] for start, end in text_items(text, key)]


def _name(operation: Operation) -> str:
    return ".".join(operation.path)


def _is_literal(text: str) -> bool:
    if _CONTROL.search(text):
        return False
    try:
        return isinstance(tomllib.loads(f"v = {text}").get("v"), _LITERALS)
    except (ValueError, RecursionError):
        return False


def _verify(before: str, after: str, operation: Operation, old: Value | None, first_line: int) -> None:
    """Raises :class:`Refused` unless `after` says what `before` did but for the value asked for."""
    try:
        was, now = tomllib.loads(before), tomllib.loads(after)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the result would not be TOML ({error}); nothing was changed") from error
    tree, problems = read_toml(after, first_line)
    got = tree.at(operation.path)
    if (
        problems
        or not _as_asked(operation, old, got)
        or not _same(_without(was, operation.path), _without(now, operation.path))
    ):
        raise Refused(f"setting `{_name(operation)}` here would change something else; nothing was changed")


def _as_asked(operation: Operation, old: Value | None, got: Value | None) -> bool:
    match operation:
        case SetValue(value=None):
            return got is None
        case SetValue(value=str(value)):
            return texts(got) == (value,)
        case SetValue(value=value):
            return texts(got) == value
        case AddItems(path=path, items=items):
            have = _items(old, path)
            keys = {same_item(text) for text in have}
            new = {same_item(item): item for item in reversed(items)}
            expected = have + [item for key, item in reversed(new.items()) if key not in keys]
            return sorted(_items(got, path)) == sorted(expected)
        case RemoveItems(path=path, items=items):
            keys = {same_item(item) for item in items}
            return _items(got, path) == [text for text in _items(old, path) if same_item(text) not in keys]
        case RenameItems(path=path, names=names):
            renamed = renamed_items(_items(old, path), dict(names))
            return _items(got, path) == [text for text in renamed if text is not None]


def _items(value: Value | None, path: tuple[str, ...]) -> list[str]:
    if isinstance(value, Scalar):
        return list_items(value.text, path[-1])
    return list(texts(value))


def _without(data: Any, path: tuple[str, ...]) -> Any:
    """`data` without the value at `path` and the tables that were only there to hold it."""
    if not isinstance(data, dict) or path[0] not in data:
        return data
    rest = {key: value for key, value in data.items() if key != path[0]}
    if len(path) > 1:
        child = _without(data[path[0]], path[1:])
        if child != {}:
            rest[path[0]] = child
    return rest


def _same(a: Any, b: Any) -> bool:
    """Equality that tells 1 from 1.0 and from true, and finds NaN equal to itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return repr(a) == repr(b)
