"""A group of tasks carried out as one step: prepared, journalled once, written, synced once.

Every file is read afresh and its new bytes are made before anything is written down; the journal is
durable before the first file changes; each file is looked at once more as it is exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talktui.notes.changes import Change, JournalError, NotSaved, Saved
from talktui.notes.files import NoteFiles
from talktui.notes.groups import CANCELLED, EditFile, Failure, Made, MoveFile, NewFile, RemoveFile, Task
from talktui.notes.log_place import same_talk
from talktui.notes.problem import Refused
from talktui.notes.read_file import FileContent
from talktui.notes.talk import Note
from talktui.notes.write_file import ChangedMeanwhileError

if TYPE_CHECKING:
    from talktui.notes.going_on import Interrupted
    from talktui.notes.journal import Journal

ATTEMPTS = 5
"""How often a save begins again when others keep writing the same file."""

Progress = Callable[[int, int], None]
"""Called with how many files are done, and of how many."""

_CHANGED = "another program has changed it since you looked at it; look again and repeat it"


@dataclass(slots=True)
class _Ready:
    """One file's change, worked out."""

    task: Task
    change: Change
    current: FileContent | None  # as it was read; None: it is made by what comes before it in the group
    replayed: bool = False
    after: _Ready | None = None  # what must be done first
    more: list[EditFile] = field(default_factory=list)  # made with the same write


