"""Keys of a YAML block by other names, in lines or in `{ }`: only the keys' own characters change."""

from __future__ import annotations

import re
from collections.abc import Mapping

from talktui.notes.front_matter.yaml_events import ERRORS
from talktui.notes.front_matter.yaml_nodes import MapNode, ScalarNode, build
from talktui.notes.front_matter.yaml_place import Cut, spliced
from talktui.notes.problem import Refused

_PLAIN = re.compile(r"[a-z][a-z0-9_-]*")
_WORDS = frozenset("y n yes no on off true false null".split())


def yaml_keys_renamed(block: str, parent: str, names: Mapping[str, str], first_line: int) -> str:
    """`block` with the keys right under the top-level key `parent` renamed: present name → new one.

    A key with an anchor or a type stays. `first_line` is the block's first line in the file.
    Raises :class:`Refused` when the block is no YAML.
    """
    try:
        root = build(block)
    except ERRORS as error:
        message = "the front matter is broken; mend it first, then its fields can be edited"
        raise Refused(message, first_line) from error
    cuts: list[Cut] = []
    for key, value in root.pairs if isinstance(root, MapNode) else ():
        if isinstance(key, ScalarNode) and key.text == parent and isinstance(value, MapNode):
            for inner, _ in value.pairs:
                if isinstance(inner, ScalarNode) and inner.text in names and not inner.marked:
                    new = names[inner.text]
                    cuts.append((inner.start, inner.end, f'"{new}"' if inner.style else key_source(new)))
    return spliced(block, cuts)


def key_source(key: str) -> str:
    """`key` as YAML, in quotes where it could read as something else."""
    return key if _PLAIN.fullmatch(key) and key not in _WORDS else f'"{key}"'
