"""Edits of front matter judged by ruamel.yaml, which shares no code with what made them."""

from __future__ import annotations

import collections
import random
import re
import warnings
from collections.abc import Sequence

from ruamel.yaml import YAML
from ruamel.yaml.error import ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from talktui.notes.document import parse
from talktui.notes.front_matter.splice import Operation, RenameItems, SetValue, same_item
from tests.notes.test_splice_properties import (
    Tree,
    attempt,
    expected,
    under,
    without,
)
from tests.reliability import any_front_matter

CHAIN = 6  # edits of one note, one after the other: what the last one made is what the next one finds
JUDGED = "made and judged"

_OLD = YAML(typ="safe", pure=True)
_OLD.version = "1.1"
_YAML_1_1 = _OLD.resolver


class Difference(AssertionError):
    """An edit that did something else than it was asked, with all that is needed to repeat it."""


def run(seed: int, edits: int) -> collections.Counter[str]:
    """Edit random notes until `edits` edits were made and judged; raises :class:`Difference` for a wrong one."""
    chance = random.Random(seed)
    counts: collections.Counter[str] = collections.Counter()
    while counts[JUDGED] < edits:
        made = any_front_matter.note(chance)
        counts["notes"] += 1
        data, tree = made.data, tree_or_none(made.data)
        for _ in range(CHAIN):
            items = [] if tree is None else items_of(under(tree, made.path), made.path[-1])
            operation = any_front_matter.operation(chance, made.path, items)
            counts["asked for"] += 1
            try:
                after, tree_after, what = judged_edit(data, tree, operation)
            except Exception as error:
                raise Difference(f"{error!r}\nseed {seed}: {operation!r}\nof {data!r}") from error
            counts[what] += 1
            if what.startswith("refused") and chance.random() < 0.5:
                break  # a note that refuses one edit mostly refuses the next one too
            data, tree = after, tree_after
    return counts


def judged_edit(data: bytes, tree: Tree | None, operation: Operation) -> tuple[bytes, Tree | None, str]:
    """The bytes after `operation`, what ruamel.yaml reads in them, and what became of the edit."""
    document = parse(data)
    after = attempt(document, operation)
    if not isinstance(after, bytes):
        assert after.message, "refused without a reason"
        assert 0 <= after.line <= document.text.count("\n") + 1, "refused with no line of the file"
        return data, tree, "refused" if tree is not None else "refused, invalid YAML"
    if after == data:
        return data, tree, "nothing to change"
    again = parse(after)
    assert again.bom == document.bom
    assert again.body == document.body, "the body changed"
    if tree is None:
        return after, tree_or_none(after), "made, not judged: ruamel.yaml cannot read the note"
    found = tree_or_none(after)
    assert found is not None, f"ruamel.yaml cannot read the result {after!r}"
    judge(tree, found, operation, after)
    return after, found, JUDGED


def judge(before: Tree, after: Tree, operation: Operation, data: bytes) -> None:
    """Assert that only the value under the operation's path changed, and that it is as asked."""
    path = operation.path
    assert without(after, path) == without(before, path), f"another value changed: {data!r}"
    value = under(after, path)
    if isinstance(operation, SetValue) and not isinstance(operation.value, tuple):
        if operation.value is None:
            assert value is None, f"the key is still there: {data!r}"
        else:
            assert isinstance(value, tuple), data
            assert value[1] == operation.value, f"the value is {value[1]!r}: {data!r}"
            assert operation.literal or is_text(value), f"the text reads as no text: {data!r}"
        return
    had = items_of(under(before, path), path[-1])
    now, wanted = items_of(value, path[-1]), asked(had, operation)
    if isinstance(value, list) and isinstance(under(before, path), tuple):
        # A quoted text that becomes an item keeps its quotes, and so the blanks in them.
        now, wanted = [text.strip() for text in now], [text.strip() for text in wanted]
    assert now == wanted, f"the list is {now!r}, not {wanted!r}: {data!r}"
    if isinstance(value, list):
        come = {*now} - {*had}
        new = [item for item in value if isinstance(item, tuple) and item[1] in come and not is_null(item)]
        assert all(is_text(item) for item in new), f"a new item reads as no text: {data!r}"


def tree_or_none(data: bytes) -> Tree | None:
    """The front matter of `data` as ruamel.yaml reads it; None when it cannot, or it has an alias cycle."""
    document = parse(data)
    text = document.text[slice(*document.block)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            return tree_of(YAML(typ="safe", pure=True).compose(text))
    except (YAMLError, ValueError, RecursionError):
        return None


def asked(before: list[str], operation: Operation) -> list[str]:
    """The items that `operation` makes of those a list had."""
    if not isinstance(operation, RenameItems):
        return expected(before, operation)
    names = dict(operation.names)
    new = [names.get(item, item) for item in before]
    kept = []
    for number, item in enumerate(new):
        twins = [earlier for earlier in range(number) if same_item(new[earlier]) == same_item(item)]
        renamed = [place for place in (*twins, number) if before[place] in names]
        if not (twins and (number in renamed or renamed)):
            kept.append(item)
    return kept


def tree_of(node: object) -> Tree:
    """`node` as lists, pairs and scalars: a scalar's type in YAML 1.2, its text, whether it is unquoted."""
    match node:
        case ScalarNode():
            return (str(node.tag), node.value, node.style is None)
        case SequenceNode():
            return [tree_of(item) for item in node.value]
        case MappingNode():
            return {"pairs": [(key_of(key), tree_of(value)) for key, value in node.value]}
    return {"pairs": []}


def key_of(node: object) -> Tree:
    """A key; one that is a list or a mapping itself (`? [a, b]`) is told by all it holds."""
    tree = tree_of(node)
    return tree if isinstance(tree, tuple) else ("a key that is no text", repr(tree), False)


def is_null(scalar: tuple[str, str, bool]) -> bool:
    """Whether a scalar says nothing: `~`, `null`, or no text at all."""
    return str(scalar[0]).endswith(":null")


def is_text(scalar: Tree) -> bool:
    """Whether a scalar is a text in YAML 1.2 and in YAML 1.1, which reads `no` and `12:30` otherwise."""
    if not isinstance(scalar, tuple):
        return False
    tag, text, plain = scalar
    old = _YAML_1_1.resolve(ScalarNode, text, (True, False)) if plain else "tag:yaml.org,2002:str"
    return bool(tag.endswith(":str") and str(old).endswith(":str"))


def items_of(tree: Tree | None, key: str) -> list[str]:
    """The texts of the list under `key`; a text lists items between commas or semicolons, tags' between blanks."""
    if isinstance(tree, list):
        return [str(item[1]) for item in tree if isinstance(item, tuple) and item[1] and not is_null(item)]
    if not isinstance(tree, tuple) or is_null(tree):
        return []
    if any(separator in tree[1] for separator in ",;\n"):
        return [part.strip() for part in re.split("[,;\n]", tree[1]) if part.strip()]
    text = str(tree[1])
    if key.lower() in {"tag", "tags"}:
        return text.split()
    return [text] if text.strip() else []


def joined(counts: Sequence[collections.Counter[str]]) -> collections.Counter[str]:
    """The counts of several processes together."""
    return sum(counts, collections.Counter())
