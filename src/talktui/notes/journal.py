"""Every step a person took, on the disk before its files change: undo and redo, across restarts too.

One file per notes directory, in the state directory. A step that a killed process left half way is
still there, with every file's text before and after it; the files themselves say how far it came.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from talktui.notes.changes import Change, JournalError, Step, StepState
from talktui.notes.journal_file import (
    DamagedError,
    connect,
    file_name,
    in_words,
    is_damage,
    set_aside,
)
from talktui.notes.processes import Owner, this_process

__all__ = ["Journal", "JournalError"]

MAX_STEPS = 2_000
MAX_BYTES = 200 << 20
"""The oldest steps go when there are more, or when their texts take more."""

_OPEN = tuple(state for state in StepState if state.is_open)

_UNDER_WAY: set[tuple[str, int]] = set()
"""Steps that a thread of this process is at: those that it began and left are unfinished, too."""

T = TypeVar("T")


class Journal:
    """The steps taken in the notes directory `root`, kept in a file in `folder`.

    The file is opened when it is first needed. Every method may wait for the disk and raises
    :class:`JournalError` when the journal cannot be used; any thread may call them.
    """

    def __init__(self, folder: Path | None, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._file = None if folder is None else folder / file_name(self._root)
        self._name = str(self._file) if self._file is not None else f"memory {id(self)}"
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        self._since = _now()
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

    def begin(self, title: str, changes: Sequence[Change], source: str = "app") -> int:
        """Write down what is about to be done, durably; return the step's number."""
        packed = [_packed(number, change) for number, change in enumerate(changes)]

        def write(connection: sqlite3.Connection) -> int:
            step = _insert(connection, title, source, _now(), StepState.BEGUN, packed)
            _UNDER_WAY.add((self._name, step))
            return step

        return self._do(write)

    def amend(self, step: int, change: Change) -> None:
        """Of the file `change.path` this is what is done now: it had changed since :meth:`begin`."""

        def write(connection: sqlite3.Connection) -> None:
            row = connection.execute(
                "SELECT number FROM change WHERE step=? AND path=? AND moved_to IS ?",
                (step, os.fsencode(change.path), _path(change.moved_to)),
            ).fetchone()
            if row is None:
                raise JournalError("the step is not in the journal any more")
            connection.execute("DELETE FROM change WHERE step=? AND number=?", (step, row[0]))
            _insert_changes(connection, step, [_packed(row[0], change)])

        self._do(write)

    def finish(self, step: int, changes: Sequence[Change], left: Sequence[Change] = ()) -> None:
        """The step is done: `changes` were saved. Without any it is forgotten.

        `left` were not begun, since the disk is full, say: they can be redone.
        """

        def write(connection: sqlite3.Connection) -> None:
            rows = _changes(connection, step)
            done = [number for number, change in rows if change in changes]
            rest = [number for number, change in rows if change in left and change not in changes]
            if done:
                connection.execute(
                    "UPDATE step SET state=? WHERE state=?", (StepState.GONE, StepState.UNDONE)
                )
            if rest:
                _split(connection, step, rest, StepState.UNDONE)
            if len(done) < len(rows) - len(rest):
                connection.executemany(
                    "DELETE FROM change WHERE step=? AND number=?",
                    [(step, number) for number, _ in rows if number not in {*done, *rest}],
                )
            if done:
                connection.execute("UPDATE step SET state=? WHERE id=?", (StepState.DONE, step))
                _count(connection, step)
            else:
                connection.execute("DELETE FROM step WHERE id=?", (step,))
            _prune(connection)

        try:
            self._do(write)
        finally:
            self.release(step)

    def release(self, step: int) -> None:
        """This process is at the step no longer. What was not finished is unfinished from now on."""
        _UNDER_WAY.discard((self._name, step))

    # -- a step is taken back, or made again

    def next_undo(self) -> Step | None:
        """The step that undo takes back now; one that was cut off is taken back as far as it came."""
        return self._next((StepState.DONE, *_OPEN))

    def next_redo(self) -> Step | None:
        """The step that redo makes again now; one that was cut off is brought to its end."""
        return self._next((StepState.UNDONE, *_OPEN))

    def _next(self, states: Sequence[StepState]) -> Step | None:
        def read(connection: sqlite3.Connection) -> Step | None:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM step WHERE state IN ({_marks(states)}) ORDER BY place DESC", states
            )
            for row in rows:
                if not self._is_under_way(row):
                    return self._step(row, _full(connection, row[0]))
            return None

        return self._do(read, write=False)

    def begin_restore(self, step: int, *, back: bool) -> bool:
        """Undo (`back`) or redo of `step` begins. False: another talktui did it already, or is at it."""
        ready = (StepState.DONE if back else StepState.UNDONE, *_OPEN)

        def write(connection: sqlite3.Connection) -> bool:
            row = connection.execute(f"SELECT {_COLUMNS} FROM step WHERE id=?", (step,)).fetchone()
            if row is None or StepState(row[4]) not in ready or self._is_under_way(row):
                return False
            if row[4] == StepState.BEGUN:  # it was cut off: what was undone before it began is past redoing
                connection.execute(
                    "UPDATE step SET state=? WHERE state=?", (StepState.GONE, StepState.UNDONE)
                )
            connection.execute(
                "UPDATE step SET state=?, owner=? WHERE id=?",
                (StepState.UNDOING if back else StepState.REDOING, _this(), step),
            )
            _UNDER_WAY.add((self._name, step))
            return True

        return self._do(write)

    def finish_restore(self, step: int, refused: Sequence[Change] = (), *, back: bool) -> bool:
        """Undo (`back`) or redo of `step` is done, but for the `refused` changes.

        They become a step of their own that comes next again; when nothing of it could be done once
        more, it goes behind all others, so that what was done before it can be undone. Returns
        whether it comes next.
        """
        source, target = StepState.DONE, StepState.UNDONE
        if not back:
            source, target = target, source

        def write(connection: sqlite3.Connection) -> bool:
            rows = _changes(connection, step)
            left = [number for number, change in rows if change in refused]
            if not left:
                _put(connection, step, target, refused=False)
                return True
            if len(left) < len(rows):
                _split(connection, step, [number for number, _ in rows if number not in left], target)
                _count(connection, step)
                _put(connection, step, source, refused=True)
                return True
            before = connection.execute("SELECT refused FROM step WHERE id=?", (step,)).fetchone()
            again = bool(before and before[0])
            _put(connection, step, source, refused=not again, last=again)
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
        older = "" if before is None else "WHERE (made, id) < (?, ?)"
        values = () if before is None else ((before.made - _EPOCH) // dt.timedelta(microseconds=1), before.id)

        def read(connection: sqlite3.Connection) -> list[Step]:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM step {older} ORDER BY made DESC, id DESC LIMIT ?", (*values, limit)
            ).fetchall()
            return [self._step(row, _outlines(connection, row[0])) for row in rows]

        return self._do(read, write=False)

    def changes_of(self, step: Step | int) -> tuple[Change, ...]:
        """A step's changes with their texts; none when the step is gone."""
        number = step if isinstance(step, int) else step.id
        return self._do(lambda connection: _full(connection, number), write=False)

    def step(self, number: int) -> Step | None:
        """One step with its texts, or None when it is gone."""

        def read(connection: sqlite3.Connection) -> Step | None:
            row = connection.execute(f"SELECT {_COLUMNS} FROM step WHERE id=?", (number,)).fetchone()
            return self._step(row, _full(connection, number)) if row else None

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
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM step WHERE state IN ({_marks(_OPEN)}) ORDER BY place", _OPEN
            ).fetchall()
            return [self._step(row, _full(connection, row[0])) for row in rows if not self._is_under_way(row)]

        return self._do(read, write=False)

    # -- the file

    def _step(self, row: Sequence[object], changes: tuple[Change, ...]) -> Step:
        number, title, source, made, state, owner = row
        return Step(
            str(title),
            changes,
            int(str(number)),
            _EPOCH + dt.timedelta(microseconds=int(str(made))),
            StepState(str(state)),
            str(source),
            owner == _this() and int(str(made)) >= self._since,
        )

    def _is_under_way(self, row: Sequence[object]) -> bool:
        """Whether a process that is still there is at this step."""
        if not StepState(str(row[4])).is_open:
            return False
        owner = str(row[5])
        if owner == _this():
            return (self._name, row[0]) in _UNDER_WAY
        pid, _, started = owner.partition(" ")
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


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_COLUMNS = "id, title, source, made, state, owner"
_Packed = tuple[int, bytes, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None, int | None]


