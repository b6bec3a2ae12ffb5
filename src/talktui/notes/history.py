"""Undo and redo of this session's edits, a step for what the person did at once."""

from __future__ import annotations

from dataclasses import dataclass

from talktui.notes.store import Change


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the person did, and every file it changed (a bulk edit: many)."""

    title: str
    changes: tuple[Change, ...]


class History:
    """What can be undone, and what was undone and can be redone.

    Both ways the changes handed out are ready for `Store.restore`: redo's are turned around, and a
    step that changed one file twice is taken back from its end.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def push(self, step: Step) -> None:
        """Remember `step`; what was undone before it can no longer be redone.

        A step that changed no bytes is not remembered.
        """
        changes = tuple(change for change in step.changes if change.before != change.after)
        if changes:
            self._done.append(Step(step.title, changes))
            self._undone.clear()

    def undo(self) -> Step | None:
        """The last step, its changes to be restored; None when there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return Step(step.title, step.changes[::-1])

    def redo(self) -> Step | None:
        """The step undone last, its changes turned around so that restoring makes them again."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return Step(step.title, tuple(change.inverse for change in step.changes))

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return bool(self._undone)

    @property
    def undo_title(self) -> str | None:
        """What undo would take back."""
        return self._done[-1].title if self._done else None

    @property
    def redo_title(self) -> str | None:
        """What redo would make again."""
        return self._undone[-1].title if self._undone else None
