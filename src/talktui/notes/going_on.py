"""A step that goes on with one that was interrupted, and is one step with it: an import that is run again.

It is told by what it does, byte for byte: all that the interrupted one had left, and nothing to the files
that it had changed. Every function works inside a transaction of :class:`talktui.notes.journal.Journal`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from talktui.notes import journal_rows as rows
from talktui.notes.changes import Change, StepState


@dataclass(frozen=True, slots=True)
class Interrupted:
    """An interrupted step that another one goes on with."""

    step: int
    state: StepState
    rest: int | None  # the step that has what was left; None: it was killed, and has it itself
    left: tuple[int, ...]  # the numbers of those changes, in the one or the other
    made: tuple[Change, ...]  # of one that was killed: what must be on the disk, or it is no such step
    done: int  # how many changes it has beside those that were left


def find(
    connection: sqlite3.Connection, last: rows.Row, undone: rows.Row | None, changes: Sequence[Change]
) -> Interrupted | None:
    """Whether `changes` go on with the step `last`, which comes next for undo; `undone` does for redo."""
    state = StepState(last[4])
    if state is StepState.DONE:
        if undone is None or undone[4] != StepState.UNDONE or not rows.are_parts(last, undone):
            return None
        was, rest = rows.keys_of(connection, undone[0]), undone[0]
        done = rows.keys_of(connection, last[0])
    elif state in {StepState.BEGUN, StepState.REDOING}:
        was, rest, done = rows.keys_of(connection, last[0]), None, {}
    else:
        return None
    now = {rows.key_of(change) for change in changes}
    left = [number for number, key in was.items() if key in now]
    over = {number: key for number, key in was.items() if key not in now}
    if not left or (rest is not None and over) or not _apart(now, [*done.values(), *over.values()]):
        return None
    made: tuple[Change, ...] = ()
    if over:
        made = tuple(
            change for number, change in rows.numbered_changes(connection, last[0]) if number in over
        )
    return Interrupted(last[0], state, rest, tuple(left), made, len(done) + len(over))


def _apart(now: Collection[rows.Key], done: Sequence[rows.Key]) -> bool:
    """Whether what is done is of other files than what is to be done now, each a file of its own."""
    paths = [path for path, *_ in done]
    renamed = any(to is not None for _, to, *_ in done)
    return not renamed and len({*paths}) == len(paths) and {*paths}.isdisjoint(path for path, *_ in now)


def join(connection: sqlite3.Connection, found: Interrupted, packed: Sequence[rows.Packed]) -> int:
    """The interrupted step has these changes, too, and is begun; the number of the first of them."""
    if found.rest is not None:
        connection.execute("DELETE FROM step WHERE id=?", (found.rest,))
    else:
        connection.executemany(
            "DELETE FROM change WHERE step=? AND number=?", [(found.step, number) for number in found.left]
        )
    first = rows.free_number(connection, found.step)
    rows.insert_changes(connection, found.step, [(first + change[0], *change[1:]) for change in packed])
    rows.count_files(connection, found.step)
    rows.put(connection, found.step, StepState.BEGUN, refused=False)
    connection.execute("UPDATE step SET owner=? WHERE id=?", (rows.this_owner(), found.step))
    return first
