"""The last line: the keys that work here, or what the last command did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from talktui.safe_text import visible_line
from talktui.tui.cells import cell_len, fit


class KeyLine(Widget):
    """Key hints that can be clicked; a message takes their place until the next key."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--note", "key-line--warning"}

    DEFAULT_CSS = """
    KeyLine {
        height: 1; background: $panel; color: $foreground;
        & > .key-line--key { color: $text-accent; text-style: bold; }
        & > .key-line--note { color: $text-success; }
        & > .key-line--warning { color: $text-warning; text-style: bold; }
    }
    """

    class Clicked(Message):
        """A hint was clicked."""

        def __init__(self, command_id: str) -> None:
            self.command_id = command_id
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._hints: Sequence[tuple[str, str, str]] = ()
        self._message = ""
        self._warning = False

    def show_hints(self, hints: Sequence[tuple[str, str, str]]) -> None:
        """Show (command id, key, title) hints, as many as fit."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def say(self, message: str, *, warning: bool = False) -> None:
        """Show a message in place of the hints."""
        self._message = message
        self._warning = warning
        self.refresh()

    def be_quiet(self) -> None:
        """Take the message off again."""
        if self._message:
            self._message = ""
            self.refresh()

    @property
    def message(self) -> str:
        """What is being said, or nothing."""
        return self._message

    def render_line(self, y: int) -> Strip:
        """Draw the message or the hints."""
        width = self.size.width
        style = self.rich_style
        if y:
            return Strip.blank(width, style)
        if self._message:
            name = "key-line--warning" if self._warning else "key-line--note"
            sign = "! " if self._warning else "✓ "
            own = style + self.get_component_rich_style(name, partial=True)
            return Strip([Segment(fit(f" {sign}{visible_line(self._message)}", width), own)], width)
        key_style = style + self.get_component_rich_style("key-line--key", partial=True)
        segments: list[Segment] = []
        for key, title in self._fitting():
            segments += [Segment(f" {key} ", key_style), Segment(f"{title} ", style)]
        used = sum(cell_len(segment.text) for segment in segments)
        return Strip([*segments, Segment(" " * (width - used), style)], width)

    def _fitting(self) -> list[tuple[str, str]]:
        used = 0
        fitting: list[tuple[str, str]] = []
        for _, key, title in self._hints:
            used += cell_len(key) + cell_len(title) + 3
            if used > self.size.width:
                break
            fitting.append((key, title))
        return fitting

    def on_click(self, event: events.Click) -> None:
        """Run the command whose hint was clicked."""
        if self._message:
            self.be_quiet()
            return
        x = 0
        for command_id, key, title in self._hints:
            x += cell_len(key) + cell_len(title) + 3
            if event.x < x:
                self.post_message(self.Clicked(command_id))
                return
