"""Undo and redo, across restarts, and what was left half done by a talktui that was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from talktui.notes.changes import JournalError, Step, StepState
from talktui.notes.groups import Restored
from talktui.notes.step_words import told, what
from talktui.notes.store import Store
from talktui.notes.talk import Note, TalkKey
from talktui.tui.diff_lines import MOST, diff_lines
from talktui.tui.screens.history import PAGE, Chosen, HistoryScreen, Looked
from talktui.tui.screens.menu import Choice, MenuScreen

if TYPE_CHECKING:
    from textual.worker import Worker

    from talktui.tui.saving import Saving
    from talktui.tui.screens.browse import BrowseScreen


def look_at(store: Store, step: Step) -> Looked:
    """What a step did to its files, and what is in the way of undo or redo (in a thread).

    The next step is never in the way of itself: undo goes as far as it can. Raises :class:`JournalError`.
    """
    full = store.journal.step(step.id)
    if full is None:
        return Looked((), "This step is in the history no more.")
    lines: list[str] = []
    for number, change in enumerate(full.changes):
        if len(lines) >= MOST:
            lines.append(f"… and {len(full.changes) - number:,} more files")
            break
        lines.append(what(change))
        lines += diff_lines(change.path, change.before, change.after)
    if full.state is StepState.GONE:
        return Looked(lines, "Undone, and something else was done since: it cannot be made again.")
    back = full.state is not StepState.UNDONE
    upcoming = store.journal.next_undo() if back else store.journal.next_redo()
    if full.state.is_open or (upcoming is not None and upcoming.id == full.id):
        return Looked(lines)
    _, failures = store.foresee(full, back=back)
    if not failures:
        return Looked(lines)
    more = f" (and {len(failures) - 1:,} more)" if len(failures) > 1 else ""
    return Looked(lines, f"Cannot be {'undone' if back else 'redone'} now. {failures[0]}{more}")


class Undoing:
    """Carries out undo and redo; offers what was left unfinished."""

    def __init__(self, screen: BrowseScreen, saving: Saving) -> None:
        self._screen = screen
        self._saving = saving

    # -- commands

    def undo(self) -> None:
        """Take the last step back."""
        self._start(lambda: self._next(back=True))

    def redo(self) -> None:
        """Make it again."""
        self._start(lambda: self._next(back=False))

    def history(self) -> None:
        """Every step, to look at; one is taken back, or made again."""
        self._screen.app.push_screen(HistoryScreen(self._older, self._look), self._chosen)

    def _chosen(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self._start(lambda: self._restore_afresh(chosen))

    async def _restore_afresh(self, chosen: Chosen) -> None:
        """The step with its texts, which the list has not."""
        step = await asyncio.to_thread(self._screen.app.store.journal.step, chosen.step.id)
        if step is None:
            self._screen.say("this step is in the history no more", warning=True)
        else:
            await self.restore(step, back=chosen.back)

    async def _older(self, last: Step | None) -> Sequence[Step]:
        journal = self._screen.app.store.journal
        try:
            return await asyncio.to_thread(journal.steps, PAGE, last)
        except JournalError as error:
            self._screen.say(f"the undo journal cannot be used: {error}", warning=True)
            return ()

    async def _look(self, step: Step) -> Looked:
        try:
            return await asyncio.to_thread(look_at, self._screen.app.store, step)
        except JournalError as error:
            return Looked((), f"It cannot be read from the journal: {error}.")

    def take_back(self, which: Callable[[], int | None], done: Callable[[], None]) -> None:
        """Take one step back, in its turn; the cursor stays. `which` is asked then for its number.

        `done` is called when that is over, also when there was nothing to take back.
        """
        self._start(lambda: self._take_back(which, done))

    async def _take_back(self, which: Callable[[], int | None], done: Callable[[], None]) -> None:
        number = which()
        step = await asyncio.to_thread(self._screen.app.store.journal.step, number) if number else None
        try:
            if step is not None and step.state is StepState.DONE:
                await self.restore(step, back=True, stay=True)
        finally:
            done()

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `work` when what is being saved is on the disk; leaving waits for it."""
        self._saving.pending += 1
        self._screen.run_worker(self._in_turn(work), group="save")

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            async with self._saving.turn:
                await work()
        except JournalError as error:
            self._screen.say(f"the undo journal cannot be used: {error}", warning=True)
        finally:
            self._saving.pending -= 1

    async def _next(self, *, back: bool) -> None:
        journal = self._screen.app.store.journal
        step = await asyncio.to_thread(journal.next_undo if back else journal.next_redo)
        if step is None:
            self._screen.say("nothing to undo" if back else "nothing to redo", warning=True)
            return
        await self.restore(step, back=back)

    async def restore(self, step: Step, *, back: bool, stay: bool = False) -> None:
        """Take `step` back, or make it again, and show it; `stay`: the cursor does not go there."""
        store, screen = self._screen.app.store, self._screen
        paths = {path for change in step.changes for path in (change.path, change.moved_to) if path}
        for path, reason in (await screen.neighbours.closed_to_us(paths, whole=True)).items():
            screen.say(f"not {'undone' if back else 'redone'}: {path}: {reason}", warning=True)
            return
        progress = self._saving.teller("taking back" if back else "making again")
        work = store.take_back if back else store.make_again
        if len(step.changes) > 1:
            screen.say(f"{'taking back' if back else 'making again'} {len(step.changes):,} files…")
        restored = await asyncio.to_thread(lambda: work(step, progress=progress))
        before = {path: screen.session.library.notes.get(path) for path in restored.notes}
        self._saving.take(list(restored.notes.items()), [])
        follow = _first_changed(before, restored.notes)
        screen.session.keep([follow] if follow else [])
        current = screen.tree_view.current
        if stay and current is not None and current.talk is not None:
            follow = current.talk.key
        screen.browsing.update(follow=follow)
        self._say(step, restored, back=back)

    def _say(self, step: Step, restored: Restored, *, back: bool) -> None:
        screen = self._screen
        if not restored.failures:
            said = f"{'took back' if back else 'made again'}: {told(step)}"
            if restored.warnings:
                path, warning = restored.warnings[0]
                said += f" · {path}: {warning}" if path else f" · {warning}"
            screen.say(said, warning=bool(restored.warnings))
            return
        key = screen.key_of("undo" if back else "redo")
        said = (
            f"{told(step)}: {'taken back' if back else 'made again'} in {restored.files:,} files, not in "
            if restored.done
            else f"not {'undone' if back else 'redone'}: "
        )
        then = f"{key} tries it once more" if restored.stays else f"{key} goes on with what was before it"
        count = len(restored.failures)
        more = f" (and {count - 1:,} more)" if count > 1 else ""
        screen.say(f"{said}{restored.failures[0]}{more} · {then}", warning=True)
        self._saving.list_failures(
            "not undone" if back else "not redone", [str(failure) for failure in restored.failures]
        )

    # -- what was left half done

    def loaded(self) -> None:
        """Everything was read: offer what a talktui that was stopped left half done."""
        _: Worker[None] = self._screen.run_worker(self._offer, group="unfinished")

    async def _offer(self) -> None:
        screen, store = self._screen, self._screen.app.store
        try:
            async with self._saving.turn:
                steps = await asyncio.to_thread(store.unfinished)
        except JournalError as error:
            screen.say(f"the undo journal cannot be used: {error}", warning=True)
            return
        if store.journal.warning:
            screen.say(store.journal.warning, warning=True)
        for step in steps:
            menu: MenuScreen[str] = MenuScreen(
                f"Half done when talktui was stopped: {told(step)}",
                [
                    Choice("f", "Finish it", "finish", "in the files that it did not come to"),
                    Choice("t", "Take it back", "back", "in the files that it had changed"),
                    Choice("l", "Leave it", "leave", "and ask again at the next start"),
                ],
            )
            answer = await screen.app.push_screen_wait(menu)
            if answer in {"finish", "back"}:
                self._start(lambda step=step, back=answer == "back": self.restore(step, back=back))  # type: ignore[misc]  # bound now


def _first_changed(before: dict[str, Note | None], after: dict[str, Note | None]) -> TalkKey | None:
    """A talk that undo or redo changed, for the cursor to go to."""
    for path, note in after.items():
        if note is None:
            continue
        was = before.get(path)
        old = {talk.key: talk for talk in was.talks} if was is not None else {}
        for talk in note.talks:
            have = old.get(talk.key)
            if have is None or (have.body, have.fields, have.tags, have.status) != (
                talk.body,
                talk.fields,
                talk.tags,
                talk.status,
            ):
                return talk.key
    return None
