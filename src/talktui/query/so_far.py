"""A query that is still being typed: what it asks so far, leaving out its end while that asks nothing.

Only the filter bar reads a query like this. A command that changes what a query matches takes it to the
letter, by `parse` alone.
"""

from __future__ import annotations

from talktui.notes.folding import fold
from talktui.query import fields
from talktui.query.errors import QueryError
from talktui.query.lexer import Sort, Token, tokens
from talktui.query.match import Query
from talktui.query.parsing import LONGEST, parse

_NAMES = ("is", "has", *fields.KNOWN, *fields.ALIASES)


def parse_so_far(text: str) -> tuple[Query, QueryError | None]:
    """The query, and what is missing at its end: a value after `tag:`, a clause after `OR`, `-` or `(`.

    What is missing asks nothing, so `kafka tag:` finds what `kafka` does; the query's `text` ends before it.
    Raises QueryError for a mistake that more typing at the end does not mend.
    """
    try:
        return parse(text), None
    except QueryError as error:
        cut = _without_its_end(text)
        if cut is None:
            raise
        return parse(cut), error


def without_a_key(text: str) -> str | None:
    """`text` without its last word, when that is typed at this moment and begins the name of a field.

    `rating` is such a word: it may be about to become `rating:`. None when the last word is no such.
    """
    last = _last(text)
    if last is None or last.sort is not Sort.WORD or last.quoted or last.end != len(text):
        return None
    word = fold(last.text)
    if not any(name.startswith(word) for name in _NAMES):
        return None
    cut = text[: last.start]
    return _without_its_end(cut) or cut


def _last(text: str) -> Token | None:
    found = tokens(text) if len(text) <= LONGEST else []
    return found[-1] if found else None


def _without_its_end(text: str) -> str | None:
    """`text` without what asks nothing yet at its end; None when its end asks something."""
    if len(text) > LONGEST:
        return None
    found = tokens(text)
    kept = len(found)
    while kept and _asks_nothing(found[kept - 1]):
        kept -= 1
    return None if kept == len(found) else text[: found[kept].start]


def _asks_nothing(token: Token) -> bool:
    if token.sort is Sort.FIELD:
        return not token.regex and not token.quoted and not token.text.strip("#<>=/ ")
    return token.sort in {Sort.MINUS, Sort.OR, Sort.OPEN}
