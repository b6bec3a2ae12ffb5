"""The filter language: parse, match, explain, complete. What it means is told in docs/filter.md."""

from talktui.query.complete import Completion, complete
from talktui.query.context import Context, FoldedTexts
from talktui.query.errors import Cancelled, QueryError
from talktui.query.explain import explain
from talktui.query.match import Query
from talktui.query.parse import parse
from talktui.query.so_far import parse_so_far, without_a_key

__all__ = [
    "Cancelled",
    "Completion",
    "Context",
    "FoldedTexts",
    "Query",
    "QueryError",
    "complete",
    "explain",
    "parse",
    "parse_so_far",
    "without_a_key",
]
