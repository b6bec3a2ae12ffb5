"""The yardsticks: Textual apps with no work to do. `python -m benchmarks.bare_apps start|cycle|message`."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer, Input, Markdown, Static, Tree


class Start(App[None]):
    """The widgets that such an app has, and nothing in them."""

    def compose(self) -> ComposeResult:
        yield Input()
        with Horizontal():
            yield Tree[None]("tree")
            yield Markdown("first paint")
        yield Footer()


class DirectInput(Input):
    """Tells its app of a change in the message cycle of the key, and not by a message."""

    def watch_value(self) -> None:
        if isinstance(self.app, TwoPanes) and self.is_mounted:
            self.app.change()


class TwoPanes(App[None]):
    """A key changes an input, and that the second pane: in the same message cycle, or by a message."""

    CSS = "#first { width: 42%; } #second { width: 1fr; }"

    def __init__(self, *, through_message: bool) -> None:
        super().__init__()
        self._through_message = through_message
        self._count = 0

    def compose(self) -> ComposeResult:
        yield Input() if self._through_message else DirectInput()
        with Horizontal():
            yield Static("first pane", id="first")
            yield Static("second pane", id="second")

    def on_input_changed(self) -> None:
        if self._through_message:
            self.change()

    def change(self) -> None:
        self._count += 1
        self.query_one("#second", Static).update(f"second pane {self._count}")


if __name__ == "__main__":
    kind = sys.argv[1]
    if kind == "start":
        Start().run()
    else:
        TwoPanes(through_message=kind == "message").run()
