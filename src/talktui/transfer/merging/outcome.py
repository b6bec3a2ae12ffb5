"""What an import's talks will be: of which conference, and where that is not what the person wished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from talktui.notes.changes import Change
from talktui.notes.conference import Folders, read_conference
from talktui.notes.file_names import checked_folder
from talktui.notes.library import Library
from talktui.notes.talk import Note
from talktui.transfer.imported import Told
from talktui.transfer.merging.combining import words
from talktui.transfer.merging.places import folders_above
from talktui.transfer.merging.planned import Options, Planned, PlannedConference, State


class Outcome:
    """The conferences' names once an import is done."""

    def __init__(
        self,
        folders: Folders,
        library: Library,
        conferences: Iterable[tuple[PlannedConference, Change | None]],
        by_folder: Collection[int],
    ) -> None:
        """`conferences` have with them what is done to their files, None for nothing.

        `by_folder` are the numbers of the new talks whose folder tells their conference.
        """
        self._folders = folders
        self._library = library
        self._by_folder = by_folder
        self._names: dict[str, str] = {}  # by folder
        for one, change in conferences:
            if change is not None and change.after is not None:
                is_new = change.before is None
                name = " ".join(one.name.split()) if is_new else read_conference(one.path, change.after).name
                self._names[one.path.rpartition("/")[0]] = name

    def conference(self, one: PlannedConference) -> PlannedConference:
        """`one` by the name that its file will say."""
        return replace(one, name=self._told_by_folder(one.path) or one.name)

    def talk(self, one: Planned) -> Planned:
        """`one` with the conference that its note will be of."""
        name = self._name(one)
        return one if name == one.conference else replace(one, conference=name)

    def _name(self, one: Planned) -> str:
        if one.key is None:
            return one.conference
        path = one.key.path
        note = self._library.notes.get(path)
        if note is None:
            told = self._told_by_folder(path) if one.number in self._by_folder else ""
            return told or one.conference
        said = _said_by(note) if one.state is State.NEW else one.conference
        if note.conference is not None and said == note.conference.name:
            return self._told_by_folder(path)
        return said

    def _told_by_folder(self, path: str) -> str:
        told = self._folders.for_note(path)
        for folder in reversed([*folders_above(path)]):
            if folder in self._names:
                return self._names[folder]
            if told.file is not None and told.folder == folder:
                break
        return told.name


def _said_by(log: Note) -> str:
    """The conference of a log's talks, but for those that say another."""
    return Counter(talk.conference for talk in log.talks).most_common(1)[0][0]


# -- wishes that come too late


def unheeded(planned: Sequence[Planned], options: Options, source: str) -> Iterator[Told]:
    """What of `options` does not concern talks: notes that are there stay what and where they are."""
    wished = words(options.conference or "")
    into = None if options.into is None else checked_folder(options.into)

    def is_elsewhere(one: Planned) -> bool:
        folder = one.key.path.rpartition("/")[0] if one.key is not None else ""
        another = bool(wished) and words(one.conference) != wished
        return another or (bool(into) and not f"{folder}/".startswith(f"{into}/"))

    def is_otherwise(one: Planned) -> bool:
        is_in_log = one.key is not None and one.key.anchor is not None
        return is_elsewhere(one) or (options.shape is not None and is_in_log != (options.shape == "log"))

    there = _those(planned, {State.CHANGED, State.SAME}, is_otherwise)
    if there:
        have = "1 talk has a note" if len(there) == 1 else f"{len(there):,} talks have notes"
        stay = "which stays as it is" if len(there) == 1 else "which stay as they are"
        yield Told(
            source,
            f"{have} already, {_place(there)}{stay}; another conference, folder or shape is for new ones",
        )
    new = _those(planned, {State.NEW}, is_elsewhere)
    if new:
        go = "1 new talk goes" if len(new) == 1 else f"{len(new):,} new talks go"
        place = _place(new)
        yield Told(source, f"{go} to the others{', ' if place else ''}{place.removesuffix(', ')}")


def _those(
    planned: Iterable[Planned], states: Collection[State], wanted: Callable[[Planned], bool]
) -> list[Planned]:
    return [one for one in planned if one.key is not None and one.state in states and wanted(one)]


def _place(talks: Iterable[Planned]) -> str:
    """The talks' conference and folder, where all have one."""
    conferences = {one.conference for one in talks}
    folders = {one.key.path.rpartition("/")[0] for one in talks if one.key is not None}
    of = f"of {name}" if len(conferences) == 1 and (name := next(iter(conferences))) else ""
    at = f"in {folder}/" if len(folders) == 1 and (folder := next(iter(folders))) else ""
    return " ".join(part for part in (of, at) if part) + (", " if of or at else "")
