"""Lines that are wrapped to the width there is, in a scroll as high as the rows that makes."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


class WrappedRows(ScrollView):
    """Subclasses say how many rows there are, and draw them."""

    def rows_at(self, width: int) -> int:
        """Lay out `width` cells wide; the number of rows."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """Cells that a row has."""
        return max(self.scrollable_content_region.width, 1)

    def get_content_height(
        self,
        container: Size,  # noqa: ARG002  # Textual's signature
        viewport: Size,  # noqa: ARG002  # likewise
        width: int,
    ) -> int:
        """The number of rows when `width` cells wide."""
        return self.rows_at(max(width, 1))

    def on_resize(self) -> None:
        """Wrap anew."""
        # Twice: the scrollbar may come or go with the number of rows.
        for _ in range(2):
            self.virtual_size = Size(self.room, self.rows_at(self.room))
