"""The last line: the keys that work here, or what the last command did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from talktui.tui.cells import cell_len, fit
from talktui.tui.plain import plain

_MOST_LINES = 3  # of a message


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
        self._lines: list[str] = [""]

    def show_hints(self, hints: Sequence[tuple[str, str, str]]) -> None:
        """Show (command id, key, title) hints, as many as fit; the last of them always."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def say(self, message: str, *, warning: bool = False) -> None:
        """Show a message in place of the hints; a long one takes up to three lines."""
        self._message = message
        self._warning = warning
        self._wrap()

    def be_quiet(self) -> None:
        """Take the message off again."""
        if self._message:
            self._message = ""
            self._wrap()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._wrap()

    def _wrap(self) -> None:
        sign = "! " if self._warning else "✓ "
        width = max(self.size.width - 2, 1)
        lines = plain(sign + self._message).wrap(width) if self._message else [Content("")]
        self._lines = [line.plain.rstrip() for line in lines[:_MOST_LINES]]
        if len(lines) > _MOST_LINES:
            self._lines[-1] = fit(self._lines[-1] + " …" * width, width)
        self.styles.height = len(self._lines)
        self.refresh()

    @property
    def message(self) -> str:
        """What is being said, or nothing."""
        return self._message

    @property
    def warns(self) -> bool:
        """Whether that is a warning."""
        return bool(self._message) and self._warning

    def render_line(self, y: int) -> Strip:
        """Draw the message or the hints."""
        width = self.size.width
        style = self.rich_style
        if self._message:
            own = self.get_component_rich_style("key-line--warning" if self._warning else "key-line--note")
            said = self._lines[y] if y < len(self._lines) else ""  # it is drawn once more before it is lower
            return Strip([Segment(fit(f" {said}", width), own)], width)
        if y:
            return Strip.blank(width, style)
        key_style = self.get_component_rich_style("key-line--key")
        segments: list[Segment] = []
        for _, key, title in self._fitting():
            segments += [Segment(f" {key} ", key_style), Segment(f"{title} ", style)]
        return Strip(segments).adjust_cell_length(width, style)

    def _fitting(self) -> list[tuple[str, str, str]]:
        """The hints there is room for: the first ones and the last."""
        *first, last = self._hints or [("", "", "")]
        room = self.size.width - _cells(last)
        fitting = []
        for hint in first:
            room -= _cells(hint)
            if room < 0:
                break
            fitting.append(hint)
        return [*fitting, last] if self._hints else []

    def on_click(self, event: events.Click) -> None:
        """Run the command whose hint was clicked."""
        if self._message:
            self.be_quiet()
            return
        x = 0
        for hint in self._fitting():
            x += _cells(hint)
            if event.x < x:
                self.post_message(self.Clicked(hint[0]))
                return


def _cells(hint: tuple[str, str, str]) -> int:
    _, key, title = hint
    return cell_len(key) + cell_len(title) + 3  # with the spaces around and between
