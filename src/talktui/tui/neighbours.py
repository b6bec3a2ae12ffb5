"""What stands beside notes: asks before a note that is open elsewhere is changed; settles sync conflicts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from talktui.notes import document
from talktui.notes.beside import Opened, beside, opened_now
from talktui.notes.drafts import Draft, DraftKind
from talktui.notes.edits import ReplaceText
from talktui.notes.groups import EditFile, RemoveFile, Task
from talktui.notes.joining import joined
from talktui.notes.talk import TalkKey
from talktui.tui.compare import compare
from talktui.tui.screens.conflict import ConflictScreen, Resolution
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.text_saving import saver_of

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen


class Answer(StrEnum):
    """What becomes of notes that are open in another program."""

    ALL = "all"
    OTHERS = "others"
    NONE = "none"


class Neighbours:
    """Knows what other programs put beside notes; carries out `C`."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._allowed: set[tuple[str, Opened]] = set()  # what the person said "save anyway" to

    # -- what the card and the list of problems say

    def said_of(self, path: str) -> list[str]:
        """Sentences on what stands beside the note at `path`."""
        found = self._screen.session.beside.get(path)
        if found is None:
            return []
        said = [str(found.opened)] if found.opened is not None else []
        if found.copies:
            said.append(f"{_copies(found.copies)} · {self._screen.key_of('conflict')} compares them")
        return said

    def all_conflicts(self) -> list[tuple[str, str, TalkKey | None]]:
        """Every sync conflict, for the list of problems."""
        session = self._screen.session
        return [
            (path, _copies(found.copies), note.talks[0].key if note.talks else None)
            for path, found in sorted(session.beside.items())
            if found.copies and (note := session.library.notes.get(path)) is not None
        ]

    # -- notes that are open elsewhere

    async def closed_to_us(self, paths: Collection[str], *, whole: bool = False) -> dict[str, str]:
        """Those of `paths` that are not to be changed, with the reason; asks about notes open elsewhere.

        Of a `whole` all are changed or none. To be awaited in a worker.
        """
        found = await asyncio.to_thread(self._opened, frozenset(paths))
        found = {path: opened for path, opened in found.items() if (path, opened) not in self._allowed}
        if not found:
            return {}
        answer = await self._ask(found, len(paths), others=not whole)
        if answer is Answer.ALL:
            self._allowed.update(found.items())
            return {}
        refused = paths if answer is not Answer.OTHERS else found
        return {
            path: f"it is {found[path]}; save and close it there first"
            if path in found
            else "it was left, as another of these notes is open elsewhere"
            for path in refused
        }

    def _opened(self, paths: Collection[str]) -> dict[str, Opened]:
        root = os.path.realpath(self._screen.session.root)
        return {path: opened for path in paths if (opened := opened_now(root, path)) is not None}

    async def _ask(self, found: dict[str, Opened], count: int, *, others: bool) -> Answer:
        path, opened = next(iter(sorted(found.items())))
        title = (
            f"{path} is {opened}" if len(found) == 1 else f"{len(found)} of {count} notes are open elsewhere"
        )
        then = f"{opened.program} will say so"
        choices = [Choice("s", "Save anyway", Answer.ALL, then)]
        if others and len(found) < count:
            choices.append(Choice("o", "Save the others", Answer.OTHERS))
        choices.append(Choice("l", "Leave it as it is", Answer.NONE))
        answer = await self._screen.app.push_screen_wait(MenuScreen(title, choices))
        return answer or Answer.NONE

    # -- sync conflicts

    def conflict(self) -> None:
        """Compare the note with the copy that a sync program left beside it."""
        row = self._screen.tree_view.current
        if row is None or row.talk is None:
            self._screen.say("this is for one talk: go to it first", warning=True)
            return
        self._screen.run_worker(self._conflict(row.talk.key.path), group="conflict", exclusive=True)

    async def _conflict(self, path: str) -> None:
        screen, store = self._screen, self._screen.app.store
        found = await asyncio.to_thread(beside, os.path.realpath(store.root), path)
        if not found.copies:
            screen.say("no sync-conflict copy stands beside this note")
            return
        copy = await self._which(found.copies)
        if copy is None:
            return
        try:
            mine = await asyncio.to_thread(store.read_text_file, path)
            theirs = await asyncio.to_thread(store.read_text_file, copy)
        except OSError as error:
            screen.say(f"the two cannot be compared: {error}", warning=True)
            return
        ours, others = document.parse(mine), document.parse(theirs)
        for name, parsed in ((path, ours), (copy, others)):
            if parsed.read_only is not None:
                screen.say(f"the two cannot be compared: {name}: {parsed.read_only}", warning=True)
                return
        about = (
            "Another device wrote the copy while this note was changed here. What is not taken goes to the "
            f"trash; {screen.key_of('undo')} brings it back."
        )
        if ours.text == others.text:
            about = f"Both say the same: either may go to the trash. {about}"
        pairs = await asyncio.to_thread(compare, ours.text, others.text)
        names = ("this note", copy.rpartition("/")[2])
        remove = RemoveFile(copy, theirs)
        match await screen.app.push_screen_wait(
            ConflictScreen(f"Sync conflict: {path}", pairs, about, names)
        ):
            case Resolution.MINE:
                await self._settle([remove], f"keep {path}, its conflict copy to the trash", path, copy)
            case Resolution.THEIRS:
                edit = ReplaceText(TalkKey(path), ours.text, others.text)
                tasks: list[Task] = [EditFile(edit, mine), remove]
                await self._settle(tasks, f"{path} from its conflict copy", path, copy)
            case Resolution.BOTH:
                await self._edit_both(path, copy, mine, theirs)

    async def _which(self, copies: tuple[str, ...]) -> str | None:
        if len(copies) == 1:
            return copies[0]
        menu = MenuScreen("Which copy?", [Choice("", copy.rpartition("/")[2], copy) for copy in copies])
        return await self._screen.app.push_screen_wait(menu)

    async def _settle(self, tasks: list[Task], title: str, path: str, copy: str) -> None:
        outcome = await self._screen.editing.saving.carry_out(tasks, title)
        if not outcome.failures and not outcome.warnings:
            self._screen.say(f"{title} · {self._screen.key_of('undo')} takes it back")
        self._screen.watching.look_at([path, copy])

    async def _edit_both(self, path: str, copy: str, mine: bytes, theirs: bytes) -> None:
        """Both texts in the editor; once that is saved, the copy may go."""
        screen = self._screen
        ours, others = document.parse(mine).text, document.parse(theirs).text
        both = joined(_in_both(ours, others), ours, others)
        draft = Draft(TalkKey(path), path, ours, both.text, DraftKind.FILE, both.markers)
        editor = EditorScreen(
            path,
            ours,
            saver_of(screen, draft, mine).save,
            keeper=screen.app.drafting.keeper(draft),
            unsaved=both.text,
            markers=both.markers,
        )
        if await screen.app.push_screen_wait(editor) is None:
            return
        menu = MenuScreen(
            "The note is saved. Its conflict copy:",
            [Choice("t", "To the trash", True), Choice("k", "Keep it beside the note", False)],
        )
        if await screen.app.push_screen_wait(menu):
            await self._settle(
                [RemoveFile(copy, theirs)], f"conflict copy of {path} to the trash", path, copy
            )


def _copies(copies: tuple[str, ...]) -> str:
    if len(copies) == 1:
        return f"a sync-conflict copy stands beside it: {copies[0].rpartition('/')[2]}"
    return f"{len(copies)} sync-conflict copies stand beside it"


def _in_both(mine: str, theirs: str) -> str:
    """The lines that both texts have: what they may have been before each was changed."""
    ours, others = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    blocks = SequenceMatcher(None, ours, others).get_matching_blocks()
    return "".join(line for block in blocks for line in ours[block.a : block.a + block.size])
