"""The filter language: parse, match, explain, complete. What it means is told in docs/filter.md."""

from talktui.query.context import Context
from talktui.query.errors import Cancelled, QueryError
from talktui.query.match import Query
from talktui.query.parse import parse

__all__ = ["Cancelled", "Context", "Query", "QueryError", "parse"]
