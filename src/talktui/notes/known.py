"""Which notes are still as the cache knows them: a listing and a `stat` of each, compared with its index.

Apart from :mod:`talktui.notes.look_again`, which reads what differs and so brings in the reader: a
command that finds every note in the cache needs none of it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from talktui.notes import scan
from talktui.notes.read_file import etag_of
from talktui.notes.talk import Etag


class Entry(Protocol):
    """What the cache's index says of one note."""

    @property
    def row(self) -> int:
        """Its number in the cache."""

    @property
    def etag(self) -> Etag:
        """What its file looked like when it was read."""

    @property
    def settled(self) -> bool:
        """Whether a file that looks the same is the same: it had come to rest when it was read."""


@dataclass
class Known:
    """A notes directory as it is now, held against what was kept of it."""

    rows: dict[str, int] = field(default_factory=dict)  # the notes that are as they were kept: their rows
    unread: list[str] = field(default_factory=list)  # the other notes: to be read
    gone: list[str] = field(default_factory=list)  # kept, and no notes any more
    settings: dict[str, Etag | None] = field(default_factory=dict)  # files as they were before all else


def compare(
    root: str, ignore: Sequence[str], index: Mapping[str, Entry], settings: Mapping[str, Etag | None]
) -> Known:
    """Hold `index`, and the `settings` files under which it was made, against the files below `root`.

    Raises :class:`OSError` when `root` cannot be listed.
    """
    found = scan.survey(root, ignore, states=True)
    states: Mapping[str, tuple[int, ...]] = found.states or {}
    now = {path: state_of(f"{root}/{path}") for path in found.settings}
    known = Known(settings=now)
    anew = folders_of(differing(settings, now))
    rows, unread = known.rows, known.unread
    for path in found.notes:
        entry = index.get(path)
        if entry is not None and entry.settled and not (anew and is_below(path, anew)):
            state = states.get(path) or state_of(f"{root}/{path}")
            if state == entry.etag:
                rows[path] = entry.row
                continue
        unread.append(path)
    if len(rows) + len(unread) != len(index) or unread:
        known.gone = list(index.keys() - rows.keys() - set(unread))
    return known


def state_of(full: str) -> Etag | None:
    """What the regular file `full` looks like, links followed; None when it is none, or out of reach."""
    try:
        status = os.stat(full)
    except (OSError, ValueError):
        return None
    return etag_of(status) if stat.S_ISREG(status.st_mode) else None


def differing(before: Mapping[str, Etag | None], now: Mapping[str, Etag | None]) -> set[str]:
    """The files that came, went, or are not in the state they were in."""
    return set(before.keys() ^ now.keys()) | {
        path for path in before.keys() & now.keys() if before[path] != now[path]
    }


def folders_of(settings: Collection[str]) -> set[str]:
    """The folders of which these settings files say something; "" is the notes directory."""
    return {"" if path in scan.SETTINGS_FILES else path.rpartition("/")[0] for path in settings}


def is_below(path: str, folders: Collection[str]) -> bool:
    """Whether `path` is one of `folders`, or in one of them; "" holds everything."""
    if not folders:
        return False
    if "" in folders or path in folders:
        return True
    end = path.find("/")
    while end >= 0:
        if path[:end] in folders:
            return True
        end = path.find("/", end + 1)
    return False
