"""One round of triage: the talks to decide about, one after the other, and what was decided.

It knows keys and decisions and no screen, so that it can be tested by itself.  The files say what became of a
decision; :meth:`Round.settle` takes that in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from talktui.notes.grouping import Group
from talktui.notes.talk import Kind, Status, Talk, TalkKey
from talktui.notes.tallies import hours_text


class Decision(StrEnum):
    """What is decided about a talk."""

    QUEUED = "queued"
    SKIPPED = "skipped"
    LATER = "later"  # nothing: it comes again in the next round

    @property
    def status(self) -> Status | None:
        """The status that the talk gets, or None when it is left alone."""
        return _STATUS.get(self)


_STATUS = {Decision.QUEUED: Status.QUEUED, Decision.SKIPPED: Status.SKIPPED}
_DECISION = {status: decision for decision, status in _STATUS.items()}


class Round:
    """The talks of one round, where it is, and what was decided so far."""

    def __init__(self, keys: Sequence[TalkKey], what: str = "") -> None:
        """`what` the talks are, before "to triage"."""
        self.what = what
        self.keys = tuple(keys)
        self.at = 0
        self.decisions: dict[TalkKey, Decision] = {}
        self.steps: dict[TalkKey, int] = {}  # what the decision's save is called in the journal
        self._places = {key: place for place, key in enumerate(self.keys)}
        self._counts = dict.fromkeys(Decision, 0)
        self._called: dict[TalkKey, TalkKey] = {}  # what talks of the round were called, and are now

    @property
    def current(self) -> TalkKey | None:
        """The talk to decide about; None when the round is through."""
        return self.keys[self.at] if self.at < len(self.keys) else None

    def decide(self, decision: Decision) -> None:
        """Decide about the current talk and go on to the next one."""
        key = self.current
        if key is not None:
            self._note(key, decision)
            self.at += 1

    def pass_by(self) -> None:
        """Go on without a decision: the talk is not there any more, or was decided about elsewhere."""
        self.at = min(self.at + 1, len(self.keys))

    def back(self) -> tuple[TalkKey, Decision | None] | None:
        """Go to the talk before and forget what was decided about it, which is told; None at the first."""
        if not self.at:
            return None
        self.at -= 1
        key = self.keys[self.at]
        return key, self._note(key, None)

    def go_to(self, key: TalkKey) -> bool:
        """Go to a talk of the round. False: it is none of them."""
        place = self._places.get(key)
        if place is not None:
            self.at = place
        return place is not None

    def again_at_the_end(self, key: TalkKey) -> bool:
        """A talk that was passed comes once more, after all others. False: it was not passed."""
        place = self._places.get(key)
        if place is None or place >= self.at:
            return False
        self.keys = (*self.keys[:place], *self.keys[place + 1 :], key)
        self.at -= 1
        self._places = {key: place for place, key in enumerate(self.keys)}
        return True

    def called(self, key: TalkKey) -> TalkKey:
        """The key that a talk of the round has now, by one that it has or had."""
        return key if key in self._places else self._called.get(key, key)

    def follow(self, moved: Mapping[TalkKey, TalkKey]) -> bool:
        """Talks have other keys: their files were renamed, or their headings. False: none of the round's.

        One that was passed by while it was nowhere comes once more, after all others.
        """
        mine = {
            old: new
            for old, new in moved.items()
            if old in self._places and (new not in self._places or new in moved)
        }
        if not mine:
            return False
        passed = [key for key in self.keys[: self.at] if key in mine and key not in self.decisions]
        self.keys = tuple(mine.get(key, key) for key in self.keys)
        self._places = {key: place for place, key in enumerate(self.keys)}
        self.decisions = {mine.get(key, key): made for key, made in self.decisions.items()}
        self.steps = {mine.get(key, key): step for key, step in self.steps.items()}
        self._called = {old: mine.get(new, new) for old, new in self._called.items()} | mine
        for key in passed:
            self.again_at_the_end(mine[key])
        return True

    def settle(self, key: TalkKey, status: Status | None) -> None:
        """A save about `key` is over: `status` is what the note says now."""
        decision = _DECISION.get(status) if status is not None else None
        if decision is None and self.decisions.get(key) is Decision.LATER:
            return
        self._note(key, decision)

    def count(self, decision: Decision) -> int:
        """How many talks were decided so."""
        return self._counts[decision]

    def _note(self, key: TalkKey, decision: Decision | None) -> Decision | None:
        was = self.decisions.pop(key, None)
        if was is not None:
            self._counts[was] -= 1
        if decision is not None:
            self.decisions[key] = decision
            self._counts[decision] += 1
        return was


@dataclass(frozen=True, slots=True)
class Result:
    """What the notes say of a round's talks when it is over, or left."""

    queued: int
    seconds: int  # of the queued ones that say how long they are
    timed: int  # so many of them
    skipped: int
    left: tuple[TalkKey, ...]  # without a status still

    def told(self, speed: float) -> str:
        """`queued 21 (9 h, 4 h 30 at 2×), skipped 50, left 4`; `speed` is how fast the person watches."""
        parts = []
        if self.queued:
            parts.append(f"queued {self.queued:,}{self._time(speed)}")
        if self.skipped:
            parts.append(f"skipped {self.skipped:,}")
        if self.left:
            parts.append(f"left {len(self.left):,}")
        return ", ".join(parts) or "changed nothing"

    def _time(self, speed: float) -> str:
        if not self.timed:
            return ""
        faster = f", {hours_text(self.seconds / speed)} at {speed:g}×" if speed != 1 else ""
        unknown = self.queued - self.timed
        more = f", +{unknown:,} of unknown length" if unknown else ""
        return f" ({hours_text(self.seconds)}{faster}{more})"


def result(talks: Iterable[Talk]) -> Result:
    """What became of `talks`, as they are now."""
    every = list(talks)
    queued = [talk for talk in every if talk.status is Status.QUEUED]
    times = [talk.duration for talk in queued if talk.duration is not None]
    return Result(
        len(queued),
        sum(times),
        len(times),
        sum(talk.status is Status.SKIPPED for talk in every),
        tuple(talk.key for talk in every if talk.status is None),
    )


def to_triage(groups: Iterable[Group], begin: TalkKey | None = None) -> list[TalkKey]:
    """The talks of `groups` without a status, in the tree's order, once each.

    `begin`: from this talk on, and then those before it.
    """
    before: list[TalkKey] = []
    found = before
    for talk in _in_order(groups):
        if found is before and talk.key == begin:
            found = []
        if talk.status is None and talk.kind is Kind.TALK:
            found.append(talk.key)
    return list(dict.fromkeys(found if found is before else found + before))


def _in_order(groups: Iterable[Group]) -> Iterator[Talk]:
    """The talks as the tree shows them, a talk of two groups twice."""
    for group in groups:
        yield from _in_order(group.groups)
        yield from group.talks
