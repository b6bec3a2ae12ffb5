"""Laid-out lines to strips: colours by style name, the current link, hits and the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from talktui.tui.widgets.markdown_css import PREFIX
from talktui.tui.widgets.markdown_find import Finder

if TYPE_CHECKING:
    from talktui.markdown.blocks import Code, Span, Spans
    from talktui.markdown.document import Document
    from talktui.markdown.layout import CodeSlice, Line

MAX_STRIPS = 2_000
"""Drawn lines that are kept."""


class Canvas(NamedTuple):
    """What all lines of one painting have in common."""

    width: int
    margin: int
    scroll_x: int
    scroll_y: int
    selection: Selection | None


class Painter:
    """Draws a document's lines for one widget, whose component classes give the colours."""

    def __init__(self, widget: Widget, finder: Finder) -> None:
        self.link: int | None = None  # the current one
        self.uncoloured: dict[Code, None] = {}  # code blocks that were drawn without their colours
        self._widget = widget
        self._finder = finder
        self._strips: dict[int, Strip] = {}
        self._ahead: tuple[Document, int, int, dict[int, Strip]] | None = None
        self._styles: dict[str, Style] = {}

    def forget(self, *, styles: bool = False) -> None:
        """Draw everything anew; with `styles`, look the colours up again too."""
        self._strips.clear()
        if styles:
            self._styles.clear()
            self._ahead = None

    def draw_ahead(self, document: Document, canvas: Canvas, count: int) -> dict[int, Strip]:
        """Draw the first `count` lines of a document that may be shown next, as far as they are plain."""
        if not self._is_plain(canvas):
            return {}
        lines = enumerate(document.lines[:count])
        strips = {
            index: self._draw(document, index, canvas)
            for index, line in lines
            if line.code is None  # its colours may be ready by then
        }
        self._ahead = document, canvas.width, canvas.margin, strips
        return strips

    def begin(self, document: Document | None, canvas: Canvas) -> None:
        """Draw `document` from now on, with what was drawn of it ahead."""
        self.forget()
        ahead, self._ahead = self._ahead, None
        fits = ahead is not None and ahead[0] is document and ahead[1:3] == (canvas.width, canvas.margin)
        if ahead is not None and fits and self._is_plain(canvas):
            self._strips = ahead[3]

    def _is_plain(self, canvas: Canvas) -> bool:
        """Whether nothing is marked in what is drawn: no link, no word, no selection."""
        return self.link is None and not self._finder.marks_any and canvas.selection is None

    def style(self, names: str) -> Style:
        """The Rich style of space-separated style names, the later over the earlier."""
        style = self._styles.get(names)
        if style is None:
            components = [PREFIX + name for name in names.split()]
            style = self._widget.get_visual_style(*components).rich_style
            if any(self._widget.get_component_styles(name).text_style.reverse for name in components):
                style += Style(reverse=True)
            self._styles[names] = style
        return style

    def blank(self, canvas: Canvas) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(canvas.width, self.style(""))

    def line(self, document: Document, index: int, canvas: Canvas) -> Strip:
        """Line `index` of the document, as wide as the canvas."""
        strip = self._strips.get(index)
        if strip is None or strip.cell_length < canvas.width:
            if len(self._strips) > MAX_STRIPS:
                self._strips.clear()
            strip = self._strips[index] = self._draw(document, index, canvas)
        if strip.cell_length > canvas.width:
            return self._window(strip, canvas)
        return strip

    def _window(self, strip: Strip, canvas: Canvas) -> Strip:
        """What is in sight of a line wider than the canvas, with a sign at each edge beyond which it goes on.

        Such lines are a table's; all others stay where they are when it is scrolled.
        """
        left, right = canvas.scroll_x, canvas.scroll_x + canvas.width
        parts = [strip.crop_extend(left, right, self.style(""))]
        if left > 0:
            parts = [Strip([Segment("‹", self.style("table-rule"))], 1), parts[0].crop(1)]
        if right < strip.cell_length:
            parts[-1] = parts[-1].crop(0, parts[-1].cell_length - 1)
            parts.append(Strip([Segment("›", self.style("table-rule"))], 1))
        return Strip.join(parts)

    def scroll_of(self, line: Line, canvas: Canvas) -> int:
        """How far a line is scrolled to the right: only one that is wider than the canvas is."""
        return canvas.scroll_x if canvas.margin + line.cells > canvas.width else 0

    def _draw(self, document: Document, index: int, canvas: Canvas) -> Strip:
        line = document.lines[index]
        segments = [Segment(" " * canvas.margin, self.style(""))]
        spans = line.spans if line.code is None else self._in_colour(line.spans, line.indent, line.code)
        marks = self._finder.marks(document.lines, index)
        if marks:
            spans = tuple(_marked(spans, marks))
        for text, style, link in spans:
            if link is not None and link == self.link:
                segments.append(Segment(text, self.style(f"{style} link-current")))
            else:
                segments.append(Segment(text, self.style(style)))
        cells = canvas.margin + line.cells
        if line.code is not None:
            space = canvas.margin + document.width - cells
            if space > 0:
                segments.append(Segment(" " * space, self.style("code-block")))
                cells += space
        if cells < canvas.width:
            segments.append(Segment(" " * (canvas.width - cells), self.style("")))
            cells = canvas.width
        strip = Strip(segments, cells)
        return strip if canvas.selection is None else self._selected(strip, index, canvas, line.text)

    def _in_colour(self, spans: Spans, indent: int, part: CodeSlice) -> Spans:
        """A line of code in the colours of its language, once they are known."""
        from talktui.markdown import highlight  # Pygments: for the first note with code in it

        rows = highlight.ready(part.code)
        if rows is None:
            if highlight.is_wanted(part.code):
                self.uncoloured[part.code] = None
            return spans
        return spans[:indent] + highlight.cut(rows[part.row], part.start, part.end)

    def _selected(self, strip: Strip, index: int, canvas: Canvas, text: str) -> Strip:
        span = canvas.selection.get_span(index) if canvas.selection is not None else None
        if span is None:
            return strip
        start = max(span[0] - canvas.margin, 0)
        end = len(text) if span[1] < 0 else min(max(span[1] - canvas.margin, 0), len(text))
        if end <= start:
            return strip
        cuts = [
            canvas.margin + cell_len(text[:start]),
            canvas.margin + cell_len(text[:end]),
            strip.cell_length,
        ]
        before, inside, *after = strip.divide(cuts)
        screen = self._widget.screen
        style = screen.get_component_rich_style("screen--selection")
        if not screen.get_component_styles("screen--selection").color.a:  # the text keeps its colour
            style = Style(bgcolor=style.bgcolor)
        over = Strip(
            [Segment(part, own + style if own else style) for part, own, _ in inside], inside.cell_length
        )
        return Strip.join([before, over, *after])


def _marked(spans: Spans, marks: Sequence[tuple[int, int, str]]) -> list[Span]:
    """Spans cut where marks begin and end, the mark's style added."""
    found: list[Span] = []
    offset = 0
    for text, style, link in spans:
        position = 0
        for start, end, mark in marks:
            begin = max(start - offset, position)
            until = min(end - offset, len(text))
            if begin >= until:
                continue
            if begin > position:
                found.append((text[position:begin], style, link))
            found.append((text[begin:until], f"{style} {mark}".lstrip(), link))
            position = until
        if position < len(text):
            found.append((text[position:], style, link))
        offset += len(text)
    return found
