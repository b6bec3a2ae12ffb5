"""What the tests of YAML front matter share: operations in short, an edit of a block, and its refusal."""

from __future__ import annotations

import pytest

from talktui.notes.document import parse
from talktui.notes.front_matter.splice import AddItems, Operation, RemoveItems, SetValue, splice
from talktui.notes.problem import Refused

TAGS = ("tags",)


def add(*items: str, to: tuple[str, ...] = TAGS) -> AddItems:
    return AddItems(to, items)


def take(*items: str, off: tuple[str, ...] = TAGS) -> RemoveItems:
    return RemoveItems(off, items)


def put(value: str | tuple[str, ...] | None, *path: str, literal: bool = False) -> SetValue:
    return SetValue(path, value, literal)


def edit(block: str, *operations: Operation) -> str:
    """The front matter after `operations`; the fences and the body must be as they were."""
    text = f"---\n{block}---\nThe body.\n"
    result = splice(parse(text.encode()), operations).decode()
    assert result.startswith("---\n")
    assert result.endswith("---\nThe body.\n")
    return result[4 : -len("---\nThe body.\n")]


def refusal(block: str, *operations: Operation) -> Refused:
    with pytest.raises(Refused) as refused:
        edit(block, *operations)
    return refused.value
