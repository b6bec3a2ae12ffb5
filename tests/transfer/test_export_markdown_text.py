"""Titles and names in an exported post are shown as they are, whatever they hold."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from talktui.notes.blocks import scan
from talktui.notes.heading_text import heading_text
from talktui.transfer.export.markdown_text import closed, escaped, link
from talktui.transfer.export.plain_text import contained, one_line

TITLES = st.lists(
    st.one_of(
        st.sampled_from(
            "](|[|]|(|)|<script>|</b>|<!--|-->|{{|}}|{% x %}|{{< y >}}|{#id}|{: .c}|*|**|_|__|`|~~|#tag|# |## |- |1. |> |\\|&amp;"
            "|&#60;|https://e.x/|www.a.b|a@b.c|:tada:|==|!|$|^|: |=|+ |\n|\r|\t|\x1b[31m|\u202e|\u2067|\u202c|'|\"|C#|x".split(
                "|"
            )
        ),
        st.just("|"),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """What a reader sees of a line of Markdown, where it is one paragraph of plain text."""
    rendered = MARKDOWN.render(markdown).strip()
    inside = rendered.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inside, rendered
    return html.unescape(inside)


@settings(max_examples=600, deadline=None)
@given(TITLES)
@example("{ .a}")
@example("https\\://a.b")
def test_a_title_is_only_its_characters(title: str) -> None:
    said = one_line(title)
    assert "\n" not in escaped(title)
    assert shown(f"x{escaped('x' + title)}") == f"x{one_line('x' + title)}"
    if said:
        assert shown(escaped(title)) == said
        heading = MARKDOWN.parse(f"### {escaped(title)}\n")
        assert [token.tag for token in heading if token.type == "heading_open"] == ["h3"]


@settings(max_examples=600, deadline=None)
@given(TITLES.map(one_line).filter(lambda title: len(title) < 1000))
def test_a_heading_says_the_title_and_the_link_to_a_reader_of_logs(title: str) -> None:
    if not title or not title.isprintable() or any(char >= "\ue000" for char in title):
        return
    text, url = heading_text(link(title, "https://youtu.be/a1"))
    assert (text, url) == (title, "https://youtu.be/a1")
    assert heading_text(escaped(title))[0] == title


@pytest.mark.parametrize(
    "title", ["What's Next: C# & Go?", "A (very) short talk!", "Don't panic - at_all", "100% of 3 < 4"]
)
def test_ordinary_titles_stay_as_people_write_them(title: str) -> None:
    assert escaped(title) == title


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", " JavaScript:x"])
def test_a_link_that_would_run_something_is_no_link(url: str) -> None:
    assert link("Title", url) == "Title"


@pytest.mark.parametrize("url", ["https://e.x/a(b)", "https://e.x/a b", "https://e.x/<x>", "https://e.x/](y"])
def test_an_odd_address_stays_one_link(url: str) -> None:
    tokens = MARKDOWN.parseInline(link("T]", url))[0].children or []
    assert [token.type for token in tokens] == ["link_open", "text", "link_close"]


@pytest.mark.parametrize(
    "open_text",
    ["```\ncode", "~~~~ x\ncode\n~~~", "<!-- a comment", "<script>\nx", "<pre>\ntext\n\nmore", "<?php"],
)
def test_what_a_text_leaves_open_is_closed(open_text: str) -> None:
    whole = closed(open_text)
    assert whole.startswith(open_text)
    assert [heading.raw for heading in scan(f"{whole}\n\n### Next\n").headings] == ["Next"]


def test_a_text_that_is_whole_stays() -> None:
    assert closed("```\ncode\n```\n\n<b>x</b>") == "```\ncode\n```\n\n<b>x</b>"


@given(st.text("a\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", max_size=12))
def test_a_turned_text_turns_nothing_after_it(text: str) -> None:
    depth = 0
    for char in contained(text):
        depth += (char in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068") - (char in "\u202c\u2069")
        assert depth >= 0
    assert depth == 0
    assert re.sub(r"[^a]", "", contained(text)) == re.sub(r"[^a]", "", text)
