"""A filter that is still being typed: what is missing at its end asks nothing yet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.query.errors import QueryError
from talktui.query.parsing import parse
from talktui.query.so_far import parse_so_far, without_a_key


@pytest.mark.parametrize(
    ("text", "asked", "wanted"),
    [
        ("rating:", "", "a value is wanted after `rating:`"),
        ("kafka tag:", "kafka", "a value is wanted"),
        ("kafka -tag:", "kafka", "a value is wanted"),
        ("kafka -", "kafka", "what to leave out is wanted"),
        ("kafka OR", "kafka", "a clause is wanted after OR"),
        ("kafka OR rating:", "kafka", "a value is wanted"),
        ("kafka (", "kafka", "nothing in the brackets"),
        ("(a OR tag:", "(a", "a value is wanted"),
        ("#", "", "a tag is wanted"),
        ("rating:>=", "", "a rating is a number"),
        ("date:<", "", "a date is"),
        ("conf: ", "", "a value is wanted"),
    ],
)
def test_what_is_missing_at_the_end_asks_nothing_and_is_told(text: str, asked: str, wanted: str) -> None:
    query, missing = parse_so_far(text)
    assert query == parse(asked)
    assert missing is not None
    assert wanted in missing.message
    with pytest.raises(QueryError):
        parse(text)


@pytest.mark.parametrize("text", ["rating:x", "tag: kafka", "OR kafka", "kafka )", "is:nonsense tag:", "- x"])
def test_a_mistake_that_more_typing_does_not_mend_stays_one(text: str) -> None:
    with pytest.raises(QueryError):
        parse_so_far(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("rating", ""),
        ("kafka rat", "kafka "),
        ("kafka -dura", "kafka "),
        ("kafka OR speak", "kafka "),
        ("(kafka conf", "(kafka "),
        ("kafka", None),
        ("rating ", None),
        ('"rating"', None),
        ("rating:3", None),
        ("", None),
    ],
)
def test_a_last_word_may_be_about_to_become_a_key(text: str, rest: str | None) -> None:
    assert without_a_key(text) == rest
    if rest is not None:
        parse(rest)


@settings(max_examples=300)
@given(st.text(alphabet='abrting:#-()"/<>=. OR', max_size=25))
def test_any_text_is_a_query_so_far_or_a_mistake_with_its_place(text: str) -> None:
    mistake: QueryError | None = None
    try:
        query, missing = parse_so_far(text)
    except QueryError as error:
        mistake = error
    if mistake is not None:
        assert 0 <= mistake.start <= mistake.end <= len(text)
        return
    assert text.startswith(query.text)
    assert (missing is None) == (query.text == text)
    rest = without_a_key(text)
    if rest is not None:
        assert text.startswith(rest)
        parse_so_far(rest)
