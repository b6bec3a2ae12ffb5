"""Front matter written anew: a new note's, a new log's, a `conference.yaml`.

What stands in a file already is never written anew but spliced (:mod:`talktui.notes.front_matter.splice`).
"""

from __future__ import annotations

from collections.abc import Iterable

from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, without_lines
from talktui.notes.front_matter.yaml_read import parse_yaml
from talktui.notes.front_matter.yaml_text import is_plain, written
from talktui.notes.problem import Refused

_WIDEST = 100
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x85": "\\N"}

Fields = Iterable[tuple[str, "str | tuple[str, ...] | Value | None"]]


class Bare(str):
    """A text that stood in front matter without quotes and reads as no text: `4`, `true`, a date.

    It is the text that it is, and :func:`mapping` writes it without quotes again.
    """

    __slots__ = ()


def literal(text: object) -> Scalar:
    """A number, a date, `true` or `false`: written without quotes."""
    return Scalar(str(text), 0)


def mapping(fields: Fields) -> Mapping:
    """A mapping of what `fields` says: texts, lists of texts, or values; None and nothing are left out."""
    pairs: list[tuple[str, Value]] = []
    for key, said in fields:
        match said:
            case str() if said:
                pairs.append((key, _text(said)))
            case tuple() if said:
                pairs.append((key, Sequence(tuple(map(_text, said)), 0)))
            case Mapping(pairs=within) if within:
                pairs.append((key, said))
            case Scalar() | Sequence():
                pairs.append((key, said))
            case _:
                pass
    return Mapping(tuple(pairs), 0)


def _text(said: str) -> Scalar:
    return Scalar(str(said), 0, plain=isinstance(said, Bare))


def yaml_text(front: Mapping) -> str:
    """`front` as the lines of a YAML block, without fences; "" for one that says nothing.

    Reading it gives `front` back, but for how texts are quoted. Raises :class:`Refused` for what cannot
    be written so (a control character, half a character, a key that stands twice).
    """
    text = "".join(f"{line}\n" for line in _mapping_lines(front, ""))
    read, problems = parse_yaml(text)
    if problems or _said(read) != _said(front):
        why = problems[0].message if problems else "it would read as something else"
        raise Refused(f"this cannot be written as front matter: {why}")
    return text


def _mapping_lines(front: Mapping, indent: str) -> Iterable[str]:
    for key, value in front.pairs:
        name = written(key, flow=False) if "\n" not in key else _double_quoted(key)
        match value:
            case Scalar():
                yield f"{indent}{name}: {_scalar(value, flow=False)}".rstrip(" ")
            case Sequence():
                yield from _sequence_lines(value, indent, name)
            case Mapping(pairs=pairs) if pairs:
                yield f"{indent}{name}:"
                yield from _mapping_lines(value, indent + "  ")
            case Mapping():
                yield f"{indent}{name}: {{}}"


def _sequence_lines(value: Sequence, indent: str, name: str) -> Iterable[str]:
    if all(isinstance(item, Scalar) for item in value.items):
        line = f"{indent}{name}: [{', '.join(_flow(item) for item in value.items)}]"
        if len(line) <= _WIDEST:
            yield line
            return
    yield f"{indent}{name}:"
    for item in value.items:
        yield from _item_lines(item, indent + "  ")


def _item_lines(item: Value, indent: str) -> Iterable[str]:
    if isinstance(item, Mapping) and item.pairs:
        first, *rest = _mapping_lines(item, indent + "  ")
        yield f"{indent}- {first[len(indent) + 2 :]}"
        yield from rest
    elif isinstance(item, Scalar) and not item.is_null:
        yield f"{indent}- {_scalar(item, flow=False)}"
    else:
        yield f"{indent}- {_flow(item)}"


def _flow(value: Value) -> str:
    match value:
        case Scalar():
            return "null" if value.is_null else _scalar(value, flow=True)
        case Sequence(items=items):
            return f"[{', '.join(_flow(item) for item in items)}]"
        case Mapping(pairs=pairs):
            return f"{{{', '.join(f'{_key(key)}: {_flow(item)}' for key, item in pairs)}}}"


def _key(key: str) -> str:
    return _double_quoted(key) if "\n" in key else written(key, flow=True)


def _scalar(value: Scalar, *, flow: bool) -> str:
    text = value.text
    if value.is_null:
        return ""
    if any(char in text for char in _ESCAPES if char not in '\\"'):
        return _double_quoted(text)
    if value.plain and not is_plain(text, flow=flow):
        return text if _is_bare(text) else written(text, flow=flow)
    return written(text, flow=flow)


def _is_bare(text: str) -> bool:
    """Whether `text` (a number, a date, `yes`) stands in YAML as it is."""
    return bool(text) and all(char.isalnum() or char in "-+.:_" for char in text) and text[-1] != ":"


def _double_quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def _said(value: Value) -> object:
    """`value` to compare by, however its texts are quoted; null and nothing are one."""

    def bare(said: object) -> object:
        if isinstance(said, list):
            return [bare(item) for item in said]
        if isinstance(said, tuple) and len(said) == 2 and isinstance(said[1], bool):
            text, plain = said
            return None if plain and text.lower() in {"", "~", "null"} else text
        return (said[0], bare(said[1])) if isinstance(said, tuple) else said

    return bare(without_lines(value))
