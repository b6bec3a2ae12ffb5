"""A parsed query asked of talks: one, or thousands between two key presses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from talktui.notes.talk import Talk
from talktui.query.clause import Clause, Everything
from talktui.query.context import ALL_TALKS, Allowance, Context
from talktui.query.corpus import Corpus
from talktui.query.errors import Cancelled

CHECK_EVERY = 512  # talks between two looks at `cancelled`: about a millisecond


@dataclass(frozen=True)
class Query:
    """What was asked. Made by :func:`talktui.query.parsing.parse`; equal when it means the same."""

    clause: Clause
    text: str = field(default="", compare=False)  # as typed

    @property
    def is_empty(self) -> bool:
        """Whether it asks nothing, and so matches every talk."""
        return isinstance(self.clause, Everything)

    @property
    def words(self) -> tuple[str, ...]:
        """Plain words and phrases, for highlighting; none of what is left out by `-`."""
        return self.clause.words

    def matches(self, talk: Talk, context: Context) -> bool:
        """Whether `talk` is asked for.

        Raises:
            QueryError: a pattern takes too long.
        """
        return self.clause.matches(talk, context)

    def filter(
        self, talks: Iterable[Talk], context: Context, cancelled: Callable[[], bool] | None = None
    ) -> list[Talk]:
        """The talks that match, in their order.

        `cancelled` is asked every few hundred talks, from the calling thread.

        Raises:
            QueryError: the query's patterns take too long over all these talks.
            Cancelled: `cancelled` said so.
        """
        if self.is_empty:
            return list(talks)
        asked = talks if isinstance(talks, Sequence) else list(talks)
        context = replace(context, allowance=Allowance(ALL_TALKS))
        return [asked[row] for row in rows_of(self.clause, Corpus(asked, context.folded), context, cancelled)]

    def describe(self) -> str:
        """What it asks, in words."""
        return self.clause.describe()

    def __str__(self) -> str:
        """The query written out; it parses to the same query."""
        return str(self.clause)


EVERY_TALK = Query(Everything())
"""What the empty text asks; known without the language."""


def rows_of(
    clause: Clause,
    corpus: Corpus,
    context: Context,
    cancelled: Callable[[], bool] | None = None,
    among: Sequence[int] | None = None,
) -> list[int]:
    """The rows of `corpus` that `clause` matches, of all or of those `among`, asked some hundred at a time.

    Raises what :meth:`Query.filter` does.
    """
    rows = range(len(corpus.talks)) if among is None else among
    found: list[int] = []
    for start in range(0, len(rows), CHECK_EVERY):
        if cancelled is not None and cancelled():
            raise Cancelled
        found += clause.among(corpus, rows[start : start + CHECK_EVERY], context)
    return found
