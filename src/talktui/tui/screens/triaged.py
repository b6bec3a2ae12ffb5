"""What came of a triage, and where to go from there.

Who queues and skips quickly is a key ahead when it ends: of the triage's keys only `u` does anything here.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from textual.widget import Widget

from talktui.tui.plain import plain_block
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.guarded import Guarded
from talktui.tui.screens.lines import Lines


class Then(StrEnum):
    """What is wanted next."""

    BACK = "back"
    AGAIN = "again"
    QUEUE = "queue"


class TriagedScreen(Guarded[Then]):
    """The summary; dismissed with what is wanted next, or None: nothing more."""

    CLICK_OUTSIDE_CANCELS = False

    DEFAULT_CSS = """
    TriagedScreen > Panel { max-width: 70; }
    """

    def __init__(self, told: str, *, left: int, queued: int) -> None:
        """`told` is the summary; so many talks are `left` without a status, and so many were `queued`."""
        hints = [Hint("enter", "close", "cancel"), Hint("u", "back to the last", "then('back')")]
        self._keys = {"u": Then.BACK}
        if queued:
            self._keys["f"] = Then.QUEUE
            hints.append(Hint("f", "show the queued", "then('queue')"))
        if left:
            self._keys["a"] = Then.AGAIN
            hints.append(Hint("a", "those left again", "then('again')"))
        super().__init__("Triage", hints)
        lines = [told, ""]
        lines += ["f filters the tree by what is queued."] if queued else []
        lines += ["a goes through those that are left again."] if left else []
        lines += ["u goes back to the last one. enter closes."]
        self._text = "\n".join(lines)

    def content(self) -> Iterable[Widget]:
        """The summary and the keys."""
        yield Lines([plain_block(self._text)], id="summary")

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """The keys of what is offered."""
        return key in self._keys or key == "enter"

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Answer."""
        if key == "enter":
            self.action_cancel()
        else:
            self.dismiss(self._keys[key])

    def action_then(self, what: str) -> None:
        """A click on a key's hint."""
        self.dismiss(Then(what))
