"""Every place that a link may lead to is found: headings however they are written, places in HTML, footnotes."""

from __future__ import annotations

import pytest

from talktui.markdown.document import Document


def found(source: str, anchor: str) -> str | None:
    """The text of the line that `anchor` leads to."""
    document = Document.whole(source, 60)
    line = document.line_of_anchor(anchor)
    return None if line is None else document.lines[line].text


@pytest.mark.parametrize(
    ("source", "anchor", "text"),
    [
        ("x\n\n# T {#id}", "id", "T"),
        ("x\n\n## T *e* {#id .class}", "id", "## T e"),
        ("x\n\n# {#id}", "id", "{#id}"),
        ('x\n\n<a name="here"></a>target', "here", "target"),
        ('x\n\n<span id="here">target</span>', "here", "target"),
        ('x\n\n<h2 id="here">Target</h2>', "here", "Target"),
        ("x\n\n<h2>Target two</h2>", "target-two", "Target two"),
        ("x\n\nterm\n:   # In it", "in-it", ": In it"),
        ("[^a]\n\nterm\n:   [^a]: note", "fn-a", ": [a]: note"),
        ("# :rocket: Launch", "rocket-launch", "🚀 Launch"),
    ],
)
def test_an_anchor_is_found(source: str, anchor: str, text: str) -> None:
    lines = found(source, anchor)
    assert lines is not None
    assert lines.removeprefix("## ") == text.removeprefix("## ")


def test_no_two_headings_have_the_same_anchor() -> None:
    """As GitHub's renderer counts."""
    headings = Document.whole("# a\n\n# a\n\n# a-1\n\n# a\n\n# b {#a}", 60).headings()
    assert [heading.anchor for heading in headings] == ["a", "a-1", "a-1-1", "a-2", "a"]


def test_headings_in_html_and_in_definitions_are_in_the_outline() -> None:
    source = (
        "# A\n\n<div>\n<!-- <h2>no</h2> -->\n<h2>B <b>c</b></h2>\ntext\n<h3>D</h3></div>\n\nterm\n:   # E\n"
    )
    document = Document.whole(source, 60)
    assert [(heading.text, heading.level, heading.line) for heading in document.headings()] == [
        ("A", 1, 0),
        ("B c", 2, 4),
        ("D", 3, 6),
        ("E", 1, 9),
    ]
    assert "text" in [line.text.rstrip() for line in document.lines]
