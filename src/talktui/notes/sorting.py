"""What talks can be sorted by within their group, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Sequence as Items
from typing import Any, Protocol

from talktui.notes.folding import fold
from talktui.notes.talk import Conference, Kind, Note, Status, Talk

SORTS: tuple[tuple[str, str, str], ...] = (
    ("o", "As in the files", "order"),
    ("t", "Title", "title"),
    ("d", "Date", "date"),
    ("r", "Rating, best first", "rating"),
    ("l", "Duration, shortest first", "duration"),
    ("w", "Status", "status"),
    ("s", "Speaker", "speaker"),
    ("m", "Last changed first", "modified"),
)
"""What talks can be sorted by within their group: (a key for the menu, its words, the sort's name)."""

STATUS_ORDER = {status.value: index for index, status in enumerate(Status)}


class Loaded(Protocol):
    """What grouping and sorting ask of the library."""

    @property
    def conferences(self) -> Mapping[str, Conference]:
        """What is known of each conference, by name."""

    @property
    def notes(self) -> Mapping[str, Note]:
        """The notes by path."""


def in_order(talks: Items[Talk], sort: str, library: Loaded) -> list[Talk]:
    """`talks` sorted; equal ones stay in order, and what has no value comes last."""
    key = sort_key(sort, library)
    return list(talks) if key is None else sorted(talks, key=key)


def sort_key(sort: str, library: Loaded) -> Callable[[Talk], Any] | None:
    """What talks are compared by when sorted by `sort`; None when they stay in the library's order."""
    key = _sort_keys(library).get(sort)
    if key is None:
        return None
    # A log's introduction stays before its talks, whatever they are sorted by.
    return lambda talk: (talk.kind is not Kind.ABOUT, key(talk))


def _sort_keys(library: Loaded) -> dict[str, Callable[[Talk], Any]]:
    notes = library.notes

    def modified(talk: Talk) -> int:
        note = notes.get(talk.key.path)
        return -note.etag.mtime_ns if note is not None and note.etag is not None else 0

    return {
        "title": lambda talk: fold(talk.title),
        "date": lambda talk: (talk.date.toordinal(), str(talk.time or "")) if talk.date else (10_000_000, ""),
        "rating": lambda talk: -(talk.rating or 0),
        "duration": lambda talk: talk.duration if talk.duration is not None else 1 << 40,
        "status": lambda talk: STATUS_ORDER[talk.status.value] if talk.status else len(STATUS_ORDER),
        "speaker": lambda talk: (not talk.speakers, fold(talk.speakers[0].name) if talk.speakers else ""),
        "modified": modified,
    }
