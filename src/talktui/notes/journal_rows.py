"""The journal's tables: steps and their changes put in, taken out, split, counted and let go.

Every function works inside a transaction of :class:`talktui.notes.journal.Journal`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Sequence

from talktui.notes.changes import Change, Step, StepState
from talktui.notes.forked import MANY, answer, begin, can_fork
from talktui.notes.journal_file import DamagedError
from talktui.notes.processes import this_process

MAX_STEPS = 2_000
MAX_BYTES = 200 << 20
"""The oldest steps go when there are more, or when their texts take more."""

OPEN = tuple(state for state in StepState if state.is_open)

_MICROSECOND = dt.timedelta(microseconds=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
COLUMNS = "id, title, source, made, state, owner"
Packed = tuple[int, bytes, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None, int | None]


def this_owner() -> str:
    """This process, as the table has it."""
    return " ".join(str(part) for part in this_process())


def microseconds() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


def time_of(made: int) -> dt.datetime:
    """The moment that :func:`microseconds` gave."""
    return EPOCH + dt.timedelta(microseconds=made)


Row = tuple[int, str, str, int, str, str]
"""A step as the table has it: the values of COLUMNS."""


def step_row(connection: sqlite3.Connection, step: int) -> Row | None:
    """One step, or None when it is gone."""
    row: Row | None = connection.execute(f"SELECT {COLUMNS} FROM step WHERE id=?", (step,)).fetchone()
    return row


def in_states(connection: sqlite3.Connection, states: Sequence[StepState]) -> list[Row]:
    """The steps in one of `states`; the last one comes next."""
    marks = ",".join("?" * len(states))
    return connection.execute(
        f"SELECT {COLUMNS} FROM step WHERE state IN ({marks}) ORDER BY place", states
    ).fetchall()


def newest(connection: sqlite3.Connection, limit: int, before: Step | None) -> list[Row]:
    """The `limit` steps made last (before `before`), newest first."""
    older = ""
    values: tuple[int, ...] = ()
    if before is not None:
        older, values = "WHERE (made, id) < (?, ?)", ((before.made - EPOCH) // _MICROSECOND, before.id)
    return connection.execute(
        f"SELECT {COLUMNS} FROM step {older} ORDER BY made DESC, id DESC LIMIT ?", (*values, limit)
    ).fetchall()


def are_parts(one: Row, other: Row) -> bool:
    """Whether two steps were one before a part of it was undone, redone or left."""
    return one[1:4] == other[1:4]


def path_bytes(path: str | None) -> bytes | None:
    """A path as the table has it."""
    return None if path is None else os.fsencode(path)


def packed(number: int, change: Change) -> Packed:
    """A change as it stands in the table, without its step."""
    before, before_hash = _pack(change.before)
    if change.after == change.before:
        after, after_hash = None, before_hash
    else:
        after, after_hash = _pack(change.after)
    path = os.fsencode(change.path)
    return number, path, path_bytes(change.moved_to), before, before_hash, after, after_hash, change.mode


def all_packed(changes: Sequence[Change]) -> list[Packed]:
    """`changes` as they stand in the table, numbered from 0; of many a copy of this process packs half."""
    here = len(changes) - len(changes) // 2

    def later() -> list[Packed]:
        return [packed(number, change) for number, change in enumerate(changes[here:], here)]

    copy = begin(later) if len(changes) >= MANY and can_fork() else None
    made = [packed(number, change) for number, change in enumerate(changes[:here])]
    told: list[Packed] | None = None if copy is None else answer(copy)
    return made + (later() if told is None else told)


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


def numbered_changes(connection: sqlite3.Connection, step: int) -> list[tuple[int, Change]]:
    """A step's changes with their texts and numbers. Raises :class:`DamagedError`."""
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


Key = tuple[bytes, bytes | None, bytes | None, bytes | None]
"""What a change does: its path, where that is moved to, SHA-256 of the text before and of the one after."""


def key_of(change: Change) -> Key:
    """What a change does, to be compared with others."""
    before, after = (
        None if data is None else hashlib.sha256(data).digest() for data in (change.before, change.after)
    )
    return os.fsencode(change.path), path_bytes(change.moved_to), before, after


def keys_of(connection: sqlite3.Connection, step: int) -> dict[int, Key]:
    """What each of a step's changes does, by its number."""
    found = connection.execute(
        "SELECT number, path, moved_to, before_hash, after_hash FROM change WHERE step=? ORDER BY number",
        (step,),
    )
    return {number: (path, to, before, after) for number, path, to, before, after in found}


