"""A table that fits the terminal: its last columns give way first."""

from __future__ import annotations

from collections.abc import Sequence

from talktui.cli.output import Output
from talktui.safe_text import visible_line

_GAP = 2


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes; wide characters take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` columns: padded, or cut with an ellipsis."""
    length = cells(text)
    if length <= width:
        return text + " " * (width - length)
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + "…"


def column_widths(natural: Sequence[int], smallest: Sequence[int], available: int) -> list[int]:
    """Widths of at most `available` columns together, gaps not counted.

    The last column gives way first, down to its smallest width, then the one before it: what comes
    first says which row it is. When even the smallest widths do not fit they are what comes back.
    """
    widths = list(natural)
    excess = sum(widths) - available
    for i in reversed(range(len(widths))):
        cut = min(max(excess, 0), max(widths[i] - smallest[i], 0))
        widths[i] -= cut
        excess -= cut
    return widths


def print_table(
    out: Output, header: Sequence[str], smallest: Sequence[int], rows: Sequence[Sequence[str]]
) -> None:
    """Print `rows` under `header`, fitted to the terminal.

    `smallest` is the width below which a column is not cut; where there is no room for that, the
    last columns are left out. So is a column with nothing in it.
    """
    table = [[visible_line(cell) for cell in row] for row in rows]
    natural = [max((cells(row[i]) for row in table), default=0) for i in range(len(header))]
    used = [i for i, width in enumerate(natural) if width]
    wanted = [max(natural[i], len(header[i])) for i in used]
    least = [min(max(smallest[i], len(header[i])), wanted[n]) for n, i in enumerate(used)]
    while len(used) > 1 and sum(least) + _GAP * (len(used) - 1) > out.width:
        used.pop()
        wanted.pop()
        least.pop()
    widths = column_widths(wanted, least, out.width - _GAP * (len(used) - 1))

    def joined(row: Sequence[str]) -> str:
        parts = [fit(row[i], width) for i, width in zip(used, widths, strict=True)]
        return (" " * _GAP).join(parts).rstrip()

    out.line(joined(header), "dim")
    for row in table:
        out.line(joined(row))
