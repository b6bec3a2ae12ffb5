"""The viewer: a note's Markdown to read, with its links, headings and a search.

Textual's own Markdown widget mounts a widget for every block and takes seconds for a long note;
this one draws lines (:mod:`talktui.tui.widgets.markdown_scroll`) and shows any note in the message
that asks for it.  It never opens anything: a link that is followed is a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive

from talktui.markdown.walk import LinkAt, cells_of_link, next_link
from talktui.tui.widgets import markdown_messages as messages
from talktui.tui.widgets.markdown_css import COMPONENTS, CSS
from talktui.tui.widgets.markdown_seek import MarkdownSeek
from talktui.tui.widgets.markdown_select import LineSelector

if TYPE_CHECKING:
    from talktui.markdown.blocks import Heading, Link
    from talktui.tui.widgets.markdown_goals import Goal


class MarkdownView(MarkdownSeek, can_focus=True):
    """Shows one note's Markdown; see the module."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = CSS

    LinkFollowed: TypeAlias = messages.LinkFollowed
    LinkSelected: TypeAlias = messages.LinkSelected
    Found: TypeAlias = messages.Found
    HeadingChanged: TypeAlias = messages.HeadingChanged
    NoAnchor: TypeAlias = messages.NoAnchor
    Longer: TypeAlias = messages.Longer

    heading_line: reactive[bool] = reactive(False, init=False)
    """Whether a line above the text names the heading under way."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._headings: tuple[str, ...] = ()
        self._titled: str | None = None  # what stands above the text
        self._shown: tuple[str, str, str | None, tuple[str, ...]] | None = None
        self._gone_to = (0, -1)  # a source line that was gone to, and the scroll position then
        self._link_wanted: LinkAt | None = None  # to be current as soon as it is laid out
        self.selector = LineSelector(self)

    # -- what is shown

    def show(
        self,
        source: str,
        *,
        below: str = "",
        video: str | None = None,
        highlight: tuple[str, ...] = (),
        keep_scroll: bool = False,
        to_word: bool = True,
    ) -> None:
        """Show a note's Markdown, visible at the next paint.

        `below` is Markdown of ours that is shown below the note, and no part of its source or of a section.
        `video` is the address that timestamps in the text lead into; `highlight` are words to mark,
        and the first of them is gone to (not without `to_word`). With `keep_scroll` the place stays, by
        what stands there and not by its line number; words that were not marked before are gone to, and
        where one was reading is come back to without a word. A search goes on in another note.
        """
        shown, self._shown = self._shown, (source, below, video, highlight)
        if keep_scroll and shown == self._shown:
            return
        self._finder.set_words(highlight)
        if not keep_scroll:
            self._seek_in_another(to_word=to_word and bool(highlight))
        elif shown is not None and highlight != shown[3]:
            self._seek_others(highlight, to_word=to_word)
        if keep_scroll and shown is not None and shown[:3] == (source, below, video):
            self._painter.forget()
            self.refresh()
            self._go_to_word()
            return
        goal = self.standing() if keep_scroll else None
        if not keep_scroll:
            self._gone_to = (0, -1)
        self.selector.stop()
        self._source = source
        self._below = below
        self._video = video
        self._select_link(None)
        self._restart(goal)

    def clear_note(self) -> None:
        """Show nothing."""
        self._begun.give_up()
        self._source = self._shown = self._text = self._goal = None
        self._is_outdated = False
        self._seek_in_another(to_word=False)
        self._select_link(None)
        self._take(None, 0)
        self._bring(0, x=0)

    def _document_changed(self) -> None:
        super()._document_changed()
        self.selector.grown()
        self._tell_heading()

    def _place_reached(self) -> None:
        super()._place_reached()
        self._take_up_link()

    def _no_anchor(self, anchor: str) -> None:
        self.post_message(messages.NoAnchor(self, anchor))

    def _tell_found(self) -> None:
        finder = self._finder
        self.post_message(messages.Found(self, finder.text, finder.position, len(finder.hits)))

    def _longer(self) -> None:
        self.post_message(messages.Longer(self))

    # -- headings

    def _is_read(self, line: int) -> None:
        """The end of a note cannot come to the top: until somebody scrolls, this is what is read."""
        if self._document is not None and line < len(self._document.lines):
            self._gone_to = (self._document.lines[line].source, self.scroll_offset.y)
            self._tell_heading()

    def _line_under_way(self) -> int:
        """The line at the top, or the one that was gone to and is further down; there must be lines."""
        source, top = self._gone_to
        if top == self.scroll_offset.y and top == self.max_scroll_y:
            return max(top, self.line_of_source(source))
        return min(self.scroll_offset.y, self._height - 1)

    def source_line_under_way(self) -> int:
        """The source line (0-based) of what is read: at the top, or what was gone to."""
        if self._document is None or not self._height:
            return 0
        return self._document.lines[self._line_under_way()].source

    @property
    def headings(self) -> list[Heading]:
        """The note's headings, as far as it is laid out."""
        return self._document.headings() if self._document else []

    def scroll_to_heading(self, index: int) -> None:
        """Put heading number `index` at the top."""
        headings = self.headings
        if 0 <= index < len(headings):
            self.scroll_to_source_line(headings[index].line)

    @property
    def current_headings(self) -> tuple[str, ...]:
        """The texts of the headings under way at the top, the outermost first."""
        if self._document is None or not self._height:
            return ()
        return tuple(heading.text for heading in self._document.headings_above(self._line_under_way()))

    def current_section(self) -> str:
        """The Markdown of the section at the top, its heading and inner sections with it."""
        document = self._document
        if document is None or not self._height:
            return ""
        lines = document.source.split("\n")
        above = document.headings_above(self._line_under_way())
        if not above:
            first = document.headings()
            return "\n".join(lines[: first[0].line if first else len(lines)])
        current = above[-1]
        end = (h.line for h in document.headings() if h.line > current.line and h.level <= current.level)
        return "\n".join(lines[current.line : next(end, len(lines))])

    def _tell_heading(self) -> None:
        headings = self.current_headings
        if headings != self._headings:
            self._headings = headings
            self.post_message(messages.HeadingChanged(self, headings))
        if self.heading_line:
            title = _path(self._headings_out_of_sight(), self.size.width - 4)
            if title != self._titled:  # setting it paints all of the view, whatever it was
                self._titled = title
                self.border_title = Content(title)

    def _headings_out_of_sight(self) -> tuple[str, ...]:
        """The headings under way that are not themselves at the top."""
        document = self._document
        top = self.scroll_offset.y
        if document is None or not top or not self._height:
            return ()
        return tuple(
            heading.text
            for heading in document.headings_above(min(top, self._height - 1))
            if document.line_of_source(heading.line) < top
        )

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the headings, too."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._tell_heading()

    def watch_heading_line(self, shown: bool) -> None:
        """Make room for the line that names the heading."""
        self.set_class(shown, "-heading-line")
        self._tell_heading()

    # -- links

    @property
    def links(self) -> Sequence[Link]:
        """The note's links in order, as far as it is laid out."""
        return self._document.links if self._document else ()

    @property
    def current_link(self) -> Link | None:
        """The link that the walk is at."""
        number = self._painter.link
        return None if number is None or number >= len(self.links) else self.links[number]

    @property
    def link_at(self) -> LinkAt | None:
        """Which link the walk is at, to come back to it; see :meth:`come_back`."""
        number, link = self._painter.link, self.current_link
        return None if number is None or link is None else LinkAt(number, link.href)

    def come_back(self, goal: Goal | None, link: LinkAt | None) -> None:
        """Go to `goal`, where one was before; the walk goes on from `link`, if that is there still."""
        self._link_wanted = link
        if goal is not None:
            self.go(goal)
        self._take_up_link()

    def _take_up_link(self) -> None:
        """Make the link that is come back to the current one, once it is laid out; it was told of before."""
        wanted = self._link_wanted
        if wanted is None or self._is_outdated or wanted.number >= len(self.links):
            return
        self._link_wanted = None
        if self.links[wanted.number].href == wanted.href:
            self._painter.link = wanted.number
            self._painter.forget()
            self.refresh()

    def action_next_link(self) -> bool:
        """Go to the next link: the first on the screen when none there is current. False: there is none."""
        return self._walk(1)

    def action_previous_link(self) -> bool:
        """Go to the link before. False: there is none."""
        return self._walk(-1)

    def action_follow_link(self) -> None:
        """Follow the current link."""
        if (link := self.current_link) is not None:
            self._follow(link)

    def _walk(self, step: int) -> bool:
        document = self._document
        if document is None:
            return False
        target = next_link(document, self._painter.link, self.scroll_offset.y, self._room.height, step)
        if target is None:
            return False
        if target == self._painter.link:
            self.post_message(messages.LinkSelected(self, self.current_link))  # it is told of again
        self._select_link(target)
        line = document.line_of_link(target)
        self._show_line(line)
        self._show_cells(line, *cells_of_link(document.lines[line], target))
        return True

    def _select_link(self, number: int | None) -> None:
        self._link_wanted = None
        if number != self._painter.link:
            self._painter.link = number
            self._painter.forget()
            self.refresh()
            self.post_message(messages.LinkSelected(self, self.current_link))

    def footnote(self, anchor: str) -> str:
        """What the footnote with this anchor (`fn-label`) says, its mark before it; "" when it is not there.

        Its first paragraph, and none of it while that is not laid out.
        """
        document = self._document
        line = document.line_of_anchor(anchor) if document is not None and anchor.startswith("fn-") else None
        if document is None or line is None:
            return ""
        said = document.lines[line].text
        for below in islice(document.lines, line + 1, None):
            if below.joint is None:
                break
            said += below.joint + below.text.removeprefix(below.indent_text)
        return said.strip()

    def _follow(self, link: Link) -> None:
        self.post_message(messages.LinkFollowed(self, link.href, link.text))

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or event.chain != 1 or self.text_selection is not None:
            return
        link = self._link_at(offset.x, offset.y)
        if link is not None:
            event.stop()
            self._select_link(link)
            self._follow(self.links[link])

    # -- selecting

    def first_line_to_select(self) -> int:
        """Where a selection by keys begins: at the hit or link under way if in sight, else at the top."""
        top, height = self.scroll_offset.y, self._room.height
        document, link = self._document, self._painter.link
        found = self._finder.current_line
        if found is None and document is not None and link is not None:
            found = document.line_of_link(link)
        return found if found is not None and top <= found < top + height else top

    def show_line(self, line: int) -> None:
        """Scroll no further than it takes to have line `line` in sight."""
        top, height = self.scroll_offset.y, self._room.height
        if line < top:
            self.scroll_to(y=line, animate=False, force=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True)
        self._went_elsewhere()


def _path(headings: Sequence[str], width: int) -> str:
    """Headings as one line of about `width` cells: the innermost matters most."""
    shown = list(headings)
    while len(shown) > 1 and cell_len(" › ".join(shown)) > width:
        del shown[0]
    return " › ".join(shown if len(shown) == len(headings) else ["…", *shown])
