"""Where an import puts new notes: which folder is a conference's, and what a file in it is called.

Names are made of titles by :func:`talktui.notes.new_notes.file_name`: lower-case words with hyphens, which
Linux, macOS and Windows all take, unique whatever the case. They depend on nothing but the titles, their
order, and what stands in the folder already.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from talktui.notes.file_names import checked_folder
from talktui.notes.library import Library
from talktui.notes.new_notes import file_name
from talktui.notes.problem import Refused
from talktui.notes.scan import CONFERENCE_FILES
from talktui.notes.store import Store
from talktui.transfer.merging.combining import words

_LONGEST_TITLE = 1_000  # characters of it that a file's name could be made of; the name has far fewer


class Names:
    """The names in one folder: those that are taken, and those that were given since."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_same(name) for name in taken}
        self._next: dict[str, int] = {}

    def give(self, title: str) -> str:
        """A note's name for `title` that nothing in the folder has, now taken."""
        name = file_name(title[:_LONGEST_TITLE])
        if _same(name) in self._taken:
            stem = name.removesuffix(".md")
            number = self._next.get(stem, 2)
            while _same(f"{stem}-{number}.md") in self._taken:
                number += 1
            self._next[stem] = number + 1
            name = f"{stem}-{number}.md"
        self._taken.add(_same(name))
        return name


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for a conference's notes."""

    folder: str  # "" is the notes directory
    tells: bool  # a note in it is of that conference without saying so
    file: str | None = None  # the conference.yaml that is there, or that is to be made; None: none is


class Places:
    """The folders of one import's conferences, each found once."""

    def __init__(
        self, store: Store, library: Library, into: str | None, conferences: Collection[str]
    ) -> None:
        """`into` is the person's own choice; `conferences` are the names of those to come.

        Raises :class:`Refused` for a folder where notes are not looked for, or that is a file.
        """
        self._store = store
        self._into = None if into is None else checked_folder(into)
        if self._into and (file := self._in_the_way(self._into)) is not None:
            raise Refused(f"{file} is a file, not a folder; name another folder for new notes")
        self._several = len({words(name) for name in conferences}) > 1
        self._known: dict[str, Place] = {}
        self._folders: dict[str, Counter[str]] = defaultdict(Counter)  # of each folder: conferences below it
        self._of: dict[str, str] = {}  # conferences' folders in the library
        for note in library.notes.values():
            for talk in note.talks[:1]:
                for folder in folders_above(note.path):
                    self._folders[folder][words(talk.conference)] += 1
        for name, conference in library.conferences.items():
            if conference.folder:
                self._of.setdefault(words(name), conference.folder)
        self._names: dict[str, Names] = {}

    def of(self, conference: str, beside: Collection[str] = ()) -> Place:
        """The place of `conference`; `beside` are the paths of its talks that are there already.

        What lies at the top of the notes, or in another's folder by its video, is not among them.
        """
        key = words(conference)
        if key not in self._known:
            self._known[key] = self._find(conference, beside)
        return self._known[key]

    def name(self, folder: str, title: str) -> str:
        """The path of a new note for `title` in `folder`."""
        if folder not in self._names:
            self._names[folder] = Names(self._store.names(folder))
        name = self._names[folder].give(title)
        return f"{folder}/{name}" if folder else name

    def _find(self, conference: str, beside: Collection[str]) -> Place:
        if not conference:
            return Place(self._into or "", tells=True)
        key = words(conference)
        folder = self._of.get(key)
        if folder is None:
            folders = {path.rpartition("/")[0] for path in beside}
            if len(folders) == 1:
                folder = folders.pop()
        if folder is None and self._into is not None and not self._several:
            folder = self._into
        if folder is None:
            folder = self._new_folder(conference, self._into or "")
        return self._place(folder, conference)

    def _place(self, folder: str, conference: str) -> Place:
        key = words(conference)
        told = self._store.folders.for_note(f"{folder}/talk.md" if folder else "talk.md")
        if words(told.name) == key:
            path = told.file
            if path is None and told.folder and self._is_only(told.folder, key):
                path = f"{told.folder}/{CONFERENCE_FILES[0]}"
            return Place(folder, tells=True, file=path)
        if folder and (told.file is None or told.folder != folder) and self._is_only(folder, key):
            return Place(folder, tells=True, file=f"{folder}/{CONFERENCE_FILES[0]}")
        return Place(folder, tells=False)

    def _is_only(self, folder: str, key: str) -> bool:
        """Whether no note below `folder` is of another conference."""
        return not self._folders[folder].keys() - {key}

    def _new_folder(self, conference: str, above: str) -> str:
        """A folder called after `conference` that is no other's."""
        stem = file_name(conference[:_LONGEST_TITLE]).removesuffix(".md")
        number = 1
        while True:
            name = stem if number == 1 else f"{stem}-{number}"
            folder = f"{above}/{name}" if above else name
            if self._is_fit(folder, words(conference)):
                return folder
            number += 1

    def _is_fit(self, folder: str, key: str) -> bool:
        try:
            checked_folder(folder)
        except Refused:
            return False
        if self._in_the_way(folder) is not None:
            return False
        if any(place.folder == folder for place in self._known.values()) or not self._is_only(folder, key):
            return False
        told = self._store.folders.for_note(f"{folder}/talk.md")
        return told.file is None or told.folder != folder or words(told.name) == key

    def _in_the_way(self, folder: str) -> str | None:
        """The file that stands where `folder`, or a folder around it, would have to be."""
        there = ((path, self._store.root / path) for path in folders_above(f"{folder}/"))
        return next((path for path, at in there if os.path.lexists(at) and not at.is_dir()), None)


def folders_above(path: str) -> Iterable[str]:
    """The folders that a path is in, without the notes directory itself."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: depth + 1]) for depth in range(len(parts)))
