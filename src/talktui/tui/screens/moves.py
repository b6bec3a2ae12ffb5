"""Before talks are deleted, renamed or moved: what that means for other notes, line by line, and a diff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.show_text import TextScreen


class MovesScreen(ConfirmScreen):
    """Yes or no, and `d` for the whole difference; see :class:`ConfirmScreen`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "diff", "the difference", show=False)]

    DEFAULT_CSS = """
    MovesScreen > Panel { max-width: 100; }
    """

    def __init__(
        self, title: str, lines: Sequence[str], diff: Callable[[], str], yes: str, danger: bool = False
    ) -> None:
        """`diff` makes the text of the difference when it is asked for."""
        super().__init__(title, lines, yes=yes, danger=danger)
        self._diff = diff
        usual = Hint("enter", "Cancel" if danger else yes, "usual")
        self.set_hints(
            (
                Hint("y", yes, "yes"),
                Hint("n", "Cancel", "cancel"),
                Hint("d", "difference", "diff"),
                usual,
                Hint("j k", "scroll"),
            )
        )

    def action_diff(self) -> None:
        """Show what changes in every file."""
        self.app.push_screen(TextScreen("What would change", self._diff()))
