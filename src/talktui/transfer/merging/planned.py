"""What an import would do, talk by talk, and the tasks that do it: a preview first, then one step of undo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from talktui.notes.changes import Change
from talktui.notes.edit import Edit, WorkedOut
from talktui.notes.groups import EditFile, NewFile, Task
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from talktui.transfer.imported import ImportedTalk, Told
from talktui.transfer.merging.combining import Incoming, words
from talktui.transfer.merging.follow import Difference
from talktui.transfer.merging.logs import LEVEL, FollowInLog
from talktui.transfer.merging.new_files import Brought, log_bytes
from talktui.transfer.merging.places import Place

Shape = Literal["files", "log"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a person wants an import."""

    conference: str | None = None  # its name, whatever the sources say
    into: str | None = None  # the folder for notes of a conference that has none yet
    shape: Shape | None = None  # new talks as files, or one log a conference; None: as its talks are already
    related: bool = False  # what sources offer is taken as `related`


class State(StrEnum):
    """What an import does with a talk."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"  # a note of an earlier import that its source has no more; it stays as it is
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """One talk of a plan."""

    number: int  # its place in :attr:`Plan.talks`
    state: State
    title: str
    conference: str
    key: TalkKey | None  # where it is, or will be; None: it was refused and is nowhere
    talk: ImportedTalk | None  # None: it is :attr:`State.LEFT`
    follows: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    reason: str = ""  # why it is refused


@dataclass(frozen=True, slots=True)
class PlannedConference:
    """A `conference.yaml` of a plan."""

    name: str
    path: str
    state: State
    kept: tuple[Difference, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Log:
    """A log that an import makes or adds to: what of it is whose, by number."""

    path: str
    title: str
    place: Place
    new: dict[int, Brought] = field(default_factory=dict)
    follows: dict[int, tuple[TalkKey, Incoming]] = field(default_factory=dict)
    worked_out: tuple[frozenset[int], bytes] | None = None  # what some of it makes of the log that is there


@dataclass(slots=True)
class Plan:
    """What an import would do. It is made for the notes as they were; its edits fit themselves to what is.

    Front ends use `talks`, `conferences`, `told` and the methods; the rest is for whoever makes it.
    """

    talks: tuple[Planned, ...]
    conferences: tuple[PlannedConference, ...]
    told: tuple[Told, ...]
    store: Store
    library: Library
    files: dict[int, Task] = field(default_factory=dict)
    logs: dict[str, Log] = field(default_factory=dict)
    conference_tasks: dict[str, Task] = field(default_factory=dict)  # by the words of its name

    @property
    def title(self) -> str:
        """What undo calls it."""
        return self.titled(None)

    def titled(self, chosen: Collection[int] | None) -> str:
        """What undo calls it when only the talks `chosen` are taken."""
        taken = [self.talks[number] for number in self._numbers(chosen)]
        conferences = {words(one.conference): one.conference for one in taken}
        what = taken[0].title if len(taken) == 1 else f"{len(taken)} talks"
        only = next(iter(conferences.values())) if len(conferences) == 1 else ""
        return f"import {what}" + (f" of {only}" if only else "")

    def count(self, state: State) -> int:
        """How many of the talks are in `state`."""
        return sum(one.state is state for one in self.talks)

    def tasks(self, chosen: Collection[int] | None = None) -> list[Task]:
        """What :meth:`Store.make` is to do for the talks `chosen` (their numbers), or for all.

        A conference's file comes before its notes.
        """
        numbers = self._numbers(chosen)
        wanted = {words(self.talks[number].conference) for number in numbers}
        if chosen is None:
            wanted |= self.conference_tasks.keys()
        tasks = [task for name, task in self.conference_tasks.items() if name in wanted]
        tasks += [self.files[number] for number in numbers if number in self.files]
        picked = set(numbers)
        for log in self.logs.values():
            tasks += self.log_task(log, picked)
        return tasks

    def changes(self, chosen: Collection[int] | None = None) -> list[Change]:
        """What :meth:`tasks` would do to the files, as they were when the plan was made."""
        return [change for task in self.tasks(chosen) if (change := self.change(task)).is_change]

    def _numbers(self, chosen: Collection[int] | None) -> list[int]:
        return [
            one.number
            for one in self.talks
            if one.state in {State.NEW, State.CHANGED} and (chosen is None or one.number in chosen)
        ]

    def change(self, task: Task) -> Change:
        """What `task` would do; raises :class:`~talktui.notes.problem.Refused`."""
        if isinstance(task, NewFile):
            return Change(task.path, None, task.data)
        assert isinstance(task, EditFile)
        before = task.base if task.base is not None else b""
        return Change(task.path, before, task.edit.apply(before))

    def log_task(self, log: Log, picked: set[int]) -> list[Task]:
        """The one task of `log` for the talks `picked`, if they are about it.

        Raises :class:`~talktui.notes.problem.Refused`.
        """
        new = tuple(what for number, what in log.new.items() if number in picked)
        follows = tuple(one for number, one in log.follows.items() if number in picked)
        if not new and not follows:
            return []
        note = self.library.notes.get(log.path)
        if note is None:
            conference = "" if log.place.tells else log.title
            return [NewFile(log.path, log_bytes(log.title, conference, new, LEVEL))]
        edit: Edit = FollowInLog(TalkKey(log.path), follows, new, self.store.folders)
        if log.worked_out is not None and log.worked_out[0] == picked & {*log.new, *log.follows}:
            edit = WorkedOut(edit, note.data, log.worked_out[1])
        return [EditFile(edit, note.data)]
