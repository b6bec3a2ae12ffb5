"""A note's Markdown itself, laid out to be read: what the viewer shows for "source"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self

from talktui.markdown.blocks import Block, Link
from talktui.markdown.document import Document, headings_in
from talktui.markdown.layout import Line, wrap_code
from talktui.markdown.parser import first_piece, pieces
from talktui.safe_text import visible_block

TAB = 4
STEP = 500
"""Source lines laid out at a time."""

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


class SourceDocument(Document):
    """Every character of the note as it is written, long lines wrapped; it has the note's headings.

    What stands below the note is no part of it.
    """

    def _begin(self, characters: int) -> None:
        self._keep(self._builder.build(first_piece(self.source, self._env, characters)))
        for _ in self._lay_out(self.source[:characters]):
            pass

    def grow(self) -> Iterator[int]:
        """Lay out the lines, then look for headings; gives the number of lines there are after each step."""
        yield from self._lay_out(self.source)
        for piece in pieces(self.source, self._env):
            self._keep(self._builder.build(piece))
            yield len(self.lines)
        self.complete = True
        yield len(self.lines)

    def relaid(self, width: int) -> Self:
        """The same at another width."""
        document = self._at_width(width)
        for _ in document._lay_out(self.source):
            pass
        return document

    @property
    def links(self) -> list[Link]:
        """None: here they are text."""
        return []

    def _keep(self, blocks: list[Block]) -> None:
        self.blocks.extend(headings_in(blocks))

    def _lay_out(self, source: str) -> Iterator[int]:
        fenced = False
        for number, text in enumerate(source.split("\n")):
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
