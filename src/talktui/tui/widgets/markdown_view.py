"""The viewer: a note drawn line by line, instantly, whatever its length.

Textual's own Markdown widget mounts a widget for every block; this one is a single scroll view
over lines laid out by :mod:`talktui.markdown`.  What fits the first screens is parsed and drawn in
the message that asks for it; the rest of a long note follows from a thread.  It never opens
anything: a link that is followed is a message.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.worker import get_current_worker

from talktui.markdown import highlight as code_colours
from talktui.markdown.blocks import Code, Heading, Link, Spans
from talktui.markdown.document import Document
from talktui.markdown.layout import CodeSlice, Line
from talktui.tui.widgets.markdown_css import COMPONENTS, CSS, PREFIX

FIRST_CHARACTERS = 5_000
"""Characters of a long note that are parsed and drawn at once."""

AT_ONCE = 8_000
"""Characters of a note that is laid out whole in the message that shows it."""

REST_AFTER = 0.03
"""Seconds until the rest of a long note is begun: the first picture is on the screen by then, and
a cursor that runs past many notes costs nothing."""

PUBLISH_EVERY = 0.1
"""Seconds between pictures of how far a long note has got."""

MAX_STRIPS = 2_000


class _Place(NamedTuple):
    """Where a reader is: a source line, its text, and how many lines of the screen below it."""

    source: int
    text: str
    below: int


class _Canvas(NamedTuple):
    """What all lines of one painting have in common."""

    width: int
    margin: int
    scroll_x: int
    scroll_y: int
    selection: Selection | None


class MarkdownView(ScrollView, can_focus=True):
    """Shows one note's Markdown; see the module."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = CSS
    ALLOW_SELECT = True

    max_width: reactive[int] = reactive(90, init=False)
    """Cells that text takes at most; 0 is no limit."""

    centred: reactive[bool] = reactive(True, init=False)
    """Whether text narrower than the view stands in its middle."""

    class LinkFollowed(Message):
        """Somebody clicked a link or pressed enter on it; nothing has been opened."""

        def __init__(self, view: MarkdownView, href: str, text: str) -> None:
            super().__init__()
            self.view = view
            self.href = href
            self.text = text

        @property
        def control(self) -> MarkdownView:
            """The view it happened in."""
            return self.view

    class LinkSelected(Message):
        """The walk through the links came to one: its address can be told before it is followed."""

        def __init__(self, view: MarkdownView, link: Link | None) -> None:
            super().__init__()
            self.view = view
            self.link = link

        @property
        def control(self) -> MarkdownView:
            """The view it happened in."""
            return self.view

    class _Grown(Message, bubble=False):
        """A thread has laid out more of the note."""

        def __init__(self, generation: int, document: Document, height: int, complete: bool) -> None:
            super().__init__()
            self.generation = generation
            self.document = document
            self.height = height
            self.complete = complete

    class _Coloured(Message, bubble=False):
        """A thread has found colours for code blocks."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._source: str | None = None
        self._document: Document | None = None
        self._height = 0  # lines of the document that may be drawn
        self._generation = 0
        self._wanted: _Place | None = None
        self._video: str | None = None
        self._words: tuple[str, ...] = ()
        self._link: int | None = None  # the current one
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}
        self._uncoloured: dict[Code, None] = {}
        self._canvas = _Canvas(0, 0, 0, 0, None)
        self._painting = False

    # -- what is shown

    def show(
        self,
        source: str,
        *,
        video: str | None = None,
        highlight: tuple[str, ...] = (),
        keep_scroll: bool = False,
    ) -> None:
        """Show a note's Markdown, visible at the next paint.

        `video` is the address that timestamps in the text lead into; `highlight` are words to mark,
        and the first of them is scrolled to.  With `keep_scroll` the place stays, by what stands
        there, and not by its line number.
        """
        place = self._place() if keep_scroll else None
        self._source = source
        self._video = video
        self._words = highlight
        self._set_link(None)
        self._restart(place)

    def clear_note(self) -> None:
        """Show nothing."""
        self._generation += 1
        self._source = self._document = None
        self._set_link(None)
        self._take(None, 0)
        self.scroll_to(0, 0, animate=False, force=True)

    def _restart(self, place: _Place | None) -> None:
        """Lay the source out anew for the present width, and come back to `place`."""
        self._generation += 1
        self._wanted = None
        source, width = self._source, self._text_width
        if source is None or width <= 0:
            self._document = None  # laid out at the first resize
            self._wanted = place
            return
        document = Document.beginning(source, width, AT_ONCE if len(source) <= AT_ONCE else FIRST_CHARACTERS)
        if document.complete:
            self._take(document, len(document.lines))
            self._go_to(place)
            return
        if place is None or self._line_of_place(document, place) + self._room.height < len(document.lines):
            self._take(document, len(document.lines))
            self._go_to(place)
        else:
            self._wanted = place  # what was there stays until the new is laid out this far
        self._lay_out_in_thread(source, width)

    def _lay_out_in_thread(self, source: str, width: int) -> None:
        self.run_worker(
            partial(self._grow, self._generation, source, width),
            group="markdown-layout",
            exclusive=True,
            thread=True,
        )

    def _grow(self, generation: int, source: str, width: int) -> None:
        """Lay out a whole note; runs in a thread."""
        worker = get_current_worker()
        time.sleep(REST_AFTER)
        if worker.is_cancelled:
            return
        published = time.monotonic()
        document = Document(source, width)
        for height in document.grow():
            if worker.is_cancelled or generation != self._generation:
                return
            if time.monotonic() - published > PUBLISH_EVERY:
                published = time.monotonic()
                self.post_message(self._Grown(generation, document, height, complete=False))
            time.sleep(0.0005)  # lets go of the interpreter: a key must not wait for us
        self.post_message(self._Grown(generation, document, len(document.lines), complete=True))

    def on_markdown_view__grown(self, message: _Grown) -> None:
        """Show what a thread has laid out, without moving what is on the screen."""
        message.stop()
        if message.generation != self._generation:
            return
        if self._wanted is not None:
            line = self._line_of_place(message.document, self._wanted)
            if not message.complete and line + self._room.height >= message.height:
                return
            place, self._wanted = self._wanted, None
            self._take(message.document, message.height)
            self._go_to(place)
        elif message.complete or message.height > self._height + self._room.height:
            self._take(message.document, message.height)

    def _take(self, document: Document | None, height: int) -> None:
        self._document = document
        self._height = height
        self._strips.clear()
        width = 0 if document is None else self._margin + document.widest
        size = Size(max(width, self._room.width), height)
        if size != self.virtual_size:
            # The view's own size stays, so the screen need not be laid out again: only the scrollbars.
            self.set_reactive(MarkdownView.virtual_size, size)
            self._scroll_update(size)
        self.refresh()

    # -- geometry

    @property
    def _room(self) -> Size:
        """What there is to draw on: the scrollbars' cells are left out."""
        return self.scrollable_content_region.size

    @property
    def _text_width(self) -> int:
        room = self._room.width - 2  # a cell of air on either side
        return min(room, self.max_width) if self.max_width > 0 else room

    @property
    def _margin(self) -> int:
        document = self._document
        if document is None:
            return 1
        return max(1, (self._room.width - document.width) // 2) if self.centred else 1

    def on_resize(self) -> None:
        """Lay out again when the width has changed; the place stays."""
        document = self._document
        if self._source is None:
            return
        if document is None or document.width != self._text_width:
            place = self._wanted or self._place()
            self._restart(place)
        else:
            self._strips.clear()

    def watch_max_width(self) -> None:
        """Lay out at the new width."""
        self.on_resize()

    def watch_centred(self) -> None:
        """Move the text."""
        if self._document is not None:
            self._take(self._document, self._height)

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    # -- places

    def line_of_source(self, line: int) -> int:
        """The line of the screen's scroll that shows source line `line` (0-based)."""
        return min(self._document.line_of_source(line), max(0, self._height - 1)) if self._document else 0

    def scroll_to_source_line(self, line: int) -> None:
        """Put the block of source line `line` (0-based) at the top."""
        self.scroll_to(y=self.line_of_source(line), animate=False, force=True)

    def source_line_at_top(self) -> int:
        """The source line (0-based) of what is at the top."""
        document = self._document
        if document is None or not self._height:
            return 0
        return document.lines[min(self.scroll_offset.y, self._height - 1)].source

    def scroll_to_anchor(self, anchor: str) -> bool:
        """Put the heading or footnote with this anchor at the top; False when there is none."""
        line = self._document.line_of_anchor(anchor) if self._document else None
        if line is None:
            return False
        self.scroll_to(y=line, animate=False, force=True)
        return True

    @property
    def headings(self) -> list[Heading]:
        """The note's headings, as far as it is laid out."""
        return self._document.headings() if self._document else []

    def scroll_to_heading(self, index: int) -> None:
        """Put heading number `index` at the top."""
        headings = self.headings
        if 0 <= index < len(headings):
            self.scroll_to_source_line(headings[index].line)

    def _place(self) -> _Place | None:
        document = self._document
        if document is None or not self._height:
            return None
        top = min(self.scroll_offset.y, self._height - 1)
        source = document.lines[top].source
        first = document.line_of_source(source)
        return _Place(source, _source_line(document.source, source), max(0, top - first))

    def _line_of_place(self, document: Document, place: _Place) -> int:
        source = _nearest_same_line(document.source, place.source, place.text)
        return document.line_of_source(source) + place.below

    def _go_to(self, place: _Place | None) -> None:
        line = 0
        if place is not None and self._document is not None:
            line = self._line_of_place(self._document, place)
        self.scroll_to(0, line, animate=False, force=True)

    # -- links

    @property
    def links(self) -> Sequence[Link]:
        """The note's links in order, as far as it is laid out."""
        return self._document.links if self._document else ()

    @property
    def current_link(self) -> Link | None:
        """The link that the walk is at."""
        return None if self._link is None else self.links[self._link]

    def action_next_link(self) -> None:
        """Go to the next link: the first on the screen when none there is current."""
        self._walk(1)

    def action_previous_link(self) -> None:
        """Go to the link before."""
        self._walk(-1)

    def action_follow_link(self) -> None:
        """Follow the current link."""
        if self._link is not None:
            self._follow(self._link)

    def _walk(self, step: int) -> None:
        document = self._document
        if document is None or not document.links:
            return
        top, height = self.scroll_offset.y, self._room.height
        current = self._link
        if current is not None and top <= document.line_of_link(current) < top + height:
            target = current + step
        else:
            seen = [
                span[2]
                for line in document.lines[top : min(top + height, self._height)]
                for span in line.spans
                if span[2] is not None
            ]
            if seen:
                target = min(seen) if step > 0 else max(seen)
            else:
                source = document.lines[min(top, len(document.lines) - 1)].source
                after = next(
                    (i for i, link in enumerate(document.links) if link.line >= source), len(self.links)
                )
                target = after if step > 0 else after - 1
        if 0 <= target < len(document.links):
            self._set_link(target)
            self._show_line(document.line_of_link(target))

    def _set_link(self, link: int | None) -> None:
        if link != self._link:
            self._link = link
            self._strips.clear()
            self.refresh()
            self.post_message(self.LinkSelected(self, self.current_link if self._document else None))

    def _show_line(self, line: int) -> None:
        top, height = self.scroll_offset.y, self._room.height
        if not top <= line < top + height:
            self.scroll_to(y=max(0, line - height // 3), animate=False, force=True)

    def _follow(self, index: int) -> None:
        link = self.links[index]
        if link.href.startswith("#fn-") and self.scroll_to_anchor(link.href):
            return
        self.post_message(self.LinkFollowed(self, link.href, link.text))

    def _link_at(self, x: int, y: int) -> int | None:
        """The link drawn at a cell of the content, or None."""
        if self._document is None or not 0 <= y + self.scroll_offset.y < self._height:
            return None
        line = self._document.lines[y + self.scroll_offset.y]
        position = self._margin - self.scroll_offset.x
        for text, _style, link in line.spans:
            position += Segment(text).cell_length
            if x < position:
                return link if x >= self._margin - self.scroll_offset.x else None
        return None

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or event.chain != 1 or self.text_selection is not None:
            return
        link = self._link_at(offset.x, offset.y)
        if link is not None:
            event.stop()
            self._set_link(link)
            self._follow(link)

    # -- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw for the screen: without the offsets that only a selection asks for."""
        self._canvas = self._measure_canvas()
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False
            if self._uncoloured:
                self._colour_code()

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the view."""
        canvas = self._canvas if self._painting else self._measure_canvas()
        index = canvas.scroll_y + y
        if self._document is None or index >= self._height:
            return Strip.blank(canvas.width, self._style(""))
        strip = self._strips.get(index)
        if strip is None or strip.cell_length < canvas.width:
            if len(self._strips) > MAX_STRIPS:
                self._strips.clear()
            strip = self._strips[index] = self._draw(self._document.lines[index], index, canvas)
        if canvas.scroll_x or strip.cell_length > canvas.width:
            strip = strip.crop_extend(canvas.scroll_x, canvas.scroll_x + canvas.width, self._style(""))
        return strip if self._painting else strip.apply_offsets(canvas.scroll_x, index)

    def _measure_canvas(self) -> _Canvas:
        scroll_x, scroll_y = self.scroll_offset
        return _Canvas(self.size.width, self._margin, scroll_x, scroll_y, self.text_selection)

    def _draw(self, line: Line, index: int, canvas: _Canvas) -> Strip:
        """A line with its margin, filled up to the canvas's width."""
        segments = [Segment(" " * canvas.margin, self._style(""))]
        current = self._link
        for text, style, link in line.spans if line.code is None else self._coloured(line, line.code):
            if link is not None and link == current:
                segments.append(Segment(text, self._style(f"{style} link-current")))
            else:
                segments.append(Segment(text, self._style(style)))
        cells = canvas.margin + line.cells
        if line.code is not None and self._document is not None:
            space = canvas.margin + self._document.width - cells
            if space > 0:
                segments.append(Segment(" " * space, self._style("code-block")))
                cells += space
        if cells < canvas.width:
            segments.append(Segment(" " * (canvas.width - cells), self._style("")))
            cells = canvas.width
        strip = Strip(segments, cells)
        return strip if canvas.selection is None else self._selected(strip, index, canvas)

    def _coloured(self, line: Line, part: CodeSlice) -> Spans:
        """The line of a code block in the colours of its language, once they are known."""
        rows = code_colours.ready(part.code)
        if rows is None:
            if code_colours.is_wanted(part.code):
                self._uncoloured[part.code] = None
            return line.spans
        return line.spans[: line.indent] + code_colours.cut(rows[part.row], part.start, part.end)

    def _colour_code(self) -> None:
        """Have the code blocks on the screen coloured in a thread."""
        blocks = tuple(self._uncoloured)
        self._uncoloured.clear()
        self.run_worker(partial(self._colour_in_thread, blocks), group="markdown-colours", thread=True)

    def _colour_in_thread(self, blocks: tuple[Code, ...]) -> None:
        for block in blocks:
            code_colours.rows(block)
        self.post_message(self._Coloured())

    def on_markdown_view__coloured(self, message: _Coloured) -> None:
        """Draw the code blocks again."""
        message.stop()
        self._strips.clear()
        self.refresh()

    def _style(self, names: str) -> Style:
        """The Rich style of space-separated style names, the later over the earlier."""
        style = self._styles.get(names)
        if style is None:
            components = [PREFIX + name for name in names.split()]
            style = self.get_visual_style(*components).rich_style
            if any(self.get_component_styles(name).text_style.reverse for name in components):
                style += Style(reverse=True)
            self._styles[names] = style
        return style

    # -- selection

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's signature
        """Draw the lines anew with what is selected."""
        self._strips.clear()
        self.refresh()

    def _selected(self, strip: Strip, index: int, canvas: _Canvas) -> Strip:
        span = canvas.selection.get_span(index) if canvas.selection is not None else None
        if span is None:
            return strip
        start, end = span
        text = strip.text
        if end < 0:
            end = len(text)
        start = max(start, canvas.margin)
        if end <= start:
            return strip
        cuts = [Segment(text[:start]).cell_length, Segment(text[:end]).cell_length, strip.cell_length]
        before, inside, after = (*strip.divide(cuts), Strip([]))[:3]
        style = self.screen.get_component_rich_style("screen--selection")
        return Strip.join([before, inside.apply_style(style), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, its wrapped lines joined again."""
        if self._document is None:
            return None
        margin = self._margin
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self._height - 1
        parts: list[str] = []
        for index in range(max(0, first), min(last, self._height - 1) + 1):
            span = selection.get_span(index)
            if span is None:
                continue
            line = self._document.lines[index]
            text = line.text
            start = max(0, span[0] - margin)
            end = len(text) if span[1] < 0 else max(0, span[1] - margin)
            if line.joint is not None and parts:
                start = max(start, len(line.indent_text))
                parts.append(line.joint + text[start:end])
            else:
                parts.append(("\n" if parts else "") + text[start:end].rstrip())
        return "".join(parts), "\n"


def _source_line(source: str, line: int) -> str:
    start = 0
    for _ in range(line):
        start = source.find("\n", start) + 1
        if not start:
            return ""
    end = source.find("\n", start)
    return source[start:] if end < 0 else source[start:end]


def _nearest_same_line(source: str, line: int, text: str) -> int:
    """The line of `source` that reads `text`, the nearest to `line`; `line` when there is none."""
    if not text.strip() or _source_line(source, line) == text:
        return line
    same = [number for number, other in enumerate(source.split("\n")) if other == text]
    return min(same, key=lambda number: abs(number - line), default=line)
