"""Dates and durations as people write them."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.dates import duration_text, parse_date, parse_duration, parse_zone, split_date_prefix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-11-08", (2023, 11, 8)),
        ("2023-1-8", (2023, 1, 8)),
        ("2023/11/08", (2023, 11, 8)),
        ("20231108", (2023, 11, 8)),
        ("2023-11", (2023, 11, 1)),
        ("2023", (2023, 1, 1)),
        ("8 November 2023", (2023, 11, 8)),
        ("Wed, 8 Nov 2023", (2023, 11, 8)),
        ("Nov 8, 2023", (2023, 11, 8)),
        ("November 8th, 2023", (2023, 11, 8)),
        ("Sept 2023", (2023, 9, 1)),
        (" 2023-11-08 ", (2023, 11, 8)),
    ],
)
def test_a_date_is_read(text: str, expected: tuple[int, int, int]) -> None:
    assert parse_date(text) == (dt.date(*expected), None)


@pytest.mark.parametrize(
    "text",
    ["2023-11-08T10:30", "2023-11-08T10:30:00Z", "2023-11-08 10:30:00 +0100", "2023-11-08T10:30:00.25-05:00"],
)
def test_date_and_time_are_those_of_the_place(text: str) -> None:
    assert parse_date(text) == (dt.date(2023, 11, 8), dt.time(10, 30))


@pytest.mark.parametrize(
    "text",
    ["", "2024-02-30", "2023-13-01", "soon", "0000-01-01", "2023-11-08T25:00", "12:30", "99999", "Foo 2023",
     "2023-11/08", "1" * 5000, "२०२३-११-०८"],
)  # fmt: skip
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text) is None


@settings(deadline=None)
@given(st.dates())
def test_every_iso_date_is_read_back(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == (date, None)


@pytest.mark.parametrize(
    ("name", "date", "rest"),
    [
        ("2023-11-08-a-talk", dt.date(2023, 11, 8), "a-talk"),
        ("2023-11-08 A talk", dt.date(2023, 11, 8), "A talk"),
        ("2023-11-08", dt.date(2023, 11, 8), ""),
        ("2023-13-08-a-talk", None, "2023-13-08-a-talk"),
        ("2023-11-081", None, "2023-11-081"),
        ("a-2023-11-08", None, "a-2023-11-08"),
    ],
)
def test_a_name_may_begin_with_a_date(name: str, date: dt.date | None, rest: str) -> None:
    assert split_date_prefix(name) == (date, rest)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("34:12", 2052),
        ("2052", 2052),
        ("2052.0", 2052),
        ("PT34M12S", 2052),
        ("34m 12s", 2052),
        ("34m12s", 2052),
        ("1:02:03", 3723),
        ("1h 5m", 3900),
        ("1h5m", 3900),
        ("1h5", 3900),
        ("1 hour 5 minutes", 3900),
        ("1.5h", 5400),
        ("PT1H", 3600),
        ("P1DT1H", 90000),
        ("34 min", 2040),
        ("34 mins.", 2040),
        ("~30 min", 1800),
        ("45s", 45),
        ("75:30", 4530),
        ("0:59", 59),
    ],
)
def test_a_duration_is_read(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "long", "12:60", "1:60:00", "-5", "PT", "P", "h", "1:2", "9" * 5000])
def test_what_is_no_duration_gives_none(text: str) -> None:
    assert parse_duration(text) is None


@settings(deadline=None)
@given(st.integers(0, 999 * 3600))
def test_a_duration_written_is_read_back(seconds: int) -> None:
    assert parse_duration(duration_text(seconds)) == seconds


@settings(deadline=None)
@given(st.text())
def test_no_text_raises(text: str) -> None:
    parse_date(text)
    parse_duration(text)
    split_date_prefix(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2025-02-01T10:00:00+01:00", 60), ("2025-02-01 10:00 -0530", -330), ("2025-02-01T10:00Z", 0),
        ("2025-02-01 10:00 UTC", 0), ("2025-02-01 10:00+2", 120), ("2025-02-01T10:00", None), ("2025-02-01", None),
        ("2025-02-01T10:00+25:00", None), ("8 November 2023", None), ("", None),
    ],
)  # fmt: skip
def test_a_zone_is_read_where_it_is_written(text: str, minutes: int | None) -> None:
    zone = parse_zone(text)
    assert (zone and zone.utcoffset(None)) == (None if minutes is None else dt.timedelta(minutes=minutes))
