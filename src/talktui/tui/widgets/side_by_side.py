"""Two texts beside each other, one line against one line; in a narrow place one above the other.

Drawn by line: only what is in sight is laid out, so that both scroll together and length costs little.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from talktui.safe_text import visible_line
from talktui.tui.compare import Pair, Spans
from talktui.tui.plain import plain
from talktui.tui.screens.scrolling import Scrolling
from talktui.tui.widgets.wrapped_rows import WrappedRows

BESIDE = 90  # cells from which on there is room for two
_MARK = 2  # cells before each line


class SideBySide(WrappedRows, Scrolling, can_focus=True):
    """The lines of two texts; `names` stand above them (or before them, one above the other)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_difference", "next difference", show=False),
        Binding("N", "previous_difference", "difference before", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"side--name", "side--left", "side--right", "side--same"}

    DEFAULT_CSS = """
    SideBySide {
        height: 1fr;
        min-height: 1;
        background: transparent;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .side--name { text-style: bold; color: $text-muted; }
        & > .side--left { background: $success-muted; color: $foreground; }
        & > .side--right { background: $warning-muted; color: $foreground; }
        & > .side--same { color: $text-muted; }
    }
    """

    def __init__(self, pairs: Sequence[Pair], names: tuple[str, str], id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._names = names
        self._rows: list[tuple[int, str]] = []  # which pair, and which side of it ("" is both)
        self._starts: list[int] = [0]
        self._take(pairs)

    def _take(self, pairs: Sequence[Pair]) -> None:
        self._pairs = tuple(pairs)
        self._laid_out = 0  # cells of width that `_rows` and `_starts` hold for
        self._changed = [
            number
            for number, pair in enumerate(self._pairs)
            if not pair.same and (number == 0 or self._pairs[number - 1].same)
        ]

    def show(self, pairs: Sequence[Pair]) -> None:
        """Show other texts, from their first difference on."""
        self._take(pairs)
        self.on_resize()
        self.scroll_to(y=0, animate=False)
        self.show_first()
        self.refresh()

    @property
    def differences(self) -> int:
        """How many runs of lines differ."""
        return len(self._changed)

    # -- laying out

    def rows_at(self, width: int) -> int:
        """Find which rows there are and where each begins; their number, the names' included."""
        if width != self._laid_out:
            self._laid_out = width
            self._rows = self._order(beside=width >= BESIDE)
            room = self._room(width)
            heights = (max(self._height(text, room) for text in self._texts(row)) for row in self._rows)
            self._starts = list(accumulate(heights, initial=0))
        return self._starts[-1] + 1

    def _order(self, *, beside: bool) -> list[tuple[int, str]]:
        """One row a pair; one above the other, a difference's left lines before its right ones."""
        if beside:
            return [(number, "") for number in range(len(self._pairs))]
        rows: list[tuple[int, str]] = []
        held: list[tuple[int, str]] = []
        for number, pair in enumerate(self._pairs):
            if pair.same:
                rows += [*held, (number, "left")]
                held = []
                continue
            if pair.left is not None:
                rows.append((number, "left"))
            if pair.right is not None:
                held.append((number, "right"))
        return rows + held

    def _room(self, width: int) -> int:
        """Cells for a line's text."""
        each = (width - 1) // 2 if width >= BESIDE else width
        return max(each - _MARK, 1)

    def _texts(self, row: tuple[int, str]) -> list[str]:
        number, side = row
        pair = self._pairs[number]
        texts = {"left": [pair.left], "right": [pair.right]}.get(side, [pair.left, pair.right])
        return [text or "" for text in texts]

    @staticmethod
    def _height(text: str, room: int) -> int:
        return 1 if cell_len(visible_line(text)) <= room else len(plain(text).wrap(room))

    # -- moving

    def action_next_difference(self) -> None:
        """Scroll to the next place where they differ."""
        self._to_difference(1)

    def action_previous_difference(self) -> None:
        """Scroll to the place before."""
        self._to_difference(-1)

    def show_first(self) -> None:
        """Scroll to the first difference."""
        if self._changed:
            self.scroll_to(y=self._place(self._changed[0]), animate=False)

    def _to_difference(self, step: int) -> None:
        here = self.scroll_offset.y
        places = [self._place(number) for number in self._changed]
        wanted = [y for y in places if y > here] if step > 0 else [y for y in places if y < here][::-1]
        if wanted:
            self.scroll_to(y=wanted[0], animate=False)

    def _place(self, number: int) -> int:
        """How far to scroll for the pair `number`: two lines of what is before it stay in sight."""
        row = next((index for index, found in enumerate(self._rows) if found[0] == number), 0)
        return max(self._starts[row] - 2, 0)

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """Row `y` of those in sight; the first tells the sides' names and stays."""
        width = self.room
        self.rows_at(width)
        if y == 0:
            return self._name_line(width)
        row = y - 1 + self.scroll_offset.y
        if row >= self._starts[-1]:
            return Strip.blank(width, self.rich_style)
        index = bisect_right(self._starts, row) - 1
        number, side = self._rows[index]
        pair, part, room = self._pairs[number], row - self._starts[index], self._room(width)
        if side:
            return self._cell(pair, side, part, room).extend_cell_length(width, self.rich_style)
        bar = Strip(plain("│").render_segments(self.visual_style), 1)
        cells = [self._cell(pair, "left", part, room), bar, self._cell(pair, "right", part, room)]
        return Strip.join(cells).extend_cell_length(width, self.rich_style)

    def _name_line(self, width: int) -> Strip:
        left, right = self._names
        if width >= BESIDE:
            each = self._room(width) + _MARK
            line = plain(f"+ {left}").truncate(each, ellipsis=True, pad=True) + plain(f" - {right}")
        else:
            line = plain(f"+ {left}   - {right}")
        line = line.truncate(width, ellipsis=True, pad=True)
        strip = Strip(line.render_segments(self.get_visual_style("side--name")), line.cell_length)
        return strip.extend_cell_length(width, self.rich_style)

    def _cell(self, pair: Pair, side: str, part: int, room: int) -> Strip:
        """Wrapped line `part` of one side, `room` cells and its mark wide."""
        text, spans = (pair.left, pair.left_spans) if side == "left" else (pair.right, pair.right_spans)
        if text is None:
            return Strip.blank(room + _MARK, self.rich_style)
        style = self.get_visual_style("side--same" if pair.same else f"side--{side}")
        wrapped = _styled(text, spans, whole=_is_whole(text, spans)).wrap(room) or [Content("")]
        line = wrapped[part] if part < len(wrapped) else Content("")
        sign = " " if pair.same or part else ("+" if side == "left" else "-")
        line = Content(f"{sign} ") + line.truncate(room, pad=True)
        return Strip(line.render_segments(style), line.cell_length).adjust_cell_length(
            room + _MARK, style.rich_style
        )


def _styled(text: str, spans: Spans, *, whole: bool) -> Content:
    content = plain(text)
    for start, end in spans:
        content = content.stylize("bold" if whole else "bold reverse", start, end)
    return content


def _is_whole(text: str, spans: Spans) -> bool:
    return spans == ((0, len(text)),)
