"""The library's talks in groups, kept up as notes come, change and go; and a part of them.

Grouping twenty thousand talks anew takes longer than a frame.  Here a note that was read or edited costs
as much as the outermost groups that its talks stand in, and a filter costs a look at each talk.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from operator import is_
from typing import Any

from talktui.notes.buckets import Bucket, buckets_of, values_of
from talktui.notes.folding import fold
from talktui.notes.grouping import (
    Group,
    Grouping,
    TagSteps,
    count_talks,
    innermost,
)
from talktui.notes.library import Library
from talktui.notes.sorting import in_order, sort_key
from talktui.notes.talk import Conference, Kind, Talk

_ONE_BY_ONE = 32  # more new talks in a group than this are sorted in together


class View:
    """A library as it is now, for a thread that groups; from :meth:`let_go` on, as it is at any time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._then: tuple[Sequence[Talk], Mapping[str, Conference]] | None = (
            library.talks,
            dict(library.conferences),
        )
        self.notes = library.notes  # of which nothing but one note at a time is asked

    def let_go(self) -> None:
        """Show the library itself from now on."""
        self._then = None

    @property
    def talks(self) -> Sequence[Talk]:
        """The talks, by path."""
        return self._library.talks if self._then is None else self._then[0]

    @property
    def conferences(self) -> Mapping[str, Conference]:
        """What is known of each conference."""
        return self._library.conferences if self._then is None else self._then[1]


class GroupIndex:
    """All talks of `library` grouped by the facets `by`, sorted by `sort`: what `group()` gives of them.

    It must be told of every note that changes (:meth:`changed`).
    """

    def __init__(self, by: tuple[str, ...], sort: str, library: Library | View, depth: int = 0) -> None:
        self.by = by
        self.sort = sort
        self._library = library
        self._depth = depth  # of the facet that makes the outermost groups; those before it say nothing
        self._facet = by[depth] if depth < len(by) else None
        self._grouping = Grouping(by, library)
        self._steps = TagSteps()
        self._order = _order(sort, library)
        self._conferences: dict[str, Conference] = {}
        self._buckets: dict[str, Bucket] = {}
        self._rest = Bucket()  # the talks without a value
        self._of_rest: list[Group] | None = None  # the groups of those
        self._made: dict[str, Group] = {}
        self._below: GroupIndex | None = None  # when no talk has a value
        self._groups: list[Group] | None = None
        self._fill()

    def _fill(self) -> None:
        talks = in_order(self._library.talks, self.sort, self._library)  # which are by path already
        if self._facet is None:
            self._rest.talks = talks
        elif self._facet == "tag":
            for talk in talks:
                values = self._values(talk)
                for key in values or (None,):
                    self._bucket(key).talks.append(talk)
                self._spelt(values)
        else:
            self._buckets, self._rest.talks = buckets_of(talks, self._facet)

    def changed(self, was: Mapping[str, Sequence[Talk]], now: Mapping[str, Sequence[Talk]]) -> None:
        """Take the talks that notes have `now`, by path, for those that they had before."""
        self._groups = None
        if self._below is not None:
            self._below.changed(was, now)
        left = self._take_out(was)
        self._put_in(now)
        for key in left:
            if key is not None and not self._buckets[key].talks:
                del self._buckets[key]

    def _take_out(self, was: Mapping[str, Sequence[Talk]]) -> Iterable[str | None]:
        """Take the notes' talks out of their buckets; which these are."""
        left: dict[str | None, set[str]] = {}
        for path, talks in was.items():
            for talk in talks:
                for key in self._values(talk) or (None,):
                    left.setdefault(key, set()).add(path)
        for key, paths in left.items():
            bucket = self._touched(key)
            bucket.talks = [talk for talk in bucket.talks if talk.key.path not in paths]
        return left

    def _put_in(self, now: Mapping[str, Sequence[Talk]]) -> None:
        """Put the notes' talks into the buckets they belong to, where they belong."""
        come: dict[str | None, list[Talk]] = {}
        for path in sorted(now):
            for talk in now[path]:
                values = self._values(talk)
                for key in values or (None,):
                    come.setdefault(key, []).append(talk)
                self._spelt(values)
        for key, talks in come.items():
            among = self._touched(key).talks
            if len(talks) > _ONE_BY_ONE:
                among.extend(talks)
                among.sort(key=self._order)
            else:
                for talk in talks:
                    insort(among, talk, key=self._order)

    def holding(self, talk: Talk) -> set[tuple[str, ...]]:
        """The paths of the outermost groups that hold `talk`; () among them when it stands by itself."""
        if self._below is not None:
            return self._below.holding(talk)
        keys = self._values(talk)
        if keys:
            return {(f"{self._facet}:{key}",) for key in keys}
        return {(f"{self._facet}:",), ()}

    def groups(self) -> list[Group]:
        """The groups; the same objects as before where nothing changed."""
        if self._groups is None:
            self._forget_other_conferences()
            self._groups = self._make()
        return self._groups

    def _make(self) -> list[Group]:
        facet, depth = self._facet, self._depth
        if facet is None:
            return [_ungrouped(self._rest.talks)] if self._rest.talks else []
        if not self._buckets:
            # No talk has a value: the level would be one row that says so.
            if self._below is None:
                self._below = GroupIndex(self.by, self.sort, self._library, depth + 1)
            return self._below.groups()
        self._below = None
        keys = self._grouping.ordered(self._buckets, facet, self._library.talks)
        made, buckets = self._made, self._buckets
        if facet == "tag" or depth + 1 < len(self.by):
            groups = [made.get(key) or self._group(key, facet) for key in keys]
        else:
            groups = []
            for key in keys:
                group = made.get(key)
                if group is None:  # all in one place: there are twelve thousand groups of speakers
                    bucket = buckets[key]
                    label = bucket.label(facet)
                    group = made[key] = innermost(label, facet, (f"{facet}:{key}",), bucket.talks)
                groups.append(group)
        if self._of_rest is None:
            self._of_rest = []
            direct, rest = self._grouping.direct(self._rest.talks, depth)
            if rest:
                self._of_rest.append(self._grouping.none(facet, (), rest, depth))
            if direct:
                self._of_rest.append(_ungrouped(direct))
        return groups + self._of_rest

    def _group(self, key: str, facet: str) -> Group:
        bucket = self._buckets[key]
        if facet == "tag":
            nested = bucket.is_spelt
            made = self._grouping.tag_group(key, bucket.talks, self._steps, self._depth, nested=nested)
        else:
            made = self._grouping.group(
                bucket.label(facet), facet, (f"{facet}:{key}",), bucket.talks, self._depth
            )
        self._made[key] = made
        return made

    def _spelt(self, values: Mapping[str, str | None]) -> None:
        for key, value in values.items():
            if value is not None:
                self._bucket(key).spelt(value)

    def _values(self, talk: Talk) -> dict[str, str | None]:
        """The keys of the groups that `talk` stands in, and the value that each stands for.

        For a tag that is the tag if it is nested, else None.
        """
        facet = self._facet
        found: dict[str, str | None] = {}
        if facet == "tag":
            for steps in self._steps(talk.all_tags):
                if len(steps) > 1:
                    found[steps[0][0]] = "/".join(step for _, step in steps)
                else:
                    found.setdefault(steps[0][0])
        elif facet is not None:
            for value in values_of(talk, facet):
                found.setdefault(fold(value) or value, value)
        return found

    def _bucket(self, key: str | None) -> Bucket:
        if key is None:
            return self._rest
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket()
        return bucket

    def _touched(self, key: str | None) -> Bucket:
        """The group's talks, about to change."""
        if key is not None:
            self._made.pop(key, None)
        else:
            self._of_rest = None
        bucket = self._bucket(key)
        bucket.touch()
        return bucket

    def _forget_other_conferences(self) -> None:
        """Groups are ordered by what is known of conferences; forget those of which other things are."""
        if not {"conference", "category"} & {*self.by}:
            return
        before, now = self._conferences, dict(self._library.conferences)
        self._conferences = now
        others = {name for name in before.keys() | now.keys() if before.get(name) is not now.get(name)}
        if not others or len(self.by) - self._depth < 2:
            return  # the outermost order is made anew each time
        self._of_rest = None
        if self._facet == "conference":
            for name in others:
                self._made.pop(fold(name), None)
            return
        for key in list(self._made):
            if any(talk.conference in others for talk in self._buckets[key].talks):
                del self._made[key]


