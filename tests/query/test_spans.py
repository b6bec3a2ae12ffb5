"""Days and durations as a query writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.query.spans import RELATIVE_DAYS, days, number, seconds

WEDNESDAY = dt.date(2024, 1, 3)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-5", "2023-05-01", "2023-05-31"),
        ("2023-05-07", "2023-05-07", "2023-05-07"),
        ("today", "2024-01-03", "2024-01-03"),
        ("yesterday", "2024-01-02", "2024-01-02"),
        ("this week", "2024-01-01", "2024-01-07"),
        ("last week", "2023-12-25", "2023-12-31"),
        ("this month", "2024-01-01", "2024-01-31"),
        ("last month", "2023-12-01", "2023-12-31"),
        ("last-month", "2023-12-01", "2023-12-31"),
        ("this year", "2024-01-01", "2024-12-31"),
        ("last year", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_day_text_names_its_first_and_last_day(text: str, first: str, last: str) -> None:
    assert days(text, WEDNESDAY) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "2023-13", "2023-02-30", "0000", "23", "soon", "next week", "2023-05-", "٢٠٢٣"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert days(text, WEDNESDAY) is None


@given(st.sampled_from(RELATIVE_DAYS), st.dates())
def test_relative_days_are_in_order_on_every_day(text: str, today: dt.date) -> None:
    found = days(text, today)
    assert found is not None
    first, last = found
    assert first <= last
    if text.startswith("this") or text == "today":
        assert first <= today <= last or today > dt.date(9999, 12, 20)
    elif today > dt.date(2, 1, 1):
        assert last < today


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("34m", 2040, 2099), ("1h", 3600, 3659), ("1h 5m", 3900, 3959), ("90s", 90, 90), ("34:12", 2052, 2052),
     ("1:02:03", 3723, 3723), ("30 min", 1800, 1859), ("5m30s", 330, 330)],
)  # fmt: skip
def test_a_duration_without_seconds_names_the_whole_minute(text: str, first: int, last: int) -> None:
    assert seconds(text) == (first, last)


@pytest.mark.parametrize("text", ["", "30", "half an hour", "m"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert seconds(text) is None


def test_numbers_are_plain_decimals() -> None:
    assert number("4") == 4
    assert number("-1.5") == -1.5
    assert [number(text) for text in ("nan", "1e5", "1_0", "", "٤", "inf")] == [None] * 6
