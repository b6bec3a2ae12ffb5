"""Two people's changes of one text: both stand where they are about different lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.merge import merged

BASE = "one\ntwo\nthree\nfour\nfive\n"


def test_changes_of_different_lines_both_stand() -> None:
    assert merged(BASE, BASE.replace("one", "1"), BASE.replace("five", "5")) == "1\ntwo\nthree\nfour\n5\n"
    assert merged(BASE, BASE.replace("two\n", ""), BASE + "six\n") == "one\nthree\nfour\nfive\nsix\n"


def test_changes_of_the_same_or_neighbouring_lines_are_left_to_the_person() -> None:
    assert merged(BASE, BASE.replace("two", "2"), BASE.replace("two", "zwei")) is None
    assert merged(BASE, BASE.replace("two", "2"), BASE.replace("three", "3")) is None
    assert merged(BASE, BASE + "mine\n", BASE + "theirs\n") is None


def test_the_same_change_made_twice_is_made_once() -> None:
    assert merged(BASE, BASE + "six\n", BASE + "six\n") == BASE + "six\n"


def test_a_last_line_without_an_end_runs_into_no_other() -> None:
    assert merged("a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nd\ne\n") == "A\nb\nc\nd\ne\n"


LINES = st.lists(st.sampled_from(["a", "b", "", "c\x0cd", "é"]), max_size=12).map(
    lambda lines: "".join(line + "\n" for line in lines)
)


@given(LINES, LINES)
def test_who_alone_changed_a_text_gets_that_text(base: str, new: str) -> None:
    assert merged(base, new, base) == new
    assert merged(base, base, new) == new
    assert merged(base, new, new) == new


@given(LINES, LINES, LINES)
def test_what_both_say_does_not_depend_on_who_comes_first(base: str, mine: str, theirs: str) -> None:
    assert merged(base, mine, theirs) == merged(base, theirs, mine)


@given(LINES, st.integers(0, 12), st.integers(0, 12))
def test_no_line_of_either_is_lost(base: str, one: int, other: int) -> None:
    lines = base.splitlines(keepends=True) if "\x0c" not in base else base.split("\n")[:-1]
    lines = [line.rstrip("\n") + "\n" for line in lines]
    mine = "".join([*lines[:one], "MINE\n", *lines[one:]])
    theirs = "".join([*lines[:other], "THEIRS\n", *lines[other:]])
    both = merged(base, mine, theirs)
    if both is not None:
        assert both.count("MINE\n") == both.count("THEIRS\n") == 1
        assert both.replace("MINE\n", "").replace("THEIRS\n", "") == base
