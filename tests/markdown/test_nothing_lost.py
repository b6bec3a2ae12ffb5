"""Every word that a browser would show of a note is drawn, whatever the width."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.common.utils import escapeHtml
from rich.cells import cell_len

from talktui.markdown.document import Document
from talktui.markdown.emoji import with_emoji
from talktui.markdown.parser import make_parser
from talktui.markdown.selected import selected_text
from talktui.safe_text import is_safe, visible_block

from .any_markdown import MARKDOWN

DATA = Path(__file__).parents[2].parent / "shared" / "data"
WIDE = 100_000

_GONE = re.compile(r"<!--(?:-?>|.*?-->)|<(script|style|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<[!?][^<>]*>")
_INLINE_TAG = re.compile(
    r"</?(?:a|b|i|s|u|em|strong|code|kbd|span|del|ins|mark|sub|sup|cite)(?:\s[^<>]*)?>", re.IGNORECASE
)
_CALLOUT = re.compile(r"\[!\w+\]")  # shown as an icon and a title
_TEXT = re.compile(r"(?<=>)[^<>]+")  # an emoji's name may begin where a tag ends
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(visible_block(with_emoji(text))))


def reference_html(source: str) -> str:
    """What markdown-it-py itself renders, without the numbers it gives to footnotes."""
    markdown = make_parser()
    markdown.enable(["normalize", "block"])
    markdown.add_render_rule(
        "shortcode_raw", lambda _self, tokens, index, *_: escapeHtml(tokens[index].content)
    )
    markdown.add_render_rule(
        "shortcode_title", lambda _self, tokens, index, *_: escapeHtml(tokens[index].content)
    )
    return re.sub(r'<sup class="footnote-ref">.*?</sup>', "", str(markdown.render(source)))


def words_of_html(source: str) -> Counter[str]:
    """The words of the reference; a tag such as `<em>` stands inside a word, `<p>` between two."""
    text = _TEXT.sub(lambda found: with_emoji(found[0]), _GONE.sub(" ", reference_html(source)))
    text = _CALLOUT.sub("", _INLINE_TAG.sub("", text))
    return words(html.unescape(_TAG.sub(" ", text)))


def drawn(source: str, width: int = WIDE) -> str:
    """What is drawn, wrapped lines joined again."""
    parts: list[str] = []
    for line in Document.whole(source, width).lines:
        # A picture's words stand in no word of the text, as its tag does in HTML.
        text = "".join(
            f" {span[0]} " if "image" in span[1].split() else span[0] for span in line.spans[line.indent :]
        )
        parts.append(("\n" if line.joint is None else line.joint) + text)
    return "".join(parts)


def missing(source: str) -> list[str]:
    return sorted((words_of_html(source) - words(drawn(source))).elements())


@settings(max_examples=200, deadline=None)
@given(MARKDOWN, st.sampled_from((1, 8, 23, 60, 200)))
def test_any_text_lays_out_safely(source: str, width: int) -> None:
    document = Document.whole(source, width)
    sources = [line.source for line in document.lines]
    assert sources == sorted(sources)
    for line in document.lines:
        assert line.cells == sum(cell_len(span[0]) for span in line.spans)
        assert line.cells <= document.widest
        for span in line.spans:
            assert is_safe(span[0])
            assert "\n" not in span[0]
            assert span[2] is None or 0 <= span[2] < len(document.links)


@settings(max_examples=200, deadline=None)
@given(MARKDOWN.map(lambda source: source.replace("|", "")), st.sampled_from((4, 8, 23, 60)))
def test_only_tables_are_wider_than_the_view(source: str, width: int) -> None:
    assert Document.whole(source, width).widest <= width


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
@example("www.a.b<td>漢字")
def test_no_word_of_any_text_is_lost(source: str) -> None:
    assert missing(source) == []


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.sampled_from((8, 23, 60)))
def test_a_width_changes_no_letter(source: str, width: int) -> None:
    def letters(width: int) -> Counter[str]:  # a footnote's label stands before its text, or above it
        spans = (span[0] for line in Document.whole(source, width).lines for span in line.spans)
        return Counter(filter(str.isalnum, "".join(spans)))

    assert letters(width) == letters(WIDE)


def test_a_narrow_footnotes_label_is_as_whole_as_a_wide_ones() -> None:
    assert [span[0] for line in Document.whole("[^a]: b", 8).lines for span in line.spans] == [
        "[a]: ",
        "  ",
        "b",
    ]


def test_no_word_of_real_notes_is_lost() -> None:
    if not DATA.is_dir():
        pytest.skip("no ../shared/data here")
    files = sorted(DATA.rglob("*.md"))[::4]  # all of them take ten seconds
    total = 0
    lost = {}
    for path in files:
        source = path.read_text(encoding="utf-8", errors="replace")
        total += sum(words_of_html(source).values())
        if found := missing(source):
            lost[path.name] = found[:10]
    print(f"{len(files)} notes, {total} words")
    assert lost == {}


@settings(max_examples=150, deadline=None)
@given(MARKDOWN.map(lambda source: source.replace("!", "")), st.sampled_from((12, 23, 60)), st.integers(1, 9))
def test_selecting_all_gives_every_word_whole(source: str, width: int, margin: int) -> None:
    """Pictures apart, whose words may touch the text's; of cells, too, which share their lines."""
    selected = selected_text(Document.whole(source, width).lines, lambda _line: (0, -1), margin)
    assert words_of_html(source) - words(selected) == Counter()


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.sampled_from((8, 23, 60)))
def test_selecting_all_gives_every_letter_drawn(source: str, width: int) -> None:
    """But the names of codes' languages and what we say of a note ourselves."""
    lines = Document.whole(source, width).lines
    selected = selected_text(lines, lambda _line: (0, -1), 1)
    spans = [span for line in lines for span in line.spans[line.indent :]]
    shown = "".join(text for text, style, _link in spans if style not in ("code-bar", "notice"))
    assert Counter(filter(str.isalnum, shown)) - Counter(filter(str.isalnum, selected)) == Counter()
