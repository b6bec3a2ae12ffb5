"""The first line: whose notes these are, how many are shown, and what is going on."""

from __future__ import annotations

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from talktui.safe_text import visible_line
from talktui.tui.cells import cell_len, fit, fit_end

_PLACE = 16
"""Cells that the directory and the file keep beside what is queued,"""
_LEAST_PLACE = 8
"""and beside the least that says it."""


class TitleLine(Widget):
    """One line: name, directory and file, what is queued, the tree's layout when not as usual, counts."""

    DEFAULT_CSS = """
    TitleLine { height: 1; background: $panel; color: $foreground; }
    """

    where: reactive[str] = reactive("")
    path: reactive[str] = reactive("")
    how: reactive[str] = reactive("")
    queued: reactive[tuple[str, ...]] = reactive(())
    """What is queued, from the whole to the least that says it."""
    counts: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        """Draw it; when the line is too narrow what is queued gets shorter, then the directory gives way,
        then how the tree is laid out."""
        width = self.size.width
        style = self.rich_style
        if y:
            return Strip.blank(width, style)
        name = " talktui  "
        counts = f" {visible_line(self.counts)} "
        if self.how and cell_len(name) + cell_len(self.how) + cell_len(counts) + 3 <= width:
            counts = f" {self.how} ·{counts}"
        counts = self._with_queued(counts, width - cell_len(name))
        room = width - cell_len(name) - cell_len(counts)
        if room < 4:
            return Strip([Segment(fit(counts, width), style)], width)
        bold = self.app.console.get_style("bold")
        return Strip(
            [
                Segment(name, style + bold),
                Segment(self._place(room), style),
                Segment(counts, style),
            ],
            width,
        )

    def _with_queued(self, counts: str, width: int) -> str:
        """`counts` with the longest that says what is queued and leaves room for the directory."""
        for text in self.queued:
            longer = f" {text} ·{counts}"
            least = _PLACE if text is not self.queued[-1] else _LEAST_PLACE
            if cell_len(longer) + least <= width:
                return longer
        return counts

    def _place(self, room: int) -> str:
        """The directory and the file that is shown, in `room` cells; a long one keeps its end."""
        where = visible_line(self.where)
        if not self.path:
            return fit(where, room)
        whole = f"{where.rstrip('/')}/{visible_line(self.path)}"
        return fit(whole, room) if cell_len(whole) < room else fit_end(whole, room - 1) + " "
