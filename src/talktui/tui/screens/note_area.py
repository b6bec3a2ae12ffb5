"""The text area of the editor: Markdown lightly coloured, control characters shown as symbols.

Textual's document splits lines at every line end there is and joins them with one kind, so a text
with mixed ends would come back changed. :func:`why_not_here` says which texts those are.
"""

from __future__ import annotations

import re

from rich.style import Style
from rich.text import Text
from textual import events
from textual.document._document import Document
from textual.widgets import TextArea

from talktui.safe_text import visible

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_LINE_END = re.compile("\r\n|\r|\n")
_ODD_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t]|$)")
_QUOTE = re.compile(r" {0,3}>")
_MARKER = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?=[ \t])")
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\]\([^()\s]*\)|https?://[^\s<>)]+")

_LONGEST = 2000  # characters of a line that are coloured


def why_not_here(text: str) -> str | None:
    """Why `text` cannot be edited here without changing more than is typed, or None when it can."""
    odd = _ODD_BREAK.search(text)
    if odd is not None:
        line = len(_LINE_END.findall(text, 0, odd.start())) + 1
        return (
            f"Line {line} holds an unusual line break ({visible(odd.group())}), which would be lost here; "
            "E opens it in your own editor."
        )
    if Document(text).text != text:
        return (
            "It has line ends of more than one kind, which would be made one here; "
            "E opens it in your own editor."
        )
    return None


class NoteArea(TextArea):
    """A text area for a note's text."""

    markdown = True  # whether its lines are coloured as Markdown

    def get_line(self, line_index: int) -> Text:
        """The line as it is shown: 1:1 with what it holds, so that the cursor stays true."""
        shown = "\t".join(visible(part) for part in self.document.get_line(line_index).split("\t"))
        line = Text(shown, end="", no_wrap=True)
        if self.markdown and len(shown) <= _LONGEST:
            _colour(line, shown)
        return line

    async def on_paste(self, event: events.Paste) -> None:
        """Take a paste without the control characters that may be in it."""
        cleaned = _UNWANTED.sub("", event.text)
        if cleaned == event.text:
            return
        event.prevent_default()
        event.stop()
        if not self.read_only:
            done = self.replace(cleaned, *self.selection, maintain_selection_offset=False)
            self.move_cursor(done.end_location)


_BOLD = Style(bold=True)
_DIM = Style(dim=True)
_ITALIC = Style(italic=True)


def _colour(line: Text, shown: str) -> None:
    """Only weights, no colours: they are right in every theme, light or dark."""
    if _HEADING.match(shown):
        line.stylize(_BOLD)
        return
    if _QUOTE.match(shown):
        line.stylize(_ITALIC)
    marker = _MARKER.match(shown)
    if marker is not None:
        line.stylize(_BOLD, 0, marker.end())
    for span in _CODE.finditer(shown):
        line.stylize(_ITALIC, *span.span())
    for span in _LINK.finditer(shown):
        line.stylize(_DIM, *span.span())
