"""What a note with everything in it looks like: two themes, two widths, and in 16 colours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from talktui.tui.widgets.markdown_view import MarkdownView

NOTE = (Path(__file__).parents[1] / "data" / "viewer" / "everything.md").read_text(encoding="utf-8")


class Reader(App[None]):
    """A viewer in a theme."""

    def __init__(self, theme_name: str) -> None:
        super().__init__()
        self.theme_name = theme_name

    def compose(self) -> ComposeResult:
        yield MarkdownView()

    def on_mount(self) -> None:
        self.theme = self.theme_name
        view = self.query_one(MarkdownView)
        view.heading_line = True
        view.show(NOTE, video="https://youtu.be/x", highlight=("weight",))


async def settle(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()  # the colours of code that came into sight
    await pilot.pause()


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
@pytest.mark.parametrize("width", [60, 110])
def test_a_note_with_everything(snap_compare: Callable[..., bool], theme: str, width: int) -> None:
    assert snap_compare(Reader(theme), terminal_size=(width, 76), run_before=settle)
