"""A notes directory opened with what talktui keeps about it in the state directory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import time as now
from typing import TYPE_CHECKING

from talktui.config import log
from talktui.config.locations import locations
from talktui.notes.store import Store

if TYPE_CHECKING:
    from talktui.notes.cache import Cache
    from talktui.notes.journal import Journal
    from talktui.notes.recovery import Recovery

JOURNAL = "journal"
"""The folder in the state directory with the undo journals, one a notes directory."""


def open_store(root: Path, ignore: Sequence[str] = (), source: str = "app") -> Store:
    """The notes directory `root` with its journal and its cache, each opened when it is first needed.

    `source` says there who makes the changes. Raises `NotesDirectoryError`.
    """

    def journal() -> Journal:
        from talktui.notes.journal import Journal  # reading notes does not pay for SQLite

        return Journal(locations().state / JOURNAL, root)

    def recovery() -> Recovery:
        from talktui.notes.recovery import Recovery  # who only reads needs none

        return Recovery(locations().state, root)

    opened = now()  # before any note is read

    def cache() -> Cache:
        from talktui.notes.cache import Cache  # commands that are about one note need none

        return Cache(locations().cache, root, log.note, opened)

    return Store(root, ignore, journal, source, recovery, cache, now, log.note)
