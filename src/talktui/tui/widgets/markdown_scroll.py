"""The scroll under the viewer: it draws a note's lines and keeps the reader's place.

What is laid out when is :mod:`talktui.tui.widgets.markdown_begun`'s; links, search and outline are the
viewer's (:mod:`talktui.tui.widgets.markdown_view`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from talktui.markdown.places import Place, line_of, place_at, source_line
from talktui.markdown.selected import selected_text
from talktui.tui.widgets import markdown_messages as messages
from talktui.tui.widgets.line_scrollbar import LineScrolled
from talktui.tui.widgets.markdown_begun import Begun, Wanted, document_kind
from talktui.tui.widgets.markdown_find import Finder
from talktui.tui.widgets.markdown_paint import Canvas, Painter

if TYPE_CHECKING:
    from talktui.markdown.blocks import Code
    from talktui.markdown.document import Document

RELAID_AT_ONCE = 60_000
"""Characters of a note that is brought to another width at once: it is parsed already."""


class MarkdownScroll(LineScrolled):
    """Lays out and draws one note's Markdown; see the module."""

    ALLOW_SELECT = True

    auto_links = False
    """Links are ours (:mod:`talktui.tui.widgets.markdown_view`), not Textual's."""

    max_width: reactive[int] = reactive(90, init=False)
    """Cells that text takes at most; 0 is no limit."""

    centred: reactive[bool] = reactive(True, init=False)
    """Whether text narrower than the view stands in its middle."""

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
        self._wanted: Place | None = None  # to go to once it is laid out
        self._in_sight = (0, -1)  # a line that was gone to, and the scroll position then
        self._video: str | None = None
        self._as_source = False
        self._begun = Begun(self)
        self._finder = Finder()
        self._painter = Painter(self, self._finder)
        self._canvas = Canvas(0, 0, 0, 0, None)
        self._painting = False

    # -- for the viewer to know of

    def _document_changed(self) -> None:
        """Another document is drawn, or more of it."""

    def _place_reached(self) -> None:
        """The document is drawn at the place it was wanted at."""

    # -- what is shown

    def show_source(self, as_source: bool) -> None:
        """Show the Markdown itself, or (False) what it means; the place stays."""
        if as_source != self._as_source:
            place = self._place()
            self._as_source = as_source
            self._painter.link = None
            self._restart(place)

    @property
    def is_source(self) -> bool:
        """Whether the Markdown itself is shown."""
        return self._as_source

    @property
    def is_complete(self) -> bool:
        """Whether all of the note has been laid out."""
        return self._document is not None and self._document.complete

    # -- laying out

    def _restart(self, place: Place | None) -> None:
        """Lay the source out anew for the present width, and come back to `place`."""
        self._begun.give_up()
        self._wanted = None
        self._in_sight = (0, -1)
        if self._source is None or self._text_width <= 0:
            self._document = None  # laid out at the first resize
            self._wanted = place
            return
        note = self._note(self._source, self._video)
        document = self._begun.beginning(note, self._room.height)
        if document.complete:
            self._take(document, len(document.lines))
            self._go_to(place)
            return
        if place is None or line_of(document, place) + self._room.height < len(document.lines):
            self._take(document, len(document.lines))
            self._go_to(place)
        else:
            self._wanted = place  # what was there stays until the new is laid out this far
        self._begun.lay_out(note.whole)

    def _note(self, source: str, video: str | None) -> Wanted:
        return Wanted(document_kind(self._as_source), source, self._text_width, video)

    def prepare(self, source: str, *, video: str | None = None) -> None:
        """Lay out and draw the beginning of a note that is likely to be shown next; it is not shown."""
        if self._text_width <= 0:
            return
        document = self._begun.beginning(self._note(source, video), self._room.height)
        if document is self._document:
            return
        document.headings()
        canvas = self._measure_canvas()._replace(margin=self._margin_of(document))
        filters, background = self.get_line_filters(), self.background_colors[1]
        for strip in self._painter.draw_ahead(document, canvas, self._room.height).values():
            for line_filter in filters:  # a strip remembers what it came to
                strip = strip.apply_filter(line_filter, background)  # noqa: PLW2901
            strip.render(self.app.console)

    def on_markdown_view_grown(self, message: messages.Grown) -> None:
        """Show what a thread has laid out, without moving what is on the screen."""
        message.stop()
        if not self._begun.is_wanted(message):
            return
        if self._wanted is not None:
            line = line_of(message.document, self._wanted)
            if not message.complete and line + self._room.height >= message.height:
                return
            place, self._wanted = self._wanted, None
            self._take(message.document, message.height)
            self._go_to(place)
        elif message.complete or message.height > self._height + self._room.height:
            top = self.scroll_offset.y
            reading = self._place() if top else None
            self._take(message.document, message.height, painted=self._is_painted(message.document, top))
            if reading is not None and (line := line_of(message.document, reading)) != top:
                # What is above was cut short before: a list has turned out to be a loose one, say.
                self.scroll_to(y=line, animate=False, force=True)
            self._place_reached()

    def _is_painted(self, document: Document, top: int) -> bool:
        """Whether what is on the screen is what `document` has there: most notes only go on below it."""
        bottom = top + self._room.height
        return (
            self._document is not None
            and bottom <= self._height
            and not self._finder.is_active
            and self._document.lines[top:bottom] == document.lines[top:bottom]
        )

    def _take(self, document: Document | None, height: int, *, painted: bool = False) -> None:
        """Draw this document from now on, as far as it is laid out; `painted`: what is in sight stays."""
        self._document = document
        self._height = height
        self._painter.begin(document, self._measure_canvas())
        width = 0 if document is None else self._margin + document.widest
        size = Size(max(width, self._room.width), height)
        if size != self.virtual_size:
            # The view's own size stays, so the screen need not be laid out again: only the scrollbars.
            self.set_reactive(MarkdownScroll.virtual_size, size)
            self._scroll_update(size)
        self._document_changed()
        if not painted:
            self.refresh()

    def on_resize(self) -> None:
        """Lay out again when the width has changed; the place stays."""
        document, width = self._document, self._text_width
        if self._source is None or width <= 0:
            return
        if document is None or document.width != width:
            place = self._wanted or self._place()
            if document is None or not document.complete:
                self._restart(place)
                return
            self._begun.give_up()
            if len(document.source) <= RELAID_AT_ONCE:
                relaid = document.relaid(width)
                self._take(relaid, len(relaid.lines))
                self._go_to(place)
            else:
                self._wanted = place
                self._begun.lay_out(partial(document.relaid, width))
        else:
            self._take(document, self._height)
            line, top = self._in_sight
            if top == self.scroll_offset.y:  # nobody has scrolled since: a lower window shows it still
                self._show_line(line)

    def watch_max_width(self) -> None:
        """Lay out at the new width."""
        self.on_resize()

    def watch_centred(self) -> None:
        """Move the text."""
        self._take(self._document, self._height)

    # -- geometry and places

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
        return self._margin_of(self._document)

    def _margin_of(self, document: Document | None) -> int:
        if document is None or not self.centred:
            return 1
        return max(1, (self._room.width - document.width) // 2)

    def line_of_source(self, line: int) -> int:
        """The line of the scroll that shows source line `line` (0-based)."""
        return min(self._document.line_of_source(line), max(0, self._height - 1)) if self._document else 0

    def scroll_to_source_line(self, line: int) -> None:
        """Put the block of source line `line` (0-based) at the top, now or once it is laid out."""
        document = self._document
        if (
            document is not None
            and not document.complete
            and document.line_of_source(line + 1) >= self._height - 1
        ):
            self._wanted = Place(line, source_line(document.source, line), 0)
        else:
            self.scroll_to(y=self.line_of_source(line), animate=False, force=True)

    def source_line_at_top(self) -> int:
        """The source line (0-based) of what is at the top."""
        document = self._document
        if document is None or not self._height:
            return 0
        return document.lines[min(self.scroll_offset.y, self._height - 1)].source

    def _place(self) -> Place | None:
        document = self._document
        if document is None or not self._height:
            return None
        return place_at(document, min(self.scroll_offset.y, self._height - 1))

    def _go_to(self, place: Place | None) -> None:
        line = 0
        if place is not None and self._document is not None:
            line = line_of(self._document, place)
        self.scroll_to(0, line, animate=False, force=True)
        self._place_reached()

    def _show_line(self, line: int) -> None:
        """Scroll so that a line can be seen, and what is around it."""
        top, height = self.scroll_offset.y, self._room.height
        if not top <= line < top + height:
            self.scroll_to(y=max(0, line - height // 3), animate=False, force=True)
        self._in_sight = (line, self.scroll_offset.y)

    # -- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw for the screen, without the offsets that only a selection asks for.

        The lines are as they shall be: Textual's styling of every line, which takes longer than drawing
        them, is left to the border above the text.
        """
        self._canvas = self._measure_canvas()
        self._painting = True
        try:
            top = self.gutter.top
            if self.opacity != 1 or crop.x or crop.width != self.size.width:
                return super().render_lines(crop)
            above = max(0, min(top, crop.bottom) - crop.y)
            strips = super().render_lines(Region(crop.x, crop.y, crop.width, above)) if above else []
            filters, background = self.get_line_filters(), self.background_colors[1]
            for y in range(crop.y + above - top, crop.bottom - top):
                strip = self.render_line(y)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, background)
                strips.append(strip)
            return strips
        finally:
            self._painting = False
            if self._painter.uncoloured:
                self._colour_code()

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the view."""
        canvas = self._canvas if self._painting else self._measure_canvas()
        index = canvas.scroll_y + y
        if self._document is None or index >= self._height:
            return self._painter.blank(canvas)
        strip = self._painter.line(self._document, index, canvas)
        return strip if self._painting else strip.apply_offsets(canvas.scroll_x, index)

    def _measure_canvas(self) -> Canvas:
        scroll_x, scroll_y = self.scroll_offset
        # Without the scrollbar's cell: it stands in front, and a line as long as that would be cut for it.
        return Canvas(self._room.width, self._margin, scroll_x, scroll_y, self.text_selection)

    def _colour_code(self) -> None:
        """Have the code blocks on the screen coloured in a thread."""
        blocks = tuple(self._painter.uncoloured)
        self._painter.uncoloured.clear()
        self.run_worker(partial(self._colour_in_thread, blocks), group="markdown-colours", thread=True)

    def _colour_in_thread(self, blocks: tuple[Code, ...]) -> None:
        from talktui.markdown import highlight as code_colours

        for block in blocks:
            code_colours.rows(block)
        self.post_message(messages.Coloured())

    def on_markdown_view_coloured(self, message: messages.Coloured) -> None:
        """Draw the code blocks again."""
        message.stop()
        self._painter.forget()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._painter.forget(styles=True)

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's signature
        """Draw the lines anew with what is selected."""
        self._painter.forget()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, its wrapped lines joined again."""
        if self._document is None:
            return None
        return selected_text(self._document.lines[: self._height], selection.get_span, self._margin), "\n"
