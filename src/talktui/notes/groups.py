"""Several files changed as one step: what is asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from talktui.notes.changes import Change, NotSaved, Saved, Step
from talktui.notes.edit import Edit
from talktui.notes.problem import Refused
from talktui.notes.talk import Note


@dataclass(frozen=True, slots=True)
class EditFile:
    """Make `edit` on its file. `base`: the bytes that the person saw, or None for whatever is there."""

    edit: Edit
    base: bytes | None = field(repr=False)

    @property
    def path(self) -> str:
        """The file it is about."""
        return self.edit.key.path


@dataclass(frozen=True, slots=True)
class NewFile:
    """Make a file, and the folders it stands in. Its name must be free."""

    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Take a file away, to the trash. It stays when it is no longer `base` (None: whatever it is)."""

    path: str
    base: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class MoveFile:
    """Rename a file; what is at `to` is never overwritten. It stays when it is no longer `base`."""

    path: str
    to: str
    base: bytes | None = field(repr=False)


Task = EditFile | NewFile | RemoveFile | MoveFile


CANCELLED = "it was stopped before this file"
"""Why a file was not changed when the person had the rest of a group left."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not changed, and why: `reason` is the rest of a sentence that begins with its path."""

    path: str
    reason: str
    task: Task | None = None
    error: NotSaved | Refused | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(slots=True)
class Made:
    """What came of a group: every task's file is in `saved`, `unchanged` or `failures`, by its path."""

    saved: list[Saved] = field(default_factory=list)
    unchanged: list[Saved] = field(default_factory=list)  # there was nothing to do
    failures: list[Failure] = field(default_factory=list)
    stopped: str | None = None  # why it ended before its end
    goes_on: bool = False  # it was stopped after it had begun: redo goes on with the rest
    step: int | None = None  # its number in the journal, None when nothing was changed or journalled
    before: int = 0  # files that this step had changed before it was interrupted and now gone on with
    warnings: list[str] = field(default_factory=list)  # about the group as a whole

    def raise_failure(self) -> None:
        """Raise the first failure (:class:`NotSaved`, :class:`Refused`), if there is one."""
        for failure in self.failures:
            raise failure.error or NotSaved(failure.path, failure.reason)


@dataclass(slots=True)
class Restored:
    """What became of a step that was taken back or made again."""

    notes: dict[str, Note | None] = field(default_factory=dict)  # as they are on the disk now
    done: list[Change] = field(default_factory=list)  # the step's; on the disk they may have been so
    made: list[Change] = field(default_factory=list)  # what was done on the disk for them, in its order
    refused: list[Change] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)  # a file's path ("": of all), and what
    stays: bool = True  # what was refused comes next once more; else it went behind the others

    @property
    def files(self) -> int:
        """How many files were changed: of a step that was cut off those alone that it had come to."""
        return Step("", tuple(self.made)).files
