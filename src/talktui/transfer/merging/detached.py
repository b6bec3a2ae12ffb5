"""Entries of talk logs whose heading is gone, deleted or renamed in an editor: their talks are known by them.

Such an entry is never given to another talk, and no second one is made beside it: an import says where it
stands, and the person deletes or reattaches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from talktui.notes.conference import Folders
from talktui.notes.document import parse
from talktui.notes.fields import find
from talktui.notes.front_matter.values import Mapping, Value, texts
from talktui.notes.heading_text import heading_text
from talktui.notes.imported_digest import digest
from talktui.notes.library import Library
from talktui.notes.log_place import entry_lines
from talktui.notes.logs import log_sections
from talktui.notes.talk import Note
from talktui.notes.video_links import video_identity
from talktui.transfer.merging.combining import Incoming, words
from talktui.transfer.merging.digests import DIGESTS, FROM, ID, SOURCE, Origin, marks_of
from talktui.transfer.merging.said import Said


@dataclass(frozen=True, slots=True)
class Detached:
    """One entry under `talks:` that no heading of its log has."""

    path: str
    entry: str
    line: int
    conference: str
    heading: str  # what it says its heading is; "" for nothing
    video: str | None
    origin: Origin | None

    @property
    def reason(self) -> str:
        """Why its talk is not imported, and what to do."""
        return f"{self.path}:{self.line}: {without_heading(self.entry)}"

    def is_of(self, incoming: Incoming) -> bool:
        """Whether it says what `incoming` is: by title in conference or source, or by video."""
        talk = incoming.talk
        if self.video and talk.video:
            return video_identity(self.video) == video_identity(talk.video)
        origin = self.origin
        if origin is not None and any(part.source == origin.source for part in incoming.parts):
            mark = origin.marks.get("title")
            return mark is not None and mark.digest == digest(talk.title)
        return words(self.heading) == words(talk.title) and words(self.conference) == words(
            incoming.conference
        )


def without_heading(entry: str) -> str:
    """What is said of the entry `entry`."""
    return f"the entry `{entry}` has no heading; delete it or reattach it (ctrl+t in the app)"


def detached_entries(library: Library, folders: Folders) -> tuple[Detached, ...]:
    """The entries without a heading of all logs; parses those notes only that have a problem."""
    notes = [note for note in library.notes.values() if note.problems and b"talks" in note.data]
    return tuple(found for note in sorted(notes, key=lambda note: note.path) for found in _of(note, folders))


def _of(note: Note, folders: Folders) -> Iterator[Detached]:
    document = parse(note.data)
    entries = document.front.get("talks")
    if not isinstance(entries, Mapping):
        return
    attached = {talk.entry for talk in log_sections(document, folders.for_note(note.path)) or ()}
    lines = dict(entry_lines(document))
    conference = next((talk.conference for talk in note.talks if talk.conference), "")
    for entry, said in entries.pairs:
        if entry not in attached and isinstance(said, Mapping):
            video = find(said, "video")
            yield Detached(
                note.path,
                entry,
                lines.get(entry, 0),
                conference,
                heading_text(_text(said.get("heading")))[0],
                _text(video[1]) or None if video else None,
                _origin(said),
            )


def _origin(said: Mapping) -> Origin | None:
    source = _text(said.at((SOURCE, FROM))).strip()
    if not source:
        return None
    marks = marks_of(_text(said.at((SOURCE, DIGESTS))))
    return Origin(source, _text(said.at((SOURCE, ID))).strip() or None, marks)


def _text(value: Value | None) -> str:
    return " ".join(texts(value)) if value is not None else ""


class DetachedEntries:
    """The entries without a heading, to be found by what an import says of their talks; each once."""

    def __init__(self, entries: Sequence[Detached]) -> None:
        self._free = list(entries)

    def with_id(self, incoming: Incoming) -> Detached | None:
        """The entry that remembers the source and the id of `incoming`."""
        ids = {(part.source, part.talk.id) for part in incoming.parts if part.talk.id is not None}
        for one in self._free:
            if one.origin is not None and (one.origin.source, one.origin.id) in ids:
                self._free.remove(one)
                return one
        return None

    def imported_as(self, incoming: Incoming, says: Callable[[str], Said]) -> Detached | None:
        """The entry that was imported as just what `incoming` says, and remembers no id."""
        sources = {part.source for part in incoming.parts}
        for one in self._free:
            origin = one.origin
            if origin is not None and origin.id is None and origin.source in sources:
                said = {name: digest(text) for name, text in says(origin.source).items()}
                if said == {name: mark.digest for name, mark in origin.marks.items()}:
                    self._free.remove(one)
                    return one
        return None

    def alike(self, incoming: Incoming) -> Detached | None:
        """The entry that says what `incoming` is without an id, for a talk that no note has."""
        for one in self._free:
            known_otherwise = (
                one.origin is not None
                and one.origin.id is not None
                and any(
                    part.source == one.origin.source and part.talk.id is not None for part in incoming.parts
                )
            )
            if not known_otherwise and one.is_of(incoming):
                self._free.remove(one)
                return one
        return None
