"""Colours for code blocks, by pygments, asked for when a block is first drawn."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Error,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
    is_token_subtype,
)
from pygments.util import ClassNotFound

from talktui.markdown.blocks import Code, Span, Spans

MAX_CODE = 50_000
"""Characters of a code block that is highlighted; a longer one stays plain."""

_STYLES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "code-comment"),
    (Keyword, "code-keyword"),
    (Operator.Word, "code-keyword"),
    (String, "code-string"),
    (Number, "code-number"),
    (Literal, "code-number"),
    (Name.Builtin, "code-name"),
    (Name.Function, "code-name"),
    (Name.Class, "code-name"),
    (Name.Tag, "code-keyword"),
    (Name.Attribute, "code-name"),
    (Name.Decorator, "code-name"),
    (Generic.Deleted, "code-deleted"),
    (Generic.Inserted, "code-inserted"),
    (Generic.Heading, "code-keyword"),
    (Error, ""),
)


@lru_cache(maxsize=512)
def _style_of(kind: _TokenType) -> str:
    for token, style in _STYLES:
        if is_token_subtype(kind, token):
            return f"code-block {style}".strip()
    return "code-block"


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language.strip("{}.").split(",")[0].lower(), stripnl=False, ensurenl=True)
    except ClassNotFound:
        return None


Rows: TypeAlias = tuple[Spans, ...]

_KEPT = 64
_done: dict[tuple[str, str], Rows | None] = {}


def ready(code: Code) -> Rows | None:
    """The rows of a block that :func:`rows` has been asked for lately, if it has colours."""
    return _done.get((code.language, code.text))


def is_wanted(code: Code) -> bool:
    """Whether there may be colours for this block that :func:`rows` has not been asked for."""
    return bool(code.language) and len(code.text) <= MAX_CODE and (code.language, code.text) not in _done


def rows(code: Code) -> Rows | None:
    """The code's rows as styled spans, or None when its language is not known or it is too long.

    May take long the first time: lexers are loaded when they are first needed. Call it in a thread.
    """
    if not code.language or len(code.text) > MAX_CODE:
        return None
    result = _rows(code)
    while len(_done) >= _KEPT:
        _done.pop(next(iter(_done)), None)
    _done[code.language, code.text] = result
    return result


def _rows(code: Code) -> Rows | None:
    lexer = _lexer(code.language)
    if lexer is None:
        return None
    found: list[list[Span]] = [[]]
    for kind, text in lexer.get_tokens(code.text):
        style = _style_of(kind)
        first, *others = text.split("\n")
        if first:
            found[-1].append((first, style, None))
        found.extend([(part, style, None)] if part else [] for part in others)
    result = tuple(tuple(row) for row in found[: code.text.count("\n") + 1])
    drawn = "\n".join("".join(span[0] for span in row) for row in result)
    return result if drawn == code.text else None  # a lexer that changes text is not for us


def cut(spans: Spans, start: int, end: int) -> Spans:
    """The spans of characters `start` to `end`."""
    found: list[Span] = []
    offset = 0
    for text, style, link in spans:
        if offset < end and offset + len(text) > start:
            found.append((text[max(0, start - offset) : end - offset], style, link))
        offset += len(text)
    return tuple(found)
