"""A pattern may be wrong, hostile or slow; the program goes on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.query import match
from talktui.query.context import Context
from talktui.query.errors import QueryError
from talktui.query.parsing import parse
from talktui.query.patterns import LONGEST
from tests.query.talks import talk, titles


def test_a_pattern_that_backtracks_for_ever_is_given_up_with_its_place() -> None:
    text = "kafka OR /(?:a|aa)+$/"
    with pytest.raises(QueryError, match="takes too long") as raised:
        parse(text).filter([talk(body="a" * 60 + "!")], Context())
    assert text[raised.value.start : raised.value.end] == "/(?:a|aa)+$/"


def test_talks_share_the_time_of_one_filtering(monkeypatch: pytest.MonkeyPatch) -> None:
    talks = [talk(str(number), "ab" * 1000) for number in range(2000)]
    context = Context()
    query = parse("/[ab]+c/")
    assert query.filter(talks, context) == []
    monkeypatch.setattr(match, "ALL_TALKS", 0.0005)
    with pytest.raises(QueryError, match="takes too long"):
        query.filter(talks, context)
    assert not query.matches(talks[0], context)


@pytest.mark.parametrize(
    "pattern",
    ["a{1000000000}", "((a{1000}){1000}){1000}", "(((((a?){100}){100}){100}){100}){100}", "(" * 200 + ")" * 200 + "(?R)",
     "(?P<x>a(?&x)*)", r"\((?R)*\)", "(a|(?1))*", "a" * (LONGEST + 1), "(", "[", r"\p{Lx}", r"\L<names>", "(?<", "*"],
)  # fmt: skip
def test_a_pattern_that_cannot_be_run_safely_is_refused(pattern: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(f"/{pattern}/")
    assert 0 <= raised.value.start <= raised.value.end <= len(pattern) + 2
    assert len(raised.value.message) < 200


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from([*r"ab()[]{}?*+|^$\.,-<>=!:#&PRLxis019é" , " "]), max_size=25))  # fmt: skip
def test_any_pattern_is_run_or_refused(pattern: str) -> None:
    end = 0
    try:
        parse(f"/{pattern}/").matches(talk("ab (a) [1] 0-9 é", "aab b\nab"), Context())
    except QueryError as error:
        end = error.end
    assert end <= len(pattern) + 2


def test_case_and_accents_do_not_count_and_classes_keep_their_meaning() -> None:
    talks = [talk("Éclair à la carte"), talk("plain")]
    assert titles("/ECLAIR/", talks) == ["Éclair à la carte"]
    assert titles("/[é]clair/", talks) == ["Éclair à la carte"]
    assert titles(r"title:/^\S+$/", talks) == ["plain"]


def test_slashes_inside_need_no_backslash() -> None:
    talks = [talk("a", "see /usr/bin/env"), talk("b", "see /usr")]
    assert titles("/usr/bin/", talks) == ["a"]
    assert titles(r"/usr\/bin/", talks) == ["a"]
