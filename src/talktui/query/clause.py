"""What the clauses of a query are: immutable, composable, and able to say what they are.

`str(clause)` is the query text that parses to the same clause; `describe()` says it in words.  The others
are in modules of their own: a query that asks nothing needs none of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from talktui.notes.talk import Talk
from talktui.query.context import Context
from talktui.query.corpus import Corpus


class Clause(ABC):
    """A condition on a talk."""

    @property
    def cost(self) -> int:
        """How dear it is to ask, relative to the others: cheap clauses go first."""
        return 1

    @property
    def words(self) -> tuple[str, ...]:
        """The words and phrases it looks for in a talk's text, for highlighting."""
        return ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing but the talks and the day decides what it matches: no marks, no conflicts."""
        return True

    @abstractmethod
    def matches(self, talk: Talk, context: Context) -> bool:
        """Whether `talk` meets it. Raises QueryError when a pattern takes too long."""

    def among(self, corpus: Corpus, rows: Sequence[int], context: Context) -> list[int]:
        """Those of the ascending `rows` of `corpus` whose talks meet it: :meth:`matches` for many at once."""
        matches, talks = self.matches, corpus.talks
        return [row for row in rows if matches(talks[row], context)]

    @abstractmethod
    def describe(self) -> str:
        """What it asks, in words: "tag is security"."""

    def nothing(self) -> str:
        """The sentence's beginning for when no talk meets it: "no talk has the tag `securty`"."""
        return f"no talk matches `{self}`"


@dataclass(frozen=True)
class Everything(Clause):
    """The empty query."""

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - asks nothing
        """Always."""
        return True

    def describe(self) -> str:
        """See :class:`Clause`."""
        return "every talk"

    def __str__(self) -> str:
        return ""
