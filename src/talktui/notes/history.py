"""Undo and redo of this session's edits, a step for what the person did at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktui.notes.store import Change


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the person did, and every file it changed (a bulk edit: many)."""

    title: str
    changes: tuple[Change, ...]


class History:
    """What can be undone, and what was undone and can be redone.

    Both ways the changes handed out are ready for `Store.restore`: redo's are turned around. What
    could not be restored is told with :meth:`refused`, and stays to be undone (or redone).
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._refused: Step | None = None  # what was refused last

    def push(self, step: Step) -> None:
        """Remember `step`; what was undone before it can no longer be redone.

        A step that changed no bytes is not remembered; of one that changed a file again and again
        only what it was before and what it is now.
        """
        changes = tuple(change for change in _joined(step.changes) if change.before != change.after)
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

    def refused(self, changes: Sequence[Change], *, back: bool) -> bool:
        """Of the step that :meth:`undo` (`back`) or :meth:`redo` gave last, these could not be restored.

        They become a step of their own that comes next again; when they come and are refused once more,
        they go behind all others, so that what was done before them can be undone. Returns whether
        they come next.
        """
        source, target = (self._done, self._undone) if back else (self._undone, self._done)
        step = target.pop()
        done = [change if back else change.inverse for change in changes]
        left = Step(step.title, tuple(change for change in step.changes if change in done))
        rest = tuple(change for change in step.changes if change not in done)
        if rest:
            target.append(Step(step.title, rest))
        again = left == self._refused
        source.insert(0 if again else len(source), left)
        self._refused = None if again else left
        return not again or len(source) == 1


def _joined(changes: Sequence[Change]) -> list[Change]:
    """One change a file, where each began with what the one before it left."""
    joined: list[Change] = []
    last: dict[str, int] = {}
    for change in changes:
        index = last.get(change.path)
        if index is not None and joined[index].after == change.before:
            joined[index] = Change(change.path, joined[index].before, change.after)
        else:
            last[change.path] = len(joined)
            joined.append(change)
    return joined
