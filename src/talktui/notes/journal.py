"""Every step a person took, on the disk before its files change: undo and redo, across restarts too.

One file per notes directory, in the state directory. A step that a killed process left half way is
still there, with every file's text before and after it; the files themselves say how far it came.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from talktui.notes import going_on
from talktui.notes import journal_rows as rows
from talktui.notes.changes import Change, JournalError, Step, StepState
from talktui.notes.journal_file import (
    DamagedError,
    connect,
    in_words,
    is_damage,
    set_aside,
)
from talktui.notes.private_files import file_name
from talktui.notes.processes import Owner

__all__ = ["Journal", "JournalError"]

_UNDER_WAY: set[tuple[str, int]] = set()
"""Steps that a thread of this process is at: those that it began and left are unfinished, too."""

_TO_UNDO = (StepState.DONE, *rows.OPEN)
_TO_REDO = (StepState.UNDONE, *rows.OPEN)

T = TypeVar("T")


class Journal:
    """The steps taken in the notes directory `root`, kept in a file in `folder`.

    The file is opened when it is first needed. Every method may wait for the disk and raises
    :class:`JournalError` when the journal cannot be used; any thread may call them.
    """

    def __init__(self, folder: Path | None, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._file = None if folder is None else folder / file_name(self._root, ".journal")
        self._name = str(self._file) if self._file is not None else f"memory {id(self)}"
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        self._since = rows.microseconds()
        self._gone_on: dict[int, int] = {}  # steps begun once more, with the first number of what is new
        self.warning: str | None = None  # the journal was damaged and set aside, say

    @classmethod
    def in_memory(cls) -> Journal:
        """A journal that is gone with the process."""
        return cls(None, Path())

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            if self._connection is not None and self._file is not None:
                self._connection.close()
                self._connection = None

    # -- a step is taken

    def begin(
        self,
        title: str,
        changes: Sequence[Change],
        source: str = "app",
        onto: going_on.Interrupted | None = None,
    ) -> int:
        """Write down what is about to be done, durably; return the step's number.

        `onto` (of :meth:`interrupted`) is the step that this goes on with: it is that step then, unless
        something else was done meanwhile.
        """
        packed = rows.all_packed(changes)

        def write(connection: sqlite3.Connection) -> int:
            if onto is not None and self._interrupted(connection, changes) == onto:
                step = onto.step
                self._gone_on[step] = going_on.join(connection, onto, packed)
            else:
                step = rows.insert(connection, title, source, rows.microseconds(), StepState.BEGUN, packed)
            _UNDER_WAY.add((self._name, step))
            return step

        return self._do(write)

    def interrupted(self, changes: Sequence[Change]) -> going_on.Interrupted | None:
        """The step that `changes` go on with: it was done last, was interrupted, and had left just these.

        Of what it has in `made` the caller sees to it that it is on the disk.
        """
        return self._do(lambda connection: self._interrupted(connection, changes), write=False)

    def _interrupted(
        self, connection: sqlite3.Connection, changes: Sequence[Change]
    ) -> going_on.Interrupted | None:
        last = self._first(connection, _TO_UNDO)
        if last is None:
            return None
        return going_on.find(connection, last, self._first(connection, _TO_REDO), changes)

    def amend(self, step: int, change: Change) -> None:
        """Of the file `change.path` this is what is done now: it had changed since :meth:`begin`."""

        def write(connection: sqlite3.Connection) -> None:
            row = connection.execute(
                "SELECT number FROM change WHERE step=? AND path=? AND moved_to IS ? ORDER BY number DESC",
                (step, os.fsencode(change.path), rows.path_bytes(change.moved_to)),
            ).fetchone()
            if row is None:
                raise JournalError("the step is not in the journal any more")
            connection.execute("DELETE FROM change WHERE step=? AND number=?", (step, row[0]))
            rows.insert_changes(connection, step, [rows.packed(row[0], change)])

        self._do(write)

    def finish(self, step: int, changes: Sequence[Change], left: Sequence[Change] = ()) -> None:
        """The step is done: `changes` were saved. Without any it is forgotten.

        `left` were not begun, since the disk is full, say: they can be redone.
        """
        saved, unsaved = set(changes), set(left).difference(changes)
        first = self._gone_on.get(step, 0)

        def write(connection: sqlite3.Connection) -> None:
            every = rows.numbers_of(connection, step)
            numbers = [number for number in every if number >= first]
            if len(changes) == len(numbers):  # nearly always: no need to look at the texts
                done, rest = numbers, []
            else:
                known = [one for one in rows.numbered_changes(connection, step) if one[0] >= first]
                done = [number for number, change in known if change in saved]
                rest = [number for number, change in known if change in unsaved]
            if done:
                connection.execute(
                    "UPDATE step SET state=? WHERE state=?", (StepState.GONE, StepState.UNDONE)
                )
            if rest:
                rows.split(connection, step, rest, StepState.UNDONE)
            connection.executemany(
                "DELETE FROM change WHERE step=? AND number=?",
                [(step, number) for number in set(numbers).difference(done, rest)],
            )
            if done or len(numbers) < len(every):
                connection.execute("UPDATE step SET state=? WHERE id=?", (StepState.DONE, step))
                rows.count_files(connection, step)
                if first:
                    rows.rejoin(connection, step)
            else:
                connection.execute("DELETE FROM step WHERE id=?", (step,))
            rows.prune(connection)

        try:
            self._do(write)
        finally:
            self.release(step)

    def release(self, step: int) -> None:
        """This process is at the step no longer. What was not finished is unfinished from now on."""
        _UNDER_WAY.discard((self._name, step))
        self._gone_on.pop(step, None)

    # -- a step is taken back, or made again

    def next_undo(self) -> Step | None:
        """The step that undo takes back now; one that was cut off is taken back as far as it came."""
        return self._next(_TO_UNDO)

    def next_redo(self) -> Step | None:
        """The step that redo makes again now; one that was cut off is brought to its end."""
        return self._next(_TO_REDO)

    def _next(self, states: Sequence[StepState]) -> Step | None:
        def read(connection: sqlite3.Connection) -> Step | None:
            row = self._first(connection, states)
            return self._step(row, rows.with_texts(connection, row[0])) if row else None

        return self._do(read, write=False)

    def _first(self, connection: sqlite3.Connection, states: Sequence[StepState]) -> rows.Row | None:
        """The step in one of `states` that comes next."""
        found = reversed(rows.in_states(connection, states))
        return next((row for row in found if not self._is_under_way(row)), None)

    def begin_restore(self, step: int, *, back: bool) -> bool:
        """Undo (`back`) or redo of `step` begins. False: another talktui did it already, or is at it."""
        ready = (StepState.DONE if back else StepState.UNDONE, *rows.OPEN)

        def write(connection: sqlite3.Connection) -> bool:
            row = rows.step_row(connection, step)
            if row is None or StepState(row[4]) not in ready or self._is_under_way(row):
                return False
            if row[4] == StepState.BEGUN:  # it was cut off: what was undone before it began is past redoing
                connection.execute(
                    "UPDATE step SET state=? WHERE state=?", (StepState.GONE, StepState.UNDONE)
                )
            connection.execute(
                "UPDATE step SET state=?, owner=? WHERE id=?",
                (StepState.UNDOING if back else StepState.REDOING, rows.this_owner(), step),
            )
            _UNDER_WAY.add((self._name, step))
            return True

        return self._do(write)

    def finish_restore(self, step: int, refused: Sequence[Change] = (), *, back: bool) -> bool:
        """Undo (`back`) or redo of `step` is done, but for the `refused` changes.

        They become a step of their own that comes next again; when nothing of it could be done once
        more, it goes behind all others, so that what was done before it can be undone. Returns
        whether it comes next. What was done is one step with the parts that were done just before it.
        """
        source, target = StepState.DONE, StepState.UNDONE
        if not back:
            source, target = target, source
        left = set(refused)

        def write(connection: sqlite3.Connection) -> bool:
            if not left:
                rows.put(connection, step, target, refused=False)
                rows.rejoin(connection, step)
                return True
            done = [
                number for number, change in rows.numbered_changes(connection, step) if change not in left
            ]
            if done:
                rows.rejoin(connection, rows.split(connection, step, done, target))
                rows.count_files(connection, step)
                rows.put(connection, step, source, refused=True)
                return True
            before = connection.execute("SELECT refused FROM step WHERE id=?", (step,)).fetchone()
            again = bool(before and before[0])
            rows.put(connection, step, source, refused=not again, last=again)
            others = connection.execute(
                "SELECT count(*) FROM step WHERE state=? AND id<>?", (source, step)
            ).fetchone()[0]
            return not again or not others

        try:
            return self._do(write)
        finally:
            self.release(step)

    # -- looking at it

    def steps(self, limit: int, before: Step | None = None) -> list[Step]:
        """The newest `limit` steps (older than `before`), newest first.

        Their changes have no texts: `b""` stands for a file, None for none; see :meth:`changes_of`.
        """

        def read(connection: sqlite3.Connection) -> list[Step]:
            found = rows.newest(connection, limit, before)
            return [self._step(row, rows.outlines(connection, row[0])) for row in found]

        return self._do(read, write=False)

    def changes_of(self, step: Step | int) -> tuple[Change, ...]:
        """A step's changes with their texts; none when the step is gone."""
        number = step if isinstance(step, int) else step.id
        return self._do(lambda connection: rows.with_texts(connection, number), write=False)

    def step(self, number: int) -> Step | None:
        """One step with its texts, or None when it is gone."""

        def read(connection: sqlite3.Connection) -> Step | None:
            row = rows.step_row(connection, number)
            return self._step(row, rows.with_texts(connection, number)) if row else None

        return self._do(read, write=False)

    def has(self, data: bytes) -> bool:
        """Whether some step has `data` before or after it: then it can be had again from here."""
        digest = hashlib.sha256(data).digest()
        return self._do(
            lambda connection: (
                connection.execute(
                    "SELECT 1 FROM change WHERE before_hash=? OR after_hash=? LIMIT 1", (digest, digest)
                ).fetchone()
                is not None
            ),
            write=False,
        )

    def unfinished(self) -> list[Step]:
        """Steps that were begun, or begun to be undone or redone, by a process that is gone; oldest first."""

        def read(connection: sqlite3.Connection) -> list[Step]:
            return [
                self._step(row, rows.with_texts(connection, row[0]))
                for row in rows.in_states(connection, rows.OPEN)
                if not self._is_under_way(row)
            ]

        return self._do(read, write=False)

    # -- the file

    def _step(self, row: rows.Row, changes: tuple[Change, ...]) -> Step:
        number, title, source, made, state, owner = row
        here = owner == rows.this_owner() and made >= self._since
        return Step(title, changes, number, rows.time_of(made), StepState(state), source, here)

    def _is_under_way(self, row: rows.Row) -> bool:
        """Whether a process that is still there is at this step."""
        number, *_, state, owner = row
        if not StepState(str(state)).is_open:
            return False
        if owner == rows.this_owner():
            return (self._name, number) in _UNDER_WAY
        pid, _, started = str(owner).partition(" ")
        return Owner(int(pid) if pid.isdecimal() else 0, started).is_living

    def _do(self, work: Callable[[sqlite3.Connection], T], *, write: bool = True) -> T:
        """`work` as one transaction, durable when this returns; a damaged journal is begun anew once."""
        with self._lock:
            for attempt in (1, 2):
                try:
                    return self._transaction(work, write=write)
                except DamagedError as error:
                    if attempt == 2 or self._file is None:
                        raise JournalError(f"it is damaged ({error})") from error
                    self._begin_anew(error)
            raise AssertionError("unreachable")

    def _transaction(self, work: Callable[[sqlite3.Connection], T], *, write: bool) -> T:
        try:
            if self._connection is None:
                self._connection = connect(self._file, self._root)
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, sqlite3.Error) and is_damage(error):
                raise DamagedError(str(error)) from error
            raise JournalError(in_words(error)) from error
        return result

    def _begin_anew(self, error: DamagedError) -> None:
        if self._file is None:
            return
        self.close()
        try:
            aside = set_aside(self._file)
        except OSError as failed:
            raise JournalError(f"it is damaged ({error}) and could not be set aside") from failed
        self.warning = (
            f"the undo journal could not be read ({error}); it was set aside as {aside} in "
            f"{self._file.parent}, and a new one is begun: what was done before cannot be undone"
        )
