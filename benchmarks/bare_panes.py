"""The viewer's yardstick: two panes, and a key that fills the second with ready text, no work to do.

`python -m benchmarks.bare_panes`: a key shows pane after pane of plain text, each with a marker.
"""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

LINE = "some words as they stand in a note, as many as a line of the pane can hold"


class FullPanes(App[None]):
    """A key changes all of the second pane in its own message cycle."""

    CSS = "#first { width: 42%; height: 100%; } #second { width: 1fr; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("first pane", id="first", markup=False)
            yield Static("second pane", id="second", markup=False)

    def on_key(self, event: events.Key) -> None:
        if event.character:
            self._count += 1
            rows = [
                "",
                "",
                "",
                f"      MARK-{self._count:03}",
                *(f"{self._count + row} {LINE}" for row in range(35)),
            ]
            self.query_one("#second", Static).update(Content("\n".join(rows)))


if __name__ == "__main__":
    FullPanes().run()
