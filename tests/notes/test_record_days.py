"""A look at a record's bytes leaves out no note that has a talk on one of the days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.notes.record_days import may_be_between
from talktui.notes.records import to_record
from talktui.query.context import Context
from talktui.query.needles import days as days_of
from talktui.query.parsing import parse
from tests.notes.test_records import LOG, read
from tests.query.talks import talk

TODAY = dt.date(2024, 5, 17)
a_day = st.dates() | st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1))
an_end = st.none() | a_day


def record_of(*days: dt.date) -> bytes:
    """Of a log with a talk on each of `days`."""
    entries = "".join(f"  t{n}: {{heading: T{n}, date: {day}}}\n" for n, day in enumerate(days))
    talks = "".join(f"## [T{n}](https://youtu.be/aaaaaaaaa{n:02})\n\ntext\n\n" for n in range(len(days)))
    note = read(f"---\ntalks:\n{entries}---\n{talks}".encode())
    assert [one.date for one in note.talks if one.date is not None] == list(days)
    return to_record(note)


@given(st.lists(a_day, min_size=1, max_size=4), an_end, an_end)
@example([dt.date.min], None, dt.date.min)
@example([dt.date.max], dt.date.max, None)
@example([dt.date(2023, 11, 8)] * 3, dt.date(2023, 11, 8), dt.date(2023, 11, 8))
@settings(max_examples=300, deadline=None)
def test_no_note_with_such_a_day_is_left_out(
    days: list[dt.date], first: dt.date | None, last: dt.date | None
) -> None:
    between = any((first is None or first <= day) and (last is None or day <= last) for day in days)
    assert may_be_between(first, last)(record_of(*days)) or not between


@pytest.mark.parametrize("year", [1, 1970, 1999, 2000, 2023, 2024, 9999])
def test_every_day_of_a_year_is_found(year: int) -> None:
    first = dt.date(year, 1, 1)
    for day in (first + dt.timedelta(number) for number in range(365)):
        record = to_record(read(f"---\ndate: {day}\n---\n".encode()))
        assert may_be_between(day, day)(record)
        assert may_be_between(dt.date(year, 1, 1), dt.date(year, 12, 31))(record)


def test_notes_of_other_years_are_left_out() -> None:
    assert not may_be_between(dt.date(2019, 1, 1), dt.date(2020, 12, 31))(to_record(read(LOG.encode())))
    assert not may_be_between(dt.date(2026, 1, 1), None)(to_record(read(LOG.encode())))
    assert not may_be_between(dt.date(2023, 1, 1), dt.date(2022, 1, 1))(to_record(read(LOG.encode())))


_dates = st.sampled_from(
    ("2023", "2023-05", "2024-05-17", "<2023", "<=2023-06", ">2023-05-01", ">=2024", "2022..2023", "2023..",
     "..2023", "today", "0001", "9999", "none")
)  # fmt: skip
_parts = st.builds("date:{}".format, _dates) | st.sampled_from(
    ("a", "tag:x", "has:video", "-date:2023", "rating:>3")
)
_queries = st.recursive(
    _parts,
    lambda inner: (
        st.builds("{} {}".format, inner, inner)
        | st.builds("({}) OR ({})".format, inner, inner)
        | st.builds("-({})".format, inner)
    ),
    max_leaves=5,
)


@given(_queries, st.lists(st.none() | a_day, min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_every_talk_that_a_query_matches_is_between_the_days_it_asks_for(
    text: str, dates: list[dt.date | None]
) -> None:
    query = parse(text)
    between = days_of(query, TODAY)
    if between is None:
        return
    talks = [talk("a", path=f"{number}.md", date=date) for number, date in enumerate(dates)]
    for one in query.filter(talks, Context(today=TODAY)):
        assert one.date is not None
        assert (between[0] or dt.date.min) <= one.date <= (between[1] or dt.date.max)
