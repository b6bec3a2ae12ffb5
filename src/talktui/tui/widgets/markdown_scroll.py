"""The scroll under the viewer: it keeps the reader's place, and goes to others when they are laid out.

What is laid out when is :mod:`talktui.tui.widgets.markdown_begun`'s; links, search and outline are the
viewer's (:mod:`talktui.tui.widgets.markdown_view`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from talktui.markdown.places import line_of, place_at, place_of_source
from talktui.tui.widgets import markdown_messages as messages
from talktui.tui.widgets.markdown_begun import Begun, Wanted, document_kind
from talktui.tui.widgets.markdown_canvas import MarkdownCanvas
from talktui.tui.widgets.markdown_goals import Goal, LaidOut, ToAnchor, ToEnd, ToPlace

if TYPE_CHECKING:
    from talktui.markdown.document import Document

RELAID_AT_ONCE = 60_000
"""Characters of a note that is brought to another width at once: it is parsed already."""


class MarkdownScroll(MarkdownCanvas):
    """Has one note's Markdown laid out, and keeps the place in it; see the module."""

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
        self._video: str | None = None
        self._below = ""
        self._as_source = False
        self._begun = Begun(self)
        self._text: str | None = None  # the source as the document that is wanted has it
        self._is_outdated = False  # another document is drawn until that one is laid out as far as the goal
        self._goal: Goal | None = None  # to go to once it is laid out
        self._in_sight = (0, -1)  # a line that was gone to, and the scroll position then

    # -- for the viewer to know of

    def _place_reached(self) -> None:
        """The document is drawn at the place it was wanted at, or more of it is."""

    def _is_read(self, line: int) -> None:
        """Line `line` was gone to: it is what is read, wherever on the screen it stands."""

    def _no_anchor(self, anchor: str) -> None:
        """A heading or footnote that was to be gone to has turned out not to be there."""

    def _longer(self) -> None:
        """More of the note is drawn than was."""

    # -- what is shown

    def show_source(self, as_source: bool) -> None:
        """Show the Markdown itself, or (False) what it means; the place stays."""
        if as_source != self._as_source:
            goal = self.standing()
            self._as_source = as_source
            self._painter.link = None
            self._restart(goal)

    @property
    def is_source(self) -> bool:
        """Whether the Markdown itself is shown."""
        return self._as_source

    @property
    def is_complete(self) -> bool:
        """Whether all of the note has been laid out, and can be scrolled to."""
        document = self._document
        whole = document is not None and document.complete and self._height >= len(document.lines)
        return whole and not self._is_outdated

    # -- laying out

    def _restart(self, goal: Goal | None) -> None:
        """Lay the source out anew for the present width, and come back to `goal`, or begin at the top."""
        self._begun.give_up()
        self._goal, self._is_outdated = goal, False
        self._in_sight = (0, -1)
        if self._source is None or self._text_width <= 0:
            self._document = self._text = None  # laid out at the first resize
            return
        note = self._note(self._source, self._video, self._below)
        document = self._begun.beginning(note, self._room.height)
        if goal is not None and self._text is not None:
            self._goal = goal = goal.carried(self._text, document.source)
        self._text = document.source
        laid_out = LaidOut(document, len(document.lines), self._room.height, document.complete)
        if goal is None or self._document is None or document.complete or goal.line_in(laid_out) is not None:
            self._take(document, laid_out.height)
            if goal is None:
                self._bring(0, x=0)
                self._place_reached()
            else:
                self._approach()
        else:
            self._is_outdated = True  # what was there stays until the new is laid out this far
        if not document.complete:
            self._begun.lay_out(note.whole)

    def _note(self, source: str, video: str | None, below: str) -> Wanted:
        return Wanted(document_kind(self._as_source), source, self._text_width, video, below)

    def prepare(self, source: str, *, video: str | None = None, below: str = "") -> None:
        """Lay out and draw the beginning of a note that is likely to be shown next; it is not shown."""
        if self._text_width <= 0:
            return
        document = self._begun.beginning(self._note(source, video, below), self._room.height)
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
        """Show what a thread has laid out without moving what is in sight, or go where that was wanted."""
        message.stop()
        if not self._begun.is_wanted(message):
            return
        document, room = message.document, self._room.height
        laid_out = LaidOut(document, message.height, room, message.complete)
        if self._is_outdated:
            wanted = self._goal
            if wanted is not None and not message.complete and wanted.line_in(laid_out) is None:
                return
            self._is_outdated = False
            self._take(document, message.height)
        elif message.complete or message.height > self._height + room:
            self._take_more(document, message.height)
        else:
            return
        goal = self._goal
        if goal is None:
            self._place_reached()
        elif not self._approach() and isinstance(goal, ToAnchor):
            self._no_anchor(goal.anchor)
        self._longer()

    def _take_more(self, document: Document, height: int) -> None:
        """Draw more of the note that is drawn; what is in sight stays there."""
        top = self.scroll_offset.y
        reading = place_at(self._document, min(top, self._height - 1)) if top and self._document else None
        self._take(document, height, painted=self._is_painted(document, top))
        if reading is not None and (line := line_of(document, reading)) != top:
            # What is above was cut short before: a list has turned out to be a loose one, say.
            self._bring(line)

    def _is_painted(self, document: Document, top: int) -> bool:
        """Whether what is on the screen is what `document` has there: most notes only go on below it."""
        bottom = top + self._room.height
        return (
            self._document is not None
            and bottom <= self._height
            and not self._finder.is_active
            and self._document.lines[top:bottom] == document.lines[top:bottom]
        )

    def on_resize(self) -> None:
        """Lay out again when the width has changed; the place stays."""
        document, width = self._document, self._text_width
        if self._source is None or width <= 0:
            return
        if document is None or document.width != width:
            goal = self.standing()
            if document is None or not document.complete or document.source != self._text:
                self._restart(goal)
                return
            self._begun.give_up()
            self._goal = goal
            if len(document.source) <= RELAID_AT_ONCE:
                relaid = document.relaid(width)
                self._is_outdated = False
                self._take(relaid, len(relaid.lines))
                self._approach()
            else:
                self._is_outdated = True
                self._begun.lay_out(partial(document.relaid, width))
        else:
            self._take(document, self._height)
            line, top = self._in_sight
            if self._goal is None and top == self.scroll_offset.y:
                self._show_line(line)  # nobody has scrolled since: a lower window shows it still

    def watch_max_width(self) -> None:
        """Lay out at the new width."""
        self.on_resize()

    # -- places

    def line_of_source(self, line: int) -> int:
        """The line of the scroll that shows source line `line` (0-based)."""
        return min(self._document.line_of_source(line), max(0, self._height - 1)) if self._document else 0

    def source_line_at_top(self) -> int:
        """The source line (0-based) of what is at the top."""
        document = self._document
        if document is None or not self._height:
            return 0
        return document.lines[min(self.scroll_offset.y, self._height - 1)].source

    def standing(self) -> Goal | None:
        """Where the reader is, or is on the way to; None: nothing is shown."""
        document = self._document
        if self._goal is not None:
            return self._goal
        if document is None or not self._height:
            return None
        return ToPlace(place_at(document, min(self.scroll_offset.y, self._height - 1)))

    def go(self, goal: Goal) -> bool:
        """Go to `goal`, now or once it is laid out; any other scrolling gives it up.

        False when the note has no such place; when that turns out later, :meth:`_no_anchor` is told.
        """
        self._goal = goal
        return self._approach()

    def scroll_to_source_line(self, line: int) -> None:
        """Put the block of source line `line` (0-based) at the top, now or once it is laid out."""
        source = self._source if self._text is None else self._text
        self.go(ToPlace(place_of_source(source or "", line), is_read=True))

    def scroll_to_anchor(self, anchor: str) -> bool:
        """Put the heading or footnote with this anchor at the top, as :meth:`go` does."""
        return self.go(ToAnchor(anchor))

    def go_to_end(self) -> None:
        """The end of what is laid out, and of the note once all of it is."""
        self._bring(self.max_scroll_y)
        self.go(ToEnd())

    def _approach(self) -> bool:
        """Go to the goal if it is laid out; False when there is no such place."""
        goal, document = self._goal, self._document
        if goal is None or document is None or self._is_outdated:
            return True
        line = goal.line_in(LaidOut(document, self._height, self._room.height, self.is_complete))
        if line is None and not self.is_complete:
            return True
        self._goal = None
        if line is None:
            return False
        self._bring(line)
        if goal.is_read:
            self._is_read(line)
        self._place_reached()
        return True

    def _bring(self, line: int, *, x: int | None = None) -> None:
        """Scroll to a line: our own doing, which gives up no goal."""
        super()._scroll_to(x, line, animate=False, force=True)

    def _scroll_to(self, x: float | None = None, y: float | None = None, **how: Any) -> bool:
        """Scroll as somebody asks for it: with keys, the wheel or the bar, all of them come through here."""
        scrolled = super()._scroll_to(x, y, **how)
        if y is not None:
            self._went_elsewhere()
        return scrolled

    def _went_elsewhere(self) -> None:
        """The person has gone somewhere: what was still to be gone to is not wanted any more."""
        self._goal = None
        if self._is_outdated and self._document is not None and self._text is not None:
            goal = self.standing()
            self._goal = None if goal is None else goal.carried(self._document.source, self._text)

    def _show_line(self, line: int) -> None:
        """Scroll so that a line can be seen, and what is around it."""
        top, height = self.scroll_offset.y, self._room.height
        if not top <= line < top + height:
            self.scroll_to(y=max(0, line - height // 3), animate=False, force=True)
        self._in_sight = (line, self.scroll_offset.y)
        self._went_elsewhere()

    def _show_cells(self, line: int, start: int, end: int) -> None:
        """Scroll sideways so that cells `start` to `end` of a line wider than the view can be seen."""
        if self._document is None or not self.max_scroll_x:
            return
        canvas = self._measure_canvas()
        if canvas.margin + self._document.lines[line].cells <= canvas.width:
            return
        left, right = canvas.margin + start, canvas.margin + end
        inner = canvas.scroll_x + (canvas.scroll_x > 0), canvas.scroll_x + canvas.width - 1
        if left >= inner[0] and right <= inner[1]:
            return
        x = 0 if right < canvas.width else max(0, left - canvas.width // 3)
        self.scroll_to(x=x, animate=False, force=True)
