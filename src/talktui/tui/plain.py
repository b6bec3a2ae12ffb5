"""Data turned into what Textual shows, in one place: never markup, always sanitised.

Textual reads `[…]` in a plain `str` as markup, which can run an action. A `Content` made here
holds the text as it is, with control characters shown as symbols, one for one.
"""

from __future__ import annotations

from textual.content import Content
from textual.style import Style

from talktui.safe_text import visible_block, visible_line

_TAB = 4  # cells


def plain(text: str, style: str | Style = "") -> Content:
    """`text` as one line, literally; `style` is ours (a Textual style), never a note's."""
    return Content.styled(visible_line(text), style, strip_control_codes=False)


def plain_block(text: str, style: str | Style = "") -> Content:
    """`text` with its lines kept and tabs expanded, literally; `style` is ours, never a note's."""
    lines = text.replace("\r\n", "\n").split("\n")
    shown = visible_block("\n".join(line.expandtabs(_TAB) for line in lines))
    return Content.styled(shown, style, strip_control_codes=False)
