"""What an open editor's text becomes on the disk, whatever others did to the file meanwhile.

Nothing that was typed is lost: the editor keeps its text until it is saved, and where the same lines
were changed elsewhere, or the file is gone, the person says what is to be done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from difflib import unified_diff
from typing import TYPE_CHECKING

from talktui.notes.body_edits import same_text
from talktui.notes.document import parse
from talktui.notes.edits import ReplaceBody, ReplaceText
from talktui.notes.history import Step
from talktui.notes.problem import Refused
from talktui.notes.store import NotSaved
from talktui.notes.talk import TalkKey
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.show_text import TextScreen

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

TextEdit = ReplaceBody | ReplaceText


class TextSaver:
    """Saves of one open editor. `make(old, new)` is the edit that a save makes."""

    def __init__(
        self, screen: BrowseScreen, title: str, text: str, make: Callable[[str, str], TextEdit]
    ) -> None:
        self._screen = screen
        self._title = f"edit {title}"
        self._on_disk = text  # what was opened, or saved last
        self._make = make
        self._data = self._known(make(text, text).key)

    def _known(self, key: TalkKey) -> bytes:
        note = self._screen.session.library.notes.get(key.path)
        return note.data if note is not None else b""

    async def save(self, new: str) -> str | None:
        """Save the text; None, or a sentence why it is not saved. Call it in a worker: it may ask."""
        if new == self._on_disk:
            return None
        edit = self._make(self._on_disk, new)
        failure = await self._try(edit)
        if failure is not None:
            failure = await self._ask(edit, failure)
        if failure is None:
            self._on_disk = new
            self._data = self._known(edit.key)
        return failure

    async def _try(self, edit: TextEdit) -> str | None:
        outcome = await self._screen.editing.saving.save([edit], self._title)
        return f"Not saved: {outcome.failures[0]}" if outcome.failures else None

    async def _ask(self, edit: TextEdit, failure: str) -> str | None:
        """After a failed save, whose note was read again: what to do where another program is the cause."""
        note = self._screen.session.library.notes.get(edit.key.path)
        if note is None:
            if await ask_gone(self._screen, edit.key.path):
                return await self._write_again(edit)
            return failure
        try:
            theirs = edit.now(note.data)
        except Refused:
            return failure
        if same_text(theirs, edit.old) or not await ask_mine(self._screen, edit.new, theirs):
            return failure
        return await self._try(self._make(theirs, edit.new))

    async def _write_again(self, edit: TextEdit) -> str | None:
        screen, path = self._screen, edit.key.path
        try:
            saved = await asyncio.to_thread(screen.app.store.create, path, edit.apply(self._data))
        except (NotSaved, Refused) as error:
            return str(error)
        screen.session.history.push(Step(self._title, (saved.change,)))
        screen.editing.saving.take([(path, saved.note)], [])
        screen.browsing.update(follow=edit.key)
        return None


class ConferenceSaver:
    """Saves of an open `conference.yaml`; `data` are its bytes, None when it is to be made."""

    def __init__(self, screen: BrowseScreen, path: str, data: bytes | None) -> None:
        self._screen = screen
        self._path = path
        self._on_disk = data

    async def save(self, new: str) -> str | None:
        """Save the text; None, or a sentence why it is not saved. Call it in a worker: it may ask."""
        store, path = self._screen.app.store, self._path
        try:
            if self._on_disk is not None:
                edit = ReplaceText(TalkKey(path), parse(self._on_disk).text, new)
                try:
                    saved = await asyncio.to_thread(store.apply, edit, self._on_disk)
                except (NotSaved, Refused) as error:
                    now = await self._read()
                    if now is None and await ask_gone(self._screen, path):
                        saved = await asyncio.to_thread(store.create, path, edit.apply(self._on_disk))
                    elif now in (None, self._on_disk) or not await ask_mine(
                        self._screen, new, parse(now or b"").text
                    ):
                        return str(error)
                    else:
                        edit = ReplaceText(edit.key, parse(now or b"").text, new)
                        saved = await asyncio.to_thread(store.apply, edit, now)
            else:
                saved = await asyncio.to_thread(store.create, path, new.encode())
        except (NotSaved, Refused) as error:
            return str(error)
        self._on_disk = saved.change.after or b""
        self._screen.session.history.push(Step(f"edit {path}", (saved.change,)))
        self._screen.choosing.reload()
        return None

    async def _read(self) -> bytes | None:
        try:
            return await asyncio.to_thread(self._screen.app.store.read_text_file, self._path)
        except FileNotFoundError:
            return None
        except OSError:
            return self._on_disk


async def ask_gone(screen: BrowseScreen, path: str) -> bool:
    """Whether to write a file again that another program has removed or renamed."""
    menu: MenuScreen[bool] = MenuScreen(
        f"{path} is not there any more",
        [Choice("w", "Write it again", True, "with this text"), Choice("k", "Keep editing", False)],
    )
    answer: bool | None = await screen.app.push_screen_wait(menu)
    return bool(answer)


async def ask_mine(screen: BrowseScreen, mine: str, theirs: str) -> bool:
    """Whether to put `mine` in the place of `theirs`, which another program has written meanwhile."""
    undo = screen.key_of("undo")
    while True:
        menu = MenuScreen(
            "Another program changed the same lines",
            [
                Choice("d", "Show the difference", "show"),
                Choice("m", "Save mine", "mine", f"theirs goes; {undo} gives it back"),
                Choice("k", "Keep editing", "keep"),
            ],
        )
        answer = await screen.app.push_screen_wait(menu)
        if answer != "show":
            return answer == "mine"
        lines = unified_diff(theirs.splitlines(), mine.splitlines(), "theirs", "mine", lineterm="")
        await screen.app.push_screen_wait(TextScreen("- theirs, + mine", "\n".join(lines)))
