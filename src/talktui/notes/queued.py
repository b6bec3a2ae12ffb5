"""What is queued, in talks and hours, kept up as notes change: what the app's first line says."""

from __future__ import annotations

from collections.abc import Iterable

from talktui.notes.talk import Kind, Status, Talk

_MEANT = frozenset({Status.QUEUED, Status.WATCHING})


def is_queued(talk: Talk) -> bool:
    """Whether the person means to watch `talk`: it is queued, or begun."""
    return talk.status in _MEANT


class Queued:
    """How many talks are queued or begun: `seconds` together, but for `unknown` that do not say how long."""

    __slots__ = ("seconds", "talks", "unknown")

    def __init__(self, talks: Iterable[Talk] = ()) -> None:
        self.talks = 0
        self.seconds = 0
        self.unknown = 0
        self._count(talks, 1)

    def changed(self, was: Iterable[Talk], now: Iterable[Talk]) -> None:
        """Count the talks `now` for those that `was` there."""
        self._count(was, -1)
        self._count(now, 1)

    def _count(self, talks: Iterable[Talk], step: int) -> None:
        for talk in talks:
            if talk.status is not None and talk.kind is Kind.TALK and is_queued(talk):
                self.talks += step
                if talk.duration is None:
                    self.unknown += step
                else:
                    self.seconds += step * talk.duration
