"""A query's text cut into tokens, for the parser and for completion.

The lexer never fails: what is not finished (a quote without its end, a key without its value)
becomes a token that says so by its place, because a person types the query letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_KEY = re.compile(r"([^\W\d][\w.-]*):")
_MAY_QUOTE_AFTER = re.compile(r"(?:\.\.|^[<>]=?|^=)\Z")


class Sort(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    OR = "OR"
    WORD = "word"  # a bare word or a quoted phrase
    REGEX = "/…/"
    FIELD = "key:value"


@dataclass(frozen=True, slots=True)
class Token:
    """One token. Offsets are characters of the query's text, `value_start` after `key:`, `#`, `"` or `/`.

    `text` is the word, the pattern's source or the value, quotes and their escapes resolved.
    """

    sort: Sort
    start: int
    end: int
    text: str = ""
    key: str = ""  # FIELD: as typed; "tag" for `#tag`
    value_start: int = 0
    quoted: bool = False  # the word or value begins with a quote, so it means its very letters
    regex: bool = False  # FIELD: the value is a pattern between slashes


def tokens(text: str) -> list[Token]:
    """All tokens of `text`, in order; linear in its length."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token(text, at)
        found.append(token)
        at = token.end
    return found


def _token(text: str, at: int) -> Token:
    match text[at]:
        case "(":
            return Token(Sort.OPEN, at, at + 1)
        case ")":
            return Token(Sort.CLOSE, at, at + 1)
        case "-":
            return Token(Sort.MINUS, at, at + 1)
        case '"':
            word, end = _quoted(text, at)
            return Token(Sort.WORD, at, end, word, value_start=at + 1, quoted=True)
        case "/":
            close = _slash(text, at)
            inner = len(text) if close is None else close
            end = inner if close is None else close + 1
            return Token(Sort.REGEX, at, end, text[at + 1 : inner], value_start=at + 1)
        case "#":
            return _value(text, at, at + 1, "tag")
    key = _KEY.match(text, at)
    # `https://…` and `std::vector` are words.
    if key and not text.startswith(("//", ":"), key.end()):
        return _value(text, at, key.end(), key[1])
    end = _bare(text, at)
    word = text[at:end]
    return Token(Sort.OR if word == "OR" else Sort.WORD, at, end, word, value_start=at)


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The text between the quotes at `at`, and where it ends; an open quote ends with the query."""
    parts: list[str] = []
    at += 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and text[at + 1 : at + 2] in {'"', "\\"}:
            at += 1
        parts.append(text[at])
        at += 1
    return "".join(parts), min(at + 1, len(text))


def _slash(text: str, at: int) -> int | None:
    """Where the slash stands that closes the pattern begun at `at`, or None.

    It is one that a space, a `)` or the end follows, so that `/usr/bin/` needs no backslashes.
    """
    at += 1
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == "/" and (at + 1 == len(text) or text[at + 1].isspace() or text[at + 1] == ")"):
            return at
        at += 1
    return None


def _bare(text: str, at: int) -> int:
    """Where the word begun at `at` ends: at a space, or at a `)` that it did not open."""
    depth = 0
    while at < len(text) and not text[at].isspace():
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            if not depth:
                break
            depth -= 1
        at += 1
    return at


def _value(text: str, start: int, at: int, key: str) -> Token:
    """The token of `key:value` or `#tag`; its value may be in quotes, in parts (`"last month"..today`)."""
    value_start = at
    if text.startswith("/", at) and (close := _slash(text, at)) is not None:
        return Token(Sort.FIELD, start, close + 1, text[at + 1 : close], key, value_start, regex=True)
    if text.startswith("(", at):
        return Token(Sort.FIELD, start, at, "", key, value_start)
    quoted = text.startswith('"', at)
    parts: list[str] = []
    depth = 0
    while at < len(text) and not text[at].isspace():
        char = text[at]
        if char == '"' and (at == value_start or _MAY_QUOTE_AFTER.search(text[value_start:at])):
            part, at = _quoted(text, at)
            parts.append(part)
            continue
        if char == "(":
            depth += 1
        elif char == ")":
            if not depth:
                break
            depth -= 1
        parts.append(char)
        at += 1
    return Token(Sort.FIELD, start, at, "".join(parts), key, value_start, quoted)
