"""A note's headings: which lines are one, what they say, where they link, their anchors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from talktui.notes.blocks import scan
from talktui.notes.heading_text import heading_text, without_quotes
from talktui.notes.headings import Anchors, sections, slug
from tests.growth import assert_linear_in


def titles(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in sections(text, 0)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# One\n## Two ##\n", [(1, "One"), (2, "Two")]),
        ("   ### Three", [(3, "Three")]),
        ("#", [(1, "")]),
        ("# C#", [(1, "C#")]),
        ("# \f# ", [(1, "#")]),
        ("# \f #\n", [(1, "")]),
        ("One\n===\n\nTwo\n---\n", [(1, "One"), (2, "Two")]),
        ("One\nmore\n===", [(1, "One more")]),
        ("# A\r\nB\r\n---\r\n", [(1, "A"), (2, "B")]),
        ("#\ttab", [(1, "tab")]),
        ("text\n# A", [(1, "A")]),
        ("```\nx\n```\n# A", [(1, "A")]),
        ("````\n```\n# no\n````\n# A", [(1, "A")]),
        ("~~~\n```\n~~~\n# A", [(1, "A")]),
        ("``` a`b\n# A", [(1, "A")]),
        ("<!-- x -->\n# A", [(1, "A")]),
        ("<div>\n# no\n\n# A", [(1, "A")]),
        ("a <b>\n# A", [(1, "A")]),
        ("- item\n  ```\n# A", [(1, "A")]),
        ("| a |\n| --- |\n# A", [(1, "A")]),
    ],
)
def test_headings_are_found(text: str, found: list[tuple[int, str]]) -> None:
    assert titles(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "#none", "##A. none", "####### seven", "    # code", "\t# code", "\\# none", "```\n# no\n```", "~~~\n# no",
        "<!--\n# no\n-->", "<pre>\n# no\n\n# no\n</pre>", "> # quoted", "- # in a list", "- a\n---", "> a\n---",
        "\n---\n", "a\n\n---", "    code\n---", "***\n---", "[a]: http://x.example\n---", "<?php\n# no\n?>",
        "# \n"[:0], "a | b\n--- | ---", "```\na\n---\n```",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_heading_is_none(text: str) -> None:
    assert titles(text) == []


def test_a_section_goes_to_the_next_heading_of_its_level_or_above() -> None:
    text = "intro\n# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\ne"
    found = {section.title: section for section in sections(text, 0)}
    assert text[found["A"].start : found["A"].end] == "# A\na\n## B\nb\n### C\nc\n## D\nd\n"
    assert text[found["B"].body_start : found["B"].end] == "b\n### C\nc\n"
    assert text[found["E"].body_start : found["E"].end] == "e"
    assert [section.line for section in sections(text, 0)] == [2, 4, 6, 8, 10]


def test_front_matter_is_not_looked_at() -> None:
    text = "---\n# comment\ntitle: x\n---\n# A\n"
    found = sections(text, text.index("# A"))
    assert [(section.title, section.line) for section in found] == [("A", 5)]


@pytest.mark.parametrize(
    ("raw", "text", "link"),
    [
        ("Plain", "Plain", None),
        ("[A talk](https://v.example/1)", "A talk", "https://v.example/1"),
        ("**[A *b*](https://v.example/a_(b) \"t\")**", "A b", "https://v.example/a_(b)"),
        ("A talk ([video](https://v.example/1))", "A talk (video)", "https://v.example/1"),
        ("`code_x` _em_ snake_case 2 * 3", "code_x em snake_case 2 * 3", None),
        ("`*not* em`", "*not* em", None),
        ("\\*not\\* em", "*not* em", None),
        ("R&amp;D &lt;b&gt; &copy; & co", "R&D <b> © & co", None),
        ("`&amp;`", "&amp;", None),
        ("![logo](logo.png) A", "logo A", None),
        ("[[page|Shown]] and [[Other]]", "Shown and Other", None),
        ("[x] done", "[x] done", None),
        ("[A][ref]", "A", "https://r.example"),
        ("[ref]", "ref", "https://r.example"),
        ("[A][none]", "[A][none]", None),
        ("https://v.example/1.", "https://v.example/1.", "https://v.example/1"),
        ("<https://v.example/1>", "https://v.example/1", "https://v.example/1"),
        ("A <b>bold</b> one<br>", "A bold one", None),
        ("Title {#custom-id}", "Title", None),
        ("[a](https://a.example) [b](https://b.example)", "a b", None),
        ("[a](https://a.example) [b](https://youtu.be/xxxxxxxxxxx)", "a b", "https://youtu.be/xxxxxxxxxxx"),
        ("[local](page.md)", "local", None),
        ("~~gone~~ here", "gone here", None),
    ],
)  # fmt: skip
def test_a_heading_as_text_and_its_link(raw: str, text: str, link: str | None) -> None:
    references = {"ref": "https://r.example"}
    assert heading_text(raw, lambda label: references.get(label.casefold())) == (text, link)


def test_a_reference_link_finds_its_definition() -> None:
    found = sections("# [A][1]\n\n[1]: https://v.example/1\n", 0)
    assert (found[0].title, found[0].link) == ("A", "https://v.example/1")


@pytest.mark.parametrize(
    ("text", "without"), [('"A"', "A"), ("“A”", "A"), ("'A' and 'B'", "'A' and 'B'"), ('"', '"'), ("A", "A")]
)
def test_quotation_marks_around_the_whole_are_taken_off(text: str, without: str) -> None:
    assert without_quotes(text) == without


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("OpenTelemetry: What's Next", "opentelemetry-whats-next"),
        (
            "15,000 Minecraft Players Vs One K8s Cluster. Who Wins?",
            "15000-minecraft-players-vs-one-k8s-cluster-who-wins",
        ),
        ("Intuit, Argo & The Controller", "intuit-argo--the-controller"),
        ("Am I Write? – R/O FS", "am-i-write--ro-fs"),
        ("Ünïcode Größe 日本", "ünïcode-größe-日本"),
        ("snake_case a-b", "snake_case-a-b"),
        ("🎉 Party", "-party"),
        ("हिन्दी", "हिन्दी"),
        ("!?", "section"),
    ],
)
def test_anchors_are_githubs(title: str, anchor: str) -> None:
    assert slug(title) == anchor


def test_a_repeated_anchor_is_numbered() -> None:
    anchor = Anchors()
    assert [anchor(title) for title in ("A", "A", "A-1", "A")] == ["a", "a-1", "a-1-1", "a-2"]


EVIL = ["# ", "a\n===\n", "=\n", "<x>\n", "<!--", "```\n", "~~~ \n````\n", "- a\n---\n", "# [", "# `", "# *a ", "[a]: b\n",
        "# ![](", "<pre ", " ```\n````\n", "a\n", "\n", "# <", "> a\n==="]  # fmt: skip


@pytest.mark.parametrize("piece", EVIL)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert_linear_in(piece, lambda text: sections(text, 0), 200_000, "\n---\n")


@pytest.mark.parametrize("piece", ["[", "*a ", "`a", "[a](", "_a ", "\\", "<a ", "!["])
def test_a_hostile_heading_takes_linear_time(piece: str) -> None:
    assert_linear_in(piece, heading_text, 100_000)


BLOCKS = st.sampled_from(
    ["# A\n", "## B [x](y) ##\n", "text\n", "===\n", "---\n", "\n", "```\n", "~~~\n", "> q\n", "<div>\n", "<!--\n", "-->\n",
     "# C\r\n", "* * *\n", "<b>\n", "####### no\n", "| a |\n", "<script>\n", "</script>\n"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(BLOCKS, max_size=12).map("".join))
def test_headings_are_those_of_a_commonmark_parser(text: str) -> None:
    """For text without lists and indentation, which the scan only estimates."""
    tokens = MarkdownIt("commonmark").parse(text)
    expected = [
        (int(token.tag[1]), token.map[1] - 1)
        for token in tokens
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    found = [
        (h.level, text.count("\n", 0, h.body_start) - (1 if text[: h.body_start].endswith("\n") else 0))
        for h in scan(text).headings
    ]
    assert found == expected
