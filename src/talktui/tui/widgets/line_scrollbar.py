"""A vertical scrollbar drawn as lines.

Textual's own goes through a Rich console for every change: 2 ms for a bar of 37 lines, and a key in the tree
moves two of them.  This one draws the same picture in a tenth of that.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

EIGHTHS = " ▁▂▃▄▅▆▇"
"""What is filled of a cell, in eighths from below."""


class LineScrollBar(ScrollBar):
    """A vertical scrollbar; blank while there is nothing to scroll. Grabbed and clicked as Textual's is."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`, in the parent's scrollbar colours."""
        parent, height = self.scrollable, self.size.height
        styles = parent.styles
        colours = (
            (styles.scrollbar_color_active, styles.scrollbar_background_active)
            if self.grabbed
            else (styles.scrollbar_color_hover, styles.scrollbar_background_hover)
            if self.mouse_over
            else (styles.scrollbar_color, styles.scrollbar_background)
        )
        start, end = thumb(height, self.window_virtual_size, self.window_size, self.position)
        below, own = parent.background_colors
        background = below + colours[1] if end else own  # nothing to scroll: not to be seen
        strips = _strips(height, start, end, background + colours[0], background, self.size.width)
        filtered = list(strips[crop.y : crop.bottom])
        for line_filter in self.get_line_filters():
            filtered = [strip.apply_filter(line_filter, background) for strip in filtered]
        return filtered

    @property
    def scrollable(self) -> ScrollView:
        """What it scrolls."""
        parent = self.parent
        if not isinstance(parent, ScrollView):
            raise TypeError("a LineScrollBar belongs to a LineScrolled")
        return parent


class LineScrolled(ScrollView):
    """A scroll view with such a bar, which stands there always: that it comes and goes would lay the screen
    out anew. Needs `overflow-y: scroll`, which is its default."""

    DEFAULT_CSS = "LineScrolled { overflow-y: scroll; scrollbar-size: 1 1; }"

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The bar, made when it is first asked for, the way Textual makes its own."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = LineScrollBar(vertical=True, name="vertical")
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar


def thumb(height: int, virtual: float, window: float, position: float) -> tuple[int, int]:
    """Where the thumb begins and ends, in eighths of a cell from the top; (0, 0) with nothing to scroll.

    At least a cell long, and within the bar.
    """
    if not 0 < window < virtual or height <= 0:
        return 0, 0
    size = max(1.0, height * window / virtual)
    start = int((height - size) * min(1.0, position / (virtual - window)) * 8)
    return start, min(height * 8, start + ceil(size * 8))


@lru_cache(maxsize=256)
def _strips(
    height: int, start: int, end: int, bar: Color, background: Color, width: int
) -> tuple[Strip, ...]:
    """The bar's lines; each knows what a press of the mouse on it does."""
    on, off = bar.rich_color, background.rich_color
    if start == end:
        return (Strip([Segment(" " * width, Style(bgcolor=off))], width),) * height
    grab = {"@mouse.down": "grab"}

    def line(text: str, style: Style) -> Strip:
        return Strip([Segment(text * width, style)], width)

    above = line(" ", Style(bgcolor=off, meta={"@mouse.down": "scroll_up"}))
    below = line(" ", Style(bgcolor=off, meta={"@mouse.down": "scroll_down"}))
    full = line(" ", Style(color=on, bgcolor=off, reverse=True, meta=grab))
    first, last = start // 8, end // 8
    strips = [above] * first + [full] * (last - first) + [below] * (height - last)
    if start % 8 and first < height:
        strips[first] = line(EIGHTHS[8 - start % 8], Style(color=on, bgcolor=off, meta=grab))
    if end % 8 and last < height:
        # Filled from above: what is left of the cell, the colours turned around.
        strips[last] = line(EIGHTHS[8 - end % 8], Style(color=on, bgcolor=off, reverse=True, meta=grab))
    return tuple(strips)
