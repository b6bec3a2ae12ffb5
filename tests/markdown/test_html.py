"""HTML in a note is its text, set as a browser would: lists, rows, lines of their own; pictures have a name."""

from __future__ import annotations

import pytest

from talktui.markdown.document import Document
from tests.growth import assert_linear_in


def drawn(source: str) -> str:
    return "\n".join(line.text.rstrip() for line in Document.whole(source, 100).lines)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<pre>\ncode here\n  and there\n\nend</pre>", "code here\n  and there\n\nend"),
        ("text <pre>a\n  b</pre> c", "text\na\nb\nc"),  # Markdown takes a line's first spaces away
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        (
            '<ol start="3">\n<li>a\n<ul><li>x</li></ul>\n<li value="9">b\n<li>c\n</ol>',
            "3. a\n  • x\n9. b\n10. c",
        ),
        ("<ul>\n<li>a</li>\n</ul>", "• a"),
        ("<table><tr><th>a<th>b</tr>\n<tr><td>c</td><td>d</td></tr></table>", "a │ b\nc │ d"),
        ("</ol></ul><li>a", "• a"),
        ("<a href=x>one<a href=y>two</a>", "onetwo"),
    ],
)
def test_html_is_set_as_a_browser_would(source: str, text: str) -> None:
    assert drawn(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("![](data:image/png;base64," + "A" * 9_000 + ")", "🖼 png picture in the note itself"),
        (
            "![][i]\n\n[i]: <data:image/jpeg;base64," + "/9j/" * 3_000 + ">",
            "🖼 jpeg picture in the note itself",
        ),
        ('<img src="data:image/gif;base64,R0lG">', "🖼 gif picture in the note itself"),
        ("![](data:,x)", "🖼 picture in the note itself"),
        ("![](https://e.x/a/b.png?w=" + "9" * 500 + ")", "🖼 b.png"),
        ("![](" + "a" * 900 + ")", "🖼 " + "a" * 199 + "…"),
    ],
)
def test_a_picture_without_words_has_a_short_name(source: str, text: str) -> None:
    document = Document.whole(source, 300)
    assert [line.text for line in document.lines] == [text]
    assert len(document.links) == 1


def test_a_link_without_words_is_not_the_whole_of_a_picture() -> None:
    assert len(drawn("[](data:image/png;base64," + "A" * 9_000 + ")")) < 300


@pytest.mark.parametrize(
    "href", ["file:///etc/hosts", "javascript:alert(1)", "data:text/html,x", "vbscript:x"]
)
def test_a_link_with_any_scheme_is_shown_as_one(href: str) -> None:
    """What may be followed is not decided here; a person sees that it is a link, and why it is not followed."""
    for source in (f"[f]({href})", f"[f][a]\n\n[a]: {href}", f'<a href="{href}">f</a>'):
        document = Document.whole(source, 80)
        assert [(link.text, link.href) for link in document.links] == [("f", href)]
    assert Document.whole(f"<{href}>", 80).links[0].href == href


@pytest.mark.parametrize(
    "piece", ["<b>", "<a href=x>y", "<h2>", "<ol><li>", "<td>", "<pre>", "[<a href=x>y](b) "]
)
def test_html_that_is_never_closed_costs_as_much_as_it_is_long(piece: str) -> None:
    assert_linear_in(piece, lambda text: Document.whole(text, 80), 12_000)
    assert_linear_in(piece, lambda text: Document.whole("x " + text, 80), 12_000)
