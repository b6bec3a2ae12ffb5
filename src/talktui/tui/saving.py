"""Edits on their way to the disk: in a worker, one after the other, each a step of undo."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from talktui.notes.changes import Saved
from talktui.notes.edits import Edit
from talktui.notes.groups import CANCELLED, EditFile, Made, MoveFile, NewFile, Task
from talktui.notes.scan import is_note_name
from talktui.notes.store import Store
from talktui.notes.talk import Note, TalkKey
from talktui.notes.together import Together
from talktui.tui.results import results_text
from talktui.tui.screens.show_text import TextScreen

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

TELL_AFTER = 0.1
"""Seconds between two words on how far a group has come."""


@dataclass
class Outcome:
    """What became of a group of edits."""

    saved: list[Saved] = field(default_factory=list)
    keys: list[TalkKey] = field(default_factory=list)  # the talks that changed, by their keys before it
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unchanged: int = 0
    stopped: str | None = None  # why not all was tried
    goes_on: bool = False  # redo goes on with the rest
    step: int | None = None  # its number in the journal, when there is one
    seen: dict[str, Note | None] = field(default_factory=dict)  # files that were not as we knew them

    @property
    def notes(self) -> dict[str, Note | None]:
        """Every note that is another one now, by path; None: gone."""
        last = dict(self.seen)
        for saved in self.saved:
            if saved.change.moved_to is not None:
                last[saved.change.path] = None
            last[saved.change.moved_to or saved.change.path] = saved.note
        return last


def edit_tasks(edits: Sequence[Edit], bases: dict[str, bytes]) -> dict[str, EditFile]:
    """One task a file, by its path, however many of `edits` are about it.

    `bases` holds the bytes the person was looking at, by path.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.key.path, []).append(edit)
    return {
        path: EditFile(group[0] if len(group) == 1 else Together(group, bases.get(path)), bases.get(path))
        for path, group in by_path.items()
    }


def outcome_of(made: Made, store: Store, tasks: Sequence[Task], bases: dict[str, bytes]) -> Outcome:
    """What the person is told of a step (in a thread: files that were not changed are looked at again)."""
    outcome = Outcome(
        saved=made.saved,
        failures=[str(failure) for failure in made.failures],
        warnings=[saved.warning for saved in made.saved if saved.warning] + made.warnings,
        unchanged=len(made.unchanged),
        stopped=made.stopped,
        goes_on=made.goes_on,
        step=made.step,
    )
    saved = {saved.change.path for saved in made.saved}
    for task in tasks:
        if isinstance(task, EditFile) and isinstance(task.edit, Together):
            outcome.failures += [f"{task.path}: {reason}" for reason in task.edit.refused]
        if task.path in saved:
            outcome.keys += _keys(task)
    for failure in made.failures:
        # After a failure: show what is on the disk, if that is not what the person saw.
        path = failure.path
        if made.stopped == failure.reason or path in outcome.seen or isinstance(failure.task, NewFile):
            continue
        note = store.read_again(path)
        if note is None or note.data != bases.get(path):
            outcome.seen[path] = note
    return outcome


def _keys(task: Task) -> list[TalkKey]:
    """The talks that a task is about, as far as it says."""
    if isinstance(task, EditFile):
        edits = task.edit.changed if isinstance(task.edit, Together) else [task.edit]
        return [edit.key for edit in edits]
    return [TalkKey(task.to if isinstance(task, MoveFile) else task.path)]


