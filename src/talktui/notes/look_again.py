"""Which notes are not as they were read: a look at the files' states, and a read of those that differ.

A scan and a `stat` of 21,715 files take a fraction of a second; reading them all takes several.  So
whatever makes talktui look again (a watcher, the terminal's focus, `r`) costs what has changed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from talktui.notes import scan
from talktui.notes.beside import Beside, belongs_to, beside, conflict_of
from talktui.notes.known import differing, folders_of, is_below, state_of
from talktui.notes.settled import has_settled
from talktui.notes.store import NotesDirectoryError, Store
from talktui.notes.talk import Etag, Note

NO_STATES: Mapping[str, bytes] = {}
MANY = 1_500
"""Notes to be read for which other processes are asked: see :mod:`talktui.notes.read_workers`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A note that differs: `was` is what was known (None: nothing), `now` what is there (None: nothing)."""

    path: str
    was: Note | None
    now: Note | None


class Lookout:
    """Looks again at the files of one store. Remembers what notes do not: settings' states, what is beside.

    One look at a time. `beside` holds what stands beside notes, for those where something does; it is
    another mapping after a look that found another thing.
    """

    def __init__(self, store: Store, settings: Mapping[str, Etag | None] | None = None) -> None:
        """`settings`: the settings files under which the notes that one knows were read; None: unknown."""
        self._store = store
        self._ignored = scan.ignorer(store.ignore)
        self._root = os.path.realpath(store.root)
        self._settings = None if settings is None else dict(settings)  # None: not looked at yet
        self._not_taken: set[str] = set()  # notes to be read whatever their state: what was seen was let go
        self._racy: dict[str, bytes] = {}  # settings files that may change and look the same: a hash of each
        self.beside: Mapping[str, Beside] = {}

    @property
    def has_looked(self) -> bool:
        """Whether everything was looked at once, so that a change of settings would be seen."""
        return self._settings is not None

    @property
    def settings(self) -> Mapping[str, Etag | None] | None:
        """The settings files as they were before the last look; None before any."""
        return self._settings

    def everything(self, known: Mapping[str, Note]) -> Iterator[Seen]:
        """What differs anywhere from `known`, the notes by path: first what is gone.

        Raises :class:`NotesDirectoryError` when the directory cannot be listed.
        """
        try:
            found = scan.survey(self._root, self._store.ignore, states=True, same=partial(_same, known))
        except OSError as error:
            reason = error.strerror or "it cannot be listed"
            raise NotesDirectoryError(
                f"the notes directory {self._store.root} cannot be read: {reason}"
            ) from error
        settings = {path: self._etag(path) for path in found.settings}
        before, self._settings = self._settings, settings
        changed = set() if before is None else differing(before, settings)
        changed |= self._changed_in_secret(settings)
        self._take_beside({note: beside(self._root, note, names) for note, names in found.beside.items()})
        yield from self._differing(known, found.notes, known, self._said_anew(changed), found.states or {})

    def some(self, known: Mapping[str, Note], paths: Collection[str]) -> Iterator[Seen]:
        """What differs from `known` at `paths`, as a watcher tells them: files', and whole folders'."""
        wanted: set[str] = set()  # notes to look at
        tops: set[str] = set()  # folders to look at
        settings: set[str] = set()
        about: set[str] = set()  # notes beside which something changed
        for path in paths:
            folder, slash, name = path.rpartition("/")
            if scan.is_settings(folder + slash, name):
                settings.add(path)
                continue
            note = belongs_to(name)
            if note is not None:
                about.add(folder + slash + note)
                if conflict_of(name) is not None:
                    wanted.add(path)
            elif scan.is_note_name(name):
                wanted.add(path)
                about.add(path)
            if not scan.is_note_name(name) or os.path.isdir(os.path.join(self._root, path)):
                tops.add(path)
        may_hold = tops | wanted  # a folder may have had a note's name
        about.update(note for note in self.beside if is_below(note, may_hold))
        settings.update(path for path in self._settings or () if is_below(path, may_hold))
        expected = self._below(tops, settings, about)
        changed = self._changed_settings(settings)
        wanted.update(self._look_beside(about))
        around = {path for path in known if is_below(path, may_hold)}
        there = expected | {path for path in wanted if self._is_note(path)}
        gone = (around | wanted) - there
        there |= self._same_files(known, there | gone) - gone
        yield from self._differing(known, sorted(there), gone, self._said_anew(changed))

    def not_taken(self, path: str) -> None:
        """What was seen of the note at `path` was let go: the next look at it reads it whatever its state.

        Its file may be as it was when only its folder's settings say something else, and those are told once.
        """
        self._not_taken.add(path)

    # -- settings

    def _changed_settings(self, paths: Iterable[str]) -> set[str]:
        """Those of the settings files that are not as they were."""
        if self._settings is None:
            return set(paths)
        now = dict(self._settings)
        for path in paths:
            etag = self._etag(path)
            if etag is None and not os.path.lexists(os.path.join(self._root, path)):
                now.pop(path, None)
            else:
                now[path] = etag
        before, self._settings = self._settings, now
        return differing(before, now) | self._changed_in_secret({path: now.get(path) for path in paths})

    def _changed_in_secret(self, settings: Mapping[str, Etag | None]) -> set[str]:
        """Those of the files that were changed within a clock's tick, so that their state does not tell."""
        changed = set()
        for path, etag in settings.items():
            was = self._racy.pop(path, None)
            racy = etag is not None and not has_settled(etag, self._store.now())
            if not racy and was is None:
                continue
            try:
                now = blake2b(self._store.read_text_file(path)).digest()
            except OSError:
                now = b""
            if was is not None and now != was:
                changed.add(path)
            if racy:
                self._racy[path] = now
        return changed

    def _said_anew(self, changed: set[str]) -> set[str]:
        """The folders whose notes are to be read again, as their settings say something else."""
        if changed:
            self._store.refresh_folders()
        return folders_of(changed)

    # -- notes

    def _below(self, tops: Iterable[str], settings: set[str], about: set[str]) -> set[str]:
        """The notes in the folders `tops`; their settings, and the notes with something beside, are added."""
        expected: set[str] = set()
        for top in tops:
            if not _is_folder(os.path.join(self._root, top)):
                continue
            try:
                found = scan.survey(self._root, self._store.ignore, top)
            except OSError:
                if os.path.isdir(os.path.join(self._root, top)):
                    expected.add(top)  # the row that says it cannot be read
                continue
            expected.update(found.notes)
            settings.update(found.settings)
            about.update(found.beside)
        return expected

    def _is_note(self, path: str) -> bool:
        """Whether the file at `path` is there and is listed as a note."""
        folder, slash, name = path.rpartition("/")
        full = os.path.join(self._root, path)
        if not scan.is_note_name(name) or self._ignored(path, name):
            return False
        if not os.path.lexists(full) or os.path.isdir(full):
            return False
        original = conflict_of(name)
        return original is None or not os.path.lexists(os.path.join(self._root, folder + slash + original))

    def _same_files(self, known: Mapping[str, Note], paths: Iterable[str]) -> set[str]:
        """Other notes that were the same files as `paths`: links to them, hard or soft."""
        etags = (known[path].etag for path in paths if path in known)
        inodes = {etag[:2] for etag in etags if etag is not None}
        if not inodes:
            return set()
        return {path for path, note in known.items() if note.etag is not None and note.etag[:2] in inodes}

    def _differing(
        self,
        known: Mapping[str, Note],
        there: Collection[str],
        maybe_gone: Iterable[str],
        anew: set[str],
        states: Mapping[str, bytes] = NO_STATES,
    ) -> Iterator[Seen]:
        """Compare the notes that are `there`; those of `maybe_gone` that are not there are gone.

        Notes below the folders `anew` are read whatever their files' state. `states` holds some of these.
        """
        present = frozenset(there)
        owed = self._not_taken & present
        gone = (set(maybe_gone) - present) & known.keys()
        self._not_taken -= owed | gone
        for path in sorted(gone):
            yield Seen(path, known[path], None)
        paths = [path for path in there if path not in known]
        told = self._told_by_neighbours(known, gone.union(paths))
        again = [path for path in known if path in present or is_below(path, anew)] if anew else there
        for path in told.union(again) if told else again:
            was = known.get(path)
            if was is None or path in gone:
                continue
            if (
                path in told
                or path in owed
                or is_below(path, anew)
                or self._may_differ(path, was, states.get(path))
            ):
                paths.append(path)
        for now in self._read(paths):
            was = known.get(now.path)
            if now.etag is None and not os.path.lexists(os.path.join(self._root, now.path)):
                if was is not None:  # else it came and went between two looks, a folder maybe
                    yield Seen(now.path, was, None)
            elif now != was:
                yield Seen(now.path, was, now)

    def _told_by_neighbours(self, known: Mapping[str, Note], changed: Iterable[str]) -> set[str]:
        """Notes that are other notes when the files `changed` come or go: index.md, where _index.md does."""
        sections = {path.removesuffix("_index.md") for path in changed if f"/{path}".endswith("/_index.md")}
        if not sections:
            return set()
        self._store.refresh_folders()
        around = ((path, path.rpartition("/")) for path in known)
        return {
            path
            for path, (folder, _, name) in around
            if name.lower().startswith("index.") and folder.rpartition("/")[0] + "/" in sections
        }

    def _read(self, paths: Sequence[str]) -> Iterator[Note]:
        """The notes at `paths`, in no order; many by other processes."""
        if len(paths) < MANY:
            for path in paths:
                yield self._store.read(path)
            return
        from talktui.notes.read_workers import load  # a look seldom finds so many

        read_at = self._store.now()
        with closing(load(self._store, paths)) as batches:
            for batch in batches:
                self._store.took(batch, read_at)
                yield from batch

    def _may_differ(self, path: str, note: Note, state: bytes | None) -> bool:
        etag = note.etag
        if etag is None or self._store.may_have_changed(path, etag):
            return True
        # Without a state of its own it had a time stamp that no clock shows, and has another now.
        return self._etag(path) != etag if state is None else note.state != state

    def _etag(self, path: str) -> Etag | None:
        return state_of(f"{self._root}/{path}")

    # -- what stands beside

    def _look_beside(self, notes: Iterable[str]) -> set[str]:
        """See what is beside `notes`; the sync-conflict copies that are or were, as they may be notes now."""
        found = dict(self.beside)
        names: dict[str, dict[str, list[str]]] = {}  # by folder, those that belong to a note
        copies: set[str] = set()
        for note in notes:
            folder, _, name = note.rpartition("/")
            if folder not in names:
                names[folder] = _belonging(os.path.join(self._root, folder))
            was = found.pop(note, Beside())
            copies.update(was.copies)
            mine = names[folder].get(name)
            if mine:
                now = beside(self._root, note, mine)
                copies.update(now.copies)
                if self._is_note(note):
                    found[note] = now
        self._take_beside(found)
        return copies

    def _take_beside(self, found: Mapping[str, Beside]) -> None:
        found = {note: what for note, what in found.items() if what}
        if found != self.beside:
            self.beside = found


def _same(known: Mapping[str, Note], path: str, state: bytes) -> tuple[str, bytes]:
    """:data:`talktui.notes.scan.Same` for the notes that are known."""
    note = known.get(path)
    if note is None:
        return path, state
    was = note.state
    return note.path, was if was is not None and was == state else state


def _belonging(folder: str) -> dict[str, list[str]]:
    """The names in `folder` that belong to a note, by the note's name."""
    found: dict[str, list[str]] = {}
    try:
        names = os.listdir(folder)
    except OSError:
        return found
    for name in names:
        note = belongs_to(name)
        if note is not None:
            found.setdefault(note, []).append(name)
    return found


def _is_folder(full: str) -> bool:
    return os.path.isdir(full) and not os.path.islink(full)
