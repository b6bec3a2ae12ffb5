"""The only reader and writer of notes on disk.

Everything that touches a note's file goes through here: scanning, reading, saving an edit, making a
file, taking an edit back.  Methods block on the disk, so front ends call them from workers; saves
are made one at a time.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from talktui.notes import scan
from talktui.notes.note_file import folders_of, read_note_file, read_text_file
from talktui.notes.scan import NotesDirectoryError
from talktui.notes.settled import has_settled
from talktui.notes.talk import Etag, Note

__all__ = ["NotesDirectoryError", "Store"]

if TYPE_CHECKING:
    from talktui.notes.cache import Cache
    from talktui.notes.changes import Change, Saved, Step
    from talktui.notes.conference import Folders
    from talktui.notes.edit import Edit
    from talktui.notes.files import NoteFiles
    from talktui.notes.giving_back import GivenBack
    from talktui.notes.group_save import Progress
    from talktui.notes.groups import Failure, Made, Restored, Task
    from talktui.notes.journal import Journal
    from talktui.notes.late_writes import LateWrites
    from talktui.notes.recovery import Recovery
    from talktui.notes.strays import Stray


class Store:
    """The notes directory `root`; `ignore` holds shell patterns of paths to leave out.

    What it does is written down in `journal` first (or what that returns when it is first needed);
    without one, in memory. `source` says there who does it. `recovery` (likewise) keeps what a save may not
    drop and cannot put anywhere else. `cache` makes the cache when it is first needed. `clock` gives seconds
    since 1970; `log` is told what may be of interest later. Raises :class:`NotesDirectoryError` when `root`
    is missing, no directory, or unreadable.
    """

    def __init__(
        self,
        root: Path,
        ignore: Sequence[str] = (),
        journal: Journal | Callable[[], Journal] | None = None,
        source: str = "app",
        recovery: Recovery | Callable[[], Recovery] | None = None,
        cache: Callable[[], Cache] | None = None,
        clock: Callable[[], float] = time.time,
        log: Callable[[str], object] = str,  # which does nothing with it
    ) -> None:
        self.root = root
        self.ignore = tuple(ignore)
        self.source = source
        self._root = os.path.realpath(root)
        self._lock = threading.Lock()
        self._journal = journal
        self._recovery = recovery
        self._late: LateWrites | None = None
        self._made_files: NoteFiles | None = None
        self._making_files = threading.Lock()
        self._clock = clock
        self.log = log
        self._make_cache = cache
        self._cache: Cache | None = None
        self._unsettled: dict[str, Etag] = {}  # notes that may have changed since and look the same
        scan.must_be_readable(root)
        self._folders = folders_of(self._root)

    # -- reading

    def scan(self) -> Iterator[str]:
        """Relative paths of notes, sorted; see :func:`talktui.notes.scan.scan`."""
        return scan.scan(self._root, self.ignore)

    def load(self) -> Iterator[Note]:
        """Every note, one by one as it is read; what folders say of them is read afresh first."""
        self.refresh_folders()
        return (self.read(path) for path in self.scan())

    def read(self, path: str) -> Note:
        """The note at `path`; of a file that cannot be read, a note with its reason. Never raises."""
        read_at = self._clock()
        note = read_note_file(self._root, path, self._folders)
        self._unsettled.pop(path, None)
        self.took([note], read_at)
        return note

    def names(self, folder: str) -> frozenset[str]:
        """Every name in `folder`, hidden ones too; none when it is not there or cannot be read."""
        try:
            return frozenset(os.listdir(os.path.join(self._root, folder)))
        except (OSError, ValueError):
            return frozenset()

    def read_text_file(self, path: str) -> bytes:
        """A small file that is no note (`conference.yaml`, `.talktui.yaml`), inside the root only.

        Raises :class:`OSError` (`FileNotFoundError` when there is none), with its reason in words.
        """
        return read_text_file(self._root, path)

    def refresh_folders(self) -> None:
        """Forget what `conference.yaml` and `.talktui.yaml` files said; the next read asks them."""
        self._folders = folders_of(self._root)

    @property
    def folders(self) -> Folders:
        """What folders say of their notes, as the notes read last were told."""
        return self._folders

    def took(self, notes: Iterable[Note], read_at: float = 0.0) -> None:
        """Take notice of notes that were not read by :meth:`read`.

        `read_at`: seconds since 1970, not later than when the first of them was read; 0 when they had not
        settled then.
        """
        for note in notes:
            if note.etag is not None and not has_settled(note.etag, read_at):
                self._unsettled[note.path] = note.etag

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def may_have_changed(self, path: str, etag: Etag) -> bool:
        """Whether a file that still looks like `etag` may hold other bytes: it was changed just before."""
        return self._unsettled.get(path) == etag

    @property
    def cache(self) -> Cache:
        """What was read of this directory before; without one, an empty one that keeps nothing."""
        if self._cache is None:
            if self._make_cache is not None:
                self._cache = self._make_cache()
            else:
                from talktui.notes.cache import Cache  # tests and tools need none

                self._cache = Cache(None, self._root)
        return self._cache

    # -- writing; what does it is imported then: what only reads starts sooner without

    @property
    def _files(self) -> NoteFiles:
        with self._making_files:
            if self._made_files is None:
                from talktui.notes.aside import Aside
                from talktui.notes.files import NoteFiles
                from talktui.notes.late_writes import LateWrites

                self._late = LateWrites()
                self._made_files = NoteFiles(self._root, lambda path: Aside(path, self.recovery, self._late))
            return self._made_files

    @property
    def recovery(self) -> Recovery | None:
        """What keeps what a save may not drop."""
        if callable(self._recovery):
            self._recovery = self._recovery()
        return self._recovery

    @property
    def journal(self) -> Journal:
        """Every step taken here. Its methods raise :class:`JournalError`."""
        if self._journal is None:
            from talktui.notes.journal import Journal

            self._journal = Journal.in_memory()
        elif callable(self._journal):  # reading needs none, and then does not import SQLite either
            self._journal = self._journal()
        return self._journal

    def close(self) -> None:
        """Let go of the journal's file, if it was opened; whatever needs it next opens it again."""
        if self._journal is not None and not callable(self._journal):
            self._journal.close()

    def make(
        self,
        title: str,
        tasks: Sequence[Task],
        *,
        source: str | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        whole: bool = False,
        goes_on: bool = False,
        read: bool = True,
    ) -> Made:
        """Carry out `tasks` as one step of undo, called `title`.

        Raises nothing for what cannot be done: every file that was not changed is a failure with its
        reason. `progress` is told how many files are done and of how many; when `cancelled` says so,
        the rest is not begun, and can be redone. Of a `whole` nothing is begun when one of its tasks
        cannot be done: a section that moves must not go where it cannot come. What `goes_on` is one
        step with the one done last, if that was interrupted, left just this, and nobody changed its files.
        Without `read` no note is read again, and none of what was saved has one: for who does not look.
        """
        with self._lock:
            from talktui.notes.group_save import GroupSave

            reading = self._read_saved if read else lambda _path: None
            save = GroupSave(self._files, reading, lambda: self.journal, progress, cancelled)
            source = self.source if source is None else source
            return save.run(title, tasks, source, whole=whole, goes_on=goes_on)

    def apply(self, edit: Edit, base: bytes | None, title: str | None = None) -> Saved:
        """Make `edit` on the file's bytes as they are now, and save them: a step of one file.

        `base` is what the person saw (None: whatever is there); when the file differs from it the
        edit is replayed on the new bytes and `replayed` says so. Raises :class:`Refused` when the
        edit cannot be made, :class:`NotSaved` when it does not fit the changed file or the file
        cannot be written. Nothing is half done: the caller still has the edit.
        """
        from talktui.notes.groups import EditFile

        return _only(self.make(title or edit.title, [EditFile(edit, base)]))

    def create(self, path: str, data: bytes, title: str | None = None) -> Saved:
        """A new file at `path`, its folders made: a step of one file.

        Raises :class:`NotSaved`, also when the name is taken.
        """
        from talktui.notes.groups import NewFile

        return _only(self.make(title or f"new {path}", [NewFile(path, data)]))

    def record(self, title: str, change: Change) -> None:
        """Make a step of what another program did on the person's behalf: an editor, say.

        Raises :class:`JournalError`.
        """
        self.journal.finish(self.journal.begin(title, [change], self.source), [change])

    def restore(self, change: Change) -> Saved:
        """Put `change.before` back (None: remove the file), if the file still is `change.after`.

        Not a step of its own: :meth:`take_back` is for steps. Raises :class:`NotSaved` when the file
        was changed since: what another wrote is never taken away.
        """
        from talktui.notes.changes import NotSaved, Saved, Step
        from talktui.notes.restoring import Restoring

        with self._lock:
            restored = Restoring(self._files, self.read_again).run(Step("", (change,)), back=True)
        for failure in restored.failures:
            raise NotSaved(failure.path, failure.reason)
        note = restored.notes.get(change.path)
        return Saved(change.inverse, note, warning="; ".join(said for _, said in restored.warnings) or None)

    def take_back(
        self,
        step: Step,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Restored:
        """Undo `step` in every file that still is as it left it; the others are told, and stay.

        One that was cut off is taken back as far as it came. Raises :class:`JournalError`, and then
        nothing was changed.
        """
        return self._restore(step, back=True, progress=progress, cancelled=cancelled)

    def make_again(
        self,
        step: Step,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Restored:
        """Redo `step` in every file that still is as it was before, otherwise as :meth:`take_back`.

        One that was cut off is brought to its end.
        """
        return self._restore(step, back=False, progress=progress, cancelled=cancelled)

    def foresee(self, step: Step, *, back: bool) -> tuple[list[Change], list[Failure]]:
        """What :meth:`take_back` (`back`) or :meth:`make_again` would do now, and what it would refuse.

        `step` must hold its texts. Raises nothing.
        """
        from talktui.notes.restoring import Restoring

        return Restoring(self._files, self.read_again).foresee(step, back=back)

    def _restore(
        self, step: Step, *, back: bool, progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> Restored:
        from talktui.notes.changes import JournalError
        from talktui.notes.restoring import Restoring

        with self._lock:
            if not self.journal.begin_restore(step.id, back=back):
                raise JournalError("another talktui has undone or redone this already, or is at it")
            try:
                # As it is now: another process may have finished a part of it meanwhile.
                now = self.journal.step(step.id) or step
                restoring = Restoring(self._files, self.read_again, progress, cancelled)
                restored = restoring.run(now, back=back, cut_off=step.state.is_open)
            except BaseException:
                self.journal.release(step.id)  # unfinished from now on
                raise
            try:
                restored.stays = self.journal.finish_restore(step.id, restored.refused, back=back)
            except JournalError as error:
                restored.warnings.append(("", f"done, but the undo journal cannot be written ({error})"))
            return restored

    @property
    def has_written(self) -> bool:
        """Whether anything was changed through this store."""
        return self._made_files is not None and self._made_files.have_changed

    @property
    def expects_late_writes(self) -> bool:
        """Whether a file that was replaced a moment ago is still watched."""
        return self._late is not None and len(self._late) > 0

    def look_for_late_writes(self, *, leaving: bool = False) -> list[GivenBack]:
        """Give back what other programs wrote into files that saves had just replaced.

        It is put together with the note (a step of undo), or kept in the recovery. To be called now
        and then while :attr:`expects_late_writes`, and once when `leaving`. Raises nothing.
        """
        if self._late is None:  # nothing was saved
            return []
        late = self._late.close() if leaving else self._late.look()
        if not late:
            return []
        from talktui.notes.giving_back import give_back

        return give_back(late, self.apply, self.recovery)

    def sweep(self) -> list[Stray]:
        """Deal with what killed saves left in the notes directory; nothing without a recovery."""
        if self.recovery is None:
            return []
        from talktui.notes.strays import sweep

        return sweep(self._root, self.recovery, self.journal)

    def unfinished(self) -> list[Step]:
        """Steps that were cut off with some of their files changed and others not; oldest first.

        What was cut off before its first file or after its last is put in order here. Raises
        :class:`JournalError`.
        """
        with self._lock:
            return [step for step in self.journal.unfinished() if not self._settled(step)]

    def _settled(self, step: Step) -> bool:
        from talktui.notes.restoring import standing

        made, missing, other = standing(self._files, step)
        if other or (made and missing):
            return False
        if not self.journal.begin_restore(step.id, back=not made):
            return True  # another talktui is at it
        self.journal.finish_restore(step.id, back=not made)
        return True

    def read_again(self, path: str) -> Note | None:
        """The note as it is on the disk now; None when the file is not there any more."""
        try:
            self.read_text_file(path)
        except FileNotFoundError:
            self.refresh_folders()  # it may have been a conference's file
            return None
        except OSError:
            pass  # the note says why it cannot be read
        return self._read_saved(path)

    def _read_saved(self, path: str) -> Note:
        """The note at `path`. Is that a conference's file, notes are read by what it says from now on."""
        folder, slash, name = path.rpartition("/")
        if scan.is_settings(folder + slash, name):
            self.refresh_folders()
        return self.read(path)


def _only(made: Made) -> Saved:
    """What came of a step of one file; raises its failure."""
    made.raise_failure()
    saved = (made.saved or made.unchanged)[0]
    warnings = [warning for warning in (saved.warning, *made.warnings) if warning]
    return replace(saved, warning="; ".join(warnings) or None)
