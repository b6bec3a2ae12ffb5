"""A note parsed in pieces is the note parsed at once, and hostile ones neither hang nor raise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from talktui.markdown import parser
from talktui.markdown.document import Document
from tests.growth import assert_linear_in

from .any_markdown import MARKDOWN

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def lines_in_pieces(source: str, size: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    with monkeypatch.context() as patch:
        patch.setattr(parser, "PIECE", size)
        return [line[:3] for line in Document.whole(source, 50).lines]


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKDOWN, max_size=5).map("\n\n".join), st.sampled_from((1, 10, 50)))
def test_pieces_change_nothing(source: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert lines_in_pieces(source, size, patch) == lines_in_pieces(source, 10**9, patch)


def test_pieces_change_nothing_in_real_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    if not DATA.is_dir():
        pytest.skip("no ../shared/data here")
    for path in sorted(DATA.rglob("*.md"))[::9]:
        source = path.read_text(encoding="utf-8", errors="replace")
        assert lines_in_pieces(source, 300, monkeypatch) == lines_in_pieces(source, 10**9, monkeypatch), path


def test_definitions_far_below_are_known_at_once() -> None:
    source = "[a] and [^n]\n\n" + "filler words\n\n" * 2_000 + "[a]: https://a.example\n\n> [^n]: note\n"
    start = Document.beginning(source, 60, 1_000)
    assert not start.complete
    assert len(start.lines) < 400
    assert [link.href for link in start.links] == ["https://a.example", "#fn-n"]
    assert Document.whole(source, 60).lines[:100] == start.lines[:100]


HOSTILE = {
    "quotes": ">" * 10_000 + " deep word",
    "lists": "- " * 5_000 + "deep word",
    "indented lists": "\n".join("  " * depth + "- item" for depth in range(300)) + "\n\ndeep word",
    "brackets": "[" * 100_000 + " word",
    "images": "![" * 50_000 + " word",
    "links": "[a](" * 30_000 + " word",
    "stars": "*a **b " * 20_000 + " word",
    "ticks": "`" * 50_000 + " word",
    "footnotes": "^[" * 20_000 + " word",
    "comments": "<!--" * 50_000 + " word",
    "tags": "<a " * 50_000 + " word",
    "ampersands": "&" * 100_000 + " word",
    "one long line": "word " * 200_000,
    "one long word": "x" * 1_000_000 + " word",
    "wide word": "漢" * 300_000 + " word",
    "joined": "👩\u200d" * 50_000 + " word",
    "accents": "e" + "\u0301" * 100_000 + " word",
    "long code line": "```\n" + "x" * 1_000_000 + "\n```\nword",
    "table": "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\nword",
    "definitions": "[a]: /x\n" * 20_000 + "\nword",
    "open definitions": "[" * 999 + "]:\n" * 500 + "word",
    "tabs": "\t" * 50_000 + "word",
    "newlines": "\n" * 500_000 + "word",
    "colons": ":a" * 49_000 + " word",
    "times": "12:34 " * 16_000 + "word",
    "ends of labels": "]:" * 45_000 + " word",
    "begun notes": "^[a" * 30_000 + " word",
    "begun footnotes": "[^a]: x\n\n" + "[^" * 45_000 + " word",
    "far footnotes": "[^a]: x\n\n" + ("[^" + "a" * 98) * 900 + " word",
    "closed notes": "^[" * 20_000 + "]" * 20_000 + " word",
    "addresses": "(http://a_b.c" * 6_000 + " word",
    "begun addresses": "_www.a" * 10_000 + "_! word",
    "closing brackets": "http://a.b/" + ")" * 80_000 + " word",
    "mail": "mailto:a@" * 10_000 + " word",
    "labels": "".join(f"[{number}]: /x\n" for number in range(3_000)) + "\nword",
    "terms": "word\n: a\n" * 5_000,
    "html": "<div>" * 50_000 + "word",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notes_are_drawn(name: str) -> None:
    source = HOSTILE[name]
    Document.beginning(source, 80, 6_000)
    document = Document.whole(source, 80)
    assert "word" in "\n".join(line.text for line in document.lines[-300:])


GROWING = {
    "colons": ":a",
    "times": "12:34 ",
    "emoji names": ":rocket:",
    "ends of labels": "]:",
    "begun links": "[a",
    "begun notes": "^[",
    "begun footnotes": "[^aaaaaaaaaaaaa",
    "begun schemes": "(http:",
    "bad addresses": " http://a_b",
    "begun hosts": "_www.a_b",
    "closing brackets": "http://a.b/))))))))))))))",
    "mail": " mailto:a@",
    "mail's names": "a.b@",
    "shortcodes": "{{< a ",
    "code begun": "{{< highlight go >}}\na\n",
    "code ended": "{{< /highlight >}}\n",
    "lines of shortcodes": "{{< a\n{{% b\n",
    "links": "[a](b) ",
    "emphasis": "*a **b ",
}


@pytest.mark.parametrize("name", GROWING)
def test_a_paragraph_costs_as_much_as_it_is_long(name: str) -> None:
    """Also below the length from which it is plain text: each is laid out first of all, before a key."""

    def run(source: str) -> None:
        Document.beginning("[^a]: note\n\n" + source, 80, 6_000, video="https://youtu.be/a")
        Document.whole("[^a]: note\n\n" + source, 80, video="https://youtu.be/a")

    assert_linear_in(GROWING[name], run, 12_000)


def test_the_first_picture_looks_once_at_what_it_uses_however_many_definitions_there_are() -> None:
    assert_linear_in("[{0}]: /x\n", _with_labels, 80_000)


def _with_labels(text: str) -> None:
    lines = "\n".join(line.format(number) for number, line in enumerate(text.split("\n")))
    Document.beginning("word " * 4_000 + "\n\n" + lines, 80, 6_000)


@pytest.mark.parametrize("count", [500, 5_000])
def test_many_links_in_one_paragraph_are_links(count: int) -> None:
    assert len(Document.whole("[a](b), " * count, 80).links) == count


@pytest.mark.parametrize("name", ["quotes", "lists", "brackets"])
def test_what_is_cut_short_is_said(name: str) -> None:
    lines = Document.whole(HOSTILE[name], 80).lines
    assert "shown as plain text" in " ".join(
        " ".join(span[0] for span in line.spans[line.indent :]) for line in lines
    )


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_taking_plain_text_in_long_steps_changes_nothing(source: str) -> None:
    ours, theirs = parser.make_parser(), parser.make_parser()
    theirs.inline.terminator_re = MarkdownIt("commonmark").use(gfm_autolink_plugin).inline.terminator_re
    for markdown in (ours, theirs):
        markdown.enable(["normalize", "block"])
    assert ours.render(source) == theirs.render(source)


ADDRESSES = st.lists(
    st.sampled_from(
        r"http:// https:// www. mailto: xmpp: http https www a b.c d_e f-g é 漢 x@y.org @ . _ - / ? & = ; &amp;".split()
        + r"( ) [ ] < > * ~ : ! , ' \" + $ # % ` \ 1 <b> </b>".split()
        + [" ", "\n"]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(ADDRESSES)
def test_bare_addresses_are_links_where_the_plugin_has_them(source: str) -> None:
    ours, theirs = MarkdownIt("commonmark"), MarkdownIt("commonmark").use(gfm_autolink_plugin)
    parser.link_bare_addresses(ours)
    assert ours.render(source) == theirs.render(source)
