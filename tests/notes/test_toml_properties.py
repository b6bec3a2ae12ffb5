"""TOML of every style: read as other parsers read it, and edits take nothing away."""

from __future__ import annotations

import string
import tomllib
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.operations import AddItems, RemoveItems, SetValue, same_item
from talktui.notes.front_matter.toml import read_toml
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.problem import Refused
from tests.notes.toml_blocks import edit


def _as_data(value: Value) -> object:
    match value:
        case Mapping(pairs=pairs):
            return {key: _as_data(child) for key, child in pairs}
        case Sequence(items=items):
            return [_as_data(item) for item in items]
        case Scalar(text=text, plain=True):
            return tomllib.loads(f"v = {text}")["v"]
        case Scalar(text=text):
            return text


bare = st.text(alphabet="abcXYZ09_-", min_size=1, max_size=5)
words = st.text(alphabet=string.ascii_letters + " é#,.:[]{}=ß中", min_size=0, max_size=8)


def _quoted(text: str, style: str) -> str:
    if style == "'":
        return f"'{text}'"
    return '"""' + text + '"""' if style == '"""' else f'"{text}"'


strings = st.builds(_quoted, words, st.sampled_from(['"', "'", '"""']))
scalars = st.one_of(strings, st.sampled_from(["1", "-2.50", "true", "2024-02-03", "07:32:00", "inf", "0x1F"]))


@st.composite
def arrays(draw: st.DrawFn) -> str:
    items = draw(st.lists(scalars, max_size=4))
    if draw(st.booleans()):
        return "[" + ", ".join(items) + (draw(st.sampled_from([",", ", ", ""])) if items else "") + "]"
    indent = draw(st.sampled_from(["", "  ", "\t"]))
    lines = ["["]
    for number, item in enumerate(items):
        comma = "," if number < len(items) - 1 or draw(st.booleans()) else ""
        comment = draw(st.sampled_from(["", " # note, with comma", "# ]"]))
        lines.append(f"{indent}{item}{comma}{comment}")
    return "\n".join([*lines, "]"])


@st.composite
def inline_tables(draw: st.DrawFn) -> str:
    keys = draw(st.lists(bare, max_size=3, unique=True))
    return "{ " + ", ".join(f"{key} = {draw(scalars)}" for key in keys) + " }"


@st.composite
def statements(draw: st.DrawFn, forced: tuple[str, ...] = ()) -> list[str]:
    keys = draw(st.lists(bare, max_size=4, unique=True))
    lines = []
    for key in dict.fromkeys([*keys, *forced]):
        value = draw(arrays()) if key in forced else draw(st.one_of(scalars, arrays(), inline_tables()))
        equals = draw(st.sampled_from([" = ", "=", "  =  "]))
        comment = draw(st.sampled_from(["", "  # why"]))
        lines.append(f"{draw(st.sampled_from(['', '  ']))}{key}{equals}{value}{comment}")
        lines.extend(draw(st.sampled_from([[], [""], ["# about the next"]])))
    return lines


@st.composite
def blocks(draw: st.DrawFn) -> str:
    lines = draw(statements(draw(st.sampled_from([(), ("tags",)]))))
    for header in draw(
        st.lists(st.sampled_from(["taxonomies", "talks.one", "extra"]), max_size=3, unique=True)
    ):
        forced = draw(st.sampled_from([(), ("tags",)]))
        lines += [f"[{header}]  # section", *draw(statements(forced)), *draw(st.sampled_from([[], [""]]))]
    if draw(st.booleans()):
        lines += ["[[rows]]", "x = 1", "[[rows]]", "x = 2"]
    block = "\n".join([*lines, ""])
    try:
        tomllib.loads(block)
    except tomllib.TOMLDecodeError:  # `a` and `[a]` by chance
        block = 'plain = "x"\n'
    return block.replace("\n", "\r\n") if draw(st.booleans()) else block


paths = st.sampled_from(
    [("tags",), ("taxonomies", "tags"), ("talks", "one", "tags"), ("talks", "new one", "tags")]
)
tags = st.text(alphabet=string.ascii_lowercase + "é/- #'\"", min_size=1, max_size=6).filter(
    lambda text: text.strip(" #") != ""
)


@settings(max_examples=120)
@given(blocks())
def test_the_tree_says_what_the_library_parser_says(block: str) -> None:
    tree, problems = read_toml(block, 1)
    assert not problems
    expected = tomllib.loads(block)
    assert repr(_as_data(tree)) == repr(expected).replace("\\r\\n", "\\n")


@settings(max_examples=120)
@given(blocks(), paths, st.lists(tags, min_size=1, max_size=2))
def test_adding_items_inserts_and_takes_nothing_away(
    block: str, path: tuple[str, ...], new: list[str]
) -> None:
    eol = "\r\n" if "\r\n" in block else "\n"
    try:
        after = edit(block, AddItems(path, tuple(new)), eol=eol)
    except Refused:
        return
    position = 0
    for char in after:  # every character of the old text is still there, in order
        if position < len(block) and char == block[position]:
            position += 1
    assert position == len(block)
    theirs: Any = tomlkit.parse(after).unwrap()  # an independent parser's word
    for key in path:
        theirs = theirs[key]
    for have in (texts(read_toml(after, 1)[0].at(path)), [str(item) for item in theirs]):
        assert {same_item(tag) for tag in new} <= {same_item(tag) for tag in have}
    if eol == "\r\n":
        assert after.count("\n") == after.count("\r\n")


@settings(max_examples=120)
@given(blocks(), paths, tags, st.booleans())
def test_adding_then_removing_leaves_the_other_values(
    block: str, path: tuple[str, ...], tag: str, crlf: bool
) -> None:
    try:
        added = edit(block, AddItems(path, (tag,)))
        removed = edit(added, RemoveItems(path, (tag,)))
    except Refused:
        return
    old, new = read_toml(block, 1)[0].at(path), read_toml(removed, 1)[0].at(path)
    assert isinstance(new, Sequence)
    key = tag.strip().removeprefix("#").strip().casefold()
    assert list(texts(new)) == [
        t for t in texts(old) if t.strip().removeprefix("#").strip().casefold() != key
    ]


@settings(max_examples=120)
@given(blocks(), st.sampled_from(["title", "tags", "a"]), words)
def test_setting_then_removing_a_new_key_gives_the_very_text(block: str, key: str, value: str) -> None:
    tree, _ = read_toml(block, 1)
    if tree.get(key) is not None:
        return
    eol = "\r\n" if "\r\n" in block else "\n"
    added = edit(block, SetValue((key,), value), eol=eol)
    assert texts(read_toml(added, 1)[0].get(key)) == (value,)
    assert edit(added, SetValue((key,), None)) == block