class Saving:
    """Carries out edits and other tasks; shows what came of them."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self.turn = asyncio.Lock()  # first come, first saved
        self.pending = 0  # edits not on the disk yet: leaving waits for them
        self._leaving = False  # the app ends as soon as all is saved
        self._group = False  # several files are being saved
        self._stopped = threading.Event()  # the person wants the rest of them left

    def start(
        self,
        edits: Sequence[Edit],
        title: str,
        *,
        repeatable: bool = True,
        done: Callable[[bool], None] | None = None,
    ) -> None:
        """Save `edits` as one step of undo, titled `title`; `done` is told whether all of it is saved."""
        if edits:
            self.pending += 1
            work = self._run(tuple(edits), title, repeatable=repeatable, done=done)
            self._screen.run_worker(work, group="save")

    async def _run(
        self, edits: tuple[Edit, ...], title: str, *, repeatable: bool, done: Callable[[bool], None] | None
    ) -> None:
        outcome = Outcome(failures=["cut off"])
        try:
            outcome = await self.save(edits, title)
        finally:
            self.pending -= 1
            if done is not None:
                done(not outcome.failures)
        if repeatable and outcome.saved:
            self._screen.session.last_edits = edits

    def start_tasks(self, tasks: Sequence[Task], title: str) -> None:
        """Carry out `tasks` as one step of undo, titled `title`."""
        if tasks:
            self.pending += 1
            self._screen.run_worker(self._run_tasks(tuple(tasks), title), group="save")

    async def _run_tasks(self, tasks: tuple[Task, ...], title: str) -> None:
        try:
            await self.carry_out(tasks, title)
        finally:
            self.pending -= 1

    async def save(self, edits: Sequence[Edit], title: str, *, quiet: bool = False) -> Outcome:
        """Save and show; the caller may want to know what came of it. `quiet`: say only what went wrong."""
        async with self.turn:
            bases = self._bases(edit.key.path for edit in edits)
            tasks = list(edit_tasks(edits, bases).values())
            return await self._carry_out(tasks, title, bases, quiet=quiet)

    async def carry_out(
        self, tasks: Sequence[Task], title: str, *, whole: bool = False, goes_on: bool = False
    ) -> Outcome:
        """The same for tasks of any kind: new, removed and renamed files among them.

        Of a `whole` nothing is begun when one of its tasks cannot be done; `goes_on`: see `Store.make`.
        """
        async with self.turn:
            bases = self._bases(task.path for task in tasks)
            return await self._carry_out(tasks, title, bases, whole=whole, goes_on=goes_on)

    def _bases(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes that the person is looking at, by path."""
        notes = self._screen.session.library.notes
        return {path: note.data for path in set(paths) if (note := notes.get(path)) is not None}

    async def _carry_out(
        self,
        tasks: Sequence[Task],
        title: str,
        bases: dict[str, bytes],
        *,
        whole: bool = False,
        goes_on: bool = False,
        quiet: bool = False,
    ) -> Outcome:
        store = self._screen.app.store
        left = await self._screen.neighbours.closed_to_us({task.path for task in tasks}, whole=whole)
        tasks = [task for task in tasks if task.path not in left]

        def work() -> Outcome:
            made = store.make(
                title,
                tasks,
                progress=progress,
                cancelled=self._stopped.is_set,
                whole=whole,
                goes_on=goes_on,
            )
            return outcome_of(made, store, tasks, bases)

        self._stopped.clear()
        self._group = len(tasks) > 1 and not whole
        stops = f" · {self._screen.key_of('clear')} stops it" if self._group else ""
        if len(tasks) > 1:
            self._screen.say(f"saving {len(tasks):,} files…{stops}")
        progress = self.teller("saving", stops)
        try:
            outcome = await asyncio.to_thread(work)
        finally:
            self._group = False
        outcome.failures += [f"{path}: {reason}" for path, reason in left.items()]
        self._show(outcome, title, quiet=quiet and not outcome.failures and not outcome.warnings)
        return outcome

    def stop(self) -> bool:
        """Leave a group's files that are not saved yet, for redo to go on with. False: there are none."""
        if self._group:
            self._stopped.set()
        return self._group

    def leave(self) -> None:
        """Say from now on that the app ends as soon as all is saved."""
        self._leaving = True
        stops = f" · {self._screen.key_of('clear')} stops it" if self._group else ""
        self._screen.say(f"leaving as soon as all is saved…{stops}")

    def teller(self, doing: str, then: str = "") -> Callable[[int, int], None]:
        """What a thread calls to have it said how far it is: "saving 312 of 1,000 files", `then`."""
        loop, said = asyncio.get_running_loop(), monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal said
            if total > 1 and done < total and monotonic() >= said + TELL_AFTER:
                said = monotonic()
                first = "leaving once all is saved: " if self._leaving else ""
                said_now = f"{first}{doing} {done:,} of {total:,} files{then}"
                loop.call_soon_threadsafe(self._screen.say, said_now)

        return tell

    # -- showing

    def _show(self, outcome: Outcome, title: str, *, quiet: bool) -> None:
        session = self._screen.session
        notes = outcome.notes
        moved = {saved.change.path: saved.change.moved_to for saved in outcome.saved if saved.change.moved_to}
        known = [TalkKey(moved.get(key.path, key.path), key.anchor) for key in outcome.keys]
        self._move_marks(moved)
        for path in (path for path, note in outcome.seen.items() if note is None):
            self._screen.watching.went(path)
        keys = self.take(list(notes.items()), known)
        session.keep(keys)
        current = self._screen.tree_view.current
        follow = _follow(current.talk.key if current and current.talk else None, outcome.keys, keys)
        if notes:
            self._screen.browsing.update(follow=follow)
        if not quiet:
            self._say(outcome, title)

    def _move_marks(self, moved: dict[str, str]) -> None:
        """Marks belong to the talk, wherever its file is, and so does its place in the triage."""
        marks = self._screen.session.marks
        for key in [key for key in marks if key.path in moved]:
            marks.discard(key)
            marks.add(TalkKey(moved[key.path], key.anchor))
        if self._screen.is_made("triaging"):
            keys = [talk.key for path in moved for talk in self._screen.session.library.talks_of(path)]
            self._screen.triaging.follow({key: TalkKey(moved[key.path], key.anchor) for key in keys})

    def take(self, notes: Sequence[tuple[str, Note | None]], keys: Sequence[TalkKey]) -> list[TalkKey]:
        """Put changed notes into the library; `keys` as they are called afterwards."""
        session = self._screen.session
        renamed: dict[TalkKey, TalkKey] = {}
        if any(not is_note_name(path.rpartition("/")[2]) for path, _ in notes):
            self._screen.choosing.look_again()  # a conference.yaml says something of many notes
        session.saved_since.took(path for path, _ in notes)
        for path, note in notes:
            before = session.library.notes.get(path)
            if note is None:
                session.forget(path)
                continue
            if not is_note_name(path.rpartition("/")[2]) or session.is_copy(path):
                continue
            session.add([note])
            if before is not None and len(before.talks) == len(note.talks):
                renamed |= {
                    old.key: new.key
                    for old, new in zip(before.talks, note.talks, strict=True)
                    if old.key != new.key
                }
        for old, new in renamed.items():
            if old in session.marks:
                session.marks.discard(old)
                session.marks.add(new)
        if self._screen.is_made("triaging"):
            self._screen.triaging.follow(renamed)
        return [renamed.get(key, key) for key in keys]

    def _say(self, outcome: Outcome, title: str) -> None:
        screen = self._screen
        if outcome.failures:
            self._say_failures(outcome, title)
            return
        if outcome.warnings:
            screen.say(f"{title}: {outcome.warnings[0]}", warning=True)
        elif not outcome.saved:
            screen.say(f"{title}: nothing to change")
        elif any(saved.replayed for saved in outcome.saved):
            screen.say(f"{title} — the file had changed on the disk; both changes are in it")
        else:
            talks = len(set(outcome.keys))
            many = f" · {talks:,} talks" if talks > 1 else ""
            screen.say(f"{title}{many} · {screen.key_of('undo')} takes it back")

    def _say_failures(self, outcome: Outcome, title: str) -> None:
        screen, count = self._screen, len(outcome.failures)
        undo = f"{screen.key_of('undo')} takes it back"
        if outcome.stopped is not None:
            done, total = len(outcome.saved), len(outcome.saved) + count
            said = f"{title} stopped: {outcome.stopped} · {done:,} of {total:,} files are changed"
            then = [f"{screen.key_of('redo')} goes on with the rest"] if outcome.goes_on else []
            then += [undo] if done else []
            said += f" · {', '.join(then)}" if then else ""
        else:
            more = f" (and {count - 1} more)" if count > 1 else ""
            said = f"not saved: {outcome.failures[0]}{more}"
            if outcome.keys:
                done = len(set(outcome.keys))
                said = f"{title} · {done} of {done + count} talks · {undo} · {said}"
        screen.say(said, warning=True)
        if outcome.stopped == CANCELLED:
            return  # that is as the person wanted it
        if count > 1 and screen.app.screen is screen:  # nobody is interrupted in another screen
            screen.app.push_screen(TextScreen(f"{count:,} not saved", results_text(outcome)))

    def list_failures(self, what: str, failures: Sequence[str]) -> None:
        """Several: all of them, to scroll through; but nobody is interrupted in another screen."""
        if len(failures) > 1 and self._screen.app.screen is self._screen:
            self._screen.app.push_screen(TextScreen(f"{len(failures):,} {what}", "\n".join(failures)))

    async def wait(self) -> None:
        """Until every edit that was begun is on the disk."""
        while self.pending:
            async with self.turn:
                pass
            await asyncio.sleep(0)


def _follow(current: TalkKey | None, old: Sequence[TalkKey], new: Sequence[TalkKey]) -> TalkKey | None:
    """The talk under the cursor, by its key after the edit."""
    for before, after in zip(old, new, strict=True):
        if before == current:
            return after
    return current
