"""Text measured in terminal cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

__all__ = ["cell_len", "fit", "fit_end"]

_JOINER = "\u200d"  # at an end it would swallow the cell of what we put beside it


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells: padded with spaces, or cut with `…`."""
    if width <= 0:
        return ""
    text = text.strip(_JOINER)
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip(f" {_JOINER}") + "…"
    return text + " " * (width - cell_len(text))


def fit_end(text: str, width: int) -> str:
    """The end of `text` in exactly `width` cells: padded with spaces, or its beginning cut with `…`."""
    text = text.strip(_JOINER)
    if cell_len(text) <= width:
        return fit(text, width)
    end = text
    while end and cell_len(end) > width - 1:
        end = end[1:]
    return fit("…" + end.lstrip(_JOINER), width)
