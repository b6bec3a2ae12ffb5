"""The import screen's table: the rows, and the names of their columns above them."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.widget import Widget

from talktui.tui.screens.pick_list import PickList

_TICK = 2
"""Cells at a row's start that tick it."""


class Table(PickList):
    """The rows; a click on the tick ticks at once."""

    DEFAULT_CSS = "Table { scrollbar-gutter: stable; }"  # the columns stand below their names

    def on_click(self, event: events.Click) -> None:
        """Tick the row whose tick is clicked; the list does what any click does."""
        index = event.y + self.scroll_offset.y
        if event.x < _TICK and 0 <= index < self.count:
            event.stop()
            event.prevent_default()
            self.move_to(index)
            self.post_message(self.Picked(index))


class Head(Widget):
    """The names of the columns, as wide as the rows are."""

    DEFAULT_CSS = "Head { height: 1; }"

    def __init__(self, draw: Callable[[int], Content], id: str) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._draw = draw

    def render(self) -> Content:
        """One line; a row is a cell less wide, where a scrollbar may be."""
        return self._draw(max(self.size.width - 1, 1))
