"""YAML as a tree with the place of every value: what the splicer cuts by.

Built from the same guarded events as reading.  Offsets are in characters of the text.  Three traps of
libyaml's marks are dealt with here: a block list's (and a block scalar's) end swallows the blank and
comment lines after it, an empty value stands right after its colon or dash, and a value's start
includes its `&anchor` or `!tag` (`marked` says so).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from talktui.notes.front_matter import yaml_events
from talktui.notes.front_matter.yaml_events import MAX_DEPTH, MAX_NODES, TooMuchError

_resolve: Callable[..., str] = yaml.resolver.Resolver().resolve
STR = "tag:yaml.org,2002:str"
NULL = "tag:yaml.org,2002:null"


@dataclass(slots=True)
class Node:
    """A value's place: from `start` to `end`; `line` is 0-based in the text."""

    start: int
    end: int
    line: int
    marked: bool  # has an anchor or a tag


@dataclass(slots=True)
class ScalarNode(Node):
    """A text. `style` is "" when plain, else its first sign: a quote, `|` or `>`."""

    text: str
    style: str
    tag: str  # as YAML 1.1 resolves it

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is written here."""
        return self.start == self.end

    @property
    def is_null(self) -> bool:
        """Whether this says nothing: not written, `~`, `null` or an empty text."""
        return self.tag == NULL or not self.text


@dataclass(slots=True)
class AliasNode(Node):
    """`*name`."""

    name: str


@dataclass(slots=True)
class ListNode(Node):
    """A list, in `[ ]` when `flow`, else with a dash on each line."""

    flow: bool
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class MapNode(Node):
    """Keys and values, in `{ }` when `flow`; the pair of a list's `[a: b]` is flow too."""

    flow: bool
    pairs: list[tuple[Node, Node]] = field(default_factory=list)


def build(text: str) -> Node | None:
    """The tree of the one document in `text`; None when nothing is in it.

    Raises :data:`yaml_events.ERRORS` for what is no YAML, too much of it, or a second document.
    """
    return _Builder(text).root()


class _Builder:
    __slots__ = ("left", "next")

    def __init__(self, text: str) -> None:
        self.next = yaml_events.parser(text).get_event
        self.left = MAX_NODES

    def root(self) -> Node | None:
        node: Node | None = None
        documents = 0
        while (event := self.next()) is not None and type(event) is not StreamEndEvent:
            if type(event) is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise TooMuchError("a second YAML document begins here", yaml_events.line(event))
                node = self.node(self.following(), 1)
        return node

    def following(self) -> Event:
        event = self.next()
        if event is None:
            raise ValueError("the YAML ends early")
        return event

    def node(self, event: Event, depth: int) -> Node:
        self.left -= 1
        if self.left < 0:
            raise TooMuchError("there are too many values here", yaml_events.line(event))
        start, end, line = _span(event)
        if type(event) is ScalarEvent:
            style = (event.style or "").strip()
            marked = event.anchor is not None or event.tag is not None
            tag = event.tag or _resolved(event.value, style)
            return ScalarNode(start, end, line, marked, event.value, style, tag)
        if type(event) is AliasEvent:
            return AliasNode(start, end, line, False, event.anchor or "")
        if depth > MAX_DEPTH:
            raise TooMuchError(f"this is nested more than {MAX_DEPTH} levels deep", line)
        begun = cast("SequenceStartEvent | MappingStartEvent", event)
        marked = begun.anchor is not None or begun.tag is not None
        if type(event) is SequenceStartEvent:
            sequence = ListNode(start, end, line, marked, bool(begun.flow_style))
            while type(event := self.following()) is not SequenceEndEvent:
                sequence.items.append(self.node(event, depth + 1))
            sequence.end = _span(event)[1]
            return sequence
        mapping = MapNode(start, end, line, marked, bool(begun.flow_style))
        while type(event := self.following()) is not MappingEndEvent:
            key = self.node(event, depth + 1)
            mapping.pairs.append((key, self.node(self.following(), depth + 1)))
        mapping.end = _span(event)[1]
        return mapping


def _span(event: Event) -> tuple[int, int, int]:
    if event.start_mark is None or event.end_mark is None:
        raise ValueError("the YAML parser gives no marks")
    return event.start_mark.index, event.end_mark.index, event.start_mark.line


@lru_cache(maxsize=4096)  # a log repeats its keys and tags a thousand times
def _resolved(text: str, style: str) -> str:
    if style:
        return STR
    return _resolve(yaml.ScalarNode, text, (True, False))


def content_end(node: Node, text: str) -> int:
    """Where `node` really ends, without the blank and comment lines its mark may take in."""
    match node:
        case ScalarNode(style="|" | ">"):
            return node.start + len(text[node.start : node.end].rstrip(" \t\r\n"))
        case ListNode(items=[*_, last]) if not node.flow:
            return content_end(last, text)
        case MapNode(pairs=[*_, (_, last)]) if not node.flow or text[node.start] != "{":
            return content_end(last, text)
    return node.end


def last_leaf(node: Node) -> Node:
    """The value that `node` ends with, itself when it is no block collection."""
    match node:
        case ListNode(items=[*_, last], flow=False) | MapNode(pairs=[*_, (_, last)], flow=False):
            return last_leaf(last)
    return node


def walk(node: Node) -> Iterator[Node]:
    """`node` and all under it, keys among them."""
    yield node
    match node:
        case ListNode(items=items):
            for item in items:
                yield from walk(item)
        case MapNode(pairs=pairs):
            for key, value in pairs:
                yield from walk(key)
                yield from walk(value)
