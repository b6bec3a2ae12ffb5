"""What killed saves left behind: found at the next start, and never just deleted.

A save that is killed before it exchanges its temporary file with the note leaves our new text under the
temporary name; killed after, the old text, or what another program had written in that moment.  What
the journal holds already can be undone and redone, so it may go; everything else is kept in the
recovery first.  A save that is still running holds a lock on its file and is left alone.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from talktui.notes import temp_files
from talktui.notes.aside import Keeps
from talktui.notes.changes import JournalError
from talktui.notes.held import MOST, read_all

WITHOUT_LOCKS = 3600.0
"""Seconds that a temporary file must be old where a file system has no locks to tell by."""

_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules"})
_READ = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_WHY = "a save was cut off, and this text was left beside the note"


class Has(Protocol):
    """What holds texts already: :class:`talktui.notes.journal.Journal`."""

    def has(self, data: bytes) -> bool:
        """Whether some step has `data` before or after it. Raises :class:`JournalError`."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A temporary file that was left, and what became of it."""

    path: str  # of its note, as far as that is known; else its own
    kept: str | None  # its id in the recovery; None: the journal holds the text, or it was empty
    left: bool = False  # it could not be kept, or is no file: it is still there


def sweep(root: str | os.PathLike[str], recovery: Keeps, journal: Has | None) -> list[Stray]:
    """Deal with every temporary file of a dead save below `root`; what was found, in order of their paths.

    Raises nothing: what cannot be looked at is left for the next time.
    """
    found = []
    for folder, name, beside in _temp_files(os.path.realpath(root)):
        stray = _dealt_with(os.path.realpath(root), folder, name, beside, recovery, journal)
        if stray is not None:
            found.append(stray)
    return found


def _temp_files(root: str) -> Iterator[tuple[str, str, list[str]]]:
    """Folder (relative, "" or ending in `/`), name, and every name in the folder."""
    pending = [""]
    while pending:
        folder = pending.pop()
        temporary: list[str] = []
        below: list[str] = []
        place = os.path.join(root, folder)
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name not in _SKIPPED and entry.is_dir(follow_symlinks=False):
                    below.append(f"{folder}{entry.name}/")
                if entry.name.startswith(temp_files.PREFIX) and temp_files.is_temp(entry.name):
                    temporary.append(entry.name)
        if temporary:
            names: list[str] = []
            with contextlib.suppress(OSError):
                names = os.listdir(place)
            yield from ((folder, name, names) for name in sorted(temporary))
        pending += sorted(below, reverse=True)


def _dealt_with(
    root: str, folder: str, name: str, beside: list[str], recovery: Keeps, journal: Has | None
) -> Stray | None:
    """None: it belongs to a save that is running, or cannot be looked at."""
    full = os.path.join(root, folder, name)
    note = next((other for other in beside if temp_files.is_for(name, other)), name)
    path = folder + note
    try:
        if not stat.S_ISREG(os.lstat(full).st_mode):
            return Stray(path, None, left=True)
        descriptor = os.open(full, _READ)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not _is_dead(descriptor, status):
            return None
        if status.st_size > MOST:
            return Stray(path, None, left=True)
        data = read_all(descriptor)
        kept = None
        if data and not _is_held(journal, data):
            try:
                kept = recovery.keep(path, data, _WHY)
            except OSError:
                return Stray(path, None, left=True)
        now = os.lstat(full)
        if not os.path.samestat(now, status) or now.st_mtime_ns != status.st_mtime_ns:
            return Stray(path, kept, left=True)  # somebody is at it after all
        os.unlink(full)
        return Stray(path, kept)
    except OSError:
        return None
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _is_dead(descriptor: int, status: os.stat_result) -> bool:
    free = temp_files.is_free(descriptor)
    if free is None:
        return time.time() - max(status.st_mtime, status.st_ctime) > WITHOUT_LOCKS
    return free


def _is_held(journal: Has | None, data: bytes) -> bool:
    """Whether the journal holds the text. One that cannot be read is as good as none."""
    if journal is None:
        return False
    try:
        return journal.has(data)
    except JournalError:
        return False
