"""Edits of a note's front matter, YAML or TOML: new bytes that differ only where they were asked to.

The YAML and TOML splicers each prove their own work; this is the second wall, the same for both: the
whole file is parsed again, its body must be the same characters, and every value that no operation was
about must read the same.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from talktui.notes.document import Document, parse
from talktui.notes.front_matter.block import find_block
from talktui.notes.front_matter.operations import (
    AddItems,
    Operation,
    RemoveItems,
    RenameItems,
    SetValue,
    same_item,
)
from talktui.notes.front_matter.values import Scalar, Value
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.front_matter.yaml_splice import splice_yaml
from talktui.notes.front_matter.yaml_together import splice_yaml_together
from talktui.notes.problem import Problem, Refused

__all__ = [
    "AddItems",
    "Operation",
    "RemoveItems",
    "RenameItems",
    "SetValue",
    "same_item",
    "splice",
    "splice_together",
]

FIRST_LINE = 2
"""Of the front matter in its file: below its fence."""


def splice(document: Document, operations: Sequence[Operation]) -> bytes:
    """The bytes of `document` with `operations` made in its front matter, one after the other.

    A note without front matter gets the smallest block there is.  Equal bytes when there is nothing to
    change.  Raises :class:`Refused`, saying why and on which line, when an edit is not safe.
    """
    return _spliced(document, [operations], at_once=False)


def splice_together(document: Document, groups: Sequence[Sequence[Operation]]) -> bytes:
    """As :func:`splice`, for groups of operations that are about different mappings.

    The first operations of all groups are made at once, then the second ones: the front matter of a
    talk log is parsed anew a few times then, not once for each of its talks.
    """
    return _spliced(document, groups, at_once=True)


def _spliced(document: Document, groups: Sequence[Sequence[Operation]], *, at_once: bool) -> bytes:
    if document.read_only is not None:
        raise Refused(document.read_only)
    operations = [operation for group in groups for operation in group]
    start, end = document.block
    before = document.text[start:end]
    if document.kind == "toml":
        from talktui.notes.front_matter.toml import splice_toml  # few notes need it

        after = splice_toml(before, operations, FIRST_LINE, document.eol)
    elif at_once:
        after = splice_yaml_together(before, groups, FIRST_LINE, document.eol)
    else:
        after = splice_yaml(before, operations, FIRST_LINE, document.eol)
    if after == before:
        return document.data
    if document.kind is None:
        _no_open_fence(document)
        text = f"---{document.eol}{after}---{document.eol}{document.text}"
    else:
        text = document.text[:start] + after + document.text[end:]
    data = (codecs.BOM_UTF8 if document.bom else b"") + text.encode()
    _verify(document, parse(data), operations)
    return data


def _no_open_fence(document: Document) -> None:
    """Refuse to put a block above one that somebody forgot to close."""
    found = find_block(document.text)
    if isinstance(found, Problem):
        raise Refused(found.message, found.line)


def _verify(old: Document, new: Document, operations: Sequence[Operation]) -> None:
    same_body = new.text[new.body_start :] == old.text[old.body_start :]
    same_frame = new.bom == old.bom and new.kind == (old.kind or "yaml") and new.read_only is None
    paths = [operation.path for operation in operations]
    if not (same_body and same_frame) or _rest(new.front, paths) != _rest(old.front, paths):
        raise Refused("the front matter could not be changed safely; edit the file itself", 1)


def _rest(value: Value, paths: list[tuple[str, ...]]) -> object:
    """`value` without what `paths` lead to, nor parents that this leaves empty, and without lines."""
    match value:
        case Scalar():
            return value.text
        case ListValue():
            return [_rest(item, []) for item in value.items]
    pairs = []
    below: dict[str, list[tuple[str, ...]]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    for key, item in value.pairs:
        inner = below.get(key, [])
        if () in inner:
            continue
        rest = _rest(item, inner)
        if inner and (rest == ("map", []) or (isinstance(item, Scalar) and item.is_null)):
            continue
        pairs.append((key, rest))
    return ("map", pairs)
