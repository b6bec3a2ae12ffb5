"""Rows, and below them the difference that the one under the cursor makes: to look through, then answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from talktui.tui.diff_lines import styled
from talktui.tui.screens.guarded import Guarded, Result
from talktui.tui.screens.lines import Lines
from talktui.tui.screens.pick_list import PickList


class DiffBelow(Guarded[Result]):
    """Subclasses have one :class:`PickList` in their content, and :class:`Lines` with the id `diff`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other_pane", "the other pane", show=False, priority=True),
        Binding("space", "scroll_diff(1)", "on in the difference", show=False, priority=True),
        Binding("b", "scroll_diff(-1)", "back in the difference", show=False, priority=True),
    ]

    @property
    def rows(self) -> PickList:
        """The list."""
        return self.query_one(PickList)

    @property
    def _diff(self) -> Lines:
        return self.query_one("#diff", Lines)

    def show_diff(self, lines: Sequence[str]) -> None:
        """Show the lines of a difference, from its top."""
        self._diff.show(styled(lines))
        self._diff.scroll_home(animate=False)

    def action_scroll_diff(self, step: int) -> None:
        """A page on or back in the difference."""
        (self._diff.action_page_down if step > 0 else self._diff.action_page_up)()

    def action_other_pane(self) -> None:
        """Between the rows and the difference."""
        self.set_focus(self._diff if self.rows.has_focus else self.rows)
