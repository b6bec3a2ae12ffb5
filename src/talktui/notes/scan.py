"""Which files of the notes directory are notes.

Links to directories are not followed: on one machine that met 208,728 files in five seconds and
went on.  Hidden names, tools' folders and copies that a sync program made are not talks.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Iterator, Sequence

IGNORED_FOLDERS = frozenset({"node_modules", "__pycache__"})
_NOTE = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)


class NotesDirectoryError(Exception):
    """The notes directory itself is missing, no directory, or cannot be read; the text says which."""


def is_note_name(name: str) -> bool:
    """Whether a file of this name (no folders in it) is taken as a note."""
    return bool(_NOTE.search(name)) and not name.startswith(".") and ".sync-conflict-" not in name


def scan(root: str, ignore: Sequence[str] = ()) -> Iterator[str]:
    """Paths of notes below `root`, relative to it, `/` between parts, in the order of their text.

    `ignore` holds shell patterns (`drafts/*`, `*.private.md`, `archive`), each matched against the
    path and against the name alone. A folder that cannot be read is yielded as if it were a note:
    reading it gives the row that says so. Raises :class:`NotesDirectoryError` for `root` itself.
    """
    ignored = _ignorer(ignore)
    try:
        pending = [_entries(root, "", ignored)]
    except OSError as error:
        raise NotesDirectoryError(f"the notes directory {root} cannot be read: {error.strerror}") from error
    while pending:
        path = next(pending[-1], None)
        if path is None:
            pending.pop()
        elif not path.endswith("/"):
            yield path
        else:
            try:
                pending.append(_entries(root, path, ignored))
            except OSError:
                yield path[:-1]


def _entries(root: str, folder: str, ignored: Callable[[str, str], bool]) -> Iterator[str]:
    """Notes and sub-folders (ending in `/`) of `folder`, in the order of their text."""
    found: list[str] = []
    with os.scandir(os.path.join(root, folder)) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            try:
                is_folder = entry.is_dir(follow_symlinks=False)
                if not is_folder and not is_note_name(name):
                    continue
                if not is_folder and entry.is_symlink() and entry.is_dir():
                    continue
            except OSError:
                is_folder = False
            if is_folder and name in IGNORED_FOLDERS:
                continue
            if not ignored(folder + name, name):
                found.append(folder + name + "/" if is_folder else folder + name)
    found.sort()
    return iter(found)


def _ignorer(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    cleaned = [pattern.strip().rstrip("/") for pattern in patterns]
    translated = [fnmatch.translate(pattern) for pattern in cleaned if pattern]
    if not translated:
        return lambda _path, _name: False
    matches = re.compile("|".join(translated)).match
    return lambda path, name: bool(matches(path) or matches(name))