class GroupSave:
    """One group on its way to the disk."""

    def __init__(
        self,
        files: NoteFiles,
        read: Callable[[str], Note | None],
        journal: Callable[[], Journal],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._files = files
        self._read = read
        self._journal = journal
        self._progress = progress
        self._cancelled = cancelled or (lambda: False)
        self._made = Made()
        self._whole = False
        self._last: dict[str, _Ready] = {}  # what the group did last to a path
        self._failed: set[int] = set()  # ids of what is ready and could not be done

    def run(
        self, title: str, tasks: Sequence[Task], source: str, *, whole: bool = False, goes_on: bool = False
    ) -> Made:
        """Carry them out; failures are told, one by one, and stop nothing but what builds on them.

        Of a `whole` nothing is begun when a task of it cannot be done, and nothing more after one failed.
        With `goes_on` it is one step with the one that was interrupted before it and left just this.
        """
        self._whole = whole
        ready = self._prepare_all(tasks)
        if whole and self._made.failures:
            return self._made
        for item in (item for item in ready if not item.change.is_change):
            self._made.unchanged.append(Saved(item.change, self._read(item.change.path), item.replayed))
        ready = [item for item in ready if item.change.is_change]
        if not ready or self._stop_if_cancelled(ready):
            return self._made
        try:
            journal = self._journal()
            known = journal.warning
            changes = [item.change for item in ready]
            onto = self._interrupted(journal, changes) if goes_on else None
            self._made.step = journal.begin(title, changes, source, onto)
            if onto is not None and self._made.step == onto.step:
                self._made.before = onto.done
            if journal.warning is not None and journal.warning != known:
                self._made.warnings.append(journal.warning)
        except JournalError as error:
            if len(ready) > 1:
                self._stop(
                    ready,
                    f"the undo journal cannot be written ({error}); without it no group is changed",
                )
                return self._made
            self._made.warnings.append(f"undo cannot take this back: the journal cannot be written ({error})")
        try:
            left = self._write_all(ready)
        except BaseException:
            if self._made.step is not None:
                self._journal().release(self._made.step)  # it is an unfinished step now
            raise
        self._finish(left)
        return self._made

    def _interrupted(self, journal: Journal, changes: Sequence[Change]) -> Interrupted | None:
        """The step that `changes` go on with; no other program has changed its files since."""
        found = journal.interrupted(changes)
        try:
            made = found is not None and all(
                self._files.data(change.path) == change.after for change in found.made
            )
        except NotSaved:  # one of them cannot be read: undo will tell of it
            return None
        return found if made else None

    # -- what is to be done

    def _prepare_all(self, tasks: Sequence[Task]) -> list[_Ready]:
        ready: list[_Ready] = []
        for number, task in enumerate(tasks):
            if self._cancelled():
                self._made.stopped = CANCELLED
                for other in tasks[number:]:
                    self._fail(other, NotSaved(other.path, CANCELLED))
                break
            try:
                item = self._prepare(task)
            except (NotSaved, Refused) as error:
                self._fail(task, error)
                continue
            if item is not None:
                ready.append(item)
                self._last[task.path] = item
                if isinstance(task, MoveFile):
                    self._last[task.to] = item
        return ready

    def _prepare(self, task: Task) -> _Ready | None:
        """What `task` is to do; None when it was joined with what the group does to this file anyway."""
        before = self._last.get(task.path)
        if isinstance(task, NewFile):
            now = self._now(before, task.path) if before else None
            if now is not None or (before is None and self._files.is_taken(task.path)):
                raise NotSaved(task.path, "there is a file of that name already; choose another")
            return _Ready(task, Change(task.path, None, task.data), None, after=before)
        if before is not None:
            return self._prepare_on(before, task)
        if isinstance(task, EditFile):
            return self._prepare_edit(task)
        current = self._files.for_moving(task.path)
        if task.base is not None and current.data != task.base:
            raise NotSaved(task.path, _CHANGED)
        mode = current.status.st_mode & 0o777
        if isinstance(task, RemoveFile):
            return _Ready(task, Change(task.path, current.data, None, mode=mode), current)
        self._check_free(task)
        return _Ready(task, Change(task.path, current.data, current.data, task.to), current)

    def _prepare_edit(self, task: EditFile) -> _Ready:
        current = self._files.for_writing(task.path)
        replayed = task.base is not None and current.data != task.base
        try:
            if replayed and task.base is not None:
                _same_talk(task, current.data)
            after = task.edit.apply(current.data)
        except Refused as error:
            if not replayed:
                raise
            raise NotSaved(
                task.path,
                f"another program has changed the file, and this edit no longer fits ({error}); "
                "reload it and try again",
            ) from error
        return _Ready(task, Change(task.path, current.data, after), current, replayed)

    def _prepare_on(self, before: _Ready, task: EditFile | RemoveFile | MoveFile) -> _Ready | None:
        """A task on what an earlier one of this group leaves."""
        data = self._now(before, task.path)
        if data is None:
            raise NotSaved(task.path, "it is not there any more: the same step removes or renames it")
        if isinstance(task, EditFile):
            after = task.edit.apply(data)
            if before.change.moved_to is None:  # one write does both
                before.change = replace(before.change, after=after)
                before.more.append(task)
                return None
            return _Ready(task, Change(task.path, data, after), None, after=before)
        if isinstance(task, RemoveFile):
            mode = before.current.status.st_mode & 0o777 if before.current is not None else None
            return _Ready(task, Change(task.path, data, None, mode=mode), None, after=before)
        self._check_free(task)
        return _Ready(task, Change(task.path, data, data, task.to), None, after=before)

    def _check_free(self, task: MoveFile) -> None:
        other = self._last.get(task.to)
        taken = self._now(other, task.to) is not None if other else self._files.is_taken(task.to)
        if taken:
            raise NotSaved(task.path, f"there is a file at {task.to} already; choose another name")

    @staticmethod
    def _now(item: _Ready, path: str) -> bytes | None:
        """What stands at `path` once `item` is done."""
        change = item.change
        return change.after if path == (change.moved_to or change.path) else None

    # -- doing it

    def _write_all(self, ready: Sequence[_Ready]) -> list[_Ready]:
        """Write one file after the other; what was not begun when the group was stopped."""
        try:
            return self._write_each(ready)
        finally:
            self._files.end()

    def _write_each(self, ready: Sequence[_Ready]) -> list[_Ready]:
        left: list[_Ready] = []
        alone = len(ready) == 1
        self._files.begin_all(
            [(item.change.path, *new) for item in ready if (new := _new_file(item)) is not None]
        )
        for number, item in enumerate(ready):
            if not alone and self._stop_if_cancelled(ready[number:]):
                left = list(ready[number:])
                break
            if number + 1 < len(ready):
                self._begin(ready[number + 1])
            try:
                self._write(item, sync=alone)
            except (NotSaved, Refused) as error:
                self._failed.add(id(item))
                if isinstance(error, NotSaved) and error.stops and not alone:
                    left = list(ready[number:])
                    self._stop(left, error.reason)
                    break
                self._fail(item.task, error)
                if self._whole and number + 1 < len(ready):
                    left = list(ready[number + 1 :])
                    self._stop(left, f"{item.task.path} could not be changed, and this goes with it")
                    break
            if self._progress is not None:
                self._progress(number + 1, len(ready))
        if not alone:
            self._made.warnings += sorted(set(self._files.sync_folders().values()))
        return left

    def _write(self, item: _Ready, *, sync: bool) -> None:
        if item.after is not None and id(item.after) in self._failed:
            raise NotSaved(item.task.path, "what had to be done to it first could not be done")
        for _ in range(ATTEMPTS):
            try:
                warning = self._commit(item, sync=sync)
            except ChangedMeanwhileError:
                self._prepare_again(item)
                if not item.change.is_change:  # another program was quicker
                    same = self._read(item.change.path)
                    self._made.unchanged.append(Saved(item.change, same, item.replayed))
                    return
                continue
            change = item.change
            note = None if change.after is None else self._read(change.moved_to or change.path)
            self._made.saved.append(Saved(change, note, item.replayed, warning))
            return
        raise NotSaved(item.task.path, "another program keeps writing this file; wait for it and try again")

    def _begin(self, item: _Ready) -> None:
        """Have the next file written and synced while the one before it is put in its place."""
        if (new := _new_file(item)) is not None:
            self._files.begin(item.change.path, *new)

    def _commit(self, item: _Ready, *, sync: bool) -> str | None:
        change, current = item.change, item.current
        if change.before is None:
            return self._files.create(change.path, change.after or b"", sync=sync)
        if current is None:
            current = self._files.for_writing(change.path)
            if current.data != change.before:
                raise NotSaved(change.path, _CHANGED)
        if change.moved_to is not None:
            return self._files.move(change.path, change.moved_to, current, sync=sync)
        if change.after is None:
            return self._files.trash(change.path, current, sync=sync)
        return self._files.replace(change.path, current, change.after, sync=sync)

    def _prepare_again(self, item: _Ready) -> None:
        """The file changed after it was read: work its change out anew, and tell the journal."""
        if item.current is None:
            raise NotSaved(item.task.path, _CHANGED)
        # What else the group does to the file counts on what was worked out first.
        if any(other.after is item for other in self._last.values()):
            raise NotSaved(item.task.path, _CHANGED)
        del self._last[item.task.path]
        again = self._prepare(item.task)
        self._last[item.task.path] = item
        if again is None:
            raise NotSaved(item.task.path, _CHANGED)
        for task in item.more:
            again.change = replace(again.change, after=task.edit.apply(again.change.after or b""))
        item.change, item.current, item.replayed = again.change, again.current, again.replayed
        if self._made.step is not None and item.change.is_change:
            try:
                self._journal().amend(self._made.step, item.change)
            except JournalError as error:
                raise NotSaved(
                    item.task.path, f"it changed meanwhile, and the undo journal cannot be written ({error})"
                ) from error

    def _finish(self, left: Sequence[_Ready]) -> None:
        step = self._made.step
        if step is None:
            return
        self._made.goes_on = bool(left)  # also when the journal cannot be told: the step is unfinished then
        done = [saved.change for saved in self._made.saved]
        try:
            self._journal().finish(step, done, [item.change for item in left])
        except JournalError as error:
            self._made.warnings.append(f"saved, but the undo journal cannot be written ({error})")
        if not done:
            self._made.step = None

    # -- what did not work

    def _stop_if_cancelled(self, ready: Sequence[_Ready]) -> bool:
        if not self._cancelled():
            return False
        self._stop(ready, CANCELLED)
        return True

    def _stop(self, ready: Sequence[_Ready], reason: str) -> None:
        self._made.stopped = reason
        for item in ready:
            self._made.failures.append(
                Failure(item.task.path, reason, item.task, NotSaved(item.task.path, reason))
            )

    def _fail(self, task: Task, error: NotSaved | Refused) -> None:
        reason = error.reason if isinstance(error, NotSaved) else str(error)
        if isinstance(task, MoveFile) and isinstance(error, NotSaved) and error.path == task.to:
            reason = f"{task.to}: {reason}"  # the failure is told by the name that the file has now
        self._made.failures.append(Failure(task.path, reason, task, error))


def _new_file(item: _Ready) -> tuple[FileContent, bytes] | None:
    """What is to be replaced, and by what; None when it is something else that is to be done."""
    change = item.change
    if change.after is None or change.moved_to is not None or item.current is None:
        return None
    return item.current, change.after


def _same_talk(task: EditFile, now: bytes) -> None:
    """Raises :class:`Refused` when the edit's anchor leads to another talk than it did."""
    anchor = task.edit.key.anchor
    if anchor is not None and task.base is not None and not same_talk(task.base, now, anchor):
        raise Refused(f"its heading “{anchor}” is gone, or is another talk's now")
