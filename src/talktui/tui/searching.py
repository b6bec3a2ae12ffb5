"""The talks and their groups as they are at one time, to be searched through in a thread.

A note that changes makes another one of these: whoever searches this one does so undisturbed, and what it
finds is shown only while it is still the present one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from talktui.notes.group_index import narrowed
from talktui.notes.grouping import Group
from talktui.notes.talk import Talk
from talktui.query.answers import Answers
from talktui.query.clause import Clause
from talktui.query.explanation import explain
from talktui.query.implied import implies
from talktui.query.match import Query
from talktui.query.parsing import parse
from talktui.query.so_far import without_a_key
from talktui.tui.found import AT_ONCE

_DEAR = 200  # from this cost on a clause has a pattern in it, which may take seconds
_MOST = 16  # filters whose groups are kept,
_ROOM = 3  # with so many times as many talks in them as there are


@dataclass(frozen=True)
class Matching:
    """What a search found: the talks, their groups, and why there are none."""

    query: Query
    talks: Sequence[Talk]
    groups: Sequence[Group]
    why: str | None = None


class Search:
    """All talks, `groups` of all of them, and what was found so far. Safe to use in several threads."""

    def __init__(self, answers: Answers, groups: Sequence[Group]) -> None:
        self.answers = answers
        self.groups = groups
        self.since: dict[str, tuple[Talk, ...]] = {}  # notes that changed, and the talks they had here
        self._narrowed: OrderedDict[Clause, tuple[int, Sequence[Group]]] = OrderedDict()
        self._lock = Lock()

    def is_quick(self, query: Query) -> bool:
        """Whether :meth:`matching` takes less than a frame."""
        if query.is_empty:
            return True
        effort = self.answers.effort(query.clause)
        if effort and query.clause.cost >= _DEAR:
            return False
        if effort > AT_ONCE:
            return False
        return self._around(query.clause)[0] <= AT_ONCE

    def matching(
        self, query: Query, *, typing: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> Matching:
        """What matches, in its groups, and when nothing does which clause removed everything.

        When nothing does because of a word that may be about to become `rating:` (while the person is
        `typing`), what matches without it.  Raises what :meth:`talktui.query.answers.Answers.talks` does.
        """
        talks = self.answers.talks(query, cancelled)
        if talks or query.is_empty:
            return Matching(query, talks, self._grouped(query, talks))
        answers = self.answers
        why = explain(query, answers.corpus.talks, answers.context, cancelled, answers)
        rest = without_a_key(query.text) if typing else None
        if rest is not None:
            shorter = parse(rest)
            if found := answers.talks(shorter, cancelled):
                return Matching(shorter, found, self._grouped(shorter, found), why)
        return Matching(query, talks, (), why)

    def _grouped(self, query: Query, talks: Sequence[Talk]) -> Sequence[Group]:
        """The groups with only `talks` in them, which match `query`."""
        clause = query.clause
        if len(talks) == len(self.answers.corpus.talks):
            return self.groups
        with self._lock:
            known = self._narrowed.get(clause)
        if known is not None:
            return known[1]
        groups = narrowed(self._around(clause)[1], talks)
        if clause.is_settled:
            room = _ROOM * len(self.answers.corpus.talks)
            with self._lock:
                self._narrowed[clause] = (len(talks), groups)
                while len(self._narrowed) > 1 and (len(self._narrowed) > _MOST or self._kept() > room):
                    self._narrowed.popitem(last=False)
        return groups

    def _kept(self) -> int:
        return sum(count for count, _ in self._narrowed.values())

    def _around(self, clause: Clause) -> tuple[int, Sequence[Group]]:
        """The groups with the fewest talks that hold all that match, and how many talks those are."""
        with self._lock:
            if (known := self._narrowed.get(clause)) is not None:
                return 0, known[1]
            best = (len(self.answers.corpus.talks), self.groups)
            for other, (count, groups) in self._narrowed.items():
                if count < best[0] and implies(clause, other):
                    best = (count, groups)
        return best
