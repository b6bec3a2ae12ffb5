"""Thousands of rows to choose one of: only those in sight are drawn, and each is one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


class PickList(ScrollView, can_focus=True):
    """Rows that `row(index, width)` draws, with a cursor that vim's keys, the others and the mouse move."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pick-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("g,home", "first", "first", show=False),
        Binding("G,end", "last", "last", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "page up", show=False),
    ]

    DEFAULT_CSS = """
    PickList {
        height: 1fr;
        min-height: 1;
        background: transparent;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .pick-list--cursor { background: $block-cursor-blurred-background; }
        &:focus > .pick-list--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, index: int) -> None:
            self.index = index
            super().__init__()

    class Picked(Message):
        """The row under the cursor was clicked once more."""

        def __init__(self, index: int) -> None:
            self.index = index
            super().__init__()

    def __init__(self, row: Callable[[int, int], Content], id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._row = row
        self.count = 0
        self.cursor: int | None = None

    def show(self, count: int, cursor: int | None = 0) -> None:
        """Take `count` rows, drawn anew, and put the cursor on one."""
        self.count = count
        self.cursor = None if not count or cursor is None else min(max(cursor, 0), count - 1)
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self._reveal()
        self.refresh(layout=True)
        if self.cursor is not None:
            self.post_message(self.Moved(self.cursor))

    def get_content_height(
        self,
        container: Size,  # noqa: ARG002  # Textual's signature
        viewport: Size,  # noqa: ARG002  # likewise
        width: int,  # noqa: ARG002  # likewise
    ) -> int:
        """A line a row."""
        return max(self.count, 1)

    def on_resize(self) -> None:
        """The rows get another width; the cursor stays in sight."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.count)
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """Row `y` of those in sight."""
        width = max(self.scrollable_content_region.width, 1)
        index = y + self.scroll_offset.y
        if index >= self.count:
            return Strip.blank(width, self.rich_style)
        style = self.visual_style
        if index == self.cursor:
            style = self.get_visual_style("pick-list--cursor")
        content = self._row(index, width).truncate(width, ellipsis=True, pad=True)
        strip = Strip(content.render_segments(style), content.cell_length)
        return strip.extend_cell_length(width, style.rich_style)

    # -- moving

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, as near as there is one."""
        if not self.count:
            return
        index = min(max(index, 0), self.count - 1)
        if index != self.cursor:
            self.cursor = index
            self._reveal()
            self.refresh()
            self.post_message(self.Moved(index))

    def _reveal(self) -> None:
        height = self.scrollable_content_region.height
        if self.cursor is None or height <= 0:
            return
        top = round(self.scroll_offset.y)
        if self.cursor < top:
            self._scroll(self.cursor)
        elif self.cursor >= top + height:
            self._scroll(self.cursor - height + 1)

    def _scroll(self, top: int) -> None:
        # Forced: rows that just became too many for the screen have no scrollbar before the next layout.
        self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """A scrollbar that comes stands where the rows are scrolled to."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def action_move(self, step: int) -> None:
        """A row down or up."""
        self.move_to((self.cursor or 0) + step)

    def action_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(self.count - 1)

    def action_page(self, step: int) -> None:
        """A page down or up."""
        self.move_to((self.cursor or 0) + step * max(self.scrollable_content_region.height - 1, 1))

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked; the one under the cursor is picked."""
        index = event.y + self.scroll_offset.y
        if not 0 <= index < self.count:
            return
        event.stop()
        if index == self.cursor:
            self.post_message(self.Picked(index))
        else:
            self.move_to(index)
