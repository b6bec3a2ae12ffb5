"""One token of a query made into its clause: what each key accepts, and what is said when it does not."""

from __future__ import annotations

import datetime as dt
import re
from typing import NoReturn

from talktui.notes.folding import fold
from talktui.notes.talk import Status
from talktui.query import fields, spans
from talktui.query.clause import Clause
from talktui.query.clauses import Matching, Word, quoted
from talktui.query.comparisons import Compared, span_of
from talktui.query.errors import QueryError
from talktui.query.lexer import Sort, Token
from talktui.query.patterns import Pattern
from talktui.query.states import STATES, Has, HasNotes, Is, Lacks, StatusIn
from talktui.query.terms import FieldMatching, Says, Tag

_ANY_DAY = dt.date(2000, 1, 1)
_KEY = re.compile(r"[^\W\d][\w.-]*\Z")
_HOW = re.compile(r"<=|>=|<|>|=")

# Key → how its values compare, and what to say when one does not.
_COMPARED = {
    "rating": ("number", "a rating is a number from 1 to 5, as in rating:4, rating:>=4 or rating:3..5"),
    "duration": (
        "seconds",
        "a duration needs its unit, as in duration:<30m, duration:1h..2h or duration:34:12",
    ),
    "date": (
        "days",
        "a date is 2023, 2023-05, 2023-05-17, today, yesterday, or this or last week, month or year,"
        ' as in date:2023-05..2023-11 or date:"last month"',
    ),
}


def clause_of(token: Token, text: str) -> Clause:
    """The clause of a word, pattern or field token of the query `text`.

    Raises:
        QueryError: its value is missing, or nothing that the key understands.
    """
    if token.sort is Sort.WORD:
        words = " ".join(token.text.split())
        if not words:
            raise QueryError("there is nothing between the quotes", token.start, token.end)
        return Word(words)
    if token.sort is Sort.REGEX:
        if not token.text:
            raise QueryError("a pattern is wanted, as in /kube(con|day)/", token.start, token.end)
        return Matching(Pattern(token.text, token.start, token.end))
    return _field(token, text)


def _field(token: Token, text: str) -> Clause:
    key = fields.canonical(token.key)
    if not _KEY.match(key):
        raise QueryError(f"{token.key!r} cannot be the name of a field", token.start, token.value_start)
    if token.regex:
        if not token.text:
            raise QueryError("a pattern is wanted between the slashes", token.value_start, token.end)
        if key in {"is", "has", "status", *_COMPARED}:
            raise QueryError(f"{token.key}: takes no pattern", token.value_start, token.end)
        return FieldMatching(key, Pattern(token.text, token.value_start, token.end))
    value = " ".join(token.text.split())
    if key == "tag":
        value = value.lstrip("# ").rstrip("/ ")
    if not value:
        _missing(token, text)
    if key == "is":
        return _state(token, fold(value))
    if key == "has":
        name = fields.canonical(value)
        return HasNotes() if name == "notes" else Has(name)
    if not token.quoted and fold(value) == "none":
        return Lacks(key)
    if key == "status":
        return _status(token, fold(value))
    if key in _COMPARED:
        kind, help_text = _COMPARED[key]
        compared = _compared(key, kind, fold(value))
        if compared is None or (key == "rating" and not _is_rating(compared)):
            raise QueryError(help_text, token.value_start, token.end)
        return compared
    if key == "tag":
        return Tag(value)
    if not token.quoted and (".." in value or _HOW.match(value)) and key not in fields.KNOWN:
        for kind in ("number", "days", "seconds"):
            if compared := _compared(key, kind, fold(value)):
                return compared
    return Says(key, value)


def _missing(token: Token, text: str) -> NoReturn:
    written = text[token.start : token.value_start]
    if text.startswith("(", token.end):
        message = f"brackets go around whole clauses, as in ({written}a OR {written}b)"
    elif written == "#":
        message = "a tag is wanted after #, as in #security"
    else:
        message = f"a value is wanted after `{written}`; for the text itself write {quoted(written)}"
    raise QueryError(message, token.start, token.end)


def _state(token: Token, value: str) -> Clause:
    names = (*STATES, *Status)
    found = [name for name in names if name == value] or [name for name in names if name.startswith(value)]
    if found and all(name in STATES for name in found) and len(found) == 1:
        return Is(found[0])
    if found and not any(name in STATES for name in found):
        return StatusIn(value, frozenset(Status(name) for name in found), "is")
    raise QueryError(_not_one_of("is:", value, names), token.value_start, token.end)


def _status(token: Token, value: str) -> Clause:
    found = frozenset(status for status in Status if status == value)
    found = found or frozenset(status for status in Status if status.startswith(value))
    if not found:
        raise QueryError(_not_one_of("status:", value, (*Status, "none")), token.value_start, token.end)
    return StatusIn(value, found)


def _not_one_of(key: str, value: str, names: tuple[str, ...]) -> str:
    import difflib  # for mistakes only

    close = difflib.get_close_matches(value[:50], names, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{key} takes {', '.join(names[:-1])} or {names[-1]}{hint}"


def _compared(key: str, kind: str, value: str) -> Compared | None:
    """`value` as a comparison, or None when its ends are not of that kind."""
    how, low, high = "=", value, ""
    if sign := _HOW.match(value):
        how, low = sign[0], value[sign.end() :].strip()
    elif ".." in value:
        low, _, high = (end.strip() for end in value.partition(".."))
        how = ".."
    ends = [end for end in (low, high) if end]
    if not ends or any(span_of(kind, end, _ANY_DAY) is None for end in ends):
        return None
    return Compared(key, kind, how, low, high)


def _is_rating(compared: Compared) -> bool:
    numbers = [spans.number(end) for end in (compared.low, compared.high) if end]
    return all(number is not None and 1 <= number <= 5 for number in numbers)
