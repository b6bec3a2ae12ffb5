"""Days, minutes and ratings as a query writes them, and comparing with them.

A value stands for all that it names: `2023-05` for each day of May, `34m` for 34:00 to 34:59. So
`date:>2023-05` begins in June, and `duration:<=30m` takes what is shown as 30 minutes.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

from talktui.notes.dates import parse_duration

Days = tuple[dt.date, dt.date]

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?\Z")
_TO_THE_SECOND = re.compile(r":|[0-9]\s*(?:s|\"|″)")

RELATIVE_DAYS = (
    "today",
    "yesterday",
    *(f"{which} {unit}" for which in ("this", "last") for unit in ("week", "month", "year")),
)


@lru_cache(maxsize=512)
def days(text: str, today: dt.date) -> Days | None:
    """The first and last day that `text` names, or None when it names none.

    `2023`, `2023-05`, `2023-05-17`, `today`, `yesterday`, and `this` or `last` with `week` (which
    begins on Monday, as in ISO 8601), `month` or `year`; `last-month` is `last month`.
    """
    if match := _DATE.match(text):
        return _written(*(int(part) if part else 0 for part in match.groups()))
    text = text.replace("-", " ")
    if text not in RELATIVE_DAYS:
        return None
    try:
        return _relative(text, today)
    except OverflowError:  # before the year 1
        return dt.date.min, dt.date.min


def _written(year: int, month: int, day: int) -> Days | None:
    try:
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        if month:
            return _month(year, month)
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:  # the thirteenth month, the year 0; IllegalMonthError is one too
        return None


def _month(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _relative(text: str, today: dt.date) -> Days:
    if text == "today":
        return today, today
    if text == "yesterday":
        day = today - dt.timedelta(days=1)
        return day, day
    which, unit = text.split()
    back = 1 if which == "last" else 0
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday() + 7 * back)
        return monday, monday + dt.timedelta(days=6)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - back
        return _month(max(months // 12, 1), months % 12 + 1)
    year = max(today.year - back, 1)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def seconds(text: str) -> tuple[int, int] | None:
    """The first and last second that a duration names: `34m`, `1h`, `1h 5m`, `90s`, `34:12`, `1:02:03`.

    Without seconds it names a whole minute. None when `text` is no duration, a bare number among
    them: 30 could be meant either way.
    """
    if text.isdecimal():
        return None
    total = parse_duration(text)
    if total is None:
        return None
    return total, total if _TO_THE_SECOND.search(text) else total + 59


def number(text: str) -> float | None:
    """`text` as a decimal number, or None; no `nan`, `1e5` or `1_000`."""
    return float(text) if re.fullmatch(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?", text) else None
