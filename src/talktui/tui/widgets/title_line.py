"""The first line: whose notes these are, how many are shown, and what is going on."""

from __future__ import annotations

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from talktui.safe_text import visible_line
from talktui.tui.cells import cell_len, fit, fit_end


class TitleLine(Widget):
    """One line: name, directory and file, how the tree is grouped and sorted when not as usual, counts."""

    DEFAULT_CSS = """
    TitleLine { height: 1; background: $panel; color: $foreground; }
    """

    where: reactive[str] = reactive("")
    path: reactive[str] = reactive("")
    how: reactive[str] = reactive("")
    counts: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        """Draw it; when the line is too narrow the directory gives way, then how the tree is laid out."""
        width = self.size.width
        style = self.rich_style
        if y:
            return Strip.blank(width, style)
        name = " talktui  "
        counts = f" {visible_line(self.counts)} "
        if self.how and cell_len(name) + cell_len(self.how) + cell_len(counts) + 3 <= width:
            counts = f" {self.how} ·{counts}"
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

    def _place(self, room: int) -> str:
        """The directory and the file that is shown, in `room` cells; a long one keeps its end."""
        where = visible_line(self.where)
        if not self.path:
            return fit(where, room)
        whole = f"{where.rstrip('/')}/{visible_line(self.path)}"
        return fit(whole, room) if cell_len(whole) < room else fit_end(whole, room - 1) + " "
