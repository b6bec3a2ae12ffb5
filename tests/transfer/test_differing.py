"""Two texts of an import are shown where they differ."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.transfer.differing import differing

SAME = "My favourite talk of the day was about pagers that are quiet at night. " * 5


def test_short_texts_are_whole() -> None:
    assert differing("One", "Other") == ("“One”", "“Other”")
    assert differing(" ", "Other") == ("nothing", "“Other”")
    assert differing("a\nb\nc", "") == ("3 lines of text", "nothing")


def test_long_texts_show_the_place_where_they_part() -> None:
    mine, theirs = differing(f"{SAME}I liked it.{SAME}", f"{SAME}I did not.{SAME}", 60)
    assert mine != theirs
    assert (mine[:2], theirs[:2]) == ("“…", "“…")
    assert "I liked it." in mine
    assert "I did not." in theirs


def test_a_text_that_goes_on_where_the_other_ends_shows_what_is_more() -> None:
    mine, theirs = differing(SAME + "The end.", SAME)
    assert mine.endswith("The end.”")
    assert theirs.endswith("at night.”")


def test_texts_of_several_lines_that_differ_in_their_breaks_show_them() -> None:
    assert differing("one\ntwo", "one\n\ntwo") == ("“one⏎two”", "“one⏎⏎two”")


_TEXTS = st.text(st.sampled_from("ab \n"), max_size=60)


@settings(max_examples=100)
@given(_TEXTS, _TEXTS, _TEXTS, _TEXTS, st.integers(12, 40))
def test_texts_that_differ_look_different_and_stay_short(
    before: str, mine: str, theirs: str, after: str, longest: int
) -> None:
    one, other = before + mine + after, before + theirs + after
    shown, beside = differing(one, other, longest)
    assert max(len(shown), len(beside)) <= longest + 4
    assert "\n" not in shown + beside
    if one.strip() and other.strip() and one.strip() != other.strip():
        assert shown != beside
