"""What a save did to a file, and what a person did at once: the words that undo is told in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talktui.notes.talk import Note


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one file; None stands for no such file.

    With `moved_to` the file was renamed to that path and `after` is what it holds there.
    """

    path: str
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    moved_to: str | None = None
    mode: int | None = field(default=None, compare=False)  # permission bits of a file that was removed

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        if self.moved_to is not None:
            return Change(self.moved_to, self.after, self.before, self.path, self.mode)
        return Change(self.path, self.after, self.before, None, self.mode)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that it is about."""
        return (self.path,) if self.moved_to is None else (self.path, self.moved_to)

    @property
    def is_change(self) -> bool:
        """Whether anything is different after it."""
        return self.before != self.after or self.moved_to is not None


class StepState(StrEnum):
    """Where a step stands. The first, the third and the fifth are under way, or were cut off."""

    BEGUN = "begun"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REDOING = "redoing"
    GONE = "gone"  # undone, and something else was done since: kept for the history only

    @property
    def is_open(self) -> bool:
        """Whether some of its files may be changed and others not."""
        return self in {StepState.BEGUN, StepState.UNDOING, StepState.REDOING}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person did, and every file that it changed, in order (a bulk edit: many)."""

    title: str
    changes: tuple[Change, ...]
    id: int = 0
    made: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC), compare=False)
    state: StepState = StepState.DONE
    source: str = "app"  # or "command line"
    here: bool = field(default=True, compare=False)  # made since this process opened the journal, by itself

    @property
    def files(self) -> int:
        """How many files it changes; one that is edited and then renamed is one."""
        return len({change.path for change in self.changes} - {change.moved_to for change in self.changes})


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that succeeded. `note` is the file read again (where it is now), None when it was removed.

    None as well when whoever saved did not want it.
    """

    change: Change
    note: Note | None
    replayed: bool = False  # another program had changed the file; the edit was made on its text
    warning: str | None = None


class NotSaved(Exception):
    """Nothing was written. `reason` is a sentence's rest: why, and what to do."""

    def __init__(self, path: str, reason: str, *, stops: bool = False) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason
        self.stops = stops  # the disk takes nothing at all: no use to try the next file

    def __str__(self) -> str:
        return f"{self.path} was not saved: {self.reason}"


class JournalError(Exception):
    """The journal cannot be written or read; the text says why, in words for the person."""