def numbers_of(connection: sqlite3.Connection, step: int) -> list[int]:
    """The numbers of a step's changes."""
    rows = connection.execute("SELECT number FROM change WHERE step=? ORDER BY number", (step,))
    return [row[0] for row in rows]


def with_texts(connection: sqlite3.Connection, step: int) -> tuple[Change, ...]:
    """A step's changes with their texts."""
    return tuple(change for _, change in numbered_changes(connection, step))


def outlines(connection: sqlite3.Connection, step: int) -> tuple[Change, ...]:
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


def insert(
    connection: sqlite3.Connection,
    title: str,
    source: str,
    made: int,
    state: StepState,
    packed: Iterable[Packed],
) -> int:
    """A new step on top of the others."""
    encodable = title.encode("utf-8", "backslashreplace").decode()
    cursor = connection.execute(
        "INSERT INTO step (title, source, made, state, owner, place, files, size) "
        "VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(place), 0) + 1 FROM step), 0, 0)",
        (encodable, source, made, state, this_owner()),
    )
    step = cursor.lastrowid or 0
    insert_changes(connection, step, packed)
    count_files(connection, step)
    return step


def insert_changes(connection: sqlite3.Connection, step: int, packed: Iterable[Packed]) -> None:
    """More changes of a step."""
    connection.executemany(
        "INSERT INTO change (step, number, path, moved_to, before, before_hash, after, after_hash, mode) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(step, *change) for change in packed],
    )


def free_number(connection: sqlite3.Connection, step: int) -> int:
    """A number above those of all changes of a step and of its parts."""
    found = connection.execute(
        "SELECT coalesce(max(number) + 1, 0) FROM change WHERE step IN "
        "(SELECT id FROM step WHERE made=(SELECT made FROM step WHERE id=?))",
        (step,),
    ).fetchone()
    return int(found[0])


def split(connection: sqlite3.Connection, step: int, numbers: Sequence[int], state: StepState) -> int:
    """The changes `numbers` of `step` become a step of their own, in `state`; its number."""
    title, source, made = connection.execute(
        "SELECT title, source, made FROM step WHERE id=?", (step,)
    ).fetchone()
    other = insert(connection, title, source, made, state, ())
    connection.executemany(
        "UPDATE change SET step=? WHERE step=? AND number=?", [(other, step, number) for number in numbers]
    )
    count_files(connection, other)
    return other


def rejoin(connection: sqlite3.Connection, step: int) -> None:
    """Parts of `step` that stand right behind it, done as it is or undone as it is, are one with it again."""
    while True:
        found: list[Row] = connection.execute(
            f"SELECT {COLUMNS} FROM step WHERE state=(SELECT state FROM step WHERE id=?) "
            "ORDER BY place DESC LIMIT 2",
            (step,),
        ).fetchall()
        if len(found) < 2 or found[0][0] != step or not are_parts(*found):
            return
        other = found[1][0]
        connection.execute("UPDATE change SET step=? WHERE step=?", (step, other))
        connection.execute("DELETE FROM step WHERE id=?", (other,))
        count_files(connection, step)


def count_files(connection: sqlite3.Connection, step: int) -> None:
    """Write down anew how many files a step changes, and what their texts take."""
    connection.execute(
        "UPDATE step SET (files, size) = (SELECT count(*), coalesce(sum(coalesce(length(before), 0) + "
        "coalesce(length(after), 0)), 0) FROM change WHERE step=?) WHERE id=?",
        (step, step),
    )


def put(
    connection: sqlite3.Connection, step: int, state: StepState, *, refused: bool, last: bool = False
) -> None:
    """The step is in `state` now, and comes next there (or, with `last`, behind all others)."""
    place = "min(place) - 1" if last else "max(place) + 1"
    connection.execute(
        f"UPDATE step SET state=?, refused=?, place=(SELECT {place} FROM step) WHERE id=?",
        (state, refused, step),
    )


def prune(connection: sqlite3.Connection) -> None:
    """Let the oldest finished steps go while there are too many, or their texts take too much."""
    count, size = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM step").fetchone()
    if count <= MAX_STEPS and size <= MAX_BYTES:
        return
    marks = ",".join("?" * len(OPEN))
    oldest = connection.execute(
        f"SELECT id, size FROM step WHERE state NOT IN ({marks}) ORDER BY made, id", OPEN
    ).fetchall()
    for step, its_size in oldest[:-1]:
        if count <= MAX_STEPS and size <= MAX_BYTES:
            return
        connection.execute("DELETE FROM step WHERE id=?", (step,))
        count, size = count - 1, size - its_size
