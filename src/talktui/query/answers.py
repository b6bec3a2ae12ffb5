"""What clauses were found to match, kept from key to key.

A letter more asks only the talks that the word had without it; a letter less, and every clause that stays
as it is while the next one is typed, was answered before.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock

from talktui.notes.talk import Talk
from talktui.query import fields
from talktui.query.clause import Clause, Everything
from talktui.query.clauses import And, Not, Or
from talktui.query.context import ALL_TALKS, Allowance, Context
from talktui.query.corpus import Corpus
from talktui.query.implied import implies
from talktui.query.match import Query, rows_of

_ROOM = 6  # so many times as many rows as there are talks are kept,
_MOST = 64  # of so many clauses

Rows = Sequence[int]
Cancel = Callable[[], bool] | None


class Answers:
    """The rows of `corpus` that clauses match. They hold for `context`, until a talk changes.

    Safe to ask in several threads.
    """

    def __init__(self, corpus: Corpus, context: Context) -> None:
        self.corpus = corpus
        self.context = context
        self._every = _first(len(corpus.talks))
        self._kept: OrderedDict[Clause, Rows] = OrderedDict()  # the one that was asked for last at the end
        self._values: dict[str, Counter[str]] = {}
        self._size = 0
        self._lock = Lock()

    def talks(self, query: Query, cancelled: Cancel = None) -> Sequence[Talk]:
        """The talks that match `query`, in their order; all of them are `corpus.talks` itself.

        Raises:
            QueryError: its patterns take too long.
            Cancelled: `cancelled` said so.
        """
        rows = self.rows(query.clause, cancelled)
        talks = self.corpus.talks
        return talks if len(rows) == len(talks) else [talks[row] for row in rows]

    def rows(self, clause: Clause, cancelled: Cancel = None, allowance: Allowance | None = None) -> Rows:
        """The rows that `clause` matches, ascending. Raises what :meth:`talks` does."""
        context = replace(self.context, allowance=allowance or Allowance(ALL_TALKS))
        return self._rows(clause, context, cancelled)

    def values(self, key: str) -> Counter[str]:
        """How many talks have each value of the field `key` (canonical)."""
        counted = self._values.get(key)
        if counted is None:
            talks = self.corpus.talks
            counted = self._values[key] = Counter(
                value for talk in talks for value in fields.texts(talk, key)
            )
        return counted

    def effort(self, clause: Clause) -> int:
        """How many talks have to be asked for the answer; 0 when it is known."""
        return 0 if self._known(clause) is not None else len(self._around(clause))

    def _rows(self, clause: Clause, context: Context, cancelled: Cancel) -> Rows:
        if isinstance(clause, Everything):
            return self._every
        found = self._known(clause)
        if found is None:
            found = self._find(clause, context, cancelled)
            if clause.is_settled:
                self._keep(clause, found)
        return found

    def _find(self, clause: Clause, context: Context, cancelled: Cancel) -> Rows:
        among = self._around(clause)
        match clause:
            case Not(part=part):
                without = set(self._rows(part, context, cancelled))
                return [row for row in among if row not in without]
            case Or(parts=parts):
                found: set[int] = set()
                for part in parts:
                    found.update(self._rows(part, context, cancelled))
                return sorted(found)
            case And() if among is self._every:
                first, *others = clause.cheap_first
                among = self._rows(first, context, cancelled)
                for part in others:
                    among = rows_of(part, self.corpus, context, cancelled, among)
                return among
        return rows_of(clause, self.corpus, context, cancelled, among)

    def _around(self, clause: Clause) -> Rows:
        """The fewest rows that are known to hold all that match."""
        best = self._every
        with self._lock:
            for other, rows in self._kept.items():
                if len(rows) < len(best) and implies(clause, other):
                    best = rows
        return best

    def _known(self, clause: Clause) -> Rows | None:
        with self._lock:
            rows = self._kept.get(clause)
            if rows is not None:
                self._kept.move_to_end(clause)
            return rows

    def _keep(self, clause: Clause, rows: Rows) -> None:
        with self._lock:
            if clause in self._kept:
                return
            self._kept[clause] = rows
            self._size += len(rows)
            room = _ROOM * len(self._every)
            while len(self._kept) > 1 and (self._size > room or len(self._kept) > _MOST):
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone)


_numbers: list[int] = []
_counting = Lock()


def _first(count: int) -> Rows:
    """The numbers below `count`; the same objects each time, so that rows take the room of pointers."""
    with _counting:
        _numbers.extend(range(len(_numbers), count))
        return _numbers[:count]
