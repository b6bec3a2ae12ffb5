"""What the dialogs' tests share: an app to open one in, and what stands on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot

from talktui.tui.screens.dialog import Dialog

HOSTILE = "\x1b]52;c;eA==\x07 [/] [@click=app.quit]x[/] \x9b31m \u202eend"
SHOWN = "␛]52;c;eA==␇ [/] [@click=app.quit]x[/] ␦31m ⇄end"
_CHARACTERS = {
    "space": " ",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "quotation_mark": '"',
}
_ROUNDS = 12
SIZES = [(80, 24), (60, 20)]


class Host(App[None]):
    """An app that does nothing by itself."""

    ENABLE_COMMAND_PALETTE = False


@dataclass
class Case:
    """An open dialog."""

    pilot: Pilot[None]
    results: list[Any] = field(default_factory=list)  # what it was dismissed with
    waits_for_workers: bool = True

    @property
    def app(self) -> App[None]:
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        """One key after the other, each with all that it leads to."""
        for key in keys:
            self.app.post_message(events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))
            await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do.

        Each round lets every widget handle what waits for it; a key, its binding, what that posts
        and the screen that opens take fewer than these. (The pilot's own `press` waits by the clock.)
        """
        for _ in range(_ROUNDS):
            await self.pilot.pause(0)
        if self.waits_for_workers:
            await self.app.workers.wait_for_complete()
            await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        names = {character: name for name, character in _CHARACTERS.items()}
        await self.press(*(names.get(character, character) for character in text))

    def shown(self) -> str:
        """The text on the whole screen."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    def outside(self) -> list[str]:
        """The widgets that reach out of the screen, but for what scrolls inside another."""
        screen = Region(0, 0, *self.app.size)
        panel = self.app.screen.query_one("#panel").region
        return [
            f"{widget!r} {widget.region}"
            for widget in self.app.screen.query("#panel, #panel > *")
            if widget.display
            and not (screen.contains_region(widget.region) and panel.contains_region(widget.region))
        ]

    def find(self, text: str) -> tuple[int, int]:
        """Where `text` stands on the screen (column, row)."""
        for row, line in enumerate(self.shown().split("\n")):
            if text in line:
                return line.index(text), row
        raise AssertionError(f"{text!r} is not on the screen:\n{self.shown()}")

    async def click(self, text: str) -> None:
        await self.pilot.click(offset=self.find(text))
        await self.settle()


@asynccontextmanager
async def opened(dialog: Dialog[Any], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Case]:
    """`dialog` open in an app of `size` cells."""
    async with Host().run_test(size=size) as pilot:
        case = Case(pilot)
        pilot.app.push_screen(dialog, case.results.append)
        await case.settle()
        yield case
