"""Tables fitted to a width: columns give up cells in proportion, and their text wraps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from rich.cells import cell_len

from talktui.markdown.blocks import Span, Spans, Table
from talktui.markdown.wrap import Wrapped, wrap

GAP = " │ "
MIN_COLUMN = 5
"""Cells that a column keeps; a table with more columns than fit is wider than the view and scrolls."""

MEASURED_ROWS = 2_000
"""Rows that decide the columns' widths; the rest wraps to them."""


Joints: TypeAlias = tuple[str | None, ...]


def table_lines(table: Table, width: int) -> Iterator[tuple[Spans, int, int, Joints | None]]:
    """The lines of a table at `width` cells: spans, cells taken, source line, and how its cells go on.

    That is None for a rule, else for each cell None where the row begins, and what stood where the cell
    was wrapped ("" or " ") on its further lines.
    """
    columns = max([len(table.header), len(table.aligns), *(len(row) for row in table.rows)], default=0)
    if not columns:
        return
    widths = _column_widths(table, columns, width)
    total = sum(widths) + len(GAP) * (columns - 1)
    between: Spans = (("─┼─".join("─" * cells for cells in widths), "table-rule", None),)
    for spans, joints in _row(table.header, widths, table.aligns):
        yield spans, total, table.line, joints
    yield between, total, table.line, None
    wrapped_before = False
    for index, row in enumerate(table.rows):
        source = table.row_lines[index]
        lines = list(_row(row, widths, table.aligns))
        # A row of several lines is set off, so that it is plain which lines belong together.
        if index and (wrapped_before or len(lines) > 1):
            yield between, total, source, None
        for spans, joints in lines:
            yield spans, total, source, joints
        wrapped_before = len(lines) > 1


def _column_widths(table: Table, columns: int, width: int) -> list[int]:
    natural = [1] * columns
    longest_word = [1] * columns
    for row in (table.header, *table.rows[:MEASURED_ROWS]):
        for column, cell in enumerate(row):
            text = "".join(span[0] for span in cell)
            parts = text.split("\n")
            natural[column] = max(natural[column], *(cell_len(part) for part in parts))
            words = text.split()
            if words:
                longest_word[column] = max(longest_word[column], *(cell_len(word) for word in words))
    room = width - len(GAP) * (columns - 1)
    if sum(natural) <= room:
        return natural
    floor = [
        min(whole, max(MIN_COLUMN, min(word, 16))) for whole, word in zip(natural, longest_word, strict=True)
    ]
    if sum(floor) >= room:
        whole_words = floor
        floor = [min(whole, MIN_COLUMN) for whole in natural]
        if sum(floor) >= room:
            return whole_words  # it scrolls in any case: then with its words whole
    return _share(natural, floor, room)


def _share(natural: list[int], floor: list[int], room: int) -> list[int]:
    """Widths between floor and natural that fill `room`: narrow columns whole, wide ones evenly."""
    widths = floor[:]
    spare = room - sum(widths)
    wanting = [index for index in range(len(widths)) if natural[index] > widths[index]]
    while spare > 0 and wanting:
        share = max(1, spare // len(wanting))
        for index in wanting:
            more = min(share, natural[index] - widths[index], spare)
            widths[index] += more
            spare -= more
        wanting = [index for index in wanting if natural[index] > widths[index]]
    return widths


def _row(
    cells: tuple[Spans, ...], widths: list[int], aligns: tuple[str, ...]
) -> Iterator[tuple[Spans, Joints]]:
    wrapped: list[list[Wrapped]] = [
        wrap(cells[column] if column < len(cells) else (), widths[column]) for column in range(len(widths))
    ]
    for height in range(max(len(lines) for lines in wrapped)):
        spans: list[Span] = []
        joints: list[str | None] = []
        for column, lines in enumerate(wrapped):
            if column:
                spans.append((GAP, "table-rule", None))
            line = lines[height] if height < len(lines) else Wrapped((), 0, None)
            # A hard break in a cell is a space, so that its row is one line.
            joints.append(None if not height else " " if line.joint is None else line.joint)
            space = max(0, widths[column] - line.cells)
            align = aligns[column] if column < len(aligns) else ""
            left = space if align == "right" else space // 2 if align == "center" else 0
            if left:
                spans.append((" " * left, "", None))
            spans.extend(line.spans)
            if space - left:
                spans.append((" " * (space - left), "", None))
        yield tuple(spans), tuple(joints)
