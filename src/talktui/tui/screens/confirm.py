"""Ask before a change, with the list of what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget
from textual.widgets import Button

from talktui.tui.plain import plain
from talktui.tui.screens.answers import answers
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.guarded import Guarded
from talktui.tui.screens.long_list import LongList


class ConfirmScreen(Guarded[bool]):
    """Yes or no; dismissed with True or False. With `danger`, `enter` means no."""

    DEFAULT_CSS = """
    ConfirmScreen {
        #answers {
            height: 1;
            margin-top: 1;
            align-horizontal: right;
        }
        Button { margin-left: 2; min-width: 12; width: auto; }
    }
    """

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        yes: str = "Do it",
        no: str = "Cancel",
        danger: bool = False,
    ) -> None:
        """`lines` may be thousands: they scroll. `yes` and `no` are the answers' names."""
        enter = Hint("enter", no if danger else yes, "usual")
        hints = (Hint("y", yes, "yes"), Hint("n", no, "cancel"), enter, Hint("j k", "scroll"))
        super().__init__(title, hints)
        self._lines = tuple(lines)
        self._yes = yes
        self._no = no
        self._danger = danger

    def content(self) -> Iterable[Widget]:
        """The lines, and the two answers for the mouse."""
        yield LongList(self._lines, id="lines")
        yield answers(plain(self._yes), plain(self._no), danger=self._danger)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """`y`, `n` and enter."""
        return key in {"y", "n", "enter"}

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Answer."""
        if key == "enter":
            self.action_usual()
        elif key == "y":
            self.action_yes()
        else:
            self.action_cancel()

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(False)

    def action_usual(self) -> None:
        """What `enter` means here."""
        self.dismiss(not self._danger)
