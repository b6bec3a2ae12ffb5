"""Two versions of one text, and what is to become of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from textual.widget import Widget
from textual.widgets import Static

from talktui.tui.compare import Pair
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.guarded import Guarded
from talktui.tui.widgets.side_by_side import SideBySide


class Resolution(StrEnum):
    """What a person may do with two versions; leaving (None) is the fourth."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "the two together"


_KEYS = {"m": Resolution.MINE, "t": Resolution.THEIRS, "b": Resolution.BOTH}


class ConflictScreen(Guarded[Resolution]):
    """`pairs` (of :func:`talktui.tui.compare.compare`, mine on the left); dismissed with what to do, or None.

    `about` says what happened and what stays safe; `names` are what the two versions are called.
    """

    CLICK_OUTSIDE_CANCELS = False

    DEFAULT_CSS = """
    ConflictScreen {
        & > Panel { width: 100%; max-width: 100%; height: 100%; max-height: 100%; }
        #about { max-height: 3; margin-bottom: 1; }
    }
    """

    def __init__(
        self,
        title: str,
        pairs: Sequence[Pair],
        about: str,
        names: tuple[str, str] = ("mine, in the editor", "theirs, on the disk"),
    ) -> None:
        hints = (
            Hint("m", "take mine", "take('m')"),
            Hint("t", "take theirs", "take('t')"),
            Hint("b", "edit both", "take('b')"),
            Hint("esc", "leave", "cancel"),
            Hint("n N", "next difference", "next"),
            Hint("j k", "scroll"),
        )
        super().__init__(title, hints)
        self._about = about
        self._sides = SideBySide(pairs, names, id="sides")

    def content(self) -> Iterable[Widget]:
        """What happened, and both texts."""
        yield Static(plain(self._about), id="about", classes="quiet", markup=False)
        yield self._sides

    def on_mount(self) -> None:
        """Show the first difference."""
        super().on_mount()
        self._sides.focus()
        self.call_after_refresh(self._sides.show_first)

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """`m`, `t` and `b`."""
        return character in _KEYS

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Answer."""
        self.action_take(character)

    def action_take(self, character: str) -> None:
        """Answer with the key's resolution."""
        self.dismiss(_KEYS[character])

    def action_next(self) -> None:
        """Scroll to the next difference."""
        self._sides.action_next_difference()
