"""What is loaded: the notes, their talks, and what those have in common.

The store fills it a note at a time; an edit replaces one note.  Everything that is counted or listed is
made when it is first asked for, and kept up from then on: an edit costs what its note's talks do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from threading import RLock
from types import MappingProxyType

from talktui.notes.buckets import values_of
from talktui.notes.facets import Facet
from talktui.notes.grouping import GROUPINGS, Group, count_talks, group
from talktui.notes.queued import Queued
from talktui.notes.sorting import SORTS
from talktui.notes.talk import Conference, Note, Talk, TalkKey

__all__ = ["GROUPINGS", "SORTS", "Group", "Library", "group", "values_of"]

# Which of a folder's pages is shown for it, the first that is there.
_PAGE_ORDER = ("readme", "_index", "index")
_ONE_BY_ONE = 8  # notes; when more have changed, the talks are listed anew


class Library:
    """The notes of one directory and the talks in them."""

    def __init__(self) -> None:
        self._notes: dict[str, Note] = {}
        self._by_key: dict[TalkKey, Talk] = {}  # those of notes with more than one
        self._pages: dict[str, dict[str, Note]] = {}
        self._talks: tuple[Talk, ...] | None = None
        self._before: tuple[Talk, ...] | None = ()  # the talks as they were last listed
        self._since: set[str] = set()  # and the notes that are others since
        self._count = 0
        self._conferences: dict[str, Conference] | None = None
        self._facets: dict[str, Facet] = {}
        self._queued: Queued | None = None
        self._lock = RLock()  # talks may be listed, and facets counted, in a thread

    @property
    def notes(self) -> Mapping[str, Note]:
        """The notes by path. Not in any order."""
        return MappingProxyType(self._notes)

    @property
    def talks(self) -> Sequence[Talk]:
        """The talks of all notes, by path and then as they stand in the file; no pages."""
        talks = self._talks
        if talks is None:
            with self._lock:
                talks = self._talks
                if talks is None:
                    talks = self._talks = self._before = self._listed_anew()
                    self._since.clear()
        return talks

    def _listed_anew(self) -> tuple[Talk, ...]:
        if self._before is None:
            notes = self._notes
            return tuple([talk for path in sorted(notes) for talk in listed(notes[path])])
        talks = self._before
        for path in self._since:
            start = bisect_left(talks, path, key=_path)
            end = bisect_right(talks, path, lo=start, key=_path)
            talks = talks[:start] + self.talks_of(path) + talks[end:]
        return talks

    @property
    def count(self) -> int:
        """How many talks there are, without a log's own text and files that cannot be read."""
        return self._count

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
        note = self._notes.get(key.path)
        if note is None:
            return None
        talks = note.talks
        if len(talks) == 1:
            return talks[0] if talks[0].key == key else None
        return self._by_key.get(key)

    def talks_of(self, path: str) -> tuple[Talk, ...]:
        """The talks of the note at `path`, as :attr:`talks` has them; none when it is not there."""
        note = self._notes.get(path)
        return () if note is None else listed(note)

    def page(self, folder: str) -> Note | None:
        """The note that describes `folder` ("" is the notes directory), or None."""
        pages = self._pages.get(folder, {})
        return next((pages[name] for name in _PAGE_ORDER if name in pages), None)

    def facet(self, name: str) -> Sequence[tuple[str, int]]:
        """(value, count of talks) of the facet `name`, the commonest first.

        Values that differ only in case or accents are one, as it is most often written.  `name` is a
        facet of the tree (`tag`, `category`, `speaker`…), or any key of front matter.  May be asked in a
        thread, while another one takes notes.
        """
        facet = self._facets.get(name)
        if facet is None:
            talks = self.talks
            facet = Facet(name, talks)
            with self._lock:
                if talks is self._talks:  # else this was counted in a thread, while a note changed
                    self._facets[name] = facet
        with self._lock:
            return facet.pairs()

    @property
    def queued(self) -> Queued | None:
        """What is queued, as it is now; None until :meth:`count_queued` has been asked to count it."""
        return self._queued

    def count_queued(self) -> None:
        """Count what is queued; it is kept up from then on. May be asked in a thread, like a facet."""
        if self._queued is not None:
            return
        talks = self.talks
        queued = Queued(talks)
        with self._lock:
            if talks is not self._talks:  # a note changed while this was counted in a thread
                queued = Queued(self.talks)
            self._queued = queued

    def replace(self, note: Note) -> None:
        """Take `note` for what stands at its path, new or changed."""
        with self._lock:
            old = self._notes.get(note.path)
            was = () if old is None else listed(old)
            if old is not None:
                self._forget(old)
            self._notes[note.path] = note
            talks, is_page = note.talks, note.is_page
            now = () if is_page else talks
            if len(talks) > 1:
                self._by_key.update({talk.key: talk for talk in talks})
            if is_page:
                folder, name = _page_place(note.path)
                self._pages.setdefault(folder, {})[name] = note
            self._changed(note.path, was, now)
            if old is None and self._conferences is not None:
                _learn(self._conferences, note.conference)
            elif old is not None and old.conference is not note.conference:
                self._conferences = None

    def remove(self, path: str) -> None:
        """Forget the note at `path`; nothing happens when there is none."""
        with self._lock:
            note = self._notes.pop(path, None)
            if note is None:
                return
            was = listed(note)
            self._forget(note)
            self._conferences = None
            self._changed(path, was, ())

    def clear(self) -> None:
        """Forget every note."""
        with self._lock:
            self._notes.clear()
            self._by_key.clear()
            self._pages.clear()
            self._conferences = None
            self._talks = None
            self._facets.clear()
            self._queued = None
            self._before = ()
            self._since.clear()
            self._count = 0

    def _forget(self, note: Note) -> None:
        talks = note.talks
        for talk in talks if len(talks) > 1 else ():
            self._by_key.pop(talk.key, None)
        if note.is_page:
            folder, name = _page_place(note.path)
            self._pages.get(folder, {}).pop(name, None)

    def _changed(self, path: str, was: Iterable[Talk], now: Iterable[Talk]) -> None:
        self._count += count_talks(now) - count_talks(was)
        if self._before is not None:
            self._since.add(path)
            if len(self._since) > _ONE_BY_ONE:
                self._before = None
        self._talks = None
        for facet in self._facets.values():
            facet.changed(was, now)
        if self._queued is not None:
            self._queued.changed(was, now)


def listed(note: Note) -> tuple[Talk, ...]:
    """The talks of `note` that are listed; none of a page."""
    return () if note.is_page else note.talks


def _path(talk: Talk) -> str:
    return talk.key.path


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