def _this() -> str:
    return " ".join(str(part) for part in this_process())


def _now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _path(path: str | None) -> bytes | None:
    return None if path is None else os.fsencode(path)


def _packed(number: int, change: Change) -> _Packed:
    """A change as it stands in the table, without its step."""
    before, before_hash = _pack(change.before)
    if change.after == change.before:
        after, after_hash = None, before_hash
    else:
        after, after_hash = _pack(change.after)
    path = os.fsencode(change.path)
    return number, path, _path(change.moved_to), before, before_hash, after, after_hash, change.mode


def _pack(data: bytes | None) -> tuple[bytes | None, bytes | None]:
    return (None, None) if data is None else (zlib.compress(data, 1), hashlib.sha256(data).digest())


def _unpack(packed: bytes | None, digest: bytes | None) -> bytes | None:
    """The text again; raises :class:`DamagedError` when it is not what was put in."""
    if digest is None:
        return None
    try:
        data = zlib.decompress(packed or b"")
    except zlib.error as error:
        raise DamagedError("a text in it cannot be unpacked") from error
    if hashlib.sha256(data).digest() != digest:
        raise DamagedError("a text in it is not what was saved")
    return data


def _changes(connection: sqlite3.Connection, step: int) -> list[tuple[int, Change]]:
    rows = connection.execute(
        "SELECT number, path, moved_to, before, before_hash, after, after_hash, mode FROM change "
        "WHERE step=? ORDER BY number",
        (step,),
    )
    found: list[tuple[int, Change]] = []
    for number, path, moved_to, before, before_hash, after, after_hash, mode in rows:
        was = _unpack(before, before_hash)
        now = was if after is None and after_hash == before_hash else _unpack(after, after_hash)
        to = None if moved_to is None else os.fsdecode(moved_to)
        found.append((number, Change(os.fsdecode(path), was, now, to, mode)))
    return found


