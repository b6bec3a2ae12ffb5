"""Days as posts head their lists of sessions with them: "Tuesday", "Day 2 – Wednesday", "May 21"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from talktui.notes.dates import parse_date
from talktui.transfer.imported import ImportedTalk

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\bday\s+(\d{1,2}|one|two|three|four|five|six|seven)\b", re.IGNORECASE)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")
_BEFORE_DATE = re.compile(
    r"^(?:day\s+\w+\s*[-–—:,(]*\s*)?(?:[a-z]{3,9}day|mon|tue|wed|thu|fri|sat|sun)?[\s,.:–—-]*", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_NUMBERED_START = re.compile(r"day\s+\w+\s*[-–—:,(]", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+")
_DAY_WORDS = frozenset(
    """day one two three four five six seven jan january feb february mar march apr april may jun june jul
    july aug august sep sept september oct october nov november dec december of the on morning afternoon
    evening keynote keynotes session sessions talk talks schedule st nd rd th""".split()
)
_MOST_WORDS = 7
_WEEK = dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class KnownDates:
    """What a post says of when its conference was."""

    start: dt.date | None = None
    end: dt.date | None = None
    published: dt.date | None = None  # the post's own date: no session is later

    @property
    def last(self) -> dt.date | None:
        """The conference's last day at the latest."""
        return self.end or (self.start + _WEEK if self.start else None)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is called, and its date where that is known."""

    name: str
    date: dt.date | None = None


def read_day(title: str, known: KnownDates) -> Day | None:
    """The day that the heading `title` names, or None when it names none."""
    name = " ".join(title.split()).strip(" :")
    if not name or len(name.split()) > _MOST_WORDS or len(name) > 80 or not _says_when(name):
        return None
    date = _date(name, known)
    weekday, numbered = _WEEKDAY.search(name), _NUMBERED.search(name)
    if date is None and weekday is None and numbered is None:
        return None
    if date is None and weekday is not None:
        date = _on_weekday(_WEEKDAYS.index(weekday[1].lower()), known)
    if date is None and numbered is not None:
        said = numbered[1].lower()
        number = int(said) if said.isdigit() else _NUMBERS.index(said) + 1
        date = _on_day(number, known)
    return Day(name, date)


def _says_when(name: str) -> bool:
    """Whether `name` says nothing but when: "Tuesday, May 21", not "Day 2 Operations" or "Sun and Sea"."""
    if _NUMBERED_START.match(name):
        return True
    words = _TOKEN.findall(name.lower())
    return all(word[0].isdigit() or word in _DAY_WORDS or _WEEKDAY.fullmatch(word) for word in words)


def _date(name: str, known: KnownDates) -> dt.date | None:
    """A date with month and day; its year, where none is said, is the conference's or the post's."""
    bare = _ORDINAL.sub("", _BEFORE_DATE.sub("", name)).strip(" ().")
    if not any(char.isdigit() for char in bare) or bare.isdigit():
        return None
    parsed = parse_date(name) or parse_date(bare)
    if parsed is not None:
        return parsed[0] if len(re.findall(r"\d+", bare)) > 1 else None  # not "May 2019": the first of it
    near = known.start or known.published
    if near is None:
        return None
    for year in (near.year, near.year - 1):
        parsed = parse_date(f"{bare} {year}") or parse_date(f"{bare}, {year}")
        if parsed and (known.published is None or parsed[0] <= known.published):
            return parsed[0]
    return None


def _on_weekday(weekday: int, known: KnownDates) -> dt.date | None:
    if known.start is None or known.last is None:
        return None
    date = known.start + dt.timedelta(days=(weekday - known.start.weekday()) % 7)
    once = date + dt.timedelta(days=7) > known.last  # of a longer conference a weekday is no date
    return date if date <= known.last and once else None


def _on_day(number: int, known: KnownDates) -> dt.date | None:
    if known.start is None or known.last is None or not 1 <= number <= 14:
        return None
    date = known.start + dt.timedelta(days=number - 1)
    return date if known.end is None or date <= known.end else None


def on_day(talk: ImportedTalk, day: Day) -> ImportedTalk:
    """`talk` on that day: its date, else the day's name under a key of its own."""
    if day.date is not None:
        return replace(talk, when=day.date)
    return replace(talk, others=(*(pair for pair in talk.others if pair[0] != "day"), ("day", day.name)))


def on_its_day(talk: ImportedTalk, known: KnownDates) -> ImportedTalk:
    """`talk` with a date for the day that it only names, where the conference's dates tell it."""
    if talk.when is not None or not isinstance(name := dict(talk.others).get("day"), str):
        return talk
    day = read_day(name, known)
    if day is None or day.date is None:
        return talk
    others = tuple(pair for pair in talk.others if pair[0] != "day")
    return replace(talk, when=day.date, others=others)


def day_of(talk: ImportedTalk) -> dt.date | str | None:
    """The day that `talk` is on, as a date, else as it is called; None where nothing says it."""
    if isinstance(talk.when, dt.datetime):
        return talk.when.date()
    if talk.when is not None:
        return talk.when
    name = dict(talk.others).get("day")
    return name.casefold() if isinstance(name, str) else None
