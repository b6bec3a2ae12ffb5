"""Markdown to plain text, for snippets and for searching what a reader sees."""

from __future__ import annotations

from talktui.markdown.document import Document

_WIDE = 1_000_000


def plain(source: str) -> str:
    """The text of `source` as it is read: no marks, one line a paragraph; safe to show."""
    document = Document.whole(source, _WIDE)
    texts = ("".join(span[0] for span in line.spans[line.indent :]) for line in document.lines)
    return "\n".join(text for text in texts if text.strip(" ─━│┼"))


def snippet(source: str, length: int = 200) -> str:
    """About the first `length` characters of `source` as one line of plain text."""
    text = " ".join(plain(source[: length * 8]).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
