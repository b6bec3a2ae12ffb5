"""Dialogs with a list whose rows are found by words: `/` shows a line for them, `esc` takes them away."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from talktui.tui.screens.guarded import Guarded, Result
from talktui.tui.screens.pick_list import PickList
from talktui.tui.widgets.safe_input import SafeInput


class Finding(Guarded[Result]):
    """Subclasses yield :meth:`find_line` and a list, say which list that is, and draw its rows anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "find", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("up", "move(-1)", "up", show=False),
    ]

    DEFAULT_CSS = """
    Finding {
        SafeInput { border: none; height: 1; padding: 0 1; display: none; }
        SafeInput.-shown { display: block; }
        SafeInput:focus { border: none; }
    }
    """

    @property
    def found_in(self) -> PickList:
        """The list whose rows are found."""
        raise NotImplementedError

    def find(self, typed: str) -> None:
        """List the rows that hold the words of `typed`; all of them where there are none."""
        raise NotImplementedError

    @staticmethod
    def find_line(placeholder: str) -> SafeInput:
        """The line, not shown until it is asked for."""
        line = SafeInput(placeholder=placeholder, id="find", select_on_focus=False)
        line.cursor_blink = False
        return line

    @property
    def line(self) -> SafeInput:
        """Where the words to find are typed."""
        return self.query_one("#find", SafeInput)

    @property
    def is_finding(self) -> bool:
        """Whether the line is there."""
        return self.line.has_class("-shown")

    def action_find(self) -> None:
        """Show the line that finds, and go to it."""
        self.line.add_class("-shown")
        self.set_focus(self.line)

    def end_finding(self) -> None:
        """Take the words and their line away."""
        self.line.value = ""
        self.line.remove_class("-shown")
        self.set_focus(self.found_in)

    def action_move(self, step: int) -> None:
        """↑ and ↓ move in the list while one types, too."""
        self.found_in.action_move(step)

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.find(event.value)

    @on(Input.Submitted, "#find")
    def _kept(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(self.found_in)
