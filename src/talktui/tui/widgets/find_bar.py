"""A line under the viewer to find text in the note: hits are marked and counted while one types."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from talktui.tui.plain import plain
from talktui.tui.widgets.safe_input import BarInput


class FindBar(Horizontal):
    """Shown while something is looked for in the note."""

    DEFAULT_CSS = """
    FindBar {
        height: 1; display: none; background: $surface;
        &.-open { display: block; }
        & > .find-sign { width: 7; color: $text-accent; text-style: bold; padding: 0 0 0 1; }
        & > BarInput { width: 1fr; }
        & > .find-count { width: auto; min-width: 12; padding: 0 1; color: $text-muted; text-align: right; }
    }
    """

    class Changed(Message):
        """Another text is looked for."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.input = BarInput(placeholder="in this note")
        self._count = Static("", classes="find-count", markup=False)

    def compose(self) -> ComposeResult:
        """The word, the input, the count."""
        yield Static("find ", classes="find-sign", markup=False)
        yield self.input
        yield self._count

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def show(self, opened: bool) -> None:
        """Show it, its text selected, or hide it."""
        self.set_class(opened, "-open")
        if opened:
            self.input.select_all()

    def say(self, current: int, count: int) -> None:
        """Say which hit of how many is under way."""
        if not self.input.value:
            said = ""
        elif not count:
            said = "not in this note"
        else:
            said = f"{current} of {count}"
        self._count.update(plain(said))

    @property
    def said(self) -> str:
        """The count as it stands there."""
        return str(self._count.content)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the screen in the find bar's own words."""
        event.stop()
        self.post_message(self.Changed(event.value))
