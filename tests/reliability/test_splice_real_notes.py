"""Every real file with front matter: a tag added and removed gives the bytes back; what is refused has a reason.

Which front matters are valid is said by other parsers than ours: ruamel.yaml, which must find a mapping
without keys twice, and tomllib.
"""

from __future__ import annotations

import collections
import re
import tomllib
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import ReusedAnchorWarning, YAMLError

from talktui.notes.document import parse
from talktui.notes.front_matter.splice import AddItems, RemoveItems, SetValue, splice
from talktui.notes.problem import Refused
from tests.notes.test_splice_properties import attempt
from tests.reliability.figures import Figures

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FENCES = {"---": re.compile(r"---|\.\.\."), "+++": re.compile(r"\+\+\+")}
TAG = "tried by a test"
TABLE = "Splice: every real file with front matter"


def front_matter(data: bytes) -> tuple[str, str] | None:
    """The fence and the text between the fences, found line by line; None when there is none."""
    lines = data.decode("utf-8-sig").splitlines(keepends=True)
    if not lines or lines[0].rstrip() not in FENCES:
        return None
    fence = lines[0].rstrip()
    for number, line in enumerate(lines[1:], 1):
        if FENCES[fence].fullmatch(line.rstrip()):
            return fence, "".join(lines[1:number])
    return None


def loaded(fence: str, text: str) -> object:
    """What the front matter says by another parser than ours; raises `ValueError` when it is invalid."""
    if fence == "+++":
        return tomllib.loads(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from error


def real_files() -> Iterator[tuple[Path, bytes, str, str]]:
    """Every Markdown file with front matter: path, bytes, fence, what stands between the fences."""
    if not DATA.is_dir():
        pytest.skip(f"the real notes are not beside this checkout: {DATA}")
    for path in sorted(path for kind in ("*.md", "*.markdown", "*.mdx") for path in DATA.rglob(kind)):
        data = path.read_bytes()
        found = front_matter(data)
        if found is not None:
            yield path, data, *found


def test_adding_and_removing_a_tag_gives_back_the_bytes_of_every_real_file(figures: Figures) -> None:
    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    for path, data, fence, text in real_files():
        try:
            before = loaded(fence, text)
            valid = isinstance(before, dict)
        except ValueError:
            before, valid = None, False
        kind = "valid" if valid else "invalid"
        counts[kind] += 1
        key = tags_key(before)
        after = attempt(parse(data), AddItems(key, (TAG,)))
        if isinstance(after, Refused):
            assert after.message
            assert 0 < after.line <= data.count(b"\n") + 1, path
            counts[f"{kind}, refused"] += 1
            reasons[f"{kind}, refused: {after.message}"] += 1
            continue
        if not valid:
            counts["invalid by the other parser, edited all the same"] += 1
        else:
            found = front_matter(after)
            assert found is not None, path
            now = loaded(*found)
            assert isinstance(before, dict)
            assert isinstance(now, dict)
            assert items_at(now, key) == [*items_at(before, key), TAG], path
            assert without(now, key) == without(before, key), path
        assert after.endswith(data.decode("utf-8-sig").split(text, 1)[1].encode()), path
        there = value_at(before if valid else parse(data).front, key) is not None
        undone = RemoveItems(key, (TAG,)) if there else SetValue(key, None)  # the key that it needed goes too
        back = splice(parse(after), [undone])
        assert back == data, path
        counts[f"{kind}: added and removed, the very bytes"] += 1
    assert counts["valid"] > 100
    assert counts["valid, refused"] < 0.01 * counts["valid"]
    for what, count in (*counts.items(), *reasons.items()):
        figures.row(TABLE, what=what, files=count)


def tags_key(front: object) -> tuple[str, ...]:
    """Where the tags are: Zola has them under `taxonomies`."""
    grouped = isinstance(front, dict) and isinstance(front.get("taxonomies"), dict)
    return ("taxonomies", "tags") if grouped else ("tags",)


def value_at(front: object, key: tuple[str, ...]) -> object:
    for name in key:
        front = front.get(name) if isinstance(front, dict) else None
    return front


def items_at(front: object, key: tuple[str, ...]) -> list[str]:
    value = value_at(front, key)
    if isinstance(value, str):
        return value.replace(",", " ").split()
    return [str(item) for item in value if item is not None] if isinstance(value, list) else []


def without(front: dict[str, object], key: tuple[str, ...]) -> object:
    rest = dict(front)
    inner = rest.pop(key[0], None)
    return rest, without(inner, key[1:]) if len(key) > 1 and isinstance(inner, dict) else None
