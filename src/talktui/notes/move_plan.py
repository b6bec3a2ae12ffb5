"""What a deletion, a new name or a move takes: the tasks, and what a person should hear first."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from talktui.notes.conference import Folders
from talktui.notes.groups import EditFile, MoveFile, NewFile, RemoveFile, Task
from talktui.notes.library import Library
from talktui.notes.link_edits import Shown
from talktui.notes.talk import TalkKey


@dataclass(frozen=True, slots=True)
class Around:
    """What a plan has to know beside the notes: what folders say, and every name in a folder."""

    folders: Folders = field(default_factory=lambda: Folders(lambda _: None))
    names: Callable[[str], Collection[str]] | None = None  # None: the notes' own names are all there are

    def taken(self, library: Library, folder: str) -> set[str]:
        """The names in `folder` that a file cannot have."""
        own = {posixpath.basename(path) for path in library.notes if posixpath.dirname(path) == folder}
        return own | set(self.names(folder)) if self.names is not None else own

    def exists(self, path: str) -> bool:
        """Whether there is something at `path`; yes when nobody can tell."""
        folder, name = posixpath.split(path)
        return self.names is None or not name or name in self.names(folder)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deletion, a new name or a move takes. `notes` are sentences to say before it is done."""

    title: str
    tasks: tuple[Task, ...]
    notes: tuple[str, ...] = ()
    links: int = 0  # that are written anew
    linking: int = 0  # in how many notes
    lost: int = 0  # links that will lead nowhere
    shown: tuple[Shown, ...] = ()  # each link that changes, before and after
    keys: tuple[tuple[TalkKey, TalkKey | None], ...] = ()  # the talks it is about, and what they become
    whole: bool = False  # a part of it must not be done without the rest

    @property
    def says_something(self) -> bool:
        """Whether more changes than the talk itself, so that a person wants to look first."""
        return bool(self.links or self.lost or self.notes)

    def becomes(self, key: TalkKey) -> TalkKey | None:
        """What the talk `key` is called afterwards; None when it is deleted."""
        return dict(self.keys).get(key, key)

    def files(self) -> list[FileChange]:
        """What becomes of each file, made of what the library has: for a preview."""
        found: dict[str, FileChange] = {}
        for task in self.tasks:
            match task:
                case NewFile(path=path, data=data):
                    found[path] = FileChange(path, path, b"", data)
                case MoveFile(path=path, to=to, base=base):
                    found[to] = FileChange(path, to, base or b"", base)
                case RemoveFile(path=path, base=base):
                    found[path] = FileChange(path, None, base or b"", None)
                case EditFile(edit=edit, base=base):
                    known = found.get(task.path) or FileChange(task.path, task.path, base or b"", base)
                    found[task.path] = known._replace(after=edit.apply(base or b""))
        return list(found.values())


class FileChange(NamedTuple):
    """A file before and after; `to` is None when it goes."""

    path: str
    to: str | None
    before: bytes
    after: bytes | None
