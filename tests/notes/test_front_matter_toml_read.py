"""TOML front matter is read as written, and no block stops it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.toml import read_toml
from talktui.notes.front_matter.values import Scalar, Sequence, texts
from tests.notes.toml_blocks import BLOCK


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
