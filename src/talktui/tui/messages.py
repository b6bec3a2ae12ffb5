"""What workers tell the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from talktui.notes.talk import Note
    from talktui.notes.watch import Changed


class NotesRead(Message):
    """Some notes were read; `done` when these were the last."""

    def __init__(self, notes: Sequence[Note], generation: int, *, done: bool) -> None:
        self.notes = notes
        self.generation = generation
        self.done = done
        super().__init__()


class FilesChanged(Message):
    """Other programs changed files; `problem` is why not every change may be told, or None."""

    def __init__(self, changed: Changed, problem: str | None) -> None:
        self.changed = changed
        self.problem = problem
        super().__init__()


class LoadFailed(Message):
    """The notes directory could not be read."""

    def __init__(self, reason: str, generation: int) -> None:
        self.reason = reason
        self.generation = generation
        super().__init__()
