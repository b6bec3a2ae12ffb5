"""Which link comes next: the walk through a note's links, from what is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

if TYPE_CHECKING:
    from talktui.markdown.document import Document
    from talktui.markdown.layout import Line


class LinkAt(NamedTuple):
    """A link by its number in the note (from 0) and its address as the note has it."""

    number: int
    href: str


def next_link(document: Document, current: int | None, top: int, height: int, step: int) -> int | None:
    """The link after (`step` 1) or before (-1) the current one; at the last or first, that one again.

    When the current link is not among the lines `top` to `top + height`, it is the first or last
    one that is there, else the nearest beyond, or None when there is none.
    """
    links = document.links
    if not links:
        return None
    lines = document.lines[top : top + height]
    seen = [span[2] for line in lines for span in line.spans if span[2] is not None]
    if current is not None and current in seen:
        target = max(0, min(current + step, len(links) - 1))
    elif seen:
        target = min(seen) if step > 0 else max(seen)
    else:
        source = lines[0].source if lines else 0
        after = next((number for number, link in enumerate(links) if link.line >= source), len(links))
        target = after if step > 0 else after - 1
    return target if 0 <= target < len(links) else None


def cells_of_link(line: Line, link: int) -> tuple[int, int]:
    """From which cell of a line to which a link stands on it; (0, 0) when it does not."""
    position = start = end = 0
    for text, _style, number in line.spans:
        cells = cell_len(text)
        if number == link:
            start, end = (position if not end else start), position + cells
        position += cells
    return start, end
