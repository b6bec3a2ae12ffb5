"""TOML front matter is read as written, and an edit changes only the bytes it is about."""

from __future__ import annotations

import string
import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.operations import AddItems, Operation, RemoveItems, SetValue, same_item
from talktui.notes.front_matter.toml import read_toml, splice_toml
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.problem import Refused

BLOCK = """\
# written by hand
date = "2024-02-03"
title = 'A talk'  # quoted so
rating = 1_0

[extra]
toc = true

[taxonomies]
categories = ["software"]
tags = ["kubernetes"] # yes
more = [
  "a", # one
  "b"  # two
]

[[videos]]
url = "https://example.org/1"
"""


def edit(block: str, *operations: Operation, eol: str = "\n") -> str:
    return splice_toml(block, operations, 2, eol)


def one_change(before: str, after: str) -> tuple[str, str]:
    """What was taken out and what was put in, between the longest common ends."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


# -- reading


def test_scalars_keep_their_source_text_and_lines() -> None:
    tree, problems = read_toml(BLOCK, 2)
    assert problems == []
    assert tree.get("date") == Scalar("2024-02-03", 3, plain=False)
    assert tree.get("rating") == Scalar("1_0", 5)
    assert texts(tree.at(("taxonomies", "more"))) == ("a", "b")
    videos = tree.get("videos")
    assert isinstance(videos, Sequence)
    assert texts(videos.items[0]) == ("https://example.org/1",)
    assert tree.key_lines[0] == 3


def test_dates_times_escapes_and_long_strings_are_text() -> None:
    block = 'a = 2024-02-03 10:00:00Z\nb = 07:32:00\nc = "\\u00e9 \\"x\\""\nd = """\nlong\ntext"""\ne = \'C:\\x\'\n'
    tree, problems = read_toml(block, 1)
    assert not problems
    assert [texts(value) for _, value in tree.pairs] == [
        ("2024-02-03 10:00:00Z",),
        ("07:32:00",),
        ('é "x"',),
        ("long\ntext",),
        ("C:\\x",),
    ]


def test_dotted_keys_and_inline_tables_nest() -> None:
    tree, _ = read_toml('a.b = { "c d" = 1, e.f = [1, [2]] }\n', 1)
    assert texts(tree.at(("a", "b", "c d"))) == ("1",)
    assert texts(tree.at(("a", "b", "e", "f"))) == ("1", "2")


def test_a_broken_line_is_named_and_the_lines_around_it_are_rescued() -> None:
    tree, problems = read_toml('title = "kept"\nbad = "never closed\ndate = "2024-01-01"\n[t]\nx = "no"\n', 2)
    assert [problem.line for problem in problems] == [3]
    assert "TOML" in problems[0].message
    assert [(key, texts(value)) for key, value in tree.pairs] == [
        ("title", ("kept",)),
        ("date", ("2024-01-01",)),
    ]


def test_a_key_that_stands_twice_is_a_problem() -> None:
    tree, problems = read_toml('title = "one"\ntitle = "two"\n', 2)
    assert problems
    assert texts(tree.get("title")) == ("one",)


@pytest.mark.parametrize(
    "block",
    [
        "a = " + "[" * 100_000,
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "{b = " * 50_000,
        ".".join("a" * 60_000) + " = 1",
        "[" + ".".join("a" * 60_000) + "]",
        "a = " + "1" * 100_000,
        "a = [" + "1," * 300_000 + "]",
        'a = """' + '"" ' * 100_000,
        'a = "' + "\\" * 100_000,
        "a = 2024-02-30",
        "\n" * 500_000 + "x",
    ],
    ids=lambda block: block[:8] + f"…{len(block)}",
)
def test_hostile_blocks_become_problems_quickly(block: str) -> None:
    _, problems = read_toml(block, 1)
    assert len(problems) == 1


@settings(max_examples=300)
@given(st.text(alphabet="ab=[]{}\"'.,#\\ \n\r\t1-:Tz\x00é\ufeff\u2028\ud800", max_size=80))
def test_reading_never_raises(block: str) -> None:
    read_toml(block, 1)


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


# -- generated documents, in every style

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


# -- where things go


def test_an_item_goes_into_the_list_that_is_there() -> None:
    after = edit(BLOCK, AddItems(("taxonomies", "tags"), ("otel", "Kubernetes")))
    assert one_change(BLOCK, after) == ("", ', "otel"')


def test_an_item_of_a_list_over_several_lines_gets_a_line() -> None:
    after = edit(BLOCK, AddItems(("taxonomies", "more"), ("c",)))
    assert after == BLOCK.replace('  "b"  # two\n', '  "b",  # two\n  "c"\n')
    assert edit(after, RemoveItems(("taxonomies", "more"), ("C",))) == BLOCK


def test_a_removed_item_takes_its_line_and_comment() -> None:
    after = edit(BLOCK, RemoveItems(("taxonomies", "more"), ("a",)))
    assert after == BLOCK.replace('  "a", # one\n', "")


def test_a_new_key_goes_before_the_first_table() -> None:
    after = edit(BLOCK, AddItems(("tags",), ("x",)), SetValue(("rated",), "4", literal=True))
    assert one_change(BLOCK, after) == ("", 'tags = ["x"]\nrated = 4\n')
    assert after.index("rated") < after.index("[extra]")


def test_a_key_of_an_absent_table_gets_its_table_at_the_end() -> None:
    block = 'title = "x"\n'
    after = edit(
        block, SetValue(("talks", "a-b", "heading"), "A: b"), AddItems(("talks", "a-b", "tags"), ("x",))
    )
    assert after == 'title = "x"\n\n[talks.a-b]\nheading = "A: b"\ntags = ["x"]\n'
    assert edit(after, SetValue(("talks", "a-b"), None)) == block


