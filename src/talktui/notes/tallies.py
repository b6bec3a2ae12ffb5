"""How many talks, and how many hours of them, by conference, category, speaker, month, status …

What `talktui stats` prints and the app's screen of the same name shows. Times are of the talks that say how
long they are; how many do is counted beside them, so that no figure pretends to more than it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from talktui.notes.folding import fold
from talktui.notes.library import values_of
from talktui.notes.queued import Queued, is_queued
from talktui.notes.talk import Kind, Status, Talk

FACETS = ("conference", "category", "speaker", "month", "status")
"""What is tallied unless something else is asked for."""
EVERY_FACET = (*FACETS, "tag", "organisation", "rating", "year")
IN_TIME = ("month", "year")
"""What is told in time, not the commonest first."""
NO_VALUE = {"status": "not triaged", "conference": "No conference"}
_SEEN = (Status.WATCHED, Status.ATTENDED)
_STATUSES = ("", *Status)


@dataclass(frozen=True, slots=True)
class Tally:
    """The talks that share a value. `timed` of them say how long they are: `seconds` together."""

    label: str
    talks: int
    seconds: int
    timed: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """What is told of some talks: all of them, those seen, those queued, and by facet."""

    every: Tally
    watched: Tally  # watched or attended
    queued: Tally  # queued, or under way
    untriaged: int
    by: tuple[tuple[str, tuple[Tally, ...]], ...]  # the commonest first; in time where that is an order


def tallies(talks: Iterable[Talk], facets: Sequence[str] = FACETS) -> Tallies:
    """Count `talks` by each of `facets`, of :data:`EVERY_FACET`.

    A talk with several values counts for each; a talk without one for "none", which is left out but for
    conference and status. A log's own text and files that cannot be read are no talks.
    """
    counted = [talk for talk in talks if talk.kind is Kind.TALK]
    return Tallies(
        _tally("", counted),
        _tally("watched", [talk for talk in counted if talk.status in _SEEN]),
        _tally("queued", [talk for talk in counted if is_queued(talk)]),
        sum(talk.status is None for talk in counted),
        tuple((facet, _by(counted, facet)) for facet in facets),
    )


def _tally(label: str, talks: Sequence[Talk]) -> Tally:
    times = [talk.duration for talk in talks if talk.duration is not None]
    return Tally(label, len(talks), sum(times), len(times))


def _by(talks: Sequence[Talk], facet: str) -> tuple[Tally, ...]:
    named: dict[str, str] = {}
    of: dict[str, list[Talk]] = {}
    for talk in talks:
        values = {fold(value): value for value in values_of(talk, facet) if value} or (
            {"": NO_VALUE[facet]} if facet in NO_VALUE else {}
        )
        for key, value in values.items():
            named.setdefault(key, value)
            of.setdefault(key, []).append(talk)
    found = [(key, _tally(named[key], of[key])) for key in of]
    if facet in IN_TIME:
        found.sort(key=lambda pair: pair[0])
    elif facet == "status":
        found.sort(key=lambda pair: _STATUSES.index(pair[0]))
    else:
        found.sort(key=lambda pair: (-pair[1].talks, pair[0]))
    return tuple(tally for _, tally in found)


def hours_text(seconds: float) -> str:
    """`seconds` as a person says them: `34 min`, `1 h 05`, `120 h`."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours:,} h {rest:02}" if hours < 100 else f"{round(minutes / 60):,} h"


def sentences(found: Tallies, speed: float) -> list[str]:
    """What is told of all the talks, a line each; `speed` is how fast the person watches."""
    every, queued = found.every, found.queued
    lines = [f"{every.talks:,} talk{'' if every.talks == 1 else 's'}{_time(every)}"]
    if found.watched.talks:
        lines.append(f"watched {found.watched.talks:,}{_time(found.watched)}")
    if queued.talks:
        faster = (
            f", {hours_text(queued.seconds / speed)} at {speed:g}×" if speed != 1 and queued.timed else ""
        )
        lines.append(f"queued {queued.talks:,}{_time(queued)}{faster}")
    if found.untriaged:
        lines.append(f"not triaged {found.untriaged:,}")
    return lines


def queue_texts(queued: Queued, speed: float) -> tuple[str, ...]:
    """What is queued in a part of a line, from the whole to the least; nothing when nothing is queued.

    `queued 21 · 9 h 05 · 4 h 33 at 2× · +3 of unknown length`; where there is less room `≥` says the last.
    """
    if not queued.talks:
        return ()
    least = f"queued {queued.talks:,}"
    if queued.unknown == queued.talks:
        return f"{least} · of unknown length", least
    hours, faster = hours_text(queued.seconds), f"{hours_text(queued.seconds / speed)} at {speed:g}×"
    parts = (hours,) if speed == 1 else (hours, faster)
    atleast = "≥ " if queued.unknown else ""
    short = [
        f"{least} · " + " · ".join(f"{atleast}{part}" for part in parts),
        f"{least} · {atleast}{hours}",
        least,
    ]
    if queued.unknown:
        short.insert(0, " · ".join([least, *parts, f"+{queued.unknown:,} of unknown length"]))
    return tuple(dict.fromkeys(short))


def _time(tally: Tally) -> str:
    if not tally.timed:
        return ""
    known = "" if tally.timed == tally.talks else f" ({tally.timed:,} of {tally.talks:,} say how long)"
    return f", {hours_text(tally.seconds)}{known}"
