"""Every word of the CommonMark and GFM examples, and of notes as another renderer reads them, is drawn.

The examples' HTML is the specifications' own; notes are rendered by cmark-gfm, GitHub's renderer, which
shares nothing with ours.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.markdown import shortcodes
from talktui.markdown.document import Document
from talktui.markdown.emoji import with_emoji
from talktui.safe_text import visible_block

from .test_nothing_lost import drawn

REPOSITORY = Path(__file__).parents[2]
SPECS = REPOSITORY / "tests" / "data" / "specs"
NOTES = [*(REPOSITORY / "notes").rglob("*.md")]
DATA = REPOSITORY.parent / "shared" / "data"
UNSAFE_WITH_FOOTNOTES = 1 << 17 | 1 << 13  # cmark's options: HTML and all addresses are kept

_EXAMPLE = re.compile(r"^`{32} example( [a-z]+)?\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_FOOTNOTE = re.compile(r'<sup class="footnote-ref">.*?</sup>')  # a number of the renderer's own
_INLINE = frozenset("a b i s u em strong code kbd span del ins mark sub sup cite".split())
_WORD = re.compile(r"[^\W_]+")


class _Text(HTMLParser):
    """The text of HTML as a browser shows it: nothing of scripts and styles, `alt` of pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "template"):
            self._hidden += 1
        if tag == "img":
            self.parts.append(f" {dict(attrs).get('alt') or ''} ")
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._hidden -= 1
        if tag not in _INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(visible_block(with_emoji(text))))


def words_of(rendered: str) -> Counter[str]:
    parser = _Text()
    parser.feed(_FOOTNOTE.sub("", rendered))
    parser.close()
    return words("".join(parser.parts))


def examples(name: str) -> Iterator[tuple[int, str, str]]:
    """Number, Markdown and HTML of each example; the specification writes tabs as arrows."""
    path = SPECS / name
    if not path.is_file():
        pytest.skip(f"no {path.relative_to(REPOSITORY)} here: `make test` gets it where there is a network")
    text = path.read_text(encoding="utf-8").replace("→", "\t")
    for number, match in enumerate(_EXAMPLE.finditer(text), 1):
        # The one on filtered tags is on how GitHub writes a tag's name as text: with us it stays a tag.
        if match.group(1) not in (" disabled", " tagfilter"):
            yield number, match.group(2), match.group(3)


@pytest.mark.parametrize("name", ["commonmark.txt", "gfm.txt"])
def test_every_word_of_the_specifications_examples_is_drawn(name: str) -> None:
    lost: dict[int, list[str]] = {}
    count = total = 0
    for number, source, rendered in examples(name):
        wanted = words_of(rendered)
        count, total = count + 1, total + wanted.total()
        if missing := wanted - words(drawn(source)):
            lost[number] = sorted(missing.elements())
    print(f"{name}: {count} examples, {total} words")
    assert count > 600
    assert lost == {}


def test_every_word_that_githubs_renderer_shows_of_notes_is_drawn() -> None:
    cmarkgfm = pytest.importorskip("cmarkgfm")
    files = NOTES + (sorted(DATA.rglob("*.md"))[::4] if DATA.is_dir() else [])
    lost: dict[str, list[str]] = {}
    total = 0
    for path in files:
        source = path.read_text(encoding="utf-8", errors="replace").replace("\x00", "")
        # What a shortcode stands for is not for cmark to know; test_extras tells what is shown of them.
        source = shortcodes._SHORTCODE.sub("", source)
        wanted = words_of(cmarkgfm.github_flavored_markdown_to_html(source, UNSAFE_WITH_FOOTNOTES))
        total += wanted.total()
        if missing := wanted - words(drawn(source)):
            lost[path.name] = sorted(missing.elements())[:10]
    print(f"{len(files)} notes, {total} words")
    assert lost == {}


@given(
    st.from_regex(r"[a-z]{3,9}x", fullmatch=True),
    st.from_regex(r'( [a-z]{1,5}="[A-Za-z ]{0,9}"){0,3}', fullmatch=True),
)
def test_an_unknown_shortcode_is_drawn_as_it_is_written(name: str, arguments: str) -> None:
    for source in (f"{{{{< {name}{arguments} >}}}}", f"{{{{% {name}{arguments} %}}}}"):
        text = "".join(line.text for line in Document.whole(f"before {source} after", 10_000).lines)
        assert html.unescape(text) == f"before {source} after"
