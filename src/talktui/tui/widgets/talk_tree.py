"""The tree of conferences, categories and talks, drawn line by line.

A `Tree` of Textual's keeps a node a row; this keeps a flat list of the rows that are open, so that
twenty thousand talks cost what is on the screen, and puts counts and ratings in a column of their own.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from talktui.notes.talk import Kind, Status, TalkKey
from talktui.safe_text import visible_line
from talktui.tui.cells import cell_len, fit
from talktui.tui.plain import plain
from talktui.tui.rows import Row, RowId, RowKind, Rows
from talktui.tui.widgets.line_scrollbar import LineScrolled

STATUS_MARKS: dict[Status | None, str] = {
    None: "·",
    Status.QUEUED: "○",
    Status.WATCHING: "◐",
    Status.WATCHED: "●",
    Status.ATTENDED: "◆",
    Status.SKIPPED: "×",
}
MOST_DRAWN = 1_000  # rows that are kept drawn
NARROW = 34  # below this many cells a rating is `4★` and not `★★★★`


class TalkTree(LineScrolled, can_focus=True):
    """Rows with a cursor. It knows nothing of notes but what its rows say."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "talk-tree--group",
        "talk-tree--talk",
        "talk-tree--section",
        "talk-tree--count",
        "talk-tree--rating",
        "talk-tree--status",
        "talk-tree--mark",
        "talk-tree--problem",
        "talk-tree--dimmed",
        "talk-tree--cursor",
        "talk-tree--cursor-blurred",
        "talk-tree--hover",
    }

    DEFAULT_CSS = """
    TalkTree {
        background: $background;
        overflow-x: hidden;
        & > .talk-tree--group { text-style: bold; }
        & > .talk-tree--section { color: $text-muted; }
        & > .talk-tree--count { color: $text-muted; }
        & > .talk-tree--rating { color: $text-warning; }
        & > .talk-tree--status { color: $text-accent; }
        & > .talk-tree--mark { color: $text-success; text-style: bold; }
        & > .talk-tree--problem { color: $text-error; }
        & > .talk-tree--dimmed { color: $text-disabled; text-style: italic; }
        & > .talk-tree--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
        & > .talk-tree--cursor-blurred { background: $block-cursor-blurred-background; text-style: bold; }
        /* There it has no colour of its own, or hardly one. */
        &:ansi > .talk-tree--cursor-blurred { text-style: bold underline; }
        &:nocolor > .talk-tree--cursor-blurred { text-style: bold underline; }
        & > .talk-tree--hover { background: $block-hover-background; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    hover: reactive[int | None] = reactive(None, repaint=False)

    class Pointed(Message):
        """The mouse moved the cursor to a row; `again` when it was clicked twice or on its arrow."""

        def __init__(self, tree: TalkTree, row: Row, *, again: bool) -> None:
            self.tree = tree
            self.row = row
            self.again = again
            super().__init__()

        @property
        def control(self) -> TalkTree:
            """The tree."""
            return self.tree

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.rows = Rows()
        self.marks: Set[TalkKey] = frozenset()
        self._empty = ""  # what is said when there are no rows
        self._base: Style | None = None  # its own style, while it is drawn for the screen
        self._drawn: dict[int, Strip] = {}  # rows without the cursor
        self._drawn_width = 0

    # -- what is shown

    def set_rows(self, rows: Rows, *, cursor: RowId | None = None, first_talk: bool = False) -> None:
        """Show `rows`, with the cursor on the row `cursor`, else as near to where it was as can be.

        The cursor's line stays where it is on the screen. `first_talk`: on the first talk, when it would be
        on a group; and from the top, when the cursor is in sight there.
        """
        before, was, top_before = self.current, self.rows, round(self.scroll_y)
        line_before = self.cursor - top_before
        wanted = cursor if cursor is not None else before.id if before else None
        index = rows.find(wanted, self.cursor)
        if first_talk and rows and rows[index].kind is RowKind.GROUP:
            first = rows.first_talk()
            index = first if first is not None else index
        self.rows = rows
        self._grow(len(rows))
        self.set_reactive(TalkTree.cursor, index)
        top = max(0, min(index - max(0, line_before), len(rows) - self.scrollable_content_region.height))
        if first_talk and index <= self.page:
            top = 0
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
        self._show_cursor()
        self._redraw(was, top_before, line_before)

    def _grow(self, count: int) -> None:
        """Be so many rows long. The tree's own size stays, so the screen need not be laid out again."""
        size = Size(max(1, self.scrollable_content_region.width), count)
        if size == self.virtual_size:
            return
        if not self.size:
            self.virtual_size = size
            return
        self.set_reactive(TalkTree.virtual_size, size)
        self._scroll_update(size)

    def _redraw(self, was: Sequence[Row], top_before: int, cursor_line: int) -> None:
        """Draw the lines that are not as they were: `was` from `top_before` on."""
        drawn, self._drawn = self._drawn, {}
        top, height = round(self.scroll_y), self.size.height
        others = set() if self.cursor - top == cursor_line else {cursor_line, self.cursor - top}
        for y in range(height):
            before, now = top_before + y, top + y
            if not (before < len(was) and now < len(self.rows)):
                others.add(y)
            elif _look(was[before]) != _look(self.rows[now]) or (self.marks and self.rows[now].talk is None):
                others.add(y)  # a group's mark tells of all its talks
            elif before in drawn:
                self._drawn[now] = drawn[before]
        if len(others) > height // 2:
            self.refresh()
            return
        for y in others:
            if 0 <= y < height:
                self.refresh(Region(0, y, self.size.width, 1))

    def set_marks(self, marks: Set[TalkKey]) -> None:
        """Show which talks are marked."""
        now = frozenset(marks)
        if now != self.marks:
            self.marks = now
            self._forget()
            self.refresh()

    def say_empty(self, message: str) -> None:
        """What to say where the rows would be, as long as there are none."""
        self._empty = message
        self.refresh()

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    # -- moving

    def move_to(self, index: int) -> None:
        """Put the cursor on row `index`, or as near as there are rows, and scroll it into view."""
        index = max(0, min(index, len(self.rows) - 1))
        before, self.cursor = self.cursor, index
        self.refresh_lines(before)
        self.refresh_lines(index)
        self._show_cursor()

    @property
    def page(self) -> int:
        """How many rows a page is."""
        return max(1, self.scrollable_content_region.height - 1)

    def _show_cursor(self) -> None:
        if not self.rows:
            return
        region = Region(0, self.cursor, 1, 1)
        self.scroll_to_region(region, animate=False, immediate=True, force=True, x_axis=False)

    # -- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw for the screen: the lines are as they shall be, and rows that were drawn are kept.

        Textual's styling of every line takes longer than drawing it, and a tree that scrolls draws them all.
        """
        width = self.size.width
        if self.opacity != 1 or crop.x or crop.width != width or self.styles.gutter:
            return super().render_lines(crop)
        if width != self._drawn_width:
            self._forget()
            self._drawn_width = width
        self._base = self.rich_style
        try:
            strips = [self.render_line(y) for y in crop.line_range]
        finally:
            self._base = None
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    def _forget(self) -> None:
        """Draw every row anew."""
        self._drawn.clear()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._forget()

    def render_line(self, y: int) -> Strip:
        """One line of the window, `y` cells from its top (Textual's line API)."""
        width = self.size.width
        index = round(self.scroll_y) + y
        base = self._base or self.rich_style
        if not self.rows and self._empty:
            return self._empty_line(y, width, base)
        if not 0 <= index < len(self.rows):
            return Strip.blank(width, base)
        line = self._drawn.get(index)
        if line is None or line.cell_length != width:
            if len(self._drawn) > MOST_DRAWN:
                self._forget()
            line = self._drawn[index] = Strip(self._segments(self.rows[index], width, base), width)
        if index == self.cursor:
            name = "talk-tree--cursor" if self.has_focus else "talk-tree--cursor-blurred"
            return _overlay(line, self.get_component_rich_style(name), keep=not self.has_focus)
        if index == self.hover:
            return _overlay(line, self.get_component_rich_style("talk-tree--hover"), keep=True)
        return line

    def _empty_line(self, y: int, width: int, base: Style) -> Strip:
        lines = plain(self._empty).wrap(max(width - 2, 1))
        text = f" {lines[y].plain}" if y < len(lines) else ""
        return Strip([Segment(fit(text, width), base + Style(italic=True))], width)

    def _segments(self, row: Row, width: int, base: Style) -> list[Segment]:
        left = [Segment(self._mark(row), base + self._style("mark"))]
        left.append(Segment("  " * min(row.depth, 8), base))
        left.extend(self._sign(row, base))
        right = self._right(row, width, base)
        used = sum(cell_len(segment.text) for segment in (*left, *right))
        label_style = base + self._style("dimmed" if row.dimmed else row.kind.value)
        label = fit(visible_line(row.label) or "(no title)", max(0, width - used))
        return [*left, Segment(label, label_style), *right]

    def _mark(self, row: Row) -> str:
        """`✓` on a marked talk and on a group with nothing but marked ones; `-` on one with some."""
        if not self.marks or row.section is not None:
            return " "
        if row.talk is not None:
            return "✓" if row.talk.key in self.marks else " "
        talks = row.group.all_talks() if row.group is not None else ()
        marked = {talk.key in self.marks for talk in talks if talk.kind is Kind.TALK}
        return "-" if len(marked) == 2 else "✓" if True in marked else " "

    def _sign(self, row: Row, base: Style) -> list[Segment]:
        arrow = {None: "", True: "▾ ", False: "▸ "}[row.opened]
        if row.kind is RowKind.GROUP:
            return [Segment(arrow, base + self._style("group"))]
        if row.kind is RowKind.SECTION or row.talk is None:
            return [Segment("§ ", base + self._style("section"))]
        if row.talk.kind is Kind.UNREADABLE:
            return [Segment("! ", base + self._style("problem"))]
        if row.talk.kind is Kind.ABOUT:
            return [Segment("i ", base + self._style("section"))]
        mark = STATUS_MARKS[row.talk.status]
        return [Segment(f"{mark} ", base + self._style("status")), Segment(arrow, base)]

    def _right(self, row: Row, width: int, base: Style) -> list[Segment]:
        if row.kind is RowKind.GROUP:
            return [Segment(f" {row.count:>4} ", base + self._style("count"))]
        segments: list[Segment] = []
        if row.kind is RowKind.TALK and row.talk is not None:
            if row.talk.problems and row.talk.kind is not Kind.UNREADABLE:
                segments.append(Segment(" !", base + self._style("problem")))
            if row.talk.rating:
                stars = f"{row.talk.rating}★" if width < NARROW else "★" * row.talk.rating
                segments.append(Segment(f" {stars}", base + self._style("rating")))
        segments.append(Segment(" ", base))
        return segments

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"talk-tree--{name}")

    # -- the mouse and the window

    def watch_hover(self, before: int | None, after: int | None) -> None:
        """Redraw the two rows that changed."""
        for index in (before, after):
            if index is not None:
                self.refresh_lines(index)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which row a click would take."""
        index = round(self.scroll_y) + event.y
        self.hover = index if 0 <= index < len(self.rows) else None

    def on_leave(self) -> None:
        """Forget the row under the mouse."""
        self.hover = None

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; on the arrow or with a second click, open."""
        index = round(self.scroll_y) + event.y
        if not 0 <= index < len(self.rows):
            return
        row = self.rows[index]
        on_arrow = (
            row.opened is not None
            and event.x < 1 + 2 * row.depth + 4
            and (row.kind is RowKind.GROUP or event.x >= 1 + 2 * row.depth + 2)
        )
        self.move_to(index)
        self.post_message(self.Pointed(self, row, again=on_arrow or event.chain > 1))

    def on_resize(self) -> None:
        """Keep the cursor in view when the window changes."""
        self._grow(len(self.rows))
        self._show_cursor()

    def on_focus(self) -> None:
        """The cursor is drawn brighter with the focus."""
        self.refresh_lines(self.cursor)

    def on_blur(self) -> None:
        """And paler without."""
        self.refresh_lines(self.cursor)


def _look(row: Row) -> tuple[object, ...]:
    """What a row is drawn by, but for marks: two with the same look are the same lines."""
    talk = row.talk
    if talk is None:
        return row.kind, row.depth, row.label, row.count, row.opened, row.id
    told = talk.status, talk.rating, talk.kind, bool(talk.problems)
    return row.kind, row.depth, row.label, row.opened, row.id, row.dimmed, told


def _overlay(line: Strip, style: Style, *, keep: bool) -> Strip:
    """The line with `style`; `keep`: only its background and weight, over the line's own colours."""
    over = Style(bgcolor=style.bgcolor, bold=style.bold or None, underline=style.underline or None)
    return Strip(
        [Segment(text, own + over if keep and own else style) for text, own, _ in line], line.cell_length
    )
