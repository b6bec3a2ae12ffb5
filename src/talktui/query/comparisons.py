"""The clauses that compare: `rating:>=4`, `duration:<30m`, `date:2023-05..2023-11`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.talk import Talk
from talktui.query import fields, spans
from talktui.query.clause import Clause
from talktui.query.context import Context
from talktui.query.corpus import Corpus


def _day(text: str) -> dt.date | None:
    found = parse_date(text)
    return found[0] if found else None


# How a front-matter key's text is read before it is compared.
_READ: dict[str, Callable[[str], Any]] = {"days": _day, "seconds": parse_duration, "number": spans.number}

Span = tuple[Any, Any]  # first and last, of one comparable type


@dataclass(frozen=True)
class Compared(Clause):
    """`rating:>=4`, `duration:<30m`, `date:2023-05..2023-11`, and the same of any other key.

    `how` is `=`, `<`, `<=`, `>`, `>=` or `..`; the ends are texts, because `today` moves on.
    """

    key: str
    kind: str  # "number", "seconds" or "days"
    how: str
    low: str
    high: str = ""

    @property
    def cost(self) -> int:
        """Cheap where the field is typed."""
        return 2 if self.key in fields.KNOWN else 6

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        match self.key:
            case "rating":
                value: Any = talk.rating
            case "duration":
                value = talk.duration
            case "date":
                value = talk.date
            case _:
                read = _READ[self.kind]
                found = (read(text) for text in fields.texts(talk, self.key))
                return any(value is not None and self._holds(value, context) for value in found)
        return value is not None and self._holds(value, context)

    def among(self, corpus: Corpus, rows: Sequence[int], context: Context) -> list[int]:
        """See :class:`Clause`."""
        if self.key not in {"rating", "duration", "date"}:
            return super().among(corpus, rows, context)
        value, talks = attrgetter(self.key), corpus.talks
        first, last = _limits(self, context.today)
        having = [(row, said) for row in rows if (said := value(talks[row])) is not None]
        return [
            row for row, said in having if (first is None or first <= said) and (last is None or said <= last)
        ]

    def _holds(self, value: Any, context: Context) -> bool:
        first, last = _limits(self, context.today)
        return (first is None or first <= value) and (last is None or value <= last)

    def limits(self, today: dt.date) -> tuple[Any, Any]:
        """The first and the last value that it takes, None where it is open."""
        return _limits(self, today)

    def describe(self) -> str:
        """See :class:`Clause`."""
        match self.how:
            case "..":
                ends = [f"from {self.low}" if self.low else "", f"to {self.high}" if self.high else ""]
                return f"{self.key} is {' '.join(end for end in ends if end)}"
            case "=":
                return f"{self.key} is {self.low}"
        words = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
        if self.kind == "days":
            words = {"<": "before", "<=": "not after", ">": "after", ">=": "not before"}
        return f"{self.key} is {words[self.how]} {self.low}"

    def __str__(self) -> str:
        low, high = (f'"{end}"' if " " in end else end for end in (self.low, self.high))
        if self.how == "..":
            return f"{self.key}:{low}..{high}"
        # Of any other key, a value without a sign is looked for as text.
        implied = self.how == "=" and self.key in {"rating", "duration", "date"}
        return f"{self.key}:{'' if implied else self.how}{low}"


@lru_cache(maxsize=256)
def _limits(compared: Compared, today: dt.date) -> tuple[Any, Any]:
    """The first and the last value that `compared` takes, None where it is open."""
    low: Any = span_of(compared.kind, compared.low, today)
    high: Any = span_of(compared.kind, compared.high, today)
    match compared.how:
        case "..":
            if low and high:
                return min(low[0], high[0]), max(low[1], high[1])
            return (low[0], None) if low else (None, high[1])
        case "<":
            return None, _next(compared.kind, low[0], -1)
        case "<=":
            return None, low[1]
        case ">":
            return _next(compared.kind, low[1], 1), None
        case ">=":
            return low[0], None
    return low[0], low[1]


def _next(kind: str, value: Any, step: int) -> Any:
    """The value right before or after, so that all limits can be included ones."""
    if kind == "number":
        return math.nextafter(value, step * math.inf)
    if kind == "seconds":
        return value + step
    try:
        return value + dt.timedelta(days=step)
    except OverflowError:  # the calendar's first or last day, which no talk has
        return value


def span_of(kind: str, text: str, today: dt.date) -> Span | None:
    """The first and last value that `text` names, read as `kind`; None when it is none."""
    if not text:
        return None
    match kind:
        case "days":
            return spans.days(text, today)
        case "seconds":
            return spans.seconds(text)
    number = spans.number(text)
    return None if number is None else (number, number)
