"""A video's description is plain text, and its note shows it so: nothing in it becomes markup by accident."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from talktui.transfer.formats.html_text import to_markdown
from talktui.transfer.formats.plain_markdown import plain_markdown
from tests.growth import assert_linear_in

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(gfm_autolink_plugin)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("One.\nTwo.\n\nThree.", "One.\\\nTwo.\n\nThree."),
        ("Talk\n-----\nmore\n=====\n-", "Talk\\\n\\-----\\\nmore\\\n\\=====\\\n\\-"),
        ("#conf #go, C# and #1", "\\#conf \\#go, C# and #1"),
        ("# no heading", "\\# no heading"),
        ("    indented\n\tmore", "indented\\\nmore"),
        ("see https://x.example/a?b=c#d.", "see https://x.example/a?b=c#d."),
        ("https://x.example/a_b_c, (https://x.example/d_e)", "<https://x.example/a_b_c>, (<https://x.example/d_e>)"),
        ("<https://x.example/a_b>", "<https://x.example/a_b>"),
        ("*a* _b_ `c` ~~d~~ [e](f) <b>g</b> &lt;", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\[e\\](f) \\<b>g\\</b> \\&lt;"),
        ("snake_case 2 * 3 <3", "snake_case 2 * 3 <3"),
        ("With:\n- a\n- b\nand more", "With:\n\n- a\n- b\n\nand more"),
        ("• a\n  • b\n• c", "- a\n\n    - b\n\n- c"),
        ("1. a\n2. b\n   goes on", "1. a\n2. b\\\n   goes on"),
        ("2019. A good year", "2019\\. A good year"),
        ("00:00 Intro\n01:00 Next", "00:00 Intro\\\n01:00 Next"),
        ("a\\\nb", "a\\\\\\\nb"),
        ("\n\n a \n\n\n\n b \n", "a\n\nb"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain_text_reads_as_what_it_is(text: str, markdown: str) -> None:
    assert plain_markdown(text) == markdown


_PIECES = st.sampled_from(
    ["a", "B c", "1", " ", "  ", "    ", "\n", "\n\n", "- ", "* ", "• ", "1. ", "2) ", "12. ", "2019. ", "#", "# ", "---",
     "===", "-", "=", "*", "**", "_", "__", "~~~", "~~", "```", "`", ">", "> ", "<", "<b>", "<!--", "&amp;", "&", "|", "|---|",
     "[a](b)", "[", "]", "[a]: b", "[^1]: c", "\\", "https://x.example/a_b*c_", "https://x.example/", ".", ")", "\t", "+ "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_whatever_plain_text_says_it_shows_and_is_no_markup(text: str) -> None:
    html = _MARKDOWN.render(plain_markdown(text))
    elements = set(re.findall(r"</?([a-z0-9]+)", html))
    assert elements <= {"p", "br", "a", "ul", "ol", "li"}, html
    shown = re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    shown = shown.replace("&amp;", "&")
    # A list's marks are shown as such: the numbers, dashes and dots at the beginning of its lines.
    marks = re.compile(r"(?m)^[ \t]*\d{1,2}[.)][ \t]+(?=\S)")
    found = "".join(filter(str.isalnum, shown))
    assert found in ("".join(filter(str.isalnum, said)) for said in (text, marks.sub("", text))), (text, html)


@pytest.mark.parametrize(
    "piece",
    [
        "https://x.example/)",
        ")",
        "(https://x.example/a_b) ",
        "[a](",
        "* ",
        "- a\n",
        "<https://x",
        "&amp",
        "~",
        "a\n---\n",
    ],
)
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    assert_linear_in(piece, plain_markdown, 100_000)
    assert_linear_in(piece, to_markdown, 100_000)
