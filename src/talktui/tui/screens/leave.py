"""What to do with text that is not saved, when leaving it."""

from __future__ import annotations

from enum import StrEnum

from talktui.tui.screens.menu import Choice, MenuScreen


class Leave(StrEnum):
    """The answers; `esc` is the last."""

    SAVE = "save"
    THROW_AWAY = "throw away"
    LATER = "leave as a draft"
    STAY = "keep editing"


def ask_leave(
    title: str = "Not saved", throw_away: str = "what you changed is lost", *, later: bool = False
) -> MenuScreen[Leave]:
    """A menu of them; None (esc) means the same as keep editing. `later`: a draft may be kept instead."""
    choices = [
        Choice("s", "Save", Leave.SAVE),
        Choice("t", "Throw away", Leave.THROW_AWAY, throw_away),
        Choice("k", "Keep editing", Leave.STAY),
    ]
    if later:
        choices.insert(1, Choice("d", "Leave it as a draft", Leave.LATER, "kept for later"))
    return MenuScreen(title, choices)
