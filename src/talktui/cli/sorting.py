"""The orders of `talktui list --sort`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from talktui.notes.talk import Status, Talk

_STATUSES = list(Status)

_KEYS: dict[str, Callable[[Talk], Any]] = {
    "path": lambda talk: 0,
    "title": lambda talk: talk.title.casefold(),
    "conference": lambda talk: (not talk.conference, talk.conference.casefold()),
    # Newest and best first: that is what such a list is asked for.
    "date": lambda talk: -(talk.date or dt.date.min).toordinal(),
    "status": lambda talk: _STATUSES.index(talk.status) if talk.status else len(_STATUSES),
    "rating": lambda talk: -(talk.rating or 0),
}

SORTS = tuple(_KEYS)


def sort_talks(talks: Iterable[Talk], by: str) -> list[Talk]:
    """`talks`, in path order, sorted by one of SORTS; talks that are equal in it stay in path order."""
    return sorted(talks, key=_KEYS[by])
