"""What a query found, kept up as notes change, so that an edit asks the query of the changed talks only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from talktui.notes.talk import Talk
from talktui.query.context import Context
from talktui.query.corpus import span
from talktui.query.errors import QueryError
from talktui.query.match import Query

AT_ONCE = 3000
"""Up to so many talks are asked in a key's own message cycle: that takes less than a frame."""

Asked = tuple[object, ...]
"""What the answer of a query depends on besides the talks."""


@dataclass(frozen=True)
class Found:
    """The talks that a query found, in the library's order, and what else it was asked with."""

    query: Query
    talks: Sequence[Talk]
    asked: Asked

    @cached_property
    def ids(self) -> set[int]:
        """The ids of the talks, kept up from change to change."""
        return set(map(id, self.talks))

    def holds(self, talk: Talk) -> bool:
        """Whether `talk`, that very object, was found."""
        start, end = span(self.talks, talk.key.path)
        return any(one is talk for one in self.talks[start:end])

    def followed(
        self, was: Mapping[str, Sequence[Talk]], now: Mapping[str, Sequence[Talk]], context: Context
    ) -> Found:
        """The same for notes that changed: what talks they had and have, by path."""
        if self.query.is_empty:
            return replace(self, talks=())  # everything: nothing to follow
        if len(now) > 20:  # one by one would take longer
            talks = [talk for talk in self.talks if talk.key.path not in now]
            for changed in now.values():
                talks.extend(self._matching(changed, context))
            talks.sort(key=_path)
            return replace(self, talks=talks)
        talks, ids = list(self.talks), self.ids
        for path, changed in now.items():
            start, end = span(talks, path)
            matching = self._matching(changed, context)
            ids.difference_update(map(id, was[path]))
            ids.update(map(id, matching))
            talks[start:end] = matching
        found = replace(self, talks=talks)
        found.__dict__["ids"] = ids  # it takes as long to make as it takes to find them
        return found

    def _matching(self, talks: Sequence[Talk], context: Context) -> list[Talk]:
        try:
            return self.query.filter(talks, context)
        except QueryError:  # a pattern that takes too long on a new text: typing it again says so
            return []


def _path(talk: Talk) -> str:
    return talk.key.path
