"""A note's Markdown itself, laid out to be read: what the viewer shows for "source"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktui.markdown.document import Document
from talktui.markdown.layout import Line, wrap_code
from talktui.markdown.parser import normalise
from talktui.safe_text import visible_block

TAB = 4
STEP = 500
"""Source lines laid out at a time."""

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


class SourceDocument(Document):
    """Every character of the note as it is written, long lines wrapped."""

    @classmethod
    def beginning(
        cls, source: str, width: int, characters: int, *, video: str | None = None
    ) -> SourceDocument:
        """The lines of the first `characters` of the note."""
        document = cls(source[:characters], width, video=video)
        for _ in document.grow():
            pass
        document.source = normalise(source)
        document.complete = len(source) <= characters
        return document

    def grow(self) -> Iterator[int]:
        """Lay out the lines; gives the number of lines there are after each step."""
        fenced = False
        for number, text in enumerate(self.source.split("\n")):
            style = ""
            if _FENCE.match(text):
                fenced = not fenced
                style = "dim"
            elif fenced:
                style = "dim"
            elif _HEADING.match(text):
                style = "strong"
            shown = visible_block(text.expandtabs(TAB))
            for line in wrap_code(shown, self.width):
                spans = tuple((part, style, None) for part, _style, _link in line.spans)
                self.lines.append(Line(spans, number, line.joint, 0, line.cells))
            if number % STEP == STEP - 1:
                yield len(self.lines)
        self.complete = True
        yield len(self.lines)

    def relaid(self, width: int) -> Document:
        """The same at another width."""
        return SourceDocument.whole(self.source, width)
