"""The clauses of one field each: `tag:a`, `title:/^how/`, `status:queued`, `is:marked`, `rating:>=4`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.folding import fold
from talktui.notes.talk import Kind, Status, Talk
from talktui.query import fields, spans
from talktui.query.clauses import Clause, Needle, written
from talktui.query.context import Context
from talktui.query.patterns import Pattern

_UNWATCHED = {None, Status.QUEUED, Status.WATCHING}


def _in_conflict(talk: Talk, context: Context) -> bool:
    return ".sync-conflict-" in talk.key.path or talk.key.path in context.conflicts


# What `is:` knows beside the statuses.
STATES: dict[str, Callable[[Talk, Context], bool]] = {
    "unwatched": lambda talk, _: talk.status in _UNWATCHED,
    "triaged": lambda talk, _: talk.status is not None,
    "problem": lambda talk, _: bool(talk.problems) or talk.kind is Kind.UNREADABLE,
    "log": lambda talk, _: talk.key.anchor is not None or talk.kind is Kind.ABOUT,
    "marked": lambda talk, context: talk.key in context.marked,
    "conflict": _in_conflict,
}


@dataclass(frozen=True)
class Tag(Clause):
    """`tag:a`: the tag itself, or one nested in it (`a/b`)."""

    tag: str
    _folded: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_folded", fold(self.tag))

    @property
    def cost(self) -> int:
        """A few look-ups."""
        return 3

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return _has_tag(talk.tags, self._folded, context) or _has_tag(talk.inline_tags, self._folded, context)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"tag is {self.tag}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk has the tag `{self.tag}`"

    def __str__(self) -> str:
        return f"tag:{written(self.tag)}"


def _has_tag(tags: tuple[str, ...], wanted: str, context: Context) -> bool:
    for tag in tags:
        have = context.folded.value(tag).removeprefix("#")
        if have.startswith(wanted) and (len(have) == len(wanted) or have[len(wanted)] == "/"):
            return True
    return False


@dataclass(frozen=True)
class Says(Clause):
    """`key:text`: the text stands anywhere in one of the field's values."""

    key: str
    text: str
    needle: Needle = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needle", Needle(self.text))

    @property
    def cost(self) -> int:
        """A search; the body's is the longest."""
        return 25 if self.key == "body" else 5

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for in the text a viewer shows."""
        return (self.text,) if self.key in {"title", "body"} else ()

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        if self.key in {"title", "body"}:
            return any(self.needle.found(*piece) for piece in _pieces(talk, self.key, context))
        folded = context.folded.value
        for text in fields.texts(talk, self.key):  # noqa: SIM110 - twice as fast as any()
            if self.needle.found(folded(text)):
                return True
        return False

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"{fields.FACETS.get(self.key, self.key)} has “{self.text}” in it"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk has `{self.text}` in its {fields.PLURALS.get(self.key, self.key)}"

    def __str__(self) -> str:
        return f"{self.key}:{written(self.text)}"


@dataclass(frozen=True)
class FieldMatching(Clause):
    """`key:/pattern/`: the pattern is found in one of the field's values."""

    key: str
    pattern: Pattern

    @property
    def cost(self) -> int:
        """Dear, the body's dearest."""
        return 900 if self.key == "body" else 200

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return any(
            self.pattern.found(text, context, start, end)
            for text, start, end in _pieces(talk, self.key, context)
        )

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"{fields.FACETS.get(self.key, self.key)} matches {self.pattern}"

    def __str__(self) -> str:
        return f"{self.key}:{self.pattern}"


def _pieces(talk: Talk, key: str, context: Context) -> Iterator[tuple[str, int, int]]:
    """The folded texts of a field, each with the part of it to look in; body and title uncopied."""
    if key in {"title", "body"}:
        folded = context.folded.talk(talk)
        if key == "title":
            yield folded.text, 0, folded.title_end
        else:
            yield folded.text, folded.body_start, len(folded.text)
        return
    for text in fields.texts(talk, key):
        value = context.folded.value(text)
        yield value, 0, len(value)


@dataclass(frozen=True)
class Has(Clause):
    """`has:key`: the field says something."""

    key: str

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - the field is enough
        """See :class:`Clause`."""
        return fields.present(talk, self.key)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"has {self.key}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk has `{self.key}`"

    def __str__(self) -> str:
        return f"has:{written(self.key)}"


@dataclass(frozen=True)
class Lacks(Clause):
    """`key:none`: the field says nothing."""

    key: str

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - the field is enough
        """See :class:`Clause`."""
        return not fields.present(talk, self.key)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"has no {self.key}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"every talk has `{self.key}`"

    def __str__(self) -> str:
        return f"{self.key}:none"


@dataclass(frozen=True)
class HasNotes(Clause):
    """`has:notes`: text of the person's own."""

    @property
    def cost(self) -> int:
        """Asked of the body once, then remembered."""
        return 10

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return context.folded.talk(talk).own_text

    def describe(self) -> str:
        """See :class:`Clause`."""
        return "has notes of your own"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return "no talk has notes of your own"

    def __str__(self) -> str:
        return "has:notes"


@dataclass(frozen=True)
class StatusIn(Clause):
    """`status:queued`, `is:queued`; `status:watch` is watching or watched."""

    text: str
    statuses: frozenset[Status] = field(compare=False)
    key: str = field(default="status", compare=False)  # or "is", as it was written

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - the status is enough
        """See :class:`Clause`."""
        return talk.status in self.statuses

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"status is {' or '.join(status for status in Status if status in self.statuses)}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk is {' or '.join(status for status in Status if status in self.statuses)}"

    def __str__(self) -> str:
        return f"{self.key}:{self.text}"


@dataclass(frozen=True)
class Is(Clause):
    """`is:unwatched` and the other states."""

    state: str

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return STATES[self.state](talk, context)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"is {self.state}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return {
            "log": "no talk stands in a talk log",
            "problem": "no talk has a problem",
            "conflict": "no talk is in conflict",
        }.get(self.state, f"no talk is {self.state}")

    def __str__(self) -> str:
        return f"is:{self.state}"


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

    def _holds(self, value: Any, context: Context) -> bool:
        first, last = _limits(self, context.today)
        return (first is None or first <= value) and (last is None or value <= last)

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
        return f"{self.key}:{'' if self.how == '=' else self.how}{low}"


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
