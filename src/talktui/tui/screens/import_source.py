"""Ask what to import; it is read and planned from here, so that a mistake leaves what was typed.

`make` does the work and says how far it is. `esc` stops that, and once more leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from textual.content import Content
from textual.worker import Worker

from talktui.tui.plain import plain
from talktui.tui.screens.dialog import CANCEL, Hint
from talktui.tui.screens.prompt import Completion, LinePrompt
from talktui.tui.source_line import (
    Asked,
    CannotImportError,
    completions,
    folder_of,
    understood,
    word_before,
)

Prepared = TypeVar("Prepared")
Tell = Callable[[str], None]
"""Says how far it is."""

_ABOUT = (
    "A schedule, a playlist or a post, or a directory of them. "
    "Several have spaces between; quotes hold a name together."
)
_HINTS = (Hint("enter", "read it", "accept"), CANCEL, Hint("tab", "complete", "take"), Hint("↑↓", "choose"))
_READING = (Hint("esc", "stop", "cancel"),)


def _no_names(_: str) -> tuple[str, ...]:
    return ()


class ImportSourceScreen(LinePrompt[tuple[str, Prepared]]):
    """The line; dismissed with it and with what `make` made of it, or with None.

    `make` raises :class:`CannotImportError`; it is cancelled when the person no longer waits.
    """

    DEFAULT_CSS = """
    ImportSourceScreen {
        #about { height: auto; max-height: 3; color: $text-muted; }
        #said { max-height: 8; overflow-y: auto; }
    }
    """

    def __init__(
        self,
        make: Callable[[Asked, Tell], Awaitable[Prepared]],
        value: str = "",
        title: str = "Import",
        names: Callable[[str], tuple[str, ...]] = _no_names,
    ) -> None:
        """`value` is what was imported last; typing replaces it. `names(directory)` is called in a thread."""
        super().__init__(title, value, "a file or a directory", plain(_ABOUT))
        self.selected = bool(value)
        self._make = make
        self._names = names
        self._listed: dict[str, tuple[str, ...]] = {}
        self._worker: Worker[None] | None = None
        self.set_hints(_HINTS)

    # -- completing

    def find(self, text: str, cursor: int) -> Sequence[Completion]:
        """Paths, as far as their directory was looked at; a thread does, and this is asked again."""
        _, word = word_before(text, cursor)
        folder = folder_of(word)
        if folder not in self._listed:
            self.run_worker(self._look(folder), group="look", exclusive=True)
            return ()
        return completions(text, cursor, self._listed[folder])

    async def _look(self, folder: str) -> None:
        self._listed[folder] = await asyncio.to_thread(self._names, folder)
        if not self.is_reading and not self._moved:
            self._follow(complain=bool(self.line.value))

    def effect(self, text: str) -> Content:
        """What is wrong with the line, as far as the line tells."""
        understood(text)
        return Content("")

    # -- reading

    @property
    def is_reading(self) -> bool:
        """Whether it is read."""
        return self._worker is not None

    def action_take(self) -> None:
        """Complete, unless it is read already."""
        if not self.is_reading:
            super().action_take()

    def action_accept(self) -> None:
        """Take the completion that was moved to; else read what the line names."""
        if self.is_reading:
            return
        if self._moved:
            self.action_take()
            return
        try:
            asked = understood(self.line.value)
        except ValueError as mistake:
            self._say(plain(str(mistake)), bad=True)
            return
        self.query_one("#completions").display = False
        self.line.disabled = True
        self.set_hints(_READING)
        self._say(plain("reading…"), bad=False)
        self._worker = self.run_worker(self._prepare(self.line.value, asked), group="prepare")

    async def _prepare(self, text: str, asked: Asked) -> None:
        try:
            prepared = await self._make(asked, self._tell)
        except CannotImportError as error:
            self._ready()
            self._say(plain(str(error)), bad=True)
        else:
            self.dismiss((text, prepared))

    def _tell(self, said: str) -> None:
        if self.is_mounted and self.is_reading:
            self._say(plain(said), bad=False)

    def _ready(self) -> None:
        """The line takes keys again."""
        self._worker = None
        self.line.disabled = False
        self.set_focus(self.line)
        self.set_hints(_HINTS)

    def action_cancel(self) -> None:
        """Stop reading; without that, leave."""
        if self._worker is None:
            self.dismiss(None)
            return
        self._worker.cancel()
        self._ready()
        self._say(plain("stopped; nothing was imported"), bad=False)
