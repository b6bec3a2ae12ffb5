"""The filter that finds the talks with one value of a facet, and no others: what a row of figures opens."""

from __future__ import annotations

import re
from collections.abc import Iterable

from talktui.notes.folding import fold
from talktui.query.clause import Clause
from talktui.query.clauses import Or, written
from talktui.query.errors import QueryError
from talktui.query.parsing import parse
from talktui.query.patterns import LONGEST

_KEYS = {
    "conference": "conf",
    "category": "cat",
    "speaker": "speaker",
    "organisation": "org",
    "tag": "tag",
    "status": "status",
    "month": "date",
    "year": "date",
}


def without(facet: str) -> str:
    """The filter of the talks that have no value of `facet`."""
    return "-is:triaged" if facet == "status" else f"{_KEYS.get(facet, facet)}:none"


def of_value(facet: str, value: str, others: Iterable[str] = ()) -> str:
    """The filter of the talks whose `facet` is `value`, case and accents ignored.

    A field's text is found anywhere in its values: where one of the `others` holds `value` too, a pattern
    that begins and ends with it tells them apart.
    """
    key = _KEYS.get(facet, facet)
    if facet == "rating":
        return f"rating:{len(value)}"
    if key in {"status", "date"}:
        return f"{key}:{value}"
    text, folded = " ".join(value.split()), fold(value)
    inside = f"{folded}/" if facet == "tag" else folded
    if (
        folded != fold(text).strip()
        or text != text.lstrip("#")
        or any(_holds(facet, other, inside, folded) for other in others)
    ):
        pattern = f"{key}:/^{re.escape(folded)}$/"
        if len(pattern) < LONGEST and "\n" not in folded:
            return pattern
    return f"{key}:{written(text)}"


def _holds(facet: str, other: str, inside: str, folded: str) -> bool:
    other = fold(other)
    return other != folded and (other.startswith(inside) if facet == "tag" else inside in other)


def both(*filters: str) -> str:
    """The filter of what each of `filters` finds; an alternative stands in brackets."""
    return " ".join(part for text in filters if (part := _bracketed(text)))


def _bracketed(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    clause = _clause(text)
    if not isinstance(clause, Or) or (text[0] == "(" and _clause(text[1:-1]) == clause):
        return text
    return f"({text})"


def _clause(text: str) -> Clause | None:
    try:
        return parse(text).clause
    except QueryError:
        return None
