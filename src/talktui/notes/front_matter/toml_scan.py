"""Where everything stands in a TOML text: tables, keys, values and list items, as spans.

The standard library's parser says what a document means but not where; this says where.  It is
not a validator: callers ask `tomllib` whether the text is TOML at all, and only then trust these
spans.  Grammar: https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_DEPTH = 50  # nested lists and inline tables, and parts of a dotted key
MAX_NODES = 50_000
MAX_NUMBER = 1_000  # characters: reading a longer one takes time with the square of them

_BLANK = re.compile(r"[ \t]*+")
_SPACE = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")  # between the items of a list
_REST = re.compile(r"[ \t]*+(?:#[^\n]*+)?+(?:\n|\r\n|\Z)")  # after a statement: comment, line end
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]++")
_BARE_VALUE = re.compile(r"[A-Za-z0-9_+.:-]++(?: [0-9][0-9:.+Zz-]*+)?+")
_BASIC = re.compile(r'"(?:[^"\\\n]++|\\.)*+"')
_LITERAL = re.compile(r"'[^'\n]*+'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]++|\\.|"{1,2}+(?!"))*+"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:[^']++|'{1,2}+(?!'))*+'{3,5}", re.DOTALL)


class TomlScanError(ValueError):
    """The text does not scan; `.offset` is the character where it stopped making sense."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class KeyPart(NamedTuple):
    """One part of a key, `text` with its quotes and escapes resolved, written at `start:end`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A string, number, date or boolean at `start:end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArrayNode:
    """`[ … ]` at `start:end`."""

    start: int
    end: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """`key = value` at `start:value.end`; `path` is the key from the nearest header or brace."""

    path: tuple[str, ...]
    start: int
    key_end: int
    value: Node

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.value.end


@dataclass(frozen=True, slots=True)
class TableNode:
    """`{ … }` at `start:end`."""

    start: int
    end: int
    pairs: tuple[Pair, ...]


Node = ScalarNode | ArrayNode | TableNode


@dataclass(frozen=True, slots=True)
class Statement:
    """A pair with the line(s) it fills: `line_start` to `line_end`, its comment and line end too."""

    pair: Pair
    line_start: int
    line_end: int


@dataclass(slots=True)
class Table:
    """A `[header]` and the statements under it; the first table has no header (`start` −1)."""

    path: tuple[str, ...]
    is_array: bool = False
    start: int = -1
    line_end: int = 0  # after the header's line
    statements: list[Statement] = field(default_factory=list)

    @property
    def end(self) -> int:
        """After its last statement's line, or after its header."""
        return self.statements[-1].line_end if self.statements else self.line_end


