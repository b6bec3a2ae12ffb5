"""A note as it is read: parsed and laid out at a width, the beginning first, the rest step by step.

A document only grows at its end, and what is there does not change, so that one thread may lay
out while another draws.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Self

from talktui.markdown.blocks import Block, Definitions, Footnote, Heading, Link, ListBlock, Quote
from talktui.markdown.build import Builder
from talktui.markdown.layout import Layout, Line
from talktui.markdown.parser import FIRST_MAX, VIDEO, first_piece, new_env, normalise, pieces

_source_of = attrgetter("source")
_line_of = attrgetter("line")


class Document:
    """Blocks and lines of one note at one width."""

    def __init__(
        self,
        source: str,
        width: int,
        *,
        video: str | None = None,
        below: str = "",
        first: int | None = None,
    ) -> None:
        """`below` is Markdown of ours that is drawn below the note, and no part of its source."""
        self.source = normalise(source)
        self.width = width
        self.blocks: list[Block] = []
        self.complete = False
        self._below = below
        self._outline: tuple[int, list[Heading]] = (0, [])
        self._env = new_env(self.source, None if first is None else self.source[:first])
        if video:
            self._env[VIDEO] = video
        self._builder = Builder(self._env)
        self._layout = Layout(width)

    # -- making

    @classmethod
    def whole(cls, source: str, width: int, *, video: str | None = None, below: str = "") -> Self:
        """The document of all of `source`."""
        document = cls(source, width, video=video, below=below)
        for _ in document.grow():
            pass
        return document

    @classmethod
    def beginning(
        cls, source: str, width: int, characters: int, *, video: str | None = None, below: str = ""
    ) -> Self:
        """The document of about the first `characters` of `source`; what it ends with may be cut."""
        if len(source) <= characters:
            return cls.whole(source, width, video=video, below=below)
        document = cls(source, width, video=video, below=below, first=characters * FIRST_MAX)
        document._begin(characters)
        return document

    def _begin(self, characters: int) -> None:
        self._add(self._builder.build(first_piece(self.source, self._env, characters)))

    def grow(self) -> Iterator[int]:
        """Parse and lay out piece by piece; gives the number of lines there are after each."""
        for piece in pieces(self.source, self._env):
            self._add(self._builder.build(piece))
            yield len(self.lines)
        if self._below:
            # On its own, so that nothing which the note leaves open takes it in. Its lines come after.
            lines = self.source.count("\n") + 1
            for piece in pieces(self._below, new_env(self._below)):
                self._add(self._builder.build(piece._replace(line=lines + piece.line)))
        self.complete = True
        yield len(self.lines)

    def relaid(self, width: int) -> Self:
        """The same blocks at another width; the document must be complete."""
        document = self._at_width(width)
        document._layout.add(self.blocks)
        return document

    def _at_width(self, width: int) -> Self:
        """A document of the same blocks, without lines yet."""
        document = type(self).__new__(type(self))
        document.source = self.source
        document.width = width
        document.blocks = self.blocks
        document.complete = True
        document._below = self._below
        document._outline = self._outline
        document._env = self._env
        document._builder = self._builder
        document._layout = Layout(width)
        return document

    def _add(self, blocks: list[Block]) -> None:
        self.blocks.extend(blocks)
        self._layout.add(blocks)

    # -- what is there

    @property
    def lines(self) -> list[Line]:
        """Every line laid out so far."""
        return self._layout.lines

    @property
    def widest(self) -> int:
        """Cells of the widest line: more than `width` when a table does not fit."""
        return self._layout.widest

    @property
    def links(self) -> list[Link]:
        """The links met so far, in order."""
        return self._builder.links

    def headings(self) -> list[Heading]:
        """The headings, in order, those in quotes and lists too."""
        count = len(self.blocks)
        if self._outline[0] != count:
            self._outline = (count, list(headings_in(self.blocks[:count])))
        return self._outline[1]

    def headings_above(self, line: int) -> list[Heading]:
        """The headings whose section line number `line` is in, the outermost first."""
        if not self.lines:
            return []
        source = self.lines[min(line, len(self.lines) - 1)].source
        headings = self.headings()
        found: list[Heading] = []
        for index in range(bisect_right(headings, source, key=_line_of) - 1, -1, -1):
            if not found or headings[index].level < found[0].level:
                found.insert(0, headings[index])
                if headings[index].level == 1:
                    break
        return found

    # -- places

    def line_of_source(self, source: int) -> int:
        """The first line that shows source line `source` or, if none does, the block it is in."""
        lines = self.lines
        if not lines:
            return 0
        index = bisect_left(lines, source, key=_source_of)
        if index < len(lines) and lines[index].source == source:
            return index
        index = bisect_right(lines, source, key=_source_of) - 1
        if index < 0:
            return 0
        return bisect_left(lines, lines[index].source, key=_source_of)

    def last_line_of_source(self, source: int) -> int:
        """The last line that shows source line `source` or the block it is in."""
        return max(0, bisect_right(self.lines, source, key=_source_of) - 1)

    def line_of_link(self, link: int) -> int:
        """The first line on which link number `link` is drawn; 0 when it is not."""
        start = self.line_of_source(self.links[link].line) if link < len(self.links) else 0
        for index in range(start, len(self.lines)):
            if any(span[2] == link for span in self.lines[index].spans):
                return index
        return 0

    def line_of_anchor(self, anchor: str) -> int | None:
        """The line of the heading, place in HTML or footnote (`fn-label`) with this anchor."""
        wanted = anchor.removeprefix("#")
        for heading in self.headings():
            if heading.anchor == wanted:
                return self.line_of_source(heading.line)
        if wanted in self._builder.anchors:
            return self.line_of_source(self._builder.anchors[wanted])
        if wanted.startswith("fn-"):
            for note in _footnotes(self.blocks):
                if note.label == wanted[3:]:
                    return self.line_of_source(note.line)
        folded = wanted.casefold()
        for heading in self.headings():
            if heading.anchor.casefold() == folded or heading.text.casefold() == folded:
                return self.line_of_source(heading.line)
        return None


def _inner(block: Block) -> Iterator[Block]:
    if isinstance(block, ListBlock):
        for item in block.items:
            yield from item.children
    elif isinstance(block, Definitions):
        for entry in block.entries:
            yield from entry.children
    elif isinstance(block, Quote | Footnote):
        yield from block.children


def headings_in(blocks: Sequence[Block]) -> Iterator[Heading]:
    """The headings among blocks and in them, in order."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block
        else:
            yield from headings_in(tuple(_inner(block)))


def _footnotes(blocks: Sequence[Block]) -> Iterator[Footnote]:
    for block in blocks:
        if isinstance(block, Footnote):
            yield block
        yield from _footnotes(tuple(_inner(block)))
