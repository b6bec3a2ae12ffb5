"""What a query can raise, in one place so that every other module of the package may."""

from __future__ import annotations


class QueryError(ValueError):
    """A query that cannot be read, or a pattern that takes too long.

    `start` and `end` are character offsets into the query's text (0 ≤ start ≤ end ≤ its length);
    `message` is a sentence for the person. The interface keeps its last good result.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class Cancelled(Exception):
    """A newer query made this one's result useless; see :meth:`talktui.query.match.Query.filter`."""
