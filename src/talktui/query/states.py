"""The clauses that ask how a talk stands: `status:queued`, `is:marked`, `has:notes`, `key:none`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from talktui.notes.beside import conflict_of
from talktui.notes.talk import Kind, Status, Talk
from talktui.query import fields
from talktui.query.clause import Clause
from talktui.query.clauses import written
from talktui.query.context import Context

_UNWATCHED = {None, Status.QUEUED, Status.WATCHING}


def _in_conflict(talk: Talk, context: Context) -> bool:
    path = talk.key.path
    if path in context.conflicts or ".sync-conflict-" in path:
        return True
    return conflict_of(path.rpartition("/")[2]) is not None  # a copy whose note is gone


# What `is:` knows beside the statuses.
STATES: dict[str, Callable[[Talk, Context], bool]] = {
    "unwatched": lambda talk, _: talk.status in _UNWATCHED,
    "triaged": lambda talk, _: talk.status is not None,
    "problem": lambda talk, _: bool(talk.problems) or talk.kind is Kind.UNREADABLE,
    "log": lambda talk, _: talk.key.anchor is not None or talk.kind is Kind.ABOUT,
    "marked": lambda talk, context: talk.key in context.marked,
    "conflict": _in_conflict,
}


@dataclass(frozen=True)
class Has(Clause):
    """`has:key`: the field says something."""

    key: str

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - the field is enough
        """See :class:`Clause`."""
        return fields.present(talk, self.key)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"has {self.key}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk has `{self.key}`"

    def __str__(self) -> str:
        return f"has:{written(self.key)}"


@dataclass(frozen=True)
class Lacks(Clause):
    """`key:none`: the field says nothing."""

    key: str

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - the field is enough
        """See :class:`Clause`."""
        return not fields.present(talk, self.key)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"has no {self.key}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"every talk has `{self.key}`"

    def __str__(self) -> str:
        return f"{self.key}:none"


@dataclass(frozen=True)
class HasNotes(Clause):
    """`has:notes`: text of the person's own."""

    @property
    def cost(self) -> int:
        """Asked of the body once, then remembered."""
        return 10

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return context.folded.talk(talk).own_text

    def describe(self) -> str:
        """See :class:`Clause`."""
        return "has notes of your own"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return "no talk has notes of your own"

    def __str__(self) -> str:
        return "has:notes"


@dataclass(frozen=True)
class StatusIn(Clause):
    """`status:queued`, `is:queued`; `status:watch` is watching or watched."""

    text: str
    statuses: frozenset[Status] = field(compare=False)
    key: str = field(default="status", compare=False)  # or "is", as it was written

    def matches(self, talk: Talk, context: Context) -> bool:  # noqa: ARG002 - the status is enough
        """See :class:`Clause`."""
        return talk.status in self.statuses

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"status is {' or '.join(status for status in Status if status in self.statuses)}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk is {' or '.join(status for status in Status if status in self.statuses)}"

    def __str__(self) -> str:
        return f"{self.key}:{self.text}"


@dataclass(frozen=True)
class Is(Clause):
    """`is:unwatched` and the other states."""

    state: str

    @property
    def is_settled(self) -> bool:
        """Marks and conflicts come and go without the talk."""
        return self.state not in {"marked", "conflict"}

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return STATES[self.state](talk, context)

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"is {self.state}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return {
            "log": "no talk stands in a talk log",
            "problem": "no talk has a problem",
            "conflict": "no talk is in conflict",
        }.get(self.state, f"no talk is {self.state}")

    def __str__(self) -> str:
        return f"is:{self.state}"
