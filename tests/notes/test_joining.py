"""Two versions in one text: nothing of either is missing, and marks stand only where they differ."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.joining import joined, markers_left
from talktui.notes.merge import merged

BASE = "one\ntwo\nthree\nfour\nfive\n"
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "<<<<<<< mine"]), max_size=9).map("\n".join)


def test_only_what_differs_stands_between_the_marks() -> None:
    both = joined(BASE, BASE.replace("two", "MINE"), BASE.replace("two", "THEIRS").replace("five", "FIVE"))
    assert both.text == (
        "one\n<<<<<<< mine\nMINE\n======= mine above, theirs below\nTHEIRS\n>>>>>>> theirs\n"
        "three\nfour\nFIVE\n"
    )
    assert both.conflicts == 1
    assert markers_left(both.text, both.markers) == [2, 4, 6]


def test_what_merges_has_no_marks() -> None:
    both = joined(BASE, BASE.replace("one", "MINE"), BASE.replace("five", "THEIRS"))
    assert (both.text, both.markers) == ("MINE\ntwo\nthree\nfour\nTHEIRS\n", ())
    assert markers_left("<<<<<<< mine", both.markers) == []


def test_marks_differ_from_what_the_texts_hold() -> None:
    both = joined("a\n", "<<<<<<< mine\n", "b\n")
    assert both.markers[0] == "<<<<<<<< mine"
    assert markers_left(both.text, both.markers) == [1, 3, 5]


def test_a_last_line_without_an_end_does_not_swallow_a_mark() -> None:
    both = joined("a", "mine", "theirs")
    assert both.text.split("\n") == [
        "<<<<<<< mine",
        "mine",
        "======= mine above, theirs below",
        "theirs",
        ">>>>>>> theirs",
        "",
    ]


def test_a_text_of_very_many_lines_is_one_place() -> None:
    many = "line\n" * 20_001
    both = joined(many, many + "mine\n", many + "theirs\n")
    assert both.conflicts == 1
    assert markers_left(both.text, both.markers) == [20_002, 20_004, 20_006]


@settings(max_examples=300)
@given(TEXTS, TEXTS, TEXTS)
def test_taking_one_side_everywhere_gives_that_side_with_what_merges(
    base: str, mine: str, theirs: str
) -> None:
    both = joined(base, mine, theirs)
    sides: dict[str, list[str]] = {"mine": [], "theirs": []}
    taking = ["mine", "theirs"]
    for line in both.text.split("\n"):
        if line in both.markers:
            taking = [["mine"], ["theirs"], ["mine", "theirs"]][both.markers.index(line)]
            continue
        for side in taking:
            sides[side].append(line)
    for side, text in (("mine", mine), ("theirs", theirs)):
        kept = [line for line in sides[side] if line]
        # every line that this side added is there
        assert all(line in kept for line in text.split("\n") if line and line not in base.split("\n"))
    both_merged = merged(base, mine, theirs)
    if both_merged is not None:
        assert (both.conflicts, both.text) == (0, both_merged)
    else:
        assert both.conflicts
