"""A menu: one key, or `enter` on a row, chooses at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from talktui.tui.plain import plain
from talktui.tui.screens.dialog import CANCEL, Hint
from talktui.tui.screens.guarded import Guarded
from talktui.tui.screens.rows import Rows

Value = TypeVar("Value")

_LABEL_WIDTH = 32  # cells up to which labels are padded, so that the notes stand in a column
_WIDTH = 64  # cells of a menu, in a terminal that has so many
_WIDEST = 100  # and of one whose rows are long
_FRAME = 7  # cells of border, padding and scrollbar beside a row


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One row. `key` is the character that chooses it, or ""; `value` should not be None."""

    key: str
    label: str
    value: Value
    note: str = ""


class MenuScreen(Guarded[Value]):
    """Choose one of a few; dismissed with the choice's value, or None."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[Value]],
        current: Value | None = None,
        try_out: Callable[[Value], None] | None = None,
    ) -> None:
        """`current` is the value in force: marked, and where the cursor starts.

        `try_out` is called with the value under the cursor; whoever asks takes it back on None.
        """
        super().__init__(title, (Hint("enter", "choose", "choose"), CANCEL))
        self._choices = tuple(choices)
        self._current = current
        self._try_out = try_out
        self._widest = 0  # cells of the longest row

    def on_mount(self) -> None:
        """As wide as the rows need."""
        super().on_mount()
        self.panel.styles.max_width = min(max(_WIDTH, self._widest + _FRAME), _WIDEST)

    def content(self) -> Iterable[Widget]:
        """The rows, or a line when there are none."""
        if not self._choices:
            yield Static("Nothing to choose from.", classes="quiet", markup=False)
            return
        labels = [plain(choice.label) for choice in self._choices]
        width = min(max(label.cell_length for label in labels), _LABEL_WIDTH)
        keyed = any(choice.key for choice in self._choices)
        lines = [self._row(choice, width, keyed=keyed) for choice in self._choices]
        self._widest = max(line.cell_length for line in lines)
        rows = Rows(*lines, id="choices")
        yield rows
        rows.highlighted = next((i for i, c in enumerate(self._choices) if self._is_current(c)), 0)

    def _is_current(self, choice: Choice[Value]) -> bool:
        return self._current is not None and choice.value == self._current

    def _row(self, choice: Choice[Value], width: int, *, keyed: bool) -> Content:
        mark = Content("✓ ") if self._is_current(choice) else Content("  ")
        key = plain(f"{choice.key or ' '}  ", "bold") if keyed else Content("")
        label = plain(choice.label)
        if choice.note:
            label = label.pad_right(max(width - label.cell_length, 0)) + plain(f"  {choice.note}", "dim")
        return mark + key + label

    def _chosen_by(self, character: str) -> Choice[Value] | None:
        return next((choice for choice in self._choices if choice.key and choice.key == character), None)

    def decides(self, key: str, character: str) -> bool:
        """A choice's own key, and enter."""
        return key == "enter" or self._chosen_by(character) is not None

    def decide(self, key: str, character: str) -> None:
        """Choose."""
        choice = self._chosen_by(character)
        if choice is not None:
            self.dismiss(choice.value)
        elif key == "enter":
            self.action_choose()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._try_out is not None:
            self._try_out(self._choices[event.option_index].value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._choices[event.option_index].value)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._choices:
            self.query_one(Rows).action_select()
