"""The canvas under the viewer: it draws the lines of a document that is laid out, as far as it is.

What is laid out, and which of it is in sight, is :mod:`talktui.tui.widgets.markdown_scroll`'s.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from talktui.tui.widgets import markdown_messages as messages
from talktui.tui.widgets.line_scrollbar import LineScrolled
from talktui.tui.widgets.markdown_find import Finder
from talktui.tui.widgets.markdown_paint import Canvas, Painter

if TYPE_CHECKING:
    from talktui.markdown.blocks import Code
    from talktui.markdown.document import Document


class MarkdownCanvas(LineScrolled):
    """Draws one document's lines; see the module."""

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
        self._document: Document | None = None
        self._height = 0  # lines of the document that may be drawn
        self._finder = Finder()
        self._painter = Painter(self, self._finder)
        self._canvas = Canvas(0, 0, 0, 0, None)
        self._painting = False

    def _document_changed(self) -> None:
        """Another document is drawn, or more of it."""

    def _take(self, document: Document | None, height: int, *, painted: bool = False) -> None:
        """Draw this document from now on, as far as it is laid out; `painted`: what is in sight stays."""
        self._document = document
        self._height = height
        self._painter.begin(document, self._measure_canvas())
        width = 0 if document is None else self._margin + document.widest
        size = Size(max(width, self._room.width), height)
        if size != self.virtual_size:
            # The view's own size stays, so the screen need not be laid out again: only the scrollbars.
            self.set_reactive(MarkdownCanvas.virtual_size, size)
            self._scroll_update(size)
        self._document_changed()
        if not painted:
            self.refresh()

    def watch_centred(self) -> None:
        """Move the text."""
        self._take(self._document, self._height)

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
        return self._margin_of(self._document)

    def _margin_of(self, document: Document | None) -> int:
        if document is None or not self.centred:
            return 1
        return max(1, (self._room.width - document.width) // 2)

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
        if self._painting:
            return strip
        return strip.apply_offsets(self._painter.scroll_of(self._document.lines[index], canvas), index)

    def _measure_canvas(self) -> Canvas:
        scroll_x, scroll_y = self.scroll_offset
        # Without the scrollbar's cell: it stands in front, and a line as long as that would be cut for it.
        return Canvas(self._room.width, self._margin, scroll_x, scroll_y, self.text_selection)

    def _link_at(self, x: int, y: int) -> int | None:
        """The link drawn at a cell of the content, or None."""
        index = y + self.scroll_offset.y
        if self._document is None or not 0 <= index < self._height:
            return None
        canvas = self._measure_canvas()
        position = canvas.margin - self._painter.scroll_of(self._document.lines[index], canvas)
        if x < position:
            return None
        for text, _style, link in self._document.lines[index].spans:
            position += cell_len(text)
            if x < position:
                return link
        return None

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
        """The selected text, as one wants to paste it."""
        if self._document is None:
            return None
        from talktui.markdown.selected import selected_text  # with Markdown, after the first picture

        return selected_text(self._document.lines[: self._height], selection.get_span, self._margin), "\n"
