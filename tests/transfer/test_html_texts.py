"""HTML becomes Markdown that reads as the page did; text that is no HTML stays as it is; nothing in it acts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from talktui.transfer.formats.html_text import is_html, plain, to_markdown

_MARKDOWN = MarkdownIt("commonmark").enable("table")


def words_of(html: str) -> str:
    """What a page says: its letters and digits."""
    return "".join(filter(str.isalnum, BeautifulSoup(html, "html.parser").get_text()))


@pytest.mark.parametrize(
    "text",
    [
        "Plain text, a_b, 2 * 3 and <T> generics.",
        "a < b and c > d",
        "*Markdown* with `code`, [a link](https://x.example) and\n\n* a list\n* of two",
        "Write `<p>Hello</p>` in your `<body>`.",
        "```html\n<p>Hello</p>\n```",
        "mail <me@x.example>",
        "R&amp;D",
    ],
)
def test_text_that_is_no_html_stays_as_it_is(text: str) -> None:
    assert to_markdown(text) == text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p>\n\n<p>Two</p>", "One\n\nTwo"),
        ("<p>One<br>two<br/><br/>three<br></p>", "One\\\ntwo\n\nthree"),
        ("<p><b>bold</b> <i>slanted</i> <code>x_y</code></p>", "**bold** *slanted* `x_y`"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<h2>Outline</h2><p>x</p>", "## Outline\n\nx"),
        ("<pre><code>a = 1\n```\n</code></pre>", "````\na = 1\n```\n````"),
        ("<blockquote><p>said</p></blockquote>", "> said"),
        ("<p>R&amp;D &lt;script&gt; &amp;amp;</p>", "R&D \\<script> \\&amp;"),
        ("<p>*not bold* _x_ a_b_c `t` [a](b)</p>", "\\*not bold\\* \\_x\\_ a_b_c \\`t\\` \\[a](b)"),
        ("<p># no heading</p><p>no heading\n===</p>", "\\# no heading\n\nno heading\n\\==="),
        ("<p>https://x.example/a_b_c_</p>", "https://x.example/a_b_c_"),
        ("<p>#tag, C#, #9 and (#b2b)</p>", "\\#tag, C#, #9 and (\\#b2b)"),
        ('<a href="https://x.example/a (b)">x</a>', "[x](https://x.example/a%28b%29)"),
        ('<p><a href="https://x.example/">https://x.example/</a></p>', "<https://x.example/>"),
        ('<p><a href="javascript:alert(1)">x</a> <a href="#top">y</a></p>', "x y"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |"),
        ("<p>x</p><script>alert(1)</script><style>p {}</style><iframe src='https://x.example'>f</iframe>", "x"),
        ("<p onclick='x()'>a<!-- b --></p>", "a"),
        ('<p>a<img src="https://t.example/p.gif" width="1" height="1"><img src="data:image/png;base64,AA"></p>', "a"),
        ('<p>a <img src="https://x.example/p.png" alt="A [picture]"></p>', "a ![A [picture]](https://x.example/p.png)"),
        ('<p>a<span style="display: none">b</span></p>', "a"),
        ("Text with <b>bold</b>\r\n\r\n* and\r\n* a list", "Text with **bold**\n\n* and\n* a list"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("One line\nand another.\n---\nBio", "One line\nand another.\n\n---\nBio"),
        ("One line\nand another.\n===\nBio", "One line\nand another.\n\\===\nBio"),
        ("One\n------\ntext", "One\n------\ntext"),
        ("before it\nAbout me\n--------\ntext", "before it\nAbout me\n--------\ntext"),
        ("```\nOne line\nand another.\n---\n```", "```\nOne line\nand another.\n---\n```"),
    ],
)
def test_a_line_of_dashes_below_a_paragraph_makes_no_heading_of_it(text: str, markdown: str) -> None:
    assert to_markdown(text) == markdown


def test_a_relative_link_leads_from_the_page_or_nowhere() -> None:
    html = '<p><a href="/more">more</a></p>'
    assert to_markdown(html, "https://x.example/talks/1") == "[more](https://x.example/more)"
    assert to_markdown(html) == "more"


def test_control_characters_and_halves_of_characters_are_not_in_the_result() -> None:
    assert to_markdown("<p>a\x1b[2J\x00b\ud800\x9bc</p>") == "a[2Jb\ufffdc"
    assert plain("a\x1bb\r\n <b>c</b> &amp; d") == "ab c & d"


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 5_000 + "deep",
        "<div>" * 5_000 + "deep" + "</div>" * 5_000,
        "<p>" + "<b>" * 30_000 + "deep",
        "<p>deep" + "&#x" * 100_000,
        "<p>deep</p>" + "<!--" * 50_000,
        "<p>deep" + "</" * 100_000,
    ],
    ids=["unclosed", "nested", "many", "entities", "comments", "ends"],
)
def test_hostile_html_is_text_all_the_same(html: str) -> None:
    assert to_markdown(html + "</p>").startswith("deep")


_TEXT = st.text(st.sampled_from("ab1 .,*_`#[]()<>&|\\\n-=~!:;{}\"'é"), max_size=40)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@settings(max_examples=300, deadline=None)
@given(st.lists(_TEXT, min_size=1, max_size=3))
def test_text_in_html_reads_as_itself(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{_escaped(text)}</p>" for text in paragraphs)
    rendered = _MARKDOWN.render(to_markdown(html))
    # A line that begins as a list's item is one then, which is what was meant: its number is its place.
    numbered = re.sub(r"(?m)^\s*\d+(?=[.)](\s|$))", "", "\n".join(paragraphs))
    assert words_of(rendered) in (words_of(html), words_of(f"<p>{_escaped(numbered)}</p>"))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<a href='", "'>", "</a>", "<script>", "</script>", "<br>", "<pre>", "</pre>",
     "<img src=", "<table>", "<td>", "<li>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "&", "&#0;", "\n", "x", "\x00"]
)).map("".join)))  # fmt: skip
def test_any_text_becomes_text_without_controls_and_nothing_that_runs(text: str) -> None:
    result = to_markdown(text, "https://x.example/")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", result)
    if is_html(text):
        assert "](javascript:" not in result.lower()
    assert "\n" not in plain(text)
