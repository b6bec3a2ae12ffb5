"""A place in a note is found again by what stands there and around it, whatever its number is by then."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.markdown.places import carried, found_again, place_of_source

LINES = st.lists(st.sampled_from(("", "yes", "no", "- item", "words")), min_size=1, max_size=30)


def text_of(lines: list[str]) -> str:
    return "\n".join(lines)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES, st.data())
def test_an_edit_elsewhere_moves_no_place_however_alike_the_lines_are(
    lines: list[str], put_in: list[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(start, len(lines)))
    at = data.draw(st.integers(0, len(lines) - 1))
    before = text_of(lines)
    after = text_of([*lines[:start], "the change", *put_in, *lines[end:]])
    place = carried(place_of_source(before, at), before, after)
    if at < start:
        assert place.source == at
    elif at >= end:
        assert place.source == at + 1 + len(put_in) - (end - start)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES, st.data())
def test_a_place_is_somewhere_in_any_text(lines: list[str], others: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    place = place_of_source(text_of(lines), at)
    assert 0 <= found_again(text_of(others), place) < len(others)
    assert found_again(text_of(lines), place) == at


@pytest.mark.parametrize("shift", [1, 20])
def test_a_blank_line_is_the_one_beside_the_same_text(shift: int) -> None:
    items = [part for n in range(300) for part in (f"item {n}", "")]
    after = text_of([*items[:100], *["new", ""] * shift, *items[100:]])
    place = place_of_source(text_of(items), 399)
    assert after.split("\n")[found_again(after, place) - 1] == "item 199"


def test_of_lines_that_are_alike_it_is_the_one_with_the_same_neighbours() -> None:
    def note(first: int) -> str:
        return text_of(
            [line for n in range(first, 60) for line in (f"## Talk {n}", "", "- notes", "", "---")]
        )

    place = place_of_source(note(20), 5 * 10 + 2)  # the notes of talk 30
    lines = note(0).split("\n")
    found = found_again(note(0), place)
    assert lines[found - 2 : found + 1] == ["## Talk 30", "", "- notes"]


@pytest.mark.parametrize("instead", [["b, written anew"], []])
def test_a_line_that_is_gone_is_where_its_neighbours_are(instead: list[str]) -> None:
    place = place_of_source("x\ny\n\na\n\nb\n\nc\n", 5)
    after = text_of(["new", "new", "x", "y", "", "a", "", *instead, "", "c", ""])
    assert found_again(after, place) == 7


def test_a_line_that_stands_elsewhere_too_stays_with_its_neighbours() -> None:
    place = place_of_source("a\nyes\nb\n\nc\nyes\nd\n\nyes", 5)
    assert found_again("a\nyes\nb\n\nnew\n\nc\nno\nd\n\nyes", place) == 7
