"""Text to scroll through with vim's keys: previews, diffs, long messages."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from talktui.tui.screens.scrolling import Scrolling


class Lines(VerticalScroll, Scrolling, can_focus=True):
    """One text, as tall as it is; it scrolls when there is less room."""

    DEFAULT_CSS = """
    Lines {
        height: 1fr;
        min-height: 1;
        scrollbar-size-vertical: 1;
        & > Static { width: 100%; height: auto; }
    }
    """

    def __init__(self, lines: Iterable[Content], id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._text = Static(Content("\n").join(lines), markup=False)

    def compose(self) -> ComposeResult:
        """The text."""
        yield self._text

    def show(self, lines: Iterable[Content]) -> None:
        """Replace the text."""
        self._text.update(Content("\n").join(lines))
