"""The text of a selection on the screen: wrapped lines joined again, margins left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talktui.markdown.layout import Line


def selected_text(
    lines: Sequence[Line], span_of: Callable[[int], tuple[int, int] | None], margin: int
) -> str:
    """The text that `span_of` selects of each line, as (start, end) in characters after a margin.

    An end of -1 is the line's end, as Textual's selections have it.
    """
    parts: list[str] = []
    for index, line in enumerate(lines):
        span = span_of(index)
        if span is None:
            continue
        text = line.text
        start = max(0, span[0] - margin)
        end = len(text) if span[1] < 0 else max(0, span[1] - margin)
        if line.joint is not None and parts:
            parts.append(line.joint + text[max(start, len(line.indent_text)) : end])
        else:
            parts.append(("\n" if parts else "") + text[start:end].rstrip())
    return "".join(parts)
