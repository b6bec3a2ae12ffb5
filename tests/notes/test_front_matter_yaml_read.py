"""YAML is read as text, never followed, never raises, and broken front matter still shows what it can."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter import yaml_events
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Sequence, texts
from talktui.notes.front_matter.yaml_read import parse_yaml, read_root


def scalar(text: str, key: str = "a") -> Scalar:
    tree, problems = parse_yaml(f"{key}: {text}\n")
    assert problems == []
    value = tree.get(key)
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    "text",
    ["no", "12:30", "1.10", "017", "2024-02-30", "0x1F", "1_000", "yes", "2023-01-01 10:00", "~", "=", "<<"],
)
def test_plain_scalars_are_their_source_text(text: str) -> None:
    assert scalar(text) == Scalar(text, 1, plain=True)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'it''s'", "it's"),
        ('"a\\"b\\u00e9"', 'a"bé'),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        (">\n  a\n  b\n", "a b\n"),
    ],
)
def test_quotes_and_blocks_are_resolved(source: str, text: str) -> None:
    assert scalar(source) == Scalar(text, 1, plain=False)


def test_nothing_written_is_null_and_an_empty_text_is_not() -> None:
    assert scalar("").is_null
    assert scalar("# a comment").is_null
    assert not scalar("''").is_null


def test_trees_keep_order_and_lines() -> None:
    text = "title: x\n# c\ntalks:\n  b:\n    tags: [p, q]\n  a:\n    tags:\n    - r\n"
    tree, problems = parse_yaml(text, 2)
    assert problems == []
    assert list(tree.keys()) == ["title", "talks"]
    assert tree.key_lines == (2, 4)
    talks = tree.get("talks")
    assert isinstance(talks, Mapping)
    assert list(talks.keys()) == ["b", "a"]
    assert tree.at(("talks", "b", "tags")) == Sequence((Scalar("p", 6), Scalar("q", 6)), 6)
    assert tree.at(("talks", "a", "tags")) == Sequence((Scalar("r", 9),), 9)


def test_nothing_at_all_is_an_empty_mapping() -> None:
    assert parse_yaml("") == (EMPTY, [])
    assert parse_yaml("# only a comment\n\n") == (EMPTY, [])


def test_a_bom_before_settings_is_left_out() -> None:
    tree, problems = parse_yaml("\ufeffname: KubeCon\n")
    assert problems == []
    assert tree.get("name") == Scalar("KubeCon", 1)


@pytest.mark.parametrize(
    ("text", "what"), [("- a\n", "a list"), ("just words\n", "a text"), ("[a]\n", "a list")]
)
def test_a_root_that_is_no_mapping_is_a_problem(text: str, what: str) -> None:
    tree, problems = parse_yaml(text, 5)
    assert tree == EMPTY
    assert [(what in problem.message, problem.line) for problem in problems] == [(True, 5)]


def test_a_key_that_stands_twice_is_a_problem_and_the_first_counts() -> None:
    tree, problems = parse_yaml("a: 1\nb: 2\na: 3\n")
    assert tree.get("a") == Scalar("1", 1)
    assert len(tree.pairs) == 3
    assert [(problem.line, "`a`" in problem.message) for problem in problems] == [(3, True)]


def test_references_are_not_followed_and_said() -> None:
    tree, problems = parse_yaml("a: &x [b]\nc: *x\nd: [*x, e]\n")
    assert tree.get("a") == Sequence((Scalar("b", 1),), 1)
    assert tree.get("c") == Scalar("", 2)
    assert tree.get("d") == Sequence((Scalar("e", 3),), 3)
    assert [problem.line for problem in problems] == [2, 3]


def test_keys_that_are_no_text_are_skipped_and_said() -> None:
    tree, problems = parse_yaml("title: {{ x }}\n? [a, b]\n: c\nd: e\n")
    assert tree.get("d") == Scalar("e", 4)
    assert [problem.line for problem in problems] == [1, 2]


def test_a_second_document_is_said() -> None:
    tree, problems = parse_yaml("a: b\n--- # c\nd: e\n")
    assert list(tree.keys()) == ["a"]
    assert [problem.line for problem in problems] == [2]


def test_aliases_that_would_fill_the_memory_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    lines += [f"m{n}: {{<<: [*a{n}, *a{n}]}}" for n in range(40)]
    tree, problems = parse_yaml("\n".join(lines))
    assert len(tree.pairs) == 80
    assert 0 < len(problems) <= 100


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_not_crashed_on(opening: str) -> None:
    tree, problems = parse_yaml("title: x\nb:\n  " + opening * 200_000, 2)
    assert "levels deep" in problems[0].message
    assert tree.get("title") == Scalar("x", 2)


def test_fifty_levels_are_read() -> None:
    _, problems = parse_yaml("a: " + "[" * 49 + "]" * 49)
    assert problems == []
    _, problems = parse_yaml("a: " + "[" * 50 + "]" * 50)
    assert len(problems) == 1


def test_too_many_values_are_refused() -> None:
    _, problems = parse_yaml("title: x\na: [" + "b," * 100_001 + "]\n")
    assert "too many values" in problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "a: 2024-02-30",
        "a: !!timestamp x",
        "a: !!bool x",
        "a: !!int ''",
        "a: 0x",
        "a: 99999999999-01-01",
        "a: !!python/object/apply:os.system [x]",
        "a: \ud800",
        'a: "\\ud800"',
        'a: "\\UFFFFFFFF"',
        "%YAML 9.9\n--- \na: b",
        "%TAG ! x\n%TAG ! x\n---\na: b",
        "a: \x07",
        "a: \0",
        "\ufeff\ufeffa: b",
        "a: b\x85c: d",
        "<<: {a: b}\n<<: x",
        ": \n: x",
        "? \n? \n",
        "*a : b",
        "&a\n&b c",
    ],
)
def test_what_makes_loaders_raise_does_not_raise_here(text: str) -> None:
    tree, problems = parse_yaml(text)
    assert isinstance(tree, Mapping)
    assert all(problem.line >= 1 for problem in problems)


BROKEN = """\
title: Sidecars: a love story
speaker: Ada Lovelace, Engine Works
tags:
  - otel
  - 'c#'
