"""The Markdown itself has the note's headings; what is shown below a note is no part of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.markdown.document import Document
from talktui.markdown.places import line_of, place_at
from talktui.markdown.source import SourceDocument

from .any_markdown import MARKDOWN

NOTE = "# One\n\ntext\n\nTwo\n---\n\n```\n# no heading\n```\n\n<h3>Three</h3>\n\n- # Four\n"
BELOW = "---\n\n**Ours**\n\n- [there](/there.md)\n"


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.sampled_from((8, 60)))
def test_the_source_has_the_headings_that_the_note_has(source: str, width: int) -> None:
    note, itself = Document.whole(source, width), SourceDocument.whole(source, width)
    assert itself.headings() == note.headings()
    assert itself.relaid(width + 3).headings() == note.headings()


def test_a_heading_of_the_source_is_where_it_is_written() -> None:
    document = SourceDocument.whole(NOTE, 40)
    lines = [document.lines[document.line_of_source(heading.line)].text for heading in document.headings()]
    assert lines == ["# One", "Two", "<h3>Three</h3>", "- # Four"]
    assert document.line_of_anchor("three") == document.line_of_source(11)
    above = document.headings_above(document.line_of_source(8))
    assert [heading.text for heading in above] == ["One", "Two"]


def test_the_sources_first_picture_has_its_headings() -> None:
    note = NOTE + "\nmore\n" * 2_000 + "\n# End\n"
    document = SourceDocument.beginning(note, 40, 2_000)
    assert not document.complete
    assert document.source == note
    assert [heading.text for heading in document.headings()] == ["One", "Two", "Three", "Four"]
    assert document.lines == SourceDocument.whole(note[:2_000], 40).lines
    assert SourceDocument.whole(note, 40).headings()[-1].text == "End"


def test_there_are_no_links_to_walk_in_the_source() -> None:
    assert not SourceDocument.whole("[a](https://example.org)", 40).links


def test_another_width_keeps_the_sources_lines() -> None:
    assert SourceDocument.whole(NOTE, 9).relaid(30).lines == SourceDocument.whole(NOTE, 30).lines


def test_what_stands_below_a_note_is_drawn_and_is_not_its_source() -> None:
    document = Document.whole("text [a](x.md)\n", 40, below=BELOW)
    assert [line.text for line in document.lines if line.text] == ["text a", "─" * 40, "Ours", "• there"]
    assert [link.href for link in document.links] == ["x.md", "/there.md"]
    assert document.source == "text [a](x.md)\n"
    assert [line.text for line in SourceDocument.whole("text", 40, below=BELOW).lines] == ["text"]
    assert [line.text for line in SourceDocument.beginning("text", 40, 9, below=BELOW).lines] == ["text"]


def test_nothing_left_open_in_a_note_takes_in_what_stands_below() -> None:
    for note in ("```\ncode", "<!-- open", "| a |\n|---|\n| b |", "- [there]: /no.md\n- x", "text", "", "$$"):
        document = Document.whole(note, 40, below=BELOW)
        assert [line.text for line in document.lines[-3:]] == ["Ours", "", "• there"]
        assert document.links[-1].href == "/there.md"


def test_a_long_notes_first_picture_ends_before_what_stands_below() -> None:
    note = "some words\n\n" * 1_000
    assert not Document.beginning(note, 40, 500, below=BELOW).links
    assert Document.beginning("some words", 40, 500, below=BELOW).links


def test_a_place_below_the_note_stays_when_the_note_changes() -> None:
    before = Document.whole("one\n\ntwo\n", 40, below=BELOW)
    line = next(index for index, line in enumerate(before.lines) if "there" in line.text)
    assert line_of(before, place_at(before, line)) == line
    assert before.relaid(50).lines[line].text == "• there"
