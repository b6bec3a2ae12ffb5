"""Words are found as they are read, and places and selections survive another width."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.markdown import search
from talktui.markdown.document import Document
from talktui.markdown.places import line_of, place_at
from talktui.markdown.selected import selected_text
from talktui.markdown.source import SourceDocument
from tests.growth import assert_linear

from .any_markdown import MARKDOWN


def found(source: str, *words: str, width: int = 60) -> list[str]:
    lines = Document.whole(source, width).lines
    return [
        "|".join(lines[piece.line].text[piece.start : piece.end] for piece in hit)
        for hit in search.hits(lines, search.needles_of(words))
    ]


def test_case_and_accents_do_not_matter() -> None:
    assert found("Café CAFE cafe\u0301 caf", "café") == ["Café", "CAFE", "cafe\u0301"]
    assert found("STRASSE Straße", "strasse") == ["STRASSE", "Straße"]


def test_a_phrase_is_found_over_a_line_end_and_in_a_list() -> None:
    assert found("- one two three four", "two three", width=10) == ["two|three"]
    assert found("superlongword", "longwo", width=8) == ["lon|gwo"]


def test_markup_does_not_hide_a_word_and_bullets_are_no_text() -> None:
    assert found("un**believ**able", "unbelievable") == ["unbelievable"]
    assert found("- a\n\n> b", "•", "▌") == []


def test_finding_in_one_long_paragraph_costs_as_much_as_it_is_long() -> None:
    assert_linear(lambda size: found("word " * size, "word"), 40_000)


def test_hits_do_not_overlap() -> None:
    assert found("aaaa", "aa") == ["aa", "aa"]
    assert found("foobar", "foo", "foobar", "bar") == ["foobar"]
    assert found("text", "") == []


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.text(alphabet="ab |*漢é", min_size=1, max_size=2), st.sampled_from((8, 23)))
def test_what_is_marked_on_each_line_is_what_was_found(source: str, needle: str, width: int) -> None:
    lines = Document.whole(source, width).lines
    needles = search.needles_of((needle,))
    for hit in search.hits(lines, needles):
        for piece in hit:
            assert 0 <= piece.start < piece.end <= len(lines[piece.line].text)
    for index in range(len(lines)):
        for piece in search.hits_on(lines, needles, index):
            assert piece.line == index


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.integers(0, 10_000))
def test_a_place_is_found_again_at_the_same_width(source: str, at: int) -> None:
    document = Document.whole(source, 23)
    if document.lines:
        line = at % len(document.lines)
        assert line_of(document, place_at(document, line)) == line


def test_a_place_follows_its_text() -> None:
    before = Document.whole("one\n\ntwo\n\nthree\n", 20)
    after = Document.whole("zero\n\none\n\ntwo\n\nthree\n", 30)
    place = place_at(before, before.line_of_source(2))
    assert after.lines[line_of(after, place)].text == "two"


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.sampled_from((8, 23, 60)))
def test_selecting_all_gives_all_the_text_at_any_width(source: str, width: int) -> None:
    def letters(document: Document) -> list[str]:
        return sorted(filter(str.isalnum, selected_text(document.lines, lambda _line: (0, -1), 2)))

    assert letters(Document.whole(source, width)) == letters(Document.whole(source, 5_000))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \t\n#`*|漢", max_size=60), st.sampled_from((4, 9, 40)))
def test_the_source_is_shown_whole(source: str, width: int) -> None:
    document = SourceDocument.whole(source, width)
    parts = [("\n" if line.joint is None else line.joint) + line.text for line in document.lines]
    assert "".join(parts) == "\n" + source.expandtabs(4)
