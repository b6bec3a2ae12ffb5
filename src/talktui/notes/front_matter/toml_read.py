"""TOML front matter as the tree of texts that fields are read from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field

from talktui.notes.front_matter.toml_scan import (
    ArrayNode,
    Node,
    Pair,
    ScalarNode,
    Scanner,
    Table,
    TomlScanError,
)
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.problem import Problem

_MAX_KEYS = 5_000  # that are rescued: each is parsed on its own
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(slots=True)
class _Branch:
    """A table while it is being built."""

    line: int
    children: dict[str, tuple[int, Value | _Branch | list[_Branch]]] = field(default_factory=dict)

    def value(self) -> Mapping:
        pairs: list[tuple[str, Value]] = []
        for key, (line, child) in self.children.items():
            if isinstance(child, _Branch):
                pairs.append((key, child.value()))
            elif isinstance(child, list):
                pairs.append((key, Sequence(tuple(item.value() for item in child), line)))
            else:
                pairs.append((key, child))
        return Mapping(tuple(pairs), self.line, tuple(line for line, _ in self.children.values()))

    def step(self, key: str, line: int) -> _Branch:
        """The table under `key`, made when missing; of a list of tables, the last."""
        _, child = self.children.setdefault(key, (line, _Branch(line)))
        if isinstance(child, list):
            child = child[-1]
        if not isinstance(child, _Branch):
            raise TomlScanError(f"`{key}` is not a table", 0)
        return child

    def walk(self, path: Iterable[str], line: int) -> _Branch:
        branch = self
        for key in path:
            branch = branch.step(key, line)
        return branch


def read_toml(text: str, first_line: int) -> tuple[Mapping, list[Problem]]:
    """What `text`, the block between the `+++` fences, says; its first line is line `first_line`.

    Scalars keep their source text, quotes and escapes resolved.  Broken TOML gives a problem with
    its line, and those top-level `key = value` lines that can be read alone.  Never raises.
    """
    try:
        scanner = Scanner(text)
        tables = scanner.tables()
        tomllib.loads(text)
        return _tree(scanner, tables, first_line), []
    except tomllib.TOMLDecodeError as error:
        message, line = _explain(error, text)
    except TomlScanError as error:
        message, line = str(error), text.count("\n", 0, error.offset)
    except ValueError:  # Python converts no number of more than 4,300 digits
        message, line = "a number is too long", 0
    except RecursionError:
        message, line = "it is nested too deep", 0
    problem = Problem(f"the TOML front matter is broken: {message}", first_line + line)
    return _rescue(text, first_line), [problem]


def _explain(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, int]:
    """The parser's message without its place, and the 0-based line of that place."""
    message = str(error)
    where = _WHERE.search(message)
    if where is None:
        return message, 0
    line = int(where[1]) - 1 if where[1] else max(0, len(text.splitlines()) - 1)
    return message[: where.start()], line


def _tree(scanner: Scanner, tables: list[Table], first_line: int) -> Mapping:
    root = _Branch(first_line)
    for table in tables:
        line = first_line + (scanner.line_of(table.start) if table.start >= 0 else 0)
        if table.is_array:
            parent = root.walk(table.path[:-1], line)
            _, rows = parent.children.setdefault(table.path[-1], (line, []))
            branch = _Branch(line)
            if not isinstance(rows, list):
                raise TomlScanError(f"`{table.path[-1]}` is not a list of tables", table.start)
            rows.append(branch)
        else:
            branch = root.walk(table.path, line)
        for statement in table.statements:
            _put(scanner, branch, statement.pair, first_line)
    return root.value()


def _put(scanner: Scanner, branch: _Branch, pair: Pair, first_line: int) -> None:
    line = first_line + scanner.line_of(pair.start)
    parent = branch.walk(pair.path[:-1], line)
    parent.children.setdefault(pair.path[-1], (line, _value(scanner, pair.value, first_line)))


def _value(scanner: Scanner, node: Node, first_line: int) -> Value:
    line = first_line + scanner.line_of(node.start)
    if isinstance(node, ScalarNode):
        text = scanner.string(node)
        if text is None:
            return Scalar(scanner.text[node.start : node.end], line)
        return Scalar(text, line, plain=False)
    if isinstance(node, ArrayNode):
        return Sequence(tuple(_value(scanner, item, first_line) for item in node.items), line)
    branch = _Branch(line)
    for pair in node.pairs:
        _put(scanner, branch, pair, first_line)
    return branch.value()


def _rescue(text: str, first_line: int) -> Mapping:
    """The lines before the first table that are `key = value` on their own."""
    root = _Branch(first_line)
    for number, line in enumerate(text.split("\n")):
        if "=" not in line and "[" not in line:
            continue
        if line.lstrip(" \t").startswith("[") or len(root.children) >= _MAX_KEYS:
            break
        try:
            (table,) = Scanner(line).tables()
            for statement in table.statements:
                tomllib.loads(line)
                _put(Scanner(line), root, statement.pair, first_line + number)
        except (ValueError, RecursionError):
            continue
    return root.value()
