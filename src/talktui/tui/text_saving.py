"""What an open editor's text becomes on the disk, whatever others did to the file meanwhile.

Nothing that was typed is lost: the editor keeps its text until it is saved, and where the same lines
were changed elsewhere, or the file is gone, the person says what is to be done. A text that gives way
to another program's is kept as a draft.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from talktui.notes.body_edits import same_text
from talktui.notes.drafts import Draft, DraftKind, DraftNotKept
from talktui.notes.edits import ReplaceBody, ReplaceText
from talktui.notes.groups import EditFile, NewFile, Task
from talktui.notes.joining import joined
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey
from talktui.tui.compare import compare
from talktui.tui.screens.conflict import ConflictScreen, Resolution
from talktui.tui.screens.editor import NewText
from talktui.tui.screens.menu import Choice, MenuScreen

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

TextEdit = ReplaceBody | ReplaceText

LEFT = (
    "Not saved: another program changed the same lines. Your text stays here, and a draft of it on the disk."
)


class TextSaver:
    """Saves of one open editor. `make(old, new)` is the edit that a save makes.

    `draft` says what is edited; its base is the text that the first save changes. `data` are the file's
    bytes as they were read, None when there is no file: the first save makes it.
    """

    def __init__(
        self, screen: BrowseScreen, draft: Draft, make: Callable[[str, str], TextEdit], data: bytes | None
    ) -> None:
        self._screen = screen
        self._draft = draft
        self._title = f"edit {draft.title}"
        # What the next save changes; of an empty conference.yaml the editor begins with a line of ours.
        self._on_disk = "" if data == b"" and draft.kind is DraftKind.FOLDER else draft.base
        self._make = make
        self._data = data

    async def save(self, new: str) -> str | NewText | None:
        """Save the text: None, what the editor is to hold now, or a sentence why it is not saved.

        Call it in a worker: it may ask.
        """
        if self._data is None:
            return await self._write(new.encode("utf-8", "surrogateescape"), new)
        if new == self._on_disk:
            return self._theirs(new)
        edit = self._make(self._on_disk, new)
        failure = await self._try(edit)
        return self._saved(edit) if failure is None else await self._settle(edit, failure)

    def _theirs(self, text: str) -> NewText | None:
        """With nothing to save: what another program made of the text meanwhile, as far as it is known."""
        edit = self._make(text, text)
        note = self._screen.session.library.notes.get(edit.key.path)
        if note is None or note.data == self._data:
            return None
        try:
            theirs = edit.now(note.data)
        except Refused:
            return None
        self._data = note.data
        if same_text(theirs, text):
            return None
        return self._new_text(theirs, theirs, "Another program had changed the text: this is it now.")

    async def _try(self, edit: TextEdit) -> str | None:
        note = self._screen.session.library.notes.get(edit.key.path)
        return await self._carry_out(EditFile(edit, note.data if note is not None else None))

    async def _write(self, data: bytes, text: str) -> str | None:
        """Make the file; None, or a sentence why it is not made."""
        failure = await self._carry_out(NewFile(self._draft.key.path, data))
        if failure is None:
            self._on_disk = text
            self._screen.browsing.update(follow=self._draft.key)
        return failure

    async def _carry_out(self, task: Task) -> str | None:
        outcome = await self._screen.editing.saving.carry_out([task], self._title)
        if outcome.failures:
            return f"Not saved: {outcome.failures[0]}"
        if outcome.saved:
            self._data = outcome.saved[-1].change.after or b""
        return None

    def _saved(self, edit: TextEdit) -> NewText | None:
        """After a save: where another program's lines are in the file too, the editor is to show them."""
        self._on_disk = edit.new
        try:
            now = self._make(edit.new, edit.new).now(self._data or b"")
        except Refused:  # the text brought a heading or a front matter: there is no such place any more
            return None
        if same_text(now.rstrip(), edit.new.rstrip()):
            return None
        return self._new_text(now, now, "Saved. Another program had changed other lines: they are here too.")

    def _new_text(self, text: str, base: str, said: str, markers: tuple[str, ...] = ()) -> NewText:
        def taken() -> None:
            self._on_disk = base

        return NewText(text, base, said, markers, taken)

    async def _settle(self, edit: TextEdit, failure: str) -> str | NewText | None:
        """After a failed save: what to do where another program is the cause."""
        path = edit.key.path
        try:
            data = await asyncio.to_thread(self._screen.app.store.read_text_file, path)
        except FileNotFoundError:
            return await self._write_again(edit) if await ask_gone(self._screen, path) else failure
        except OSError:
            return failure
        try:
            theirs = edit.now(data)
        except Refused:
            return failure
        if same_text(theirs, edit.old):
            return failure
        match await ask_both(self._screen, self._draft.title, edit.new, theirs):
            case Resolution.MINE:
                mine = self._make(theirs, edit.new)
                failed = await self._try(mine)
                return failed if failed is not None else self._saved(mine)
            case Resolution.THEIRS:
                return await self._take_theirs(edit, theirs)
            case Resolution.BOTH:
                both = joined(edit.old, edit.new, theirs)
                said = (
                    f"Both texts are here, between marks where they differ ({both.conflicts}). "
                    "Keep what you want of each, take the marks out, then save."
                )
                return self._new_text(both.text, theirs, said, both.markers)
        return LEFT

    async def _write_again(self, edit: TextEdit) -> str | None:
        try:
            data = edit.apply(self._data or b"")
        except Refused as error:
            return f"Not saved: {error}"
        return await self._write(data, edit.new)

    async def _take_theirs(self, edit: TextEdit, theirs: str) -> str | NewText:
        drafting = self._screen.app.drafting
        mine = Draft(edit.key, self._draft.title, edit.old, edit.new, self._draft.kind)
        try:
            kept = await drafting.keep(mine)
        except DraftNotKept as error:
            return f"Not taken: your text could not be kept on the disk ({error.reason}), so it stays here."
        await drafting.postpone([kept.id])
        key = self._screen.key_of("recovered")
        return self._new_text(theirs, theirs, f"This is theirs. Yours is kept as a draft: {key} has it.")


def saver_of(screen: BrowseScreen, draft: Draft, data: bytes | None) -> TextSaver:
    """The saver of a draft of a text: a talk's, a whole file's or a `conference.yaml`'s."""
    key = draft.key
    if draft.kind is DraftKind.BODY:
        return TextSaver(screen, draft, lambda old, new: ReplaceBody(key, old, new), data)
    file = TalkKey(key.path)
    return TextSaver(screen, draft, lambda old, new: ReplaceText(file, old, new), data)


async def ask_gone(screen: BrowseScreen, path: str) -> bool:
    """Whether to write a file again that another program has removed or renamed."""
    menu: MenuScreen[bool] = MenuScreen(
        f"{path} is not there any more",
        [Choice("w", "Write it again", True, "with this text"), Choice("k", "Keep editing", False)],
    )
    answer: bool | None = await screen.app.push_screen_wait(menu)
    return bool(answer)


async def ask_both(screen: BrowseScreen, title: str, mine: str, theirs: str) -> Resolution | None:
    """What becomes of `mine` and `theirs`, which another program has written meanwhile."""
    pairs = await asyncio.to_thread(compare, mine, theirs)
    undo = screen.key_of("undo")
    about = (
        "Another program changed the same lines. Nothing is written until you say, and what you do not take "
        f"is kept: theirs comes back with {undo}, yours is a draft."
    )
    return await screen.app.push_screen_wait(ConflictScreen(f"{title}: two versions", pairs, about))
