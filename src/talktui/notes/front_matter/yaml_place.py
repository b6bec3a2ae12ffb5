"""Where in a YAML block an edit has to happen: lines, columns, the way to a key, where a new key goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from talktui.notes.front_matter.yaml_nodes import (
    AliasNode,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    content_end,
    last_leaf,
    walk,
)
from talktui.notes.problem import Refused

Cut = tuple[int, int, str]
"""Characters from, to, and what comes in their place."""


def spliced(text: str, cuts: Iterable[Cut]) -> str:
    """`text` with every cut made; they must not overlap."""
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@dataclass(slots=True)
class Found:
    """How far a path leads: the mapping and pair of each key that is there, and the keys that are not."""

    mappings: list[MapNode] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)
    values: list[Node] = field(default_factory=list)
    missing: tuple[str, ...] = ()

    @property
    def value(self) -> Node | None:
        """The value under the whole path, or None when a key of it is missing."""
        return None if self.missing or not self.values else self.values[-1]


@dataclass(slots=True)
class Place:
    """A block's text and tree, and what an edit needs to know of them."""

    text: str
    root: Node | None
    first_line: int  # of the block in the file, 1-based
    eol: str  # for a block without lines

    def refused(self, message: str, node: Node | None = None) -> Refused:
        """The exception to raise about `node`."""
        return Refused(message, self.first_line + node.line if node is not None else self.first_line)

    # Lines

    def line_start(self, offset: int) -> int:
        """Where the line of `offset` begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line of `offset` ends, before its line break."""
        end = self.text.find("\n", offset)
        if end < 0:
            return len(self.text)
        return end - 1 if end > 0 and self.text[end - 1] == "\r" else end

    def next_line(self, offset: int) -> int:
        """Where the line after that of `offset` begins."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end + 1

    def line_break(self, offset: int) -> str:
        """How the line of `offset` ends, or else the one before it, or else the file's lines."""
        end = self.text.find("\n", offset)
        if end < 0:
            end = self.text.rfind("\n")
        if end < 0:
            return self.eol
        return "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"

    def indent(self, node: Node) -> str:
        """The blanks before `node` on its line; refused when something else stands there."""
        before = self.text[self.line_start(node.start) : node.start]
        if before.strip(" "):
            raise self.refused(
                "this stands in a way that cannot be changed safely; edit the file itself", node
            )
        return before

    def new_lines(self, after: int, lines: Iterable[str]) -> Cut:
        """A cut that puts `lines` below the line of `after`; a missing last line break stays missing."""
        at = self.line_end(after)
        eol = self.line_break(after)
        return (at, at, "".join(eol + line for line in lines))

    # Paths

    def find(self, path: tuple[str, ...]) -> Found:
        """The way along `path`. Refuses keys that stand twice, references, anchors and tags on it."""
        found = Found(missing=path)
        node = self.root
        for number, name in enumerate(path):
            if node is None or (isinstance(node, ScalarNode) and node.is_null and number):
                return found
            if not isinstance(node, MapNode):
                where = f"`{path[number - 1]}`" if number else "the front matter"
                raise self.refused(
                    f"{where} has no keys of its own, so `{name}` cannot be put under it", node
                )
            pairs = [pair for pair in node.pairs if isinstance(pair[0], ScalarNode) and pair[0].text == name]
            if len(pairs) > 1:
                raise self.refused(f"`{name}` stands here a second time; take one out first", pairs[1][0])
            if not pairs:
                self._no_merge(node, name)
                return found
            key, value = pairs[0]
            self._unmarked(key, name)
            self._unmarked(value, name)
            found.mappings.append(node)
            found.keys.append(key)
            found.values.append(value)
            found.missing = path[number + 1 :]
            node = value
        return found

    def _unmarked(self, node: Node, name: str) -> None:
        if isinstance(node, AliasNode):
            raise self.refused(f"`{name}` is a reference (`*{node.name}`); change what it refers to", node)
        if node.marked:
            raise self.refused(
                f"`{name}` has an anchor (`&`) or a type (`!`) and cannot be changed safely", node
            )

    def _no_merge(self, node: MapNode, name: str) -> None:
        for key, _ in node.pairs:
            if isinstance(key, ScalarNode) and key.text == "<<":
                raise self.refused(f"`{name}` may come from the merge key `<<` here; write it out first", key)

    # Where things go

    def after_colon(self, key: Node) -> int:
        """Right after the colon of `key`; refused for a key of another form."""
        at = key.end
        while self.text[at : at + 1] in {" ", "\t"}:
            at += 1
        if self.text[at : at + 1] != ":":
            raise self.refused("this key is not written as `key: value`; edit the file itself", key)
        return at + 1

    def end_of(self, mapping: MapNode) -> int:
        """The offset on whose line's end a new pair of the block `mapping` goes below.

        That is the line of its last value, or of the last comment below it that stands as far in.
        """
        last = mapping.pairs[-1][1]
        at = content_end(last, self.text)
        leaf = last_leaf(last)
        if isinstance(leaf, ScalarNode) and leaf.style in {"|", ">"}:
            return max(at, leaf.end - 1) if self.text[leaf.end - 1 : leaf.end] == "\n" else at
        column = len(self.indent(mapping.pairs[0][0]))
        look = self.next_line(at)
        while look < len(self.text):
            line = self.text[look : self.line_end(look)]
            stripped = line.lstrip(" \t")
            if stripped and (not stripped.startswith("#") or len(line) - len(stripped) < column):
                break
            if stripped:
                at = look
            look = self.next_line(look)
        return at

    def nesting(self) -> str:
        """The blanks by which this block's nested mappings are indented; two when there are none."""
        if self.root is not None:
            for node in walk(self.root):
                if isinstance(node, MapNode) and not node.flow:
                    for _, value in node.pairs:
                        if isinstance(value, MapNode) and not value.flow and value.pairs:
                            step = self._column(value.pairs[0][0]) - self._column(node.pairs[0][0])
                            return " " * step
        return "  "

    def list_style(self) -> str | None:
        """None when new lists are in `[ ]`; else the blanks before the dashes of new block lists.

        New lists are in `[ ]` unless this block has lists of texts and all of them have dashes.
        """
        steps: Counter[int] = Counter()
        if self.root is None:
            return None
        for node in walk(self.root):
            if not isinstance(node, MapNode):
                continue
            for key, value in node.pairs:
                if isinstance(value, ListNode) and value.items:
                    if any(not isinstance(item, ScalarNode) for item in value.items):
                        continue
                    if value.flow:
                        return None
                    steps[self._column(value) - self._column(key)] += 1
        if not steps:
            return None
        return " " * max(0, steps.most_common(1)[0][0])

    def _column(self, node: Node) -> int:
        return node.start - self.line_start(node.start)
