"""A note's outline: moving in it moves the note; `enter` stays there, `esc` goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from talktui.tui.plain import plain
from talktui.tui.screens.dialog import CANCEL, Dialog, Hint
from talktui.tui.screens.rows import Rows


class OutlineScreen(Dialog[int]):
    """Headings as (level, text); dismissed with the one chosen, or None.

    `moved` is called with each heading that the cursor comes to, while the note shows behind.
    """

    DEFAULT_CSS = """
    OutlineScreen {
        align: right top;
        background: transparent;
        & > Panel { width: 40%; min-width: 30; max-width: 60; max-height: 100%; margin: 2 0 1 0; }
    }
    """

    def __init__(
        self, headings: Sequence[tuple[int, str]], current: int, moved: Callable[[int], None]
    ) -> None:
        super().__init__("Outline", (Hint("enter", "stay", "stay"), CANCEL))
        self._headings = tuple(headings)
        self._current = current
        self._moved = moved

    def content(self) -> Iterable[Widget]:
        """One row a heading, indented by its level."""
        top = min((level for level, _ in self._headings), default=1)
        rows = Rows(*(self._row(level - top, text) for level, text in self._headings), id="outline")
        yield rows
        rows.highlighted = self._current

    @staticmethod
    def _row(depth: int, text: str) -> Content:
        return Content("  " * min(depth, 5)) + plain(text or "(empty heading)", "bold" if not depth else "")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._moved(event.option_index)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)

    def action_stay(self) -> None:
        """Stay at the chosen heading."""
        self.query_one(Rows).action_select()
