"""Keys of a TOML block by other names, wherever they stand: only the keys' own characters change.

The entry `q` under `talks` may be a table (`[talks.q]`, and `[talks.q.source]` in it), a line (`q = {…}`,
`q.rating = 1`) under `[talks]`, dotted from the top (`talks.q.rating = 1`), or stand in `talks = {…}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from talktui.notes.front_matter.toml_place import key_source
from talktui.notes.front_matter.toml_read import read_toml
from talktui.notes.front_matter.toml_scan import KeyPart, Scanner, TableNode
from talktui.notes.problem import Refused


def toml_keys_renamed(block: str, parent: str, names: Mapping[str, str], first_line: int) -> str:
    """`block` with the keys right under the top-level key `parent` renamed: present name → new one.

    All at once, so that two may take each other's names. `first_line` is the block's first line in the file.
    Raises :class:`Refused`, with the line, when the block is broken.
    """
    _, problems = read_toml(block, first_line)
    if problems:
        raise Refused(
            f"{problems[0].message}; mend it first, then its fields can be edited", problems[0].line
        )
    pieces, position = [], 0
    for part in _keys_under(block, parent):
        if part.text in names:
            pieces += [block[position : part.start], key_source(names[part.text])]
            position = part.end
    return "".join([*pieces, block[position:]])


def _keys_under(block: str, parent: str) -> Iterator[KeyPart]:
    """Every place where a key right under `parent` is written, in order."""
    scanner = Scanner(block)
    for table in scanner.tables():
        above = table.path[:1]
        if above == (parent,) and len(table.path) > 1:
            yield scanner.key_parts(scanner.header_key(table))[1]
        elif above == (parent,):
            for statement in table.statements:
                yield scanner.key_parts(statement.pair.start)[0]
        elif not above:
            for statement in table.statements:
                pair = statement.pair
                if pair.path[0] == parent and len(pair.path) > 1:
                    yield scanner.key_parts(pair.start)[1]
                elif pair.path[0] == parent and isinstance(pair.value, TableNode):
                    for inner in pair.value.pairs:
                        yield scanner.key_parts(inner.start)[0]