def narrowed(groups: Sequence[Group], talks: Sequence[Talk]) -> list[Group]:
    """`groups` with only `talks` in them (those very objects), without groups that this leaves empty.

    Labels, paths and order stay, so that nothing moves about while a filter is typed.
    """
    return _narrowed(groups, set(map(id, talks)))


def narrowed_again(
    groups: Sequence[Group],
    wanted: Set[int],
    before: Sequence[Group],
    left: Sequence[Group],
    touched: Set[tuple[str, ...]] = frozenset(),
) -> list[Group]:
    """`groups` narrowed to the talks `wanted` (their ids), where `left` is what was left of those `before`.

    Outermost groups that are the same objects as before are not looked into again, but for those whose paths
    are `touched`: no talk in them changed, neither itself nor in whether it is wanted.
    """
    same = set(map(id, before))
    known = {group.path: group for group in left}
    result: list[Group] = []
    for whole in groups:
        if id(whole) not in same or whole.path in touched:
            result += _narrowed((whole,), wanted)
        elif (kept := known.get(whole.path)) is not None:
            result.append(kept)
    return result


def _narrowed(groups: Sequence[Group], wanted: Set[int]) -> list[Group]:
    result: list[Group] = []
    for whole in groups:
        talks = tuple([talk for talk in whole.talks if id(talk) in wanted])
        inner = tuple(_narrowed(whole.groups, wanted)) if whole.groups else ()
        if len(talks) == len(whole.talks) and _same(inner, whole.groups):
            result.append(whole)
        elif talks or inner:
            count = _count(whole, talks, inner)
            result.append(Group(whole.label, whole.facet, whole.path, talks, inner, count))
    return result


def _same(some: Sequence[Group], others: Sequence[Group]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _count(whole: Group, talks: Sequence[Talk], inner: Sequence[Group]) -> int:
    """The distinct talks of what is left of `whole`."""
    if count_talks(whole.talks) + sum(group.count for group in whole.groups) == whole.count:
        return count_talks(talks) + sum(group.count for group in inner)  # each stands in one group only
    seen = {id(talk) for talk in talks if talk.kind is Kind.TALK}
    pending = list(inner)
    while pending:
        group = pending.pop()
        seen.update(id(talk) for talk in group.talks if talk.kind is Kind.TALK)
        pending.extend(group.groups)
    return len(seen)


def _ungrouped(talks: Sequence[Talk]) -> Group:
    return innermost("", "", (), talks)


def _order(sort: str, library: Library | View) -> Callable[[Talk], Any]:
    """Where a talk stands in a group; those of one note stay as they are in it."""
    key = sort_key(sort, library)
    if key is None:
        return lambda talk: talk.key.path
    return lambda talk: (key(talk), talk.key.path)
