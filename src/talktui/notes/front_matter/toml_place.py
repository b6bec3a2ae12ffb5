"""Where in a TOML block a value stands, and where a new one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talktui.notes.front_matter.toml_scan import (
    Pair,
    ScalarNode,
    Scanner,
    Statement,
    Table,
    TableNode,
)
from talktui.notes.problem import Refused

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path: a pair (in a statement or in an inline table), or a table."""

    path: Path
    start: int
    pair: Pair | None = None
    statement: Statement | None = None
    within: TableNode | None = None


class Block:
    """A scanned block; `first_line` is its first line in the file."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self._scanner = Scanner(text)
        self._tables = self._scanner.tables()
        self._lists = {table.path for table in self._tables if table.is_array}

    def refused(self, message: str, offset: int) -> Refused:
        """The exception that says `message` about the line at `offset`."""
        return Refused(message, self.first_line + self._scanner.line_of(offset))

    def string(self, node: ScalarNode) -> str | None:
        """What a quoted scalar says; None for a bare one."""
        return self._scanner.string(node)

    def usual_quote(self) -> str:
        """The quote that the block's strings begin with: `'` when the first does, else `"`."""
        for _, statement in self._statements():
            for node in (statement.pair.value, *getattr(statement.pair.value, "items", ())[:1]):
                if isinstance(node, ScalarNode) and self.text[node.start] in {"'", '"'}:
                    return self.text[node.start]
        return '"'

    def find(self, path: Path) -> Found | None:
        """What stands at `path`, or None.

        Raises :class:`Refused` when a step of the path is a value, or a list of tables.
        """
        whole: Found | None = None
        for table in self._tables:
            if table.is_array and path[: len(table.path)] == table.path:
                raise self.refused(f"`{'.'.join(table.path)}` is a list of tables", table.start)
            if table.start >= 0 and table.path[: len(path)] == path and whole is None:
                whole = Found(path, table.start)
        for table, statement in self._statements():
            full = table.path + statement.pair.path
            if full[: len(path)] == path and len(full) > len(path):
                whole = whole or Found(path, statement.pair.start)
            elif path[: len(full)] == full:
                return self._within(Found(full, statement.pair.start, statement.pair, statement), path)
        return whole

    def _within(self, found: Found, path: Path) -> Found | None:
        """What stands at `path`, which leads to `found` or into it."""
        while found.path != path:
            node = found.pair.value if found.pair else None
            if not isinstance(node, TableNode):
                raise self.refused(f"`{'.'.join(found.path)}` is not a table", found.start)
            for pair in node.pairs:
                full = found.path + pair.path
                if path[: len(full)] == full:
                    found = Found(full, pair.start, pair, within=node)
                    break
                if full[: len(path)] == path:
                    raise self.refused(f"`{'.'.join(path)}` is spread over dotted keys", pair.start)
            else:
                return None
        return found

    def insert(self, path: Path, source: str, eol: str) -> str:
        """The text with a new `path = source` where it belongs; `path` is not there yet."""
        if any(_CONTROL.search(part) for part in path):
            raise self.refused("a key cannot hold a control character", 0)
        for size in range(len(path) - 1, 0, -1):
            holder = self.find(path[:size])
            if holder and holder.pair and isinstance(holder.pair.value, TableNode):
                return self._insert_inline(holder.pair.value, path[size:], source)
        parent = path[:-1]
        for table in self._tables:
            if table.path == parent and not table.is_array:
                return self._insert_line(table, table.statements[-1:], path[-1:], source, eol)
        for table in self._tables:
            near = [s for s in table.statements if (table.path + s.pair.path)[: len(parent)] == parent]
            if near and not self._in_list(table):
                return self._insert_line(table, near[-1:], path[len(table.path) :], source, eol)
        return self._insert_table(parent, path[-1], source, eol)

    def _insert_inline(self, node: TableNode, path: Path, source: str) -> str:
        for key in reversed(path[1:]):
            source = f"{{ {key_source(key)} = {source} }}"
        new = f"{key_source(path[0])} = {source}"
        at = node.pairs[-1].end if node.pairs else node.start + 1
        lead = ", " if node.pairs else " "
        tail = "" if node.pairs or self.text[at] == " " else " "
        return self.text[:at] + lead + new + tail + self.text[at:]

    def _insert_line(self, table: Table, after: list[Statement], path: Path, source: str, eol: str) -> str:
        indent, equals = "", " = "
        if after:
            last = after[0]
            at = last.line_end
            indent = self.text[last.line_start : last.pair.start]
            if self.text[last.pair.key_end] == "=":
                equals = "="
        else:
            at = table.line_end
            if table.start >= 0:
                indent = self.text[self.text.rfind("\n", 0, table.start) + 1 : table.start]
        line = indent + ".".join(map(key_source, path)) + equals + source
        return self._insert_at(at, line, eol)

    def _insert_table(self, parent: Path, key: str, source: str, eol: str) -> str:
        alike = [t for t in self._tables if t.start >= 0 and t.path[:1] == parent[:1]]
        at = alike[-1].end if alike else len(self.text)
        lines = f"[{'.'.join(map(key_source, parent))}]{eol}{key_source(key)} = {source}"
        before = self.text[:at]
        if before.strip() and not before.endswith(("\n\n", "\n\r\n")):
            lines = eol + lines
        return self._insert_at(at, lines, eol)

    def _insert_at(self, at: int, line: str, eol: str) -> str:
        if at and self.text[at - 1] != "\n":  # a block that ends without a line end keeps that
            return self.text[:at] + eol + line + self.text[at:]
        return self.text[:at] + line + eol + self.text[at:]

    def remove(self, found: Found) -> str:
        """The text without what was found: a pair's line(s), or a table with all that is in it."""
        if found.within is not None and found.pair is not None:
            return self._remove_inline(found.within, found.pair)
        if found.statement is not None:
            return self._cut([(found.statement.line_start, found.statement.line_end)])
        size = len(found.path)
        cuts: list[tuple[int, int]] = []
        for table in self._tables:
            inside = table.start >= 0 and table.path[:size] == found.path
            if inside:
                cuts.append((self._header_start(table), table.line_end))
            cuts.extend(
                (s.line_start, s.line_end)
                for s in table.statements
                if inside or (table.path + s.pair.path)[:size] == found.path
            )
        return self._cut(cuts)

    def _header_start(self, table: Table) -> int:
        """Where a table's lines begin: with the blank line before it, when one follows it as well."""
        start = self.text.rfind("\n", 0, table.start) + 1
        after = self.text[table.end :]
        if after.strip(" \t") and not after.startswith(("\n", "\r\n", "[")):
            return start
        for blank in ("\n\r\n", "\n\n"):
            if self.text.endswith(blank, 0, start):
                return start - len(blank) + 1
        return start

    def _remove_inline(self, node: TableNode, pair: Pair) -> str:
        index = node.pairs.index(pair)
        if index:
            return self.text[: node.pairs[index - 1].end] + self.text[pair.end :]
        if len(node.pairs) > 1:
            return self.text[: pair.start] + self.text[node.pairs[1].start :]
        return self.text[: node.start + 1] + self.text[node.end - 1 :]

    def _cut(self, cuts: list[tuple[int, int]]) -> str:
        text = self.text
        for start, end in sorted(cuts, reverse=True):
            begin = start
            if end == len(text) and text[start:end] and not text.endswith("\n"):
                begin = len(text[:start].removesuffix("\n").removesuffix("\r"))
            text = text[:begin] + text[end:]
        return text

    def _statements(self) -> Iterator[tuple[Table, Statement]]:
        """Statements with their table, but not those in lists of tables."""
        for table in self._tables:
            if not self._in_list(table):
                for statement in table.statements:
                    yield table, statement

    def _in_list(self, table: Table) -> bool:
        lists = self._lists
        return bool(lists) and any(table.path[: end + 1] in lists for end in range(len(table.path)))


def key_source(key: str) -> str:
    """`key` as a part of a TOML key: bare where it can be, else in quotes."""
    if _BARE_KEY.fullmatch(key):
        return key
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
