"""Textual's own Markdown widget on a file, shown on `x`: `python -m benchmarks.bare_markdown FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, Static


class BareMarkdown(App[None]):
    """Two panes; a key fills the second."""

    CSS = "#first { width: 42%; } #second { width: 1fr; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("first pane", id="first")
            with VerticalScroll(id="second"):
                yield Markdown("second pane")

    async def on_key(self, event: events.Key) -> None:
        if event.key == "x":
            await self.query_one(Markdown).update(self._text)


if __name__ == "__main__":
    BareMarkdown(Path(sys.argv[1]).read_text(encoding="utf-8")).run()
