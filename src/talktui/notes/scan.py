"""Which files of the notes directory are notes.

Links to directories are not followed: on one machine that met 208,728 files in five seconds and
went on.  Hidden names, tools' folders and copies that a sync program made are not talks.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from talktui.notes.beside import belongs_to, is_copy

CONFERENCE_FILES = ("conference.yaml", "conference.yml")
"""What says something of the notes in its folder and below; see :mod:`talktui.notes.conference`."""
SETTINGS_FILES = (".talktui.yaml", ".talktui.yml")
"""What says something of all notes, at the top of the notes directory."""
IGNORED_FOLDERS = frozenset({"node_modules", "__pycache__"})
_NOTE = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)


class NotesDirectoryError(Exception):
    """The notes directory itself is missing, no directory, or cannot be read; the text says which."""


def must_be_readable(root: str | os.PathLike[str]) -> None:
    """Raise :class:`NotesDirectoryError` when `root` is missing, no directory, or may not be read."""
    if not os.path.exists(root):
        raise NotesDirectoryError(f"there is no directory {os.fspath(root)}; make it, or name another")
    if not os.path.isdir(root):
        raise NotesDirectoryError(f"{os.fspath(root)} is not a directory; name the folder your notes are in")
    if not os.access(root, os.R_OK | os.X_OK):
        raise NotesDirectoryError(f"the notes directory {os.fspath(root)} may not be read: permission denied")


def is_note_name(name: str) -> bool:
    """Whether a file of this name (no folders in it) is taken as a note."""
    return bool(_NOTE.search(name)) and not name.startswith(".")


STATE = struct.Struct("<2Q3q")
"""What tells one state of a file from another, the numbers of :class:`talktui.notes.talk.Etag`, in bytes.

Twenty thousand of them are compared as quickly as one, and are nothing for the garbage collector.
"""

_pack = STATE.pack

Same = Callable[[str, bytes], tuple[str, bytes]]
"""Gives a note's path and its file's state as objects that somebody has already, where they are equal."""


@dataclass
class Survey:
    """What is in a notes directory, by paths relative to it."""

    notes: list[str] = field(default_factory=list)  # as :func:`scan` gives them
    folders: list[str] = field(default_factory=list)  # that could be listed; "" is the root
    settings: list[str] = field(default_factory=list)  # conference.yaml and .talktui.yaml
    beside: dict[str, list[str]] = field(default_factory=dict)  # note → names beside it that belong to it
    states: dict[str, bytes] | None = None  # when they are asked for: of most notes, what the file looks like
    same: Same | None = None


def survey(
    root: str, ignore: Sequence[str] = (), below: str = "", *, states: bool = False, same: Same | None = None
) -> Survey:
    """Everything that matters in `root`, or in its folder `below`, with one listing of each folder.

    With `states` the notes' files are looked at in passing, which takes half as long as another time. `same`
    keeps down what a look at notes that are known takes: memory once asked for is seldom given back.
    Raises OSError when `below` itself cannot be listed.
    """
    ignored = ignorer(ignore)
    found = Survey(states={} if states else None, same=same)
    pending = [below]
    while pending:
        folder = pending.pop()
        before = f"{folder}/" if folder else ""
        try:
            entries = list(_entries(root, before, ignored, found))
        except OSError:
            if folder == below:
                raise
            found.notes.append(folder)
            continue
        found.folders.append(folder)
        for path in entries:
            if path.endswith("/"):
                pending.append(path[:-1])
            else:
                found.notes.append(path)
    found.notes.sort()
    return found


def scan(root: str, ignore: Sequence[str] = ()) -> Iterator[str]:
    """Paths of notes below `root`, relative to it, `/` between parts, in the order of their text.

    `ignore` holds shell patterns (`drafts/*`, `*.private.md`, `archive`), each matched against the
    path and against the name alone. A folder that cannot be read is yielded as if it were a note:
    reading it gives the row that says so. Raises :class:`NotesDirectoryError` for `root` itself.
    """
    ignored = ignorer(ignore)
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


def _entries(
    root: str, folder: str, ignored: Callable[[str, str], bool], also: Survey | None = None
) -> Iterator[str]:
    """Notes and sub-folders (ending in `/`) of `folder`, in the order of their text.

    `also` gets what else of it matters. `folder` is "" or ends in `/`.
    """
    found: list[str] = []
    others: list[str] = []  # that may belong to a note
    states, same = (also.states, also.same) if also is not None else (None, None)
    with os.scandir(os.path.join(root, folder)) as entries:
        for entry in entries:
            name = entry.name
            # A note and nothing but a note, as most files are: all else need not be asked of it.
            if name.endswith(".md") and not name.startswith(".") and "onflict" not in name:
                path = folder + name
                if ignored is not nothing and ignored(path, name):
                    continue
                if states is None:
                    if _is_file(entry):
                        found.append(path)
                        continue
                elif (state := _file_state(entry)) is not None:
                    if same is not None:
                        path, state = same(path, state)
                    states[path] = state
                    found.append(path)
                    continue
            if belongs_to(name) is not None:
                others.append(name)
            if also is not None and is_settings(folder, name):
                also.settings.append(folder + name)
            if (end := _end_of(entry)) is not None and not ignored(folder + name, name):
                found.append(folder + name + end)
    if others:
        found = _without_copies(folder, found, others, also)
    found.sort()
    return iter(found)


def _end_of(entry: os.DirEntry[str]) -> str | None:
    """What its path ends in: "/" for a folder, "" for a note; None: it is neither, or a link to a folder."""
    name = entry.name
    if name.startswith("."):
        return None
    try:
        if entry.is_dir(follow_symlinks=False):
            return None if name in IGNORED_FOLDERS else "/"
        if not is_note_name(name) or (entry.is_symlink() and entry.is_dir()):
            return None
    except OSError:  # whoever reads it tells why
        return ""
    return ""


def _without_copies(folder: str, found: list[str], others: list[str], also: Survey | None) -> list[str]:
    """`found` less the copies of its notes; `also` gets those of `others` that belong to one."""
    notes = {path[len(folder) :] for path in found if not path.endswith("/")}
    if also is not None:
        for name in others:
            note = belongs_to(name)
            if note in notes:
                also.beside.setdefault(f"{folder}{note}", []).append(name)
    return [path for path in found if not is_copy(path[len(folder) :], notes)]


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _file_state(entry: os.DirEntry[str]) -> bytes | None:
    """What it looks like, if it is a file, or a link to one."""
    try:
        status = entry.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        return _pack(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    except (OSError, struct.error):  # a time stamp that no clock shows; it is looked at as others are
        return None


def is_settings(folder: str, name: str) -> bool:
    """Whether a file says something of the notes of its folder; `folder` is "" or ends in `/`."""
    return name in CONFERENCE_FILES or (not folder and name in SETTINGS_FILES)


def nothing(_path: str, _name: str) -> bool:
    """What :func:`ignorer` makes of no patterns."""
    return False


def ignorer(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    """Whether a (path, name) is left out by one of the shell patterns."""
    cleaned = [pattern.strip().rstrip("/") for pattern in patterns]
    translated = [fnmatch.translate(pattern) for pattern in cleaned if pattern]
    if not translated:
        return nothing
    matches = re.compile("|".join(translated)).match
    return lambda path, name: bool(matches(path) or matches(name))
