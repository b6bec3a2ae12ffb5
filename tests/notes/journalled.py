"""What the tests of the journal share: steps that are done and taken back in it."""

from __future__ import annotations

from talktui.notes.changes import Change, Step
from talktui.notes.journal import Journal


def changes(name: str, *files: str) -> list[Change]:
    return [Change(file, b"before " + name.encode(), name.encode()) for file in files or ("a",)]


def done(journal: Journal, name: str, *files: str) -> int:
    step = journal.begin(name, changes(name, *files))
    journal.finish(step, changes(name, *files))
    return step


def undo(journal: Journal, *refused: Change, back: bool = True) -> tuple[Step, bool]:
    step = journal.next_undo() if back else journal.next_redo()
    assert step is not None
    assert journal.begin_restore(step.id, back=back)
    return step, journal.finish_restore(step.id, refused, back=back)


def next_title(journal: Journal, *, back: bool = True) -> str | None:
    step = journal.next_undo() if back else journal.next_redo()
    return step.title if step is not None else None
