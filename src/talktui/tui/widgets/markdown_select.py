"""Selecting a note's text by the keyboard, line by line, as the mouse does it by character.

It drives Textual's own selection of the screen, so that what the mouse selected and what keys selected
are drawn and copied alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.selection import Selection

if TYPE_CHECKING:
    from talktui.tui.widgets.markdown_view import MarkdownView

_PAST_THE_END = 1_000_000


class LineSelector:
    """The lines from where it was begun to where the keys went."""

    def __init__(self, view: MarkdownView) -> None:
        self.to_copy = False  # somebody wants it copied as soon as it `is_waiting` no more
        self._view = view
        self._anchor: int | None = None
        self._head = 0
        self._to_end = False  # it ends where the note does, also where that is not laid out yet

    @property
    def is_active(self) -> bool:
        """Whether the keys that scroll extend a selection."""
        return self._anchor is not None

    def start(self) -> None:
        """Begin with the first line in sight; on a link or a hit in sight, with its line."""
        self._anchor = self._head = self._view.first_line_to_select()
        self._to_end = False
        self._select()

    def move(self, rows: int) -> None:
        """Extend the selection by `rows` lines down, or up when negative."""
        self.move_to(self._head + rows)

    def move_to(self, line: int) -> None:
        """Extend the selection to line `line`, or as near as there are lines."""
        if self._anchor is not None:
            self._to_end = False
            self._head = max(0, min(line, self._view.virtual_size.height - 1))
            self._view.show_line(self._head)
            self._select()

    def move_to_end(self) -> None:
        """Extend the selection to the note's end, also what of it is still being laid out."""
        if self._anchor is not None:
            self.move_to(self._view.virtual_size.height)
            self._to_end = True
            self._select()

    def select_all(self) -> None:
        """Select the whole note, also what of it is still being laid out."""
        self._anchor = 0
        self._to_end = True
        self.grown()
        self._select()

    def grown(self) -> None:
        """There is more of the note than there was."""
        if self._to_end:
            self._head = max(0, self._view.virtual_size.height - 1)

    @property
    def is_waiting(self) -> bool:
        """Whether part of what is selected is still to be laid out."""
        return self._to_end and not self._view.is_complete

    def stop(self) -> None:
        """Select nothing."""
        if self._anchor is not None:
            self._anchor = None
            self._to_end = self.to_copy = False
            self._view.screen.clear_selection()

    def _select(self) -> None:
        self.to_copy = False
        if self._anchor is not None:
            last = _PAST_THE_END if self._to_end else max(self._anchor, self._head)
            self._put(min(self._anchor, self._head), last)

    def _put(self, first: int, last: int) -> None:
        screen = self._view.screen
        screen.selections = {self._view: Selection(Offset(0, first), Offset(_PAST_THE_END, last))}
