"""Thousands of lines to scroll through: only those in sight are laid out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from rich.cells import cell_len
from textual.content import Content
from textual.strip import Strip

from talktui.safe_text import visible_line
from talktui.tui.plain import plain
from talktui.tui.screens.scrolling import Scrolling
from talktui.tui.widgets.wrapped_rows import WrappedRows


class LongList(WrappedRows, Scrolling, can_focus=True):
    """Lines of text, wrapped. Twenty thousand take a fifth of a second; in one Static, two and a half."""

    DEFAULT_CSS = """
    LongList {
        height: 1fr;
        min-height: 1;
        background: transparent;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, lines: Sequence[str], id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._lines = tuple(lines)
        self._widths = [cell_len(visible_line(line)) for line in self._lines]
        self._starts: list[int] = []  # the row at which each line begins, and the end
        self._laid_out = 0  # cells of width for which `_starts` holds

    def rows_at(self, width: int) -> int:
        """Where each line begins when `width` cells wide; the number of rows."""
        if width != self._laid_out:
            heights = (
                1 if cells <= width else len(self._wrapped(index, width))
                for index, cells in enumerate(self._widths)
            )
            self._starts = list(accumulate(heights, initial=0))
            self._laid_out = width
        return self._starts[-1]

    def _wrapped(self, index: int, width: int) -> list[Content]:
        return plain(self._lines[index]).wrap(max(width, 1)) or [Content("")]

    def render_line(self, y: int) -> Strip:
        """Row `y` of those in sight."""
        width = self.room
        row = y + self.scroll_offset.y
        if row >= self.rows_at(width):
            return Strip.blank(width, self.rich_style)
        index = bisect_right(self._starts, row) - 1
        content = self._wrapped(index, width)[row - self._starts[index]]
        strip = Strip(content.render_segments(self.visual_style), content.cell_length)
        return strip.extend_cell_length(width, self.rich_style)
