"""The bytes of a new talk: of a file of its own, or of a section in a log."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talktui.notes.conference import Folders
from talktui.notes.edits import AddSection, ChangeCategories, ChangeTags, Edit, SetField, file_name, new_note
from talktui.notes.folding import fold
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.store import Store
from talktui.notes.talk import Talk, TalkKey


@dataclass(frozen=True)
class Draft:
    """What a new talk says. Only fields that say something are in `single` and `several`."""

    title: str
    single: Mapping[str, str]  # conference, date, video
    several: Mapping[str, tuple[str, ...]]  # categories, speakers, tags


def new_file(store: Store, draft: Draft, folder: str | None) -> tuple[str, bytes]:
    """The path and bytes of a new note in `folder`, else in its conference's folder, else at the top.

    It does not repeat a conference that its folder says. Raises Refused for what cannot be written.
    """
    conference = draft.single.get("conference")
    if folder is None:
        folder = _folder_of(store, conference) if conference else ""
    folder = os.path.normpath(folder).replace(os.sep, "/") if folder else ""
    if folder in {".", ""}:
        folder = ""
    elif folder.startswith(("/", "../")) or folder == "..":
        raise Refused(f"the folder {folder} is not inside the notes directory")
    name = file_name(draft.title, store.names(folder))
    path = f"{folder}/{name}" if folder else name
    given: dict[str, str | tuple[str, ...]] = {**draft.single, **draft.several}
    if conference and fold(store.folders.for_note(path).name) == fold(conference):
        del given["conference"]
    order = ("conference", "categories", "speakers", "date", "video", "tags")
    return path, new_note(draft.title, {name: given[name] for name in order if given.get(name)})


def _folder_of(store: Store, conference: str) -> str:
    """The folder of the conference of that name, the one nearest the top; "" when there is none."""
    wanted = fold(conference)
    folders = sorted(
        {path.rpartition("/")[0] for path in store.scan()}, key=lambda one: (one.count("/"), one)
    )
    for folder in folders:
        found = store.folders.for_note(f"{folder}/talk.md" if folder else "talk.md")
        if fold(found.name) == wanted:
            return found.folder
    return ""


@dataclass(frozen=True)
class InLog:
    """The edit that puts a new section in a log, and what it says under `talks:`, in one save."""

    key: TalkKey
    draft: Draft
    folders: Folders

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"new talk {self.draft.title}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        categories = self.draft.several.get("categories", ())
        category = categories[0] if categories else None
        conference = self.folders.for_note(self.key.path)
        after = AddSection(self.key, self.draft.title, category, conference).apply(data)
        talk = self._made(data, after)
        for edit in self._edits(talk):
            after = edit.apply(after)
        return after

    def made(self, before: bytes, after: bytes) -> TalkKey:
        """The key of the talk that is in `after` and was not in `before`."""
        return self._made(before, after).key

    def _made(self, before: bytes, after: bytes) -> Talk:
        had = {talk.key for talk in self._talks(before)}
        new = [talk for talk in self._talks(after) if talk.key not in had and talk.title == self.draft.title]
        if not new:
            raise Refused(f"the heading “{self.draft.title}” would be no talk in {self.key.path}")
        return new[-1]

    def _talks(self, data: bytes) -> tuple[Talk, ...]:
        return read_note(self.key.path, data, None, self.folders).talks

    def _edits(self, talk: Talk) -> Iterator[Edit]:
        for name, value in self.draft.single.items():
            if name != "conference" or fold(talk.conference) != fold(value):
                yield SetField(talk.key, name, value)
        if speakers := self.draft.several.get("speakers"):
            yield SetField(talk.key, "speakers", "; ".join(speakers))
        if tags := self.draft.several.get("tags"):
            yield ChangeTags(talk.key, tags)
        wanted = self.draft.several.get("categories", ())
        missing = tuple(name for name in wanted if fold(name) not in {fold(one) for one in talk.categories})
        if missing:
            other = tuple(one for one in talk.categories if fold(one) not in {fold(name) for name in wanted})
            yield ChangeCategories(talk.key, missing, other, talk.categories)
