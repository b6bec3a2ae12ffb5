"""What a reader sees of texts in one document: where links lead and what footnotes say, whatever their labels."""

from __future__ import annotations

from collections.abc import Container
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
footnote_plugin(_MARKDOWN, move_to_end=False)


def seen(document: str, titles: Container[str] = ("T",)) -> list[str]:
    """The HTML of each part of `document` below a heading with one of `titles`, footnotes where they are used.

    Of two footnotes of one label, in any spelling, the second is what both show.
    """
    tokens = _MARKDOWN.parse(document)
    notes = _notes(tokens)
    parts: list[list[Token]] = []
    for token, after in pairwise([*tokens, Token("", "", 0)]):
        if token.type == "heading_open" and after.content in titles:
            parts.append([])
        if parts:
            parts[-1].append(token)
    return [_html(part, notes, 2) for part in parts]


def _notes(tokens: list[Token]) -> dict[str, list[Token]]:
    notes: dict[str, list[Token]] = {}
    said: list[Token] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            said = notes[token.meta["label"].casefold()] = []
        elif token.type == "footnote_reference_close":
            said = []
        else:
            said.append(token)
    return notes


def _html(tokens: list[Token], notes: dict[str, list[Token]], depth: int) -> str:
    pieces: list[str] = []
    for token in tokens:
        if token.type.startswith("footnote_reference"):
            pieces.append(f"<{token.type}>")
        elif token.type == "inline":
            pieces += [_inline(child, notes, depth) for child in token.children or ()]
        else:
            pieces.append(_MARKDOWN.renderer.render([token], _MARKDOWN.options, {}))
    return "".join(pieces)


def _inline(token: Token, notes: dict[str, list[Token]], depth: int) -> str:
    if token.type == "footnote_ref":
        note = notes.get(str(token.meta.get("label", "")).casefold(), [])
        return f"<note>{_html(note, notes, depth - 1) if depth else ''}</note>"
    return str(_MARKDOWN.renderer.render([token], _MARKDOWN.options, {}))