def _full(connection: sqlite3.Connection, step: int) -> tuple[Change, ...]:
    """A step's changes with their texts."""
    return tuple(change for _, change in _changes(connection, step))


def _outlines(connection: sqlite3.Connection, step: int) -> tuple[Change, ...]:
    """A step's changes without their texts."""
    rows = connection.execute(
        "SELECT path, moved_to, before_hash IS NULL, after_hash IS NULL FROM change "
        "WHERE step=? ORDER BY number",
        (step,),
    )
    return tuple(
        Change(
            os.fsdecode(path),
            None if no_before else b"",
            None if no_after else b"",
            None if moved_to is None else os.fsdecode(moved_to),
        )
        for path, moved_to, no_before, no_after in rows
    )


def _insert(
    connection: sqlite3.Connection,
    title: str,
    source: str,
    made: int,
    state: StepState,
    packed: Iterable[_Packed],
) -> int:
    """A new step on top of the others."""
    encodable = title.encode("utf-8", "backslashreplace").decode()
    cursor = connection.execute(
        "INSERT INTO step (title, source, made, state, owner, place, files, size) "
        "VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(place), 0) + 1 FROM step), 0, 0)",
        (encodable, source, made, state, _this()),
    )
    step = cursor.lastrowid or 0
    _insert_changes(connection, step, packed)
    _count(connection, step)
    return step


def _insert_changes(connection: sqlite3.Connection, step: int, packed: Iterable[_Packed]) -> None:
    connection.executemany(
        "INSERT INTO change (step, number, path, moved_to, before, before_hash, after, after_hash, mode) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(step, *change) for change in packed],
    )


def _split(connection: sqlite3.Connection, step: int, numbers: Sequence[int], state: StepState) -> None:
    """The changes `numbers` of `step` become a step of their own, in `state`."""
    title, source, made = connection.execute(
        "SELECT title, source, made FROM step WHERE id=?", (step,)
    ).fetchone()
    other = _insert(connection, title, source, made, state, ())
    connection.executemany(
        "UPDATE change SET step=? WHERE step=? AND number=?", [(other, step, number) for number in numbers]
    )
    _count(connection, other)


def _count(connection: sqlite3.Connection, step: int) -> None:
    connection.execute(
        "UPDATE step SET (files, size) = (SELECT count(*), coalesce(sum(coalesce(length(before), 0) + "
        "coalesce(length(after), 0)), 0) FROM change WHERE step=?) WHERE id=?",
        (step, step),
    )


def _put(
    connection: sqlite3.Connection, step: int, state: StepState, *, refused: bool, last: bool = False
) -> None:
    """The step is in `state` now, and comes next there (or, with `last`, behind all others)."""
    place = "min(place) - 1" if last else "max(place) + 1"
    connection.execute(
        f"UPDATE step SET state=?, refused=?, place=(SELECT {place} FROM step) WHERE id=?",
        (state, refused, step),
    )


def _prune(connection: sqlite3.Connection) -> None:
    """Let the oldest finished steps go while there are too many, or their texts take too much."""
    count, size = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM step").fetchone()
    if count <= MAX_STEPS and size <= MAX_BYTES:
        return
    oldest = connection.execute(
        f"SELECT id, size FROM step WHERE state NOT IN ({_marks(_OPEN)}) ORDER BY made, id", _OPEN
    ).fetchall()
    for step, its_size in oldest[:-1]:
        if count <= MAX_STEPS and size <= MAX_BYTES:
            return
        connection.execute("DELETE FROM step WHERE id=?", (step,))
        count, size = count - 1, size - its_size
