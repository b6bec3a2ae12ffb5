"""Callouts: quotes that begin with `[!note]`, as GitHub and Obsidian write them."""

from __future__ import annotations

import re
from dataclasses import replace

from talktui.markdown.blocks import BREAK, Block, Paragraph, Quote, Span

_MARK = re.compile(r"\[!([A-Za-z][\w-]{0,30})\][+-]?[ ]*")

ICONS = {
    "note": "✎",
    "info": "ℹ",
    "tip": "★",
    "hint": "★",
    "important": "!",
    "success": "✓",
    "question": "?",
    "faq": "?",
    "warning": "⚠",
    "caution": "⚠",
    "danger": "⚠",
    "error": "✗",
    "bug": "✗",
    "failure": "✗",
    "todo": "☐",
    "example": "▸",
    "quote": "❝",
    "abstract": "≡",
    "summary": "≡",
}

TONES = {
    **dict.fromkeys(("warning", "caution", "question", "faq"), "warning"),
    **dict.fromkeys(("danger", "error", "bug", "failure"), "error"),
    **dict.fromkeys(("tip", "hint", "success"), "success"),
}
"""Which style a kind of callout has; the others look like a note."""


def quote(line: int, end: int, children: tuple[Block, ...]) -> Quote:
    """A quote with `children`, or the callout they say it is."""
    first = children[0] if children else None
    if not isinstance(first, Paragraph) or not first.spans:
        return Quote(line, end, children)
    text, _style, link = first.spans[0]
    match = _MARK.match(text)
    if match is None or link is not None:
        return Quote(line, end, children)
    kind = match.group(1).lower()
    title, rest = _first_line(((text[match.end() :], "", None), *first.spans[1:]))
    if not any(span[0].strip() for span in title):
        title = ((kind.capitalize(), "", None),)
    kept = (replace(first, spans=rest), *children[1:]) if rest else children[1:]
    return Quote(line, end, kept, kind, title)


def _first_line(spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Cut spans after the first source line; a softbreak is a span of one space."""
    for index, span in enumerate(spans):
        if span is BREAK or span[0] == " ":
            return spans[:index], spans[index + 1 :]
    return spans, ()
