"""The two answers below a dialog that asks before something is done."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button


def answers(yes: Content, no: Content, *, danger: bool = False) -> Horizontal:
    """`#yes` and `#no`, for the mouse.

    Keys answer from anywhere; a button that took the focus would take `enter` too.
    """
    buttons = (
        Button(yes, "error" if danger else "primary", id="yes", compact=True),
        Button(no, id="no", compact=True),
    )
    for button in buttons:
        button.can_focus = False
    return Horizontal(*buttons, id="answers")