talks:
  one:
    heading: What: next
    rating: 4
date: 2023-11-08 # day one
"""


def test_broken_front_matter_still_shows_its_fields() -> None:
    tree, problems = parse_yaml(BROKEN, 2)
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "the value after `title:` holds ': '; put it in quotes")
    ]
    assert tree.get("title") == Scalar("Sidecars: a love story", 2)
    assert tree.get("speaker") == Scalar("Ada Lovelace, Engine Works", 3)
    assert tree.get("tags") == Sequence((Scalar("otel", 5), Scalar("c#", 6, plain=False)), 5)
    assert tree.at(("talks", "one", "heading")) == Scalar("What: next", 9)
    assert tree.at(("talks", "one", "rating")) == Scalar("4", 10)
    assert tree.get("date") == Scalar("2023-11-08", 11)


@pytest.mark.parametrize(
    ("line", "title", "said"),
    [
        ('title: "Quoted" and more', '"Quoted" and more', "goes on after its closing quote"),
        ("title: @handle speaks", "@handle speaks", "begins with `@`"),
        ("title: `code` first", "`code` first", "begins with ```"),
        ("title: *bold* words", "*bold* words", "begins with `*`"),
        ("title: & so on", "& so on", "begins with `&`"),
        ("title: !x!y z", "!x!y z", "begins with `!`"),
        ("title: > and more", "> and more", "begins with `|` or `>`"),
        ("title: [tag] Sidecars", "[tag] Sidecars", "goes on after its closing quote or bracket"),
        ("title: [Sidecars", "[Sidecars", "is not closed"),
        ("title: 'Sidecars", "'Sidecars", "never closed"),
        ('title: "a \\c b"', "a \\c b", "backslash"),
        ("title: - x", "- x", "begins with `- `"),
        ("title: a\n  b: c", "a b: c", "indented as part of the value before it"),
        ("title: a\n\tb: c", "a b: c", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_the_title_shows(line: str, title: str, said: str) -> None:
    tree, problems = parse_yaml(f"video: https://example.org/1\n{line}\nrating: 4\n", 2)
    assert len(problems) == 1
    assert said in problems[0].message
    assert problems[0].line in {3, 4}
    assert texts(tree.get("title"))[:1] == (title,)
    assert tree.get("video") == Scalar("https://example.org/1", 2)
    assert texts(tree.get("rating")) == ("4",)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("- title: x\n  id: [\n", "the `[` opened here", 2),
        ("- title: x\n  of: {a: [b, c], d: [\n\n", "the `[` opened here", 2),
        ("a: {\nb: [c, d],\n", "the `{` opened here", 1),
    ],
)
def test_a_bracket_is_told_where_it_was_opened(text: str, message: str, line: int) -> None:
    _, problems = read_root(text, 1)
    assert [(problem.message[: len(message)], problem.line) for problem in problems] == [(message, line)]


def test_it_reads_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "parser", yaml.SafeLoader)
    tree, problems = parse_yaml("title: 'x'\ntags: [a, b]\nt:\n  u: |\n    v\n", 2)
    assert problems == []
    assert tree.get("title") == Scalar("x", 2, plain=False)
    assert tree.at(("t", "u")) == Scalar("v\n", 5, plain=False)
    tree, problems = parse_yaml(BROKEN, 2)
    assert tree.get("title") == Scalar("Sidecars: a love story", 2)
    assert problems[0].line == 2


PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        "c:\n",
        "\n",
        "- ",
        "  ",
        *"[]{}#'|>%@`~\"\t\r\\\x85\u2028\ufeff\0é",
        ", ",
        ": ",
        " #",
        "&x ",
        "*x",
        "!t ",
        "? ",
        "\r\n",
        "---",
        "...",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)), st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_line_is_in_the_file(text: str, first_line: int) -> None:
    tree, problems = parse_yaml(text, first_line)
    last = first_line + len(text)
    for problem in problems:
        assert first_line <= problem.line <= last
        assert problem.message
    assert len(tree.key_lines) == len(tree.pairs)
    assert all(first_line <= line <= last for line in tree.key_lines)
