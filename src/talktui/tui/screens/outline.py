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

    `moved` is called with each heading that the cursor comes to, while the note shows behind. While the
    note is still being laid out there are more of them with every :meth:`show_headings`.
    """

    DEFAULT_CSS = """
    OutlineScreen {
        align: right top;
        background: transparent;
        & > Panel { width: 40%; min-width: 30; max-width: 60; max-height: 100%; margin: 2 0 1 0; }
    }
    """

    def __init__(
        self,
        headings: Sequence[tuple[int, str]],
        current: int,
        moved: Callable[[int], None],
        *,
        complete: bool = True,
    ) -> None:
        super().__init__(self._title(complete), (Hint("enter", "stay", "stay"), CANCEL))
        self._headings = tuple(headings)
        self._current = current
        self._moved = moved

    def content(self) -> Iterable[Widget]:
        """One row a heading, indented by its level."""
        rows = Rows(*self._rows(self._headings), id="outline")
        yield rows
        rows.highlighted = self._current

    def show_headings(self, headings: Sequence[tuple[int, str]], *, complete: bool) -> None:
        """The note has these headings now; the cursor stays on its own, or where that was."""
        rows = self.query_one(Rows)
        before, self._headings = self._headings, tuple(headings)
        self.panel.border_title = plain(self._title(complete))
        more = self._headings[len(before) :]
        if self._headings[: len(before)] == before and self._top(more, 6) >= self._top(before, 6):
            rows.add(self._rows(more))
            return
        at = rows.highlighted or 0
        own = (i for i, heading in enumerate(self._headings) if before and heading == before[at])
        nearest = min(own, key=lambda i: abs(i - at), default=min(at, len(self._headings) - 1))
        rows.show(self._rows(self._headings), nearest if self._headings else None)

    @staticmethod
    def _title(complete: bool) -> str:
        return "Outline" if complete else "Outline, so far"

    @staticmethod
    def _top(headings: Sequence[tuple[int, str]], without: int) -> int:
        """The highest level there is; `without` any heading."""
        return min((level for level, _ in headings), default=without)

    def _rows(self, headings: Sequence[tuple[int, str]]) -> list[Content]:
        top = self._top(self._headings, 1)
        return [self._row(level - top, text) for level, text in headings]

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