class Scanner:
    """One pass over `text`; :meth:`tables` returns everything in it, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._nodes = 0
        self._newlines = [m.start() for m in re.finditer("\n", text)]

    def line_of(self, offset: int) -> int:
        """The 0-based line that `offset` stands on."""
        return bisect_right(self._newlines, offset - 1) if offset else 0

    def tables(self) -> list[Table]:
        """Every table with its statements.

        Raises :class:`TomlScanError` at the first character that does not fit.
        """
        text, pos = self.text, 0
        tables = [Table(())]
        while pos < len(text):
            line_start = pos
            pos = self._blank(pos)
            if rest := _REST.match(text, pos):
                pos = rest.end()
            elif text[pos] == "[":
                table = self._header(pos)
                pos = table.line_end
                tables.append(table)
            else:
                pair = self.pair(pos)
                pos = self._line_end(pair.end)
                tables[-1].statements.append(Statement(pair, line_start, pos))
        return tables

    def pair(self, pos: int, depth: int = 0) -> Pair:
        """The pair whose key begins at `pos`; raises :class:`TomlScanError`."""
        start = pos
        path, key_end = self._key(pos)
        pos = self._blank(key_end)
        if self.text[pos : pos + 1] != "=":
            raise TomlScanError("there is no `=` after the key", pos)
        return Pair(path, start, key_end, self._value(self._blank(pos + 1), depth + len(path) - 1))

    def string(self, node: ScalarNode) -> str | None:
        """What a quoted scalar says, or None for a bare one; raises :class:`TomlScanError`."""
        source = self.text[node.start : node.end]
        if source[0] not in {'"', "'"}:
            return None
        if source[:3] not in {'"""', "'''"} and "\\" not in source:
            return source[1:-1]
        try:
            return str(tomllib.loads(f"v = {source}")["v"])
        except ValueError as error:
            raise TomlScanError("a string has an escape that TOML does not know", node.start) from error

    def _blank(self, pos: int) -> int:
        match = _BLANK.match(self.text, pos)
        return match.end() if match else pos

    def _space(self, pos: int) -> int:
        match = _SPACE.match(self.text, pos)
        return match.end() if match else pos

    def _line_end(self, pos: int) -> int:
        rest = _REST.match(self.text, pos)
        if rest is None:
            raise TomlScanError("something follows the value", pos)
        return rest.end()

    def _header(self, start: int) -> Table:
        is_array = self.text.startswith("[[", start)
        width = 2 if is_array else 1
        path, pos = self._key(self._blank(start + width))
        pos = self._blank(pos)
        if not self.text.startswith("]" * width, pos):
            raise TomlScanError("a table's name is not closed by `]`", pos)
        return Table(path, is_array, start, self._line_end(pos + width))

    def header_key(self, table: Table) -> int:
        """Where the name in a table's header begins."""
        return self._blank(table.start + (2 if table.is_array else 1))

    def key_parts(self, pos: int) -> list[KeyPart]:
        """The parts of the key that begins at `pos`, one between each two dots.

        Raises :class:`TomlScanError` where there is none, or too long a one.
        """
        parts: list[KeyPart] = []
        while True:
            if len(parts) >= MAX_DEPTH:
                raise TomlScanError(f"a key has more than {MAX_DEPTH} parts", pos)
            match = _BARE_KEY.match(self.text, pos)
            if match:
                parts.append(KeyPart(match.group(), pos, match.end()))
            else:
                match = _BASIC.match(self.text, pos) or _LITERAL.match(self.text, pos)
                if match is None:
                    raise TomlScanError("a key is expected here", pos)
                text = self.string(ScalarNode(pos, match.end())) or ""
                parts.append(KeyPart(text, pos, match.end()))
            after = self._blank(match.end())
            if self.text[after : after + 1] != ".":
                return parts
            pos = self._blank(after + 1)

    def _key(self, pos: int) -> tuple[tuple[str, ...], int]:
        parts = self.key_parts(pos)
        for part in parts:
            self._count(part.start)
        return tuple(part.text for part in parts), parts[-1].end

    def _count(self, pos: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise TomlScanError(f"it holds more than {MAX_NODES:,} values", pos)

    def _value(self, pos: int, depth: int) -> Node:
        self._count(pos)
        first = self.text[pos : pos + 1]
        if first in ("[", "{"):
            if depth >= MAX_DEPTH:
                raise TomlScanError(f"it is nested more than {MAX_DEPTH} deep", pos)
            return self._array(pos, depth) if first == "[" else self._inline_table(pos, depth)
        if first == '"':
            pattern = _LONG_BASIC if self.text.startswith('"""', pos) else _BASIC
        elif first == "'":
            pattern = _LONG_LITERAL if self.text.startswith("'''", pos) else _LITERAL
        else:
            pattern = _BARE_VALUE
        match = pattern.match(self.text, pos)
        if match is None:
            quoted = first in {'"', "'"}
            raise TomlScanError("a quote is not closed" if quoted else "a value is expected here", pos)
        if pattern is _BARE_VALUE and match.end() - pos > MAX_NUMBER:
            raise TomlScanError("a number is too long", pos)
        return ScalarNode(pos, match.end())

    def _array(self, start: int, depth: int) -> ArrayNode:
        items: list[Node] = []
        pos = self._space(start + 1)
        while self.text[pos : pos + 1] != "]":
            items.append(self._value(pos, depth + 1))
            pos = self._space(items[-1].end)
            if self.text[pos : pos + 1] == ",":
                pos = self._space(pos + 1)
            elif self.text[pos : pos + 1] != "]":
                raise TomlScanError("a list is not closed by `]`", pos)
        return ArrayNode(start, pos + 1, tuple(items))

    def _inline_table(self, start: int, depth: int) -> TableNode:
        pairs: list[Pair] = []
        pos = self._blank(start + 1)
        while self.text[pos : pos + 1] != "}":
            pairs.append(self.pair(pos, depth + 1))
            pos = self._blank(pairs[-1].end)
            if self.text[pos : pos + 1] == ",":
                pos = self._blank(pos + 1)
            elif self.text[pos : pos + 1] != "}":
                raise TomlScanError("a table is not closed by `}`", pos)
        return TableNode(start, pos + 1, tuple(pairs))
