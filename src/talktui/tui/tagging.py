"""The tag screen: its counts, and what is done to tags over everything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from talktui.notes import tag_edits
from talktui.notes.groups import EditFile
from talktui.notes.tag_edits import Plan, TagCount
from talktui.notes.tag_names import BadTagError, NoSuchTagError
from talktui.notes.talk import Note
from talktui.query.clauses import written
from talktui.tui.results import results_text
from talktui.tui.screens.all_tags import Act, AllTagsScreen
from talktui.tui.screens.changes import Change, ChangesScreen
from talktui.tui.screens.show_text import TextScreen
from talktui.tui.screens.tag_name import TagNameScreen

if TYPE_CHECKING:
    from talktui.tui.saving import Outcome, Saving
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.undoing import Undoing

_LOOK_AGAIN = 0.5  # seconds between two counts while notes are still being read


class Tagging:
    """Opens the tag screen and carries out what is asked for there."""

    def __init__(self, screen: BrowseScreen, saving: Saving, undoing: Undoing) -> None:
        self._screen = screen
        self._saving = saving
        self._undoing = undoing
        self._tags: AllTagsScreen | None = None
        self._counts: Sequence[TagCount] = ()

    def all_tags(self) -> None:
        """Every tag with its counts."""
        self._tags = AllTagsScreen(self._asked)
        self._screen.app.push_screen(self._tags, self._left)
        self._run(self._count_while_reading())

    def _left(self, tag: str | None) -> None:
        self._tags = None
        if tag is not None:
            self._screen.bar.set_text(f"tag:{written(tag)}")

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._screen.run_worker(work, group="tags")

    # -- counts

    async def _count_while_reading(self) -> None:
        await self._count()
        while self._tags is not None and self._screen.session.loading:
            self._tags.say("still reading the notes: there may be more")
            await asyncio.sleep(_LOOK_AGAIN)
            await self._count()
            if not self._screen.session.loading and self._tags is not None:
                self._tags.say("")

    async def _count(self) -> None:
        notes = list(self._screen.session.library.notes.values())
        counts = await asyncio.to_thread(
            lambda: tag_edits.tag_counts(talk for note in notes for talk in note.talks)
        )
        self._counts = counts
        if self._tags is not None:
            self._tags.show(counts)

    # -- what is asked for

    def _asked(self, act: Act, tags: tuple[str, ...]) -> None:
        if act is Act.UNDO or act is Act.REDO:
            self._run(self._step(back=act is Act.UNDO))
            return
        if self._screen.session.loading:
            self._say("wait until all notes are read: a tag is changed in every one", warning=True)
            return
        library = self._screen.session.library
        if act is Act.DELETE:
            self._run(self._preview(lambda cancelled: tag_edits.delete(library, *tags, cancelled=cancelled)))
            return
        known = [(count.tag, count.below) for count in self._counts if count.talks]
        names = " ".join(f"#{tag}" for tag in tags)

        def named(name: str | None) -> None:
            if name is None:
                return
            if act is Act.RENAME:
                self._run(
                    self._preview(
                        lambda cancelled: tag_edits.rename(library, tags[0], name, cancelled=cancelled), name
                    )
                )
            else:
                self._run(
                    self._preview(
                        lambda cancelled: tag_edits.merge(library, tags, name, cancelled=cancelled), name
                    )
                )

        if act is Act.RENAME:
            dialog = TagNameScreen(f"Rename {names} to", tags, known, tags[0])
        else:
            counts = dict(known)
            commonest = max(tags, key=lambda tag: counts.get(tag, 0)) if len(tags) > 1 else ""
            dialog = TagNameScreen(f"Merge {names} into", tags, known, commonest)
        self._screen.app.push_screen(dialog, named)

    async def _preview(self, make: Callable[[Callable[[], bool]], Plan], becomes: str = "") -> None:
        """Find out in a thread what the change takes, and ask."""
        self._say("looking through the notes…")
        try:
            plan = await asyncio.to_thread(make, lambda: self._tags is None)
        except (NoSuchTagError, BadTagError) as error:
            self._say(str(error), warning=True)
            return
        if self._tags is None:
            return
        self._say("")
        if not plan.tasks and not plan.refused:
            said = "; ".join(plan.warnings) or "nothing to change"
            self._say(f"{plan.title}: {said}", warning=True)
            return

        def answered(chosen: tuple[int, ...] | None) -> None:
            if chosen:
                first = len(plan.refused)
                self._run(self._carry_out(plan, [plan.tasks[number - first] for number in chosen], becomes))

        notes = self._screen.session.library.notes
        changes = [Change(_label(notes[path]), path, refused=reason) for path, reason in plan.refused]
        changes += [_change(task, _label(notes[task.path])) for task in plan.tasks]
        self._screen.app.push_screen(
            ChangesScreen(plan.title, changes, noun="note", notes=_sentences(plan), tried=True), answered
        )

    async def _carry_out(self, plan: Plan, tasks: Sequence[EditFile], becomes: str) -> None:
        self._saving.pending += 1
        try:
            outcome = await self._saving.carry_out(tasks, plan.title)
        finally:
            self._saving.pending -= 1
        await self._after(becomes)
        self._tell(plan.title, outcome)

    def _tell(self, title: str, outcome: Outcome) -> None:
        files = f"{len(outcome.saved):,} note{'' if len(outcome.saved) == 1 else 's'}"
        undo = self._screen.key_of("undo")
        if not outcome.failures and not outcome.stopped:
            warnings = f" · {outcome.warnings[0]}" if outcome.warnings else ""
            self._say(f"{title} · {files} · {undo} takes it back{warnings}", warning=bool(warnings))
            return
        self._say(f"{title} · {files} changed, {len(outcome.failures):,} not", warning=True)
        if self._tags is not None and self._screen.app.screen is self._tags:
            self._screen.app.push_screen(TextScreen(f"{title}: what came of it", results_text(outcome)))

    async def _step(self, *, back: bool) -> None:
        (self._undoing.undo if back else self._undoing.redo)()
        await self._saving.wait()
        await self._after("")
        self._say(self._screen.keys.message)

    async def _after(self, becomes: str) -> None:
        """Count again; the cursor goes with the tag that changed."""
        await self._count()
        if self._tags is not None:
            self._tags.clear_marks()
            if becomes:
                self._tags.point_at(becomes)

    def _say(self, message: str, *, warning: bool = False) -> None:
        if self._tags is not None and self._tags.is_mounted:
            self._tags.say(message, warning=warning)
        elif message:
            self._screen.say(message, warning=warning)


def _change(task: EditFile, label: str) -> Change:
    return Change(label, task.path, task.base, lambda: task.edit.apply(task.base or b""))


def _label(note: Note) -> str:
    """A note's name in the preview: its talk's title; of a log its path."""
    return note.talks[0].title if len(note.talks) == 1 else note.path


def _sentences(plan: Plan) -> list[str]:
    talks = f"{plan.talks:,} talk{'' if plan.talks == 1 else 's'} in {len(plan.tasks):,} notes"
    return [talks, *plan.warnings] if len(plan.tasks) > 1 or plan.warnings else []
