"""What is loaded: the notes, their talks, and what those have in common.

The store fills it a note at a time; an edit replaces one note.  Everything that is counted or listed is
made when it is first asked for after a change.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from talktui.notes.folding import fold
from talktui.notes.grouping import GROUPINGS, Group, group, values_of
from talktui.notes.sorting import SORTS
from talktui.notes.talk import Conference, Kind, Note, Talk, TalkKey

__all__ = ["GROUPINGS", "SORTS", "Group", "Library", "group", "values_of"]

# Which of a folder's pages is shown for it, the first that is there.
_PAGE_ORDER = ("readme", "_index", "index")


class Library:
    """The notes of one directory and the talks in them."""

    def __init__(self) -> None:
        self._notes: dict[str, Note] = {}
        self._listed: dict[str, tuple[Talk, ...]] = {}  # path → its talks; none of a page
        self._paths: list[str] | None = []  # sorted; None when it must be sorted anew
        self._by_key: dict[TalkKey, Talk] = {}
        self._pages: dict[str, dict[str, Note]] = {}
        self._talks: tuple[Talk, ...] | None = None
        self._before: tuple[Talk, ...] | None = None  # the last that was made,
        self._changes: dict[str, int] = {}  # and which notes are others since: how many talks each had in it
        self._conferences: dict[str, Conference] | None = None
        self._facets: dict[str, list[tuple[str, int]]] = {}

    @property
    def notes(self) -> Mapping[str, Note]:
        """The notes by path. Not in any order."""
        return MappingProxyType(self._notes)

    @property
    def talks(self) -> Sequence[Talk]:
        """The talks of all notes, by path and then as they stand in the file; no pages."""
        if self._talks is None:
            if self._paths is None:
                self._paths = sorted(self._notes)
            self._talks = tuple(chain.from_iterable(map(self._listed.__getitem__, self._paths)))
        return self._talks

    @property
    def conferences(self) -> Mapping[str, Conference]:
        """What is known of the conferences by name: of their conference.yaml, else of their folder."""
        if self._conferences is None:
            self._conferences = {}
            for note in self._notes.values():
                _learn(self._conferences, note.conference)
        return MappingProxyType(self._conferences)

    def talk(self, key: TalkKey) -> Talk | None:
        """The talk with `key`, or None when it is not there (any more)."""
        return self._by_key.get(key)

    def talks_of(self, path: str) -> tuple[Talk, ...]:
        """The talks of the note at `path`, as :attr:`talks` has them; none when it is not there."""
        return self._listed.get(path, ())

    def page(self, folder: str) -> Note | None:
        """The note that describes `folder` ("" is the notes directory), or None."""
        pages = self._pages.get(folder, {})
        return next((pages[name] for name in _PAGE_ORDER if name in pages), None)

    def facet(self, name: str) -> Sequence[tuple[str, int]]:
        """(value, count of talks) of the facet `name`, the commonest first.

        Values that differ only in case or accents are one, as it is most often written.  `name` is a
        facet of the tree (`tag`, `category`, `speaker`…), or any key of front matter.
        """
        if name not in self._facets:
            spellings: dict[str, Counter[str]] = {}
            counts: Counter[str] = Counter()
            for talk in self.talks:
                if talk.kind is not Kind.TALK:
                    continue
                for key, value in {fold(value): value for value in values_of(talk, name)}.items():
                    counts[key] += 1
                    spellings.setdefault(key, Counter())[value] += 1
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            self._facets[name] = [(spellings[key].most_common(1)[0][0], count) for key, count in ordered]
        return self._facets[name]

    def replace(self, note: Note) -> None:
        """Take `note` for what stands at its path, new or changed."""
        old = self._notes.get(note.path)
        if old is None:
            if self._talks is None:
                self._paths = None  # loading: sorting once is cheaper
            elif self._paths is not None:
                insort(self._paths, note.path)
        else:
            self._forget(old)
        self._notes[note.path] = note
        self._listed[note.path] = () if note.is_page else note.talks
        for talk in note.talks:
            self._by_key[talk.key] = talk
        if note.is_page:
            folder, name = _page_place(note.path)
            self._pages.setdefault(folder, {})[name] = note
        self._changed()
        if old is None and self._conferences is not None:
            _learn(self._conferences, note.conference)
        elif old is not None and old.conference is not note.conference:
            self._conferences = None

    def remove(self, path: str) -> None:
        """Forget the note at `path`; nothing happens when there is none."""
        note = self._notes.pop(path, None)
        if note is None:
            return
        del self._listed[path]
        self._forget(note)
        if self._paths is not None:
            del self._paths[bisect_left(self._paths, path)]
        self._conferences = None
        self._changed()

    def clear(self) -> None:
        """Forget every note."""
        self._notes.clear()
        self._listed.clear()
        self._by_key.clear()
        self._pages.clear()
        self._paths = []
        self._conferences = None
        self._changed()

    def _forget(self, note: Note) -> None:
        for talk in note.talks:
            self._by_key.pop(talk.key, None)
        if note.is_page:
            folder, name = _page_place(note.path)
            self._pages.get(folder, {}).pop(name, None)

    def _changed(self) -> None:
        self._talks = None
        if self._facets:
            self._facets = {}


def _page_place(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name.rpartition(".")[0].lower()


def _learn(conferences: dict[str, Conference], conference: Conference | None) -> None:
    if conference is None or not conference.name:
        return
    known = conferences.get(conference.name)
    if known is not conference and (known is None or _better(conference, known)):
        conferences[conference.name] = conference


def _better(new: Conference, known: Conference) -> bool:
    """Whether `new` tells more of a conference than `known`: its file, else the folder further up."""
    if (new.file is None) != (known.file is None):
        return new.file is not None
    return (new.folder.count("/"), new.folder) < (known.folder.count("/"), known.folder)
