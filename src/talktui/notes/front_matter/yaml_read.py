"""YAML read into the tree of :mod:`values`: every scalar as its source text, nothing typed or followed.

Never raises.  A file that is not valid YAML (an unquoted `: ` in a title is the usual cause) gives a
problem with its line, and what :mod:`yaml_rescue` can make out of it.
"""

from __future__ import annotations

from sys import intern

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from talktui.notes.front_matter import yaml_events
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Sequence, Value
from talktui.notes.front_matter.yaml_events import MAX_DEPTH, MAX_NODES, TooMuchError
from talktui.notes.problem import Problem

MAX_LENGTH = 1 << 20
"""Characters of YAML that are read at most."""

MAX_PROBLEMS = 100

SHORT = 40
"""Characters up to which equal texts are one in memory: tags, names and dates stand in many notes."""


def parse_yaml(text: str, first_line: int = 1) -> tuple[Mapping, list[Problem]]:
    """The keys and values of `text`, and what is wrong with it. Never raises.

    For front matter and for files of settings alike; a list or a bare text at the root is a problem.
    `first_line` is the 1-based line of the file on which `text` begins.
    """
    root, problems = read_root(text.removeprefix("\ufeff"), first_line)
    if isinstance(root, Mapping):
        return root, problems
    if root is not None and not (isinstance(root, Scalar) and root.is_null):
        what = "a list" if isinstance(root, Sequence) else "a text"
        problems.append(Problem(f"this should be `key: value` lines, but it is {what}", root.line))
    return EMPTY, problems


def read_root(text: str, first_line: int) -> tuple[Value | None, list[Problem]]:
    """Like :func:`parse_yaml`, but with whatever stands at the root; None when there is nothing."""
    if len(text) > MAX_LENGTH:
        return None, [
            Problem(f"this YAML is longer than {MAX_LENGTH} characters; it is not read", first_line)
        ]
    try:
        return read_strictly(text, first_line)
    except yaml_events.ERRORS as error:
        from talktui.notes.front_matter.yaml_rescue import rescue

        return rescue(text, first_line), [yaml_events.explain(error, text, first_line)]


def read_strictly(
    text: str, first_line: int, max_nodes: int = MAX_NODES
) -> tuple[Value | None, list[Problem]]:
    """The root of the first document in `text`, and problems that do not stop the reading.

    Raises :data:`yaml_events.ERRORS` for what is no YAML, or too much of it.
    """
    return _Reader(text, first_line, max_nodes).root()


class _Reader:
    """Builds the tree from events. Depth is limited, so recursion is safe."""

    __slots__ = ("first", "left", "next", "problems")

    def __init__(self, text: str, first_line: int, max_nodes: int) -> None:
        self.next = yaml_events.parser(text).get_event
        self.first = first_line
        self.left = max_nodes
        self.problems: list[Problem] = []

    def root(self) -> tuple[Value | None, list[Problem]]:
        value: Value | None = None
        documents = 0
        while (event := self.next()) is not None and type(event) is not StreamEndEvent:
            if type(event) is DocumentStartEvent:
                documents += 1
                if documents == 1:
                    value = self.value(self.following(), 1)
                elif documents == 2:
                    self.problem("a second YAML document begins here; only the first one is read", event)
            else:
                self.count(event)
        return value, self.problems

    def following(self) -> Event:
        """The next event where the grammar says that there is one."""
        event = self.next()
        if event is None:
            raise ValueError("the YAML ends early")
        return event

    def problem(self, message: str, event: Event) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(message, self.first + yaml_events.line(event)))

    def count(self, event: Event) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMuchError(
                "there are too many values here; nothing from this line on is read", yaml_events.line(event)
            )

    def value(self, event: Event, depth: int) -> Value | None:
        """The value that `event` begins; None for an alias."""
        self.left -= 1
        if self.left < 0:
            self.count(event)
        if type(event) is ScalarEvent:
            text = event.value if len(event.value) > SHORT else intern(event.value)
            return Scalar(text, self.first + yaml_events.line(event), not event.style)
        if type(event) is AliasEvent:
            self.problem(
                f"`*{event.anchor}` refers to another value; such references are not followed", event
            )
            return None
        if depth > MAX_DEPTH:
            raise TooMuchError(
                f"this is nested more than {MAX_DEPTH} levels deep; flatten it", yaml_events.line(event)
            )
        line = self.first + yaml_events.line(event)
        if type(event) is SequenceStartEvent:
            items: list[Value] = []
            while type(event := self.following()) is not SequenceEndEvent:
                item = self.value(event, depth + 1)
                if item is not None:
                    items.append(item)
            return Sequence(tuple(items), line)
        return self.mapping(line, depth)

    def mapping(self, line: int, depth: int) -> Mapping:
        pairs: list[tuple[str, Value]] = []
        lines: list[int] = []
        seen: set[str] = set()
        following, first, line_of = self.following, self.first, yaml_events.line
        while type(event := following()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self.problem("a key that is no text is skipped; quote it if text is meant", event)
                self.value(event, depth + 1)
                self.value(following(), depth + 1)
                continue
            key = intern(event.value)  # the same few in thousands of notes
            at = first + line_of(event)
            if key in seen:
                self.problem(f"`{key}` stands here a second time; only the first one counts", event)
            seen.add(key)
            value = self.value(following(), depth + 1)
            pairs.append((key, Scalar("", at) if value is None else value))
            lines.append(at)
        return Mapping(tuple(pairs), line, tuple(lines))
