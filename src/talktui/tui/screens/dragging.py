"""A screen on which text that is dragged over stays the text of the widget where the drag began.

Textual takes a drag that leaves a widget for one over all that lies between, and so the whole rest of a long
note for what somebody wanted who came below its window by a line.
"""

from __future__ import annotations

from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.selection import SelectEnd
from textual.widget import Widget

from talktui.tui.widgets.line_scrollbar import LineScrolled


class DragsInText(Screen[None]):
    """Where text scrolls by lines of its own, a drag beyond its edge scrolls it and ends in sight."""

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """As Textual's; beyond the text that is dragged over it is that text's nearest cell."""
        room = self._dragged_over()
        return super().get_widget_and_offset_at(*(_nearest(room, x, y) if room is not None else (x, y)))

    def _check_auto_scroll(
        self, select_widget: Widget, mouse_coordinate: tuple[float, float], delta_y: float
    ) -> None:
        """As Textual's; beyond the text it scrolls on as it does at its last line."""
        room = self._dragged_over()
        if room is not None:
            mouse_coordinate = _nearest(room, int(mouse_coordinate[0]), int(mouse_coordinate[1]))
        super()._check_auto_scroll(select_widget, mouse_coordinate, delta_y)

    def _update_select(self) -> None:
        """As Textual's; text that has scrolled under the pointer is selected up to it."""
        state = self._select_state
        if state is not None and self._dragged_over() is not None:
            widget, offset = self.get_widget_and_offset_at(*state.screen_offset)
            if widget is not None and offset is not None:
                end = SelectEnd(state.start.container, widget, offset)
                self._select_state = state.update_end(state.screen_offset, end)
                return
        super()._update_select()

    def _dragged_over(self) -> Region | None:
        """Where on the screen the text is in which a drag began that goes on; None: there is no such drag."""
        widget = self._select_state.start.content_widget if self._select_state is not None else None
        if not (self._selecting and isinstance(widget, LineScrolled) and widget.is_attached):
            return None
        return widget.scrollable_content_region or None


def _nearest(room: Region, x: int, y: int) -> tuple[int, int]:
    return max(room.x, min(x, room.right - 1)), max(room.y, min(y, room.bottom - 1))
