"""The list of what is wrong with notes and settings, to go to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Dialog, Hint
from talktui.tui.screens.rows import Rows

Key = TypeVar("Key")

_GO, _CLOSE = Hint("enter", "go there", "go"), Hint("esc", "close", "cancel")
_SHORT = 24  # characters of a place that leave the message room in its row


class ProblemsScreen(Dialog[Key]):
    """Problems as (place, message, key); dismissed with the key of the one chosen, or None.

    A key of None means that there is no place to go to: choosing it does nothing, and no hint says it would.
    """

    DEFAULT_CSS = """
    ProblemsScreen > Panel { max-width: 100; }
    ProblemsScreen #message { margin-top: 1; height: 3; }
    """

    def __init__(self, problems: Sequence[tuple[str, str, Key | None]], title: str = "Problems") -> None:
        count = f"{title} ({len(problems)})" if problems else title
        super().__init__(count, (_GO, _CLOSE))
        self._problems = tuple(problems)

    def content(self) -> Iterable[Widget]:
        """The rows, and the whole of the chosen one's message below."""
        if not self._problems:
            yield Static("No problems: every note and setting was understood.", markup=False)
            return
        yield Rows(*(_row(place, message) for place, message, _ in self._problems), id="problems")
        yield Static("", id="message", classes="quiet", markup=False)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        place, message, key = self._problems[event.option_index]
        self.set_hints((_CLOSE,) if key is None else (_GO, _CLOSE))
        whole = plain(message) if len(place) <= _SHORT else _row(place, message)
        self.query_one("#message", Static).update(whole)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        key = self._problems[event.option_index][2]
        if key is not None:
            self.dismiss(key)

    def action_go(self) -> None:
        """Go to the place of the chosen problem."""
        if self._problems:
            self.query_one(Rows).action_select()


def _row(place: str, message: str) -> Content:
    return plain(place, "bold") + Content("  ") + plain(message)
