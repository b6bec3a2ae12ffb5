"""Which notes are still as the cache knows them: a listing and a `stat` of each, compared with its index.

Apart from :mod:`talktui.notes.look_again`, which reads what differs and so brings in the reader: a
command that finds every note in the cache needs none of it.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from talktui.notes import scan
from talktui.notes.read_file import etag_of
from talktui.notes.talk import Etag


class Kept(Protocol):
    """What was kept of the notes: :class:`talktui.notes.cache_view.View`."""

    @property
    def settings(self) -> Mapping[str, Etag | None]:
        """The settings files under which they were read, as they were then."""

    def rows(self) -> dict[str, int]:
        """Where they are kept, by path."""

    def states(self) -> dict[str, bytes]:
        """What their files looked like, of those that need not be read again when they look the same."""


class Found(NamedTuple):
    """A notes directory as it is now. Plain values, which another process can tell."""

    notes: list[str]  # by path
    states: dict[str, bytes]  # what their files look like, by path, as far as they can be looked at
    settings: dict[str, tuple[int, ...] | None]  # likewise of the settings files


@dataclass
class Known:
    """A notes directory as it is now, held against what was kept of it."""

    rows: dict[str, int]  # of the notes that are as they were kept: where
    unread: list[str] = field(default_factory=list)  # the other notes: to be read
    gone: list[str] = field(default_factory=list)  # kept, and no notes any more
    settings: dict[str, Etag | None] = field(default_factory=dict)  # files as they were before all else


def look(root: str, ignore: Sequence[str]) -> Found:
    """What is below `root` now. Raises :class:`OSError` when it cannot be listed."""
    found = scan.survey(root, ignore, states=True)
    states = found.states or {}
    for path in found.notes if len(states) < len(found.notes) else ():
        if path not in states and (etag := state_of(f"{root}/{path}")) is not None:
            with suppress(struct.error):  # a time stamp that no clock shows
                states[path] = scan.STATE.pack(*etag)
    settings: dict[str, tuple[int, ...] | None] = {}
    for path in found.settings:
        etag = state_of(f"{root}/{path}")
        settings[path] = None if etag is None else tuple(etag)
    return Found(found.notes, states, settings)


def compare(found: Found, kept: Kept) -> Known:
    """Hold what was `kept` against what was `found`."""
    states = found.states
    settings = {path: None if etag is None else Etag(*etag) for path, etag in found.settings.items()}
    known = Known(kept.rows(), settings=settings)
    before = kept.states()
    anew = folders_of(differing(kept.settings, known.settings))
    if states == before and not anew and len(states) == len(found.notes) == len(known.rows):
        return known
    known.unread = [
        path
        for path in found.notes
        if (state := states.get(path)) is None or before.get(path) != state or (anew and is_below(path, anew))
    ]
    known.gone = list(known.rows.keys() - set(found.notes))
    for path in (*known.gone, *known.unread):
        known.rows.pop(path, None)
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
