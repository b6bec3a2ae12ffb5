"""Import in the app: what is asked for is read and planned in a thread, looked through, and made as one step.

The reading and planning (:mod:`talktui.transfer`) are imported when somebody imports.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Iterable
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from talktui.notes.talk import Kind, TalkKey
from talktui.tui.commands import BY_ID

if TYPE_CHECKING:
    from talktui.tui.import_preview import At, Preview
    from talktui.tui.saving import Outcome, Saving
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.screens.import_asking import Chosen, Tell
    from talktui.tui.source_line import Asked

Result = TypeVar("Result")

TELL_AFTER = 0.1
"""Seconds between two words on how far it is."""
_LOOK_AGAIN = 0.1
"""Seconds between two looks whether the notes are read."""


class _StoppedError(Exception):
    """Nobody waits for it any more."""


class Importing:
    """Carries out `I`."""

    def __init__(self, screen: BrowseScreen, saving: Saving) -> None:
        self._screen = screen
        self._saving = saving

    def import_talks(self) -> None:
        """Ask what, show what would happen, and do it."""
        from talktui.tui.screens.import_source import ImportSourceScreen
        from talktui.tui.source_line import names_in

        def answered(answer: tuple[str, Preview] | None) -> None:
            if answer is not None:
                line, preview = answer
                if line != state.imported:
                    state.imported = line
                    self._screen.app.remember()
                self._look_through(preview)

        state = self._screen.session.state
        prompt = ImportSourceScreen(self._prepare, state.imported, names=names_in)
        self._screen.app.push_screen(prompt, answered)

    # -- reading and planning

    async def _prepare(self, asked: Asked, tell: Tell) -> Preview:
        """Read the sources and plan them; raises CannotImportError."""
        # A talk that is not read yet, or is just being saved, would be taken for a new one.
        while (loading := self._screen.session.loading) or self._saving.pending:
            tell(f"waiting until all notes are {'read' if loading else 'saved'}…")
            await asyncio.sleep(_LOOK_AGAIN)
        store, notes = self._screen.app.store, list(self._screen.session.library.notes.values())

        def work(at: At) -> Preview:
            from talktui.tui.import_preview import prepared

            return prepared(store, notes, asked, at)

        return await _in_thread(work, tell)

    async def _again(self, asked: Asked, linked: frozenset[int], before: Preview, tell: Tell) -> Preview:
        store, notes = self._screen.app.store, list(self._screen.session.library.notes.values())

        def work(at: At) -> Preview:
            from talktui.tui.import_preview import planned_again

            return planned_again(store, notes, asked, before, linked, at)

        return await _in_thread(work, tell)

    # -- choosing, and the deed

    def _look_through(self, preview: Preview) -> None:
        from talktui.tui.screens.import_plan import ImportScreen

        def chosen(answer: Chosen | None) -> None:
            if answer is not None:
                self._saving.pending += 1  # from now on leaving waits
                self._screen.run_worker(self._carry_out(*answer), group="save")

        folders = _folders(self._screen.session.library.notes)
        self._screen.app.push_screen(ImportScreen(preview, self._again, folders), chosen)

    async def _carry_out(self, preview: Preview, chosen: frozenset[int] | None) -> None:
        plan, library = preview.plan, self._screen.session.library
        try:
            self._screen.say("preparing the files…")
            tasks = await asyncio.to_thread(plan.tasks, chosen)
            paths = {task.path for task in tasks}
            before = {talk.key for path in paths for talk in library.talks_of(path)}
            outcome = await self._saving.carry_out(tasks, preview.title(chosen), goes_on=True)
        finally:
            self._saving.pending -= 1
        saved = {one.change.path for one in outcome.saved}
        new = [
            key
            for path, ids in preview.new_talks(chosen).items()
            if path in saved
            for key in self._new_in(path, ids, before)
        ]
        self._screen.triaging.offer(new)
        self._tell(preview, chosen, outcome)
        while self._screen.session.loading:  # a conference.yaml came: the notes may be read once more
            await asyncio.sleep(_LOOK_AGAIN)
        if new and self._screen.session.library.talk(new[0]) is not None:
            said, warns = self._screen.keys.message, self._screen.keys.warns
            self._screen.browsing.go_to(new[0])
            self._screen.say(said, warning=warns)

    def _new_in(self, path: str, ids: Collection[str | None], before: Collection[TalkKey]) -> list[TalkKey]:
        """The file's talks that an import brought: by their ids in the source; by their headings without."""
        talks = [talk for talk in self._screen.session.library.talks_of(path) if talk.kind is Kind.TALK]
        return [
            talk.key
            for talk in talks
            if (talk.id in ids if talk.id is not None and None not in ids else talk.key not in before)
        ]

    def _tell(self, preview: Preview, chosen: frozenset[int] | None, outcome: Outcome) -> None:
        if outcome.failures or outcome.warnings or not outcome.saved:
            return  # that has been said
        new, updated = preview.counts(chosen)
        said = [f"{new:,} talk{'' if new == 1 else 's'} imported"] if new else []
        if updated:
            said.append(f"{updated:,} follow{'s' if updated == 1 else ''} the source")
        what = ", ".join(said) or preview.title(chosen)
        triages = "triage" in BY_ID and new
        then = f"; {self._screen.key_of('triage')} triages {'it' if new == 1 else 'them'}" if triages else ""
        self._screen.say(f"{what}; {self._screen.key_of('undo')} takes it back{then}")


async def _in_thread(work: Callable[[At], Result], tell: Tell) -> Result:
    """What `work` comes to; it says how far it is by `tell`, and ends soon when nobody waits any more."""
    loop, stopped = asyncio.get_running_loop(), threading.Event()
    said, was = 0.0, ""

    def at(doing: str, done: int, total: int) -> None:
        nonlocal said, was
        if stopped.is_set():
            raise _StoppedError
        if doing != was or monotonic() >= said + TELL_AFTER:
            said, was = monotonic(), doing
            loop.call_soon_threadsafe(tell, _how_far(doing, done, total))

    try:
        return await asyncio.to_thread(work, at)
    finally:
        stopped.set()


def _how_far(doing: str, done: int, total: int) -> str:
    if total:
        return f"{doing}: {done:,} of {total:,}…"
    return f"{doing}: {done:,}…" if done else f"{doing}…"


def _folders(paths: Iterable[str]) -> list[str]:
    """Every folder that a note stands in, and those around it."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found)
