"""What to do with text that is not saved, when leaving it."""

from __future__ import annotations

from enum import StrEnum

from talktui.tui.screens.menu import Choice, MenuScreen


class Leave(StrEnum):
    """The three answers; `esc` is the last."""

    SAVE = "save"
    THROW_AWAY = "throw away"
    STAY = "keep editing"


def ask_leave(title: str = "Not saved", throw_away: str = "what you changed is lost") -> MenuScreen[Leave]:
    """A menu of the three; None (esc) means the same as keep editing."""
    return MenuScreen(
        title,
        (
            Choice("s", "Save", Leave.SAVE),
            Choice("t", "Throw away", Leave.THROW_AWAY, throw_away),
            Choice("k", "Keep editing", Leave.STAY),
        ),
    )