def test_a_table_among_others_of_its_kind_is_removed_alone() -> None:
    block = "[talks.a]\nx = 1\n\n[talks.b]\nx = 2\n\n[talks.c]\nx = 3\n"
    assert edit(block, SetValue(("talks", "b"), None)) == "[talks.a]\nx = 1\n\n[talks.c]\nx = 3\n"


def test_keys_that_are_not_bare_are_quoted() -> None:
    after = edit("", SetValue(("talks", 'what "is" it', "rating"), "4", literal=True))
    assert tomllib.loads(after) == {"talks": {'what "is" it': {"rating": 4}}}


def test_a_table_kept_in_braces_is_edited_in_its_braces() -> None:
    assert edit('t = {a = "x"} # c\n', AddItems(("t", "tags"), ("y",))) == 't = {a = "x", tags = ["y"]} # c\n'
    assert edit('t = {a = "x", b = 1}\n', SetValue(("t", "a"), None)) == "t = {b = 1}\n"
    assert edit('t = {a = "x", b = 1}\n', SetValue(("t", "b"), None)) == 't = {a = "x"}\n'


def test_dotted_keys_get_a_dotted_neighbour() -> None:
    assert edit("t.a = 1\nz = 2\n", AddItems(("t", "tags"), ("y",))) == 't.a = 1\nt.tags = ["y"]\nz = 2\n'


def test_quotes_are_those_of_the_neighbours() -> None:
    assert edit("tags = ['a']\n", AddItems(("tags",), ("b", "it's"))) == "tags = ['a', 'b', \"it's\"]\n"
    assert edit("title = 'a'\n", SetValue(("verdict",), "good")) == "title = 'a'\nverdict = 'good'\n"
    assert edit("title = 'a'\n", SetValue(("title",), "b")) == "title = 'b'\n"


def test_a_list_kept_as_text_stays_a_text() -> None:
    block = 'keywords = "a, b"\n'
    after = edit(block, AddItems(("keywords",), ("c",)))
    assert after == 'keywords = "a, b, c"\n'
    assert edit(after, RemoveItems(("keywords",), ("C",))) == block
    assert edit(after, RemoveItems(("keywords",), ("a", "b"))) == 'keywords = "c"\n'
    assert edit("tags = 'a b'\n", AddItems(("tags",), ("c",))) == "tags = 'a b c'\n"


def test_a_text_that_cannot_hold_the_item_becomes_a_list() -> None:
    assert edit("tag = 'a'\n", AddItems(("tag",), ("b",))) == "tag = ['a', 'b']\n"
    assert edit('track = "Cloud Native"\n', AddItems(("track",), ("b",))) == 'track = ["Cloud Native", "b"]\n'
    assert (
        edit('keywords = "a, b"\n', AddItems(("keywords",), ("d, e",))) == 'keywords = ["a", "b", "d, e"]\n'
    )
    assert edit('track = "Cloud Native"\n', RemoveItems(("track",), ("cloud native",))) == "track = []\n"


def test_numbers_and_dates_are_bare_and_a_quoted_one_stays_quoted() -> None:
    assert edit("rating = 3\n", SetValue(("rating",), "5", literal=True)) == "rating = 5\n"
    assert edit('rating = "3"\n', SetValue(("rating",), "5", literal=True)) == 'rating = "5"\n'
    assert edit("", SetValue(("date",), "2024-02-03", literal=True)) == "date = 2024-02-03\n"
    assert edit("", SetValue(("date",), "soon = 1", literal=True)) == 'date = "soon = 1"\n'


def test_a_list_is_set_with_as_little_as_possible() -> None:
    block = 'c = [\n  "a", # one\n  "b",\n]\n'
    assert edit(block, SetValue(("c",), ("b", "d"))) == 'c = [\n  "b",\n  "d",\n]\n'
    assert edit(block, SetValue(("c",), ("x", "a"))) == 'c = ["x", "a"]\n'
    assert edit("", SetValue(("c",), ("x",))) == 'c = ["x"]\n'


def test_what_is_as_asked_already_changes_nothing() -> None:
    operations: list[Operation] = [
        AddItems(("taxonomies", "tags"), ("#KUBERNETES",)),
        RemoveItems(("taxonomies", "tags"), ("absent",)),
        RemoveItems(("absent",), ("x",)),
        SetValue(("title",), "A talk"),
        SetValue(("absent", "key"), None),
        SetValue(("rating",), "1_0", literal=True),
    ]
    assert edit(BLOCK, *operations) == BLOCK


def test_a_block_without_a_last_line_end_keeps_that() -> None:
    assert edit('title = "x"', AddItems(("tags",), ("y",))) == 'title = "x"\ntags = ["y"]'
    assert edit('title = "x"\ntags = ["y"]', SetValue(("tags",), None)) == 'title = "x"'


@pytest.mark.parametrize(
    ("block", "operation", "line", "words"),
    [
        ("[[talks]]\nx = 1\n", AddItems(("talks", "a", "tags"), ("x",)), 2, "list of tables"),
        ("\ntalks = 1\n", AddItems(("talks", "a", "tags"), ("x",)), 3, "not a table"),
        ("\n[tags]\na = 1\n", AddItems(("tags",), ("x",)), 3, "is a table"),
        ("tags = 3\n", AddItems(("tags",), ("x",)), 2, "neither a list nor a text"),
        ("a = 1\nbad\n", AddItems(("tags",), ("x",)), 3, "broken"),
        ("", AddItems(("tags",), ("a\x1b",)), 2, "control character"),
        ("", AddItems(("tags",), (" ",)), 2, "empty"),
    ],
)
def test_what_is_not_safe_is_refused_with_its_line(
    block: str, operation: Operation, line: int, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        edit(block, operation)
    assert refused.value.line == line
