"""Front matter written anew as TOML: Zola's, between `+++`. https://toml.io/en/v1.0.0"""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktui.notes.front_matter.toml_read import read_toml
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.problem import Refused

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LITERAL = re.compile(
    r"true|false|[+-]?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?"
    r"|\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile('[\x00-\x1f\x7f"\\\\]')


def toml_text(front: Mapping) -> str:
    """`front` as the lines of a TOML block, without fences. What is null is left out: TOML has no such value.

    Reading it gives the same texts back; raises :class:`Refused` where it would not.
    """
    wanted = _bare(front)
    text = "".join(f"{line}\n" for line in _table(wanted, ()))
    read, problems = read_toml(text, 1)
    if problems or _said(read) != _said(wanted):
        why = problems[0].message if problems else "it would read as something else"
        raise Refused(f"this cannot be written as front matter: {why}")
    return text


def _bare(value: Mapping) -> Mapping:
    """`value` without nulls, each key once."""
    pairs: dict[str, Value] = {}
    for key, said in value.pairs:
        if key not in pairs and not (isinstance(said, Scalar) and said.is_null):
            pairs[key] = _bare_value(said)
    return Mapping(tuple(pairs.items()), 0)


def _bare_value(value: Value) -> Value:
    match value:
        case Mapping():
            return _bare(value)
        case Sequence(items=items):
            kept = (item for item in items if not (isinstance(item, Scalar) and item.is_null))
            return Sequence(tuple(_bare_value(item) for item in kept), 0)
    return value


def _table(table: Mapping, path: tuple[str, ...]) -> Iterator[str]:
    """Its own keys first, then its tables: TOML gives what follows a table's line to that table."""
    tables = [(key, value) for key, value in table.pairs if isinstance(value, Mapping) and len(path) < 2]
    for key, value in table.pairs:
        if not isinstance(value, Mapping) or len(path) >= 2:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in tables:
        here = (*path, key)
        if not value.pairs or any(not isinstance(said, Mapping) for _, said in value.pairs) or len(here) == 2:
            yield ""
            yield f"[{'.'.join(map(_key, here))}]"
        yield from _table(value, here)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _value(value: Value) -> str:
    match value:
        case Scalar(text=text, plain=plain):
            return text if plain and _LITERAL.fullmatch(text) and _is_read(text) else _quoted(text)
        case Sequence(items=items):
            return f"[{', '.join(map(_value, items))}]"
        case Mapping(pairs=pairs):
            inside = ", ".join(f"{_key(key)} = {_value(said)}" for key, said in pairs)
            return f"{{ {inside} }}" if inside else "{}"


def _is_read(text: str) -> bool:
    """Whether TOML takes `text` (2023-02-31 it does not)."""
    return not read_toml(f"x = {text}\n", 1)[1]


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), text) + '"'


def _said(value: Value) -> object:
    match value:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [_said(item) for item in items]
        case Mapping(pairs=pairs):
            return {key: _said(item) for key, item in pairs}
