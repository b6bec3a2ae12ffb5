"""Plain front matter read line by line says exactly what libyaml says; anything else is left to libyaml."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.block import Block, find_block
from talktui.notes.front_matter.values import Scalar, Sequence
from talktui.notes.front_matter.yaml_lines import LONGEST, read_lines
from talktui.notes.front_matter.yaml_read import read_root
from talktui.notes.text_of import text_of
from tests.growth import assert_linear_in

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"

# What YAML gives a meaning to, and what stands beside it in real notes.
PIECES = [
    *" ,:#[]{}\"'&*!|>%@`?-=~.<\\\t", ": ", " #", "- ", "---", "...", "a", "B", "1", "é", "日", "😀", "\xa0", "\x85",
    "\u2028", "\u2029", "\ufeff", "\x7f", "\x01", "\ufffe", "\ud800", "null", "yes", "12:30", "https://x.y/#z", "<<",
    "O'Brien", "\r",
]  # fmt: skip
words = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
simple = st.sampled_from(
    ["A talk", "2023-11-08", "c++", "O'Brien", "x: y", "a#b", "(1/2)", "", "Café — 日本"]
)
scalars = st.one_of(words, simple, simple.map(lambda s: f'"{s}"'), words.map(lambda s: f"'{s}'"))
lists = st.lists(scalars, max_size=4).map(lambda items: f"[{', '.join(items)}]")
keys = st.one_of(st.sampled_from(["title", "tags", "a", "b_c", "d-e", "Speakers", "null", "x1"]), words)
ends = st.sampled_from(["\n", "\n", "\n", "\r\n", " \n", "\n\n", "\r", ""])
lines = st.one_of(
    st.tuples(keys, st.sampled_from([": ", ":", ":  ", " : "]), st.one_of(scalars, lists), ends).map("".join),
    st.tuples(keys, st.just(":\n"), st.lists(scalars.map(lambda s: f"- {s}\n"), min_size=1).map("".join)).map(
        "".join
    ),
    st.tuples(st.sampled_from(["", " ", "  "]), st.just("- "), scalars, ends).map("".join),
    st.tuples(words, ends).map("".join),
)
texts = st.lists(lines, max_size=5).map("".join)


@given(texts, st.sampled_from([1, 2, 7]))
@settings(max_examples=1_200, deadline=None)
@example("a:\n- b\n- c\n", 2)
@example("a:\n  - b\n  - c\nd: e\n", 2)
@example("a:\n  - b\n- c\n", 2)
@example("a: b\n- c\n", 2)
@example("a: b:\n", 2)
@example("a: b: c\n", 2)
@example("a: [b, 'c', \"d, e\" , f g ]\n", 2)
@example("a: [b,]\n", 2)
@example("a: [b: c]\n", 2)
@example("a: [b?c]\n", 2)
@example("a: b\na: c\n", 2)
@example("a: b #c\n", 2)
@example("a: 'it''s'\n", 2)
@example("a: b\n c\n", 2)
@example("a: \u2028b\n", 2)
@example("a:", 2)
def test_what_is_read_line_by_line_is_what_yaml_says(text: str, first_line: int) -> None:
    read = read_lines(text, first_line)
    if read is not None:
        assert (read, []) == read_root(text, first_line)


plain_keys = st.sampled_from(["title", "date", "tags", "speakers", "x-y", "a_b"])
plain = st.sampled_from(
    ["A talk", "2023-11-08 10:30", "C++ & Rust", "O'Brien", "a#b", "(1/2)", "https://x.y/#z"]
)
said = st.one_of(plain, plain.map(lambda s: f'"{s}"'), st.just('""'), st.just("[]"), st.just(""))


@given(st.lists(st.tuples(plain_keys, said), min_size=1, max_size=5, unique_by=lambda pair: pair[0]))
@settings(max_examples=300, deadline=None)
def test_what_is_plain_is_read_here(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    read = read_lines(text, 2)
    assert read is not None
    assert (read, []) == read_root(text, 2)


def test_lists_of_each_kind_are_read_here() -> None:
    text = 'tags: [a, \'b c\', "d, e"]\r\nspeakers:\r\n  - Zoë B\r\n  - "C: D"\r\n'
    read = read_lines(text, 2)
    assert read is not None
    assert read.pairs == (
        ("tags", Sequence((Scalar("a", 2), Scalar("b c", 2, False), Scalar("d, e", 2, False)), 2)),
        ("speakers", Sequence((Scalar("Zoë B", 4), Scalar("C: D", 5, False)), 4)),
    )
    assert read.key_lines == (2, 3)


@pytest.mark.parametrize("root", ["notes", "pyvideo", "blogs", "rubyevents", "fosdem", "notes of others"])
def test_real_front_matter_is_read_alike(root: str) -> None:
    folder = REPOSITORY / "notes" if root == "notes" else DATA / root.replace("notes of others", "notes")
    if not folder.is_dir():
        pytest.skip(f"the real data is not there ({folder.name}/)")
    for path in sorted(folder.rglob("*.md"))[:2_000]:
        text = text_of(path.read_bytes())
        found = find_block(text)
        if isinstance(found, Block) and found.kind == "yaml":
            inside = text[found.start : found.end]
            read = read_lines(inside, 2)
            assert read is None or (read, []) == read_root(inside, 2), path


@pytest.mark.parametrize(
    ("piece", "tail"),
    [(" ", "\t\n"), ("b , ", "{\n"), ("'b' , ", "{\n"), ("x:", " :\n"), ("x#", "\x01"), ("b:c#", "")],
)
def test_a_line_that_is_none_is_given_up_in_linear_time(piece: str, tail: str) -> None:
    for before in ("a: b", "a: [", "- b"):
        assert_linear_in(piece, lambda text, before=before: read_lines(before + text, 1), LONGEST - 10, tail)  # type: ignore[misc]


def test_a_long_block_is_left_to_yaml() -> None:
    assert read_lines("a: b\n" + "c: " + "x" * LONGEST, 1) is None
