"""An input line that shows control characters as symbols and takes none from a paste."""

from __future__ import annotations

from typing import Self

from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.widgets import Input

from talktui.safe_text import visible_line

_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029))


def without_controls(text: str) -> str:
    """`text` as one line: line ends and tabs become spaces, other control characters go."""
    return " ".join(text.split()).translate(_CONTROLS)


class SafeInput(Input):
    """Textual's input; what it holds is shown literally and is kept as it is until typed over."""

    @property
    def _value(self) -> Text:
        # Textual draws from this; 1:1, so the cursor and the selection stay true.
        return Text(visible_line(self.value), no_wrap=True, overflow="ignore", end="")

    def on_paste(self, event: events.Paste) -> None:
        """Take all of a paste as one line (Textual takes its first line, escapes and all)."""
        event.stop()
        event.prevent_default()
        text = without_controls(event.text)
        if not text:
            return
        if self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *sorted(self.selection))


class BarInput(SafeInput):
    """A bar's input, one line without a border; the screen takes `enter`, `esc`, ↑ and the like before it."""

    DEFAULT_CSS = """
    BarInput, BarInput:focus { border: none; height: 1; padding: 0; background: $surface; }
    """

    _in_place = False  # while it takes another text: its own place stays

    def _watch_value(self, value: str) -> None:
        """Take a text without laying out the screen, which Textual does for every letter."""
        self._in_place = bool(self.size)
        try:
            super()._watch_value(value)
        finally:
            self._in_place = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint it anew; see :meth:`Widget.refresh`."""
        layout = layout and not self._in_place
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
