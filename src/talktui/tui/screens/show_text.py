"""Show a text to read: a refused link, a difference, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from talktui.tui.plain import plain_block
from talktui.tui.screens.dialog import Dialog, Hint
from talktui.tui.screens.lines import Lines


class TextScreen(Dialog[None]):
    """A text in a panel; `esc`, `enter` and `q` close it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,enter", "cancel", "close", show=False)]

    DEFAULT_CSS = """
    TextScreen > Panel { max-width: 100; }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, (Hint("esc", "close", "cancel"), Hint("j k", "scroll")))
        self._text = text

    def content(self) -> Iterable[Widget]:
        """The text."""
        yield Lines([plain_block(self._text)], id="text")
