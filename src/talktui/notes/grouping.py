"""Talks in groups: what the tree shows, whatever it is grouped and sorted by.

A talk with several categories, tags or speakers stands under each, so counts are of distinct talks.
What has no value stands last, under "No …".  Groups compare with case and accents ignored; nested tags
(`a/b`) make nested groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass

from talktui.notes.buckets import Bucket, buckets_of
from talktui.notes.folding import fold
from talktui.notes.quick import quick
from talktui.notes.sorting import STATUS_ORDER, Loaded, in_order
from talktui.notes.talk import Conference, Kind, Talk, TalkKey

GROUPINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("c", "Conference, then category", ("conference", "category")),
    ("o", "Conference", ("conference",)),
    ("a", "Category", ("category",)),
    ("A", "Category, then conference", ("category", "conference")),
    ("t", "Tag", ("tag",)),
    ("s", "Speaker", ("speaker",)),
    ("g", "Organisation", ("organisation",)),
    ("w", "Status", ("status",)),
    ("r", "Rating", ("rating",)),
    ("y", "Year, then conference", ("year", "conference")),
    ("m", "Month", ("month",)),
    ("f", "Folder", ("folder",)),
    ("n", "Nothing", ()),
)
"""What the tree can be grouped by: (a key for the menu, its words, the facets from the outside in)."""

_NONE_LABELS = {
    "conference": "No conference", "category": "No category", "tag": "No tag", "speaker": "No speaker",
    "organisation": "No organisation", "status": "Not triaged", "rating": "No rating", "year": "No date",
    "month": "No date", "folder": "Top folder",
}  # fmt: skip
_NOWHERE = ("", 0)


@dataclass(frozen=True, slots=True)
class Group:
    """Talks that share a value of one facet.

    `path` identifies it from the outermost group in, the same after the tree was built anew; () is the
    group of everything when talks are grouped by nothing.  `groups` stand before `talks`, which are
    those directly in it.  `count` is of distinct talks in it and below, a log's introduction left out.
    """

    label: str
    facet: str
    path: tuple[str, ...]
    talks: tuple[Talk, ...]
    groups: tuple[Group, ...]
    count: int

    def all_talks(self) -> list[Talk]:
        """Every talk in it and below, once each, as they are shown."""
        found: dict[TalkKey, Talk] = {}
        self._collect(found)
        return list(found.values())

    def _collect(self, found: dict[TalkKey, Talk]) -> None:
        for group in self.groups:
            group._collect(found)
        for talk in self.talks:
            found.setdefault(talk.key, talk)


def group(talks: Items[Talk], by: tuple[str, ...], sort: str, library: Loaded) -> list[Group]:
    """`talks`, in the library's order, grouped by the facets `by` from the outside in.

    Sorted within each group by `sort`, one of `sorting.SORTS`.  With `by` empty, or when no talk has a
    value of the only facet, one group with path () holds all.
    """
    ordered = in_order(talks, sort, library)
    groups, direct = Grouping(by, library).split(ordered, 0, ())
    if direct:
        groups.append(innermost("", "", (), direct))
    return groups


class Grouping:
    """Splits talks by the facets `by`, from the outside in."""

    def __init__(self, by: tuple[str, ...], library: Loaded) -> None:
        self._by = by
        self._library = library

    def split(self, talks: list[Talk], depth: int, path: tuple[str, ...]) -> tuple[list[Group], list[Talk]]:
        """The groups of `talks` at `depth`, and those that stand directly where the groups do."""
        if depth >= len(self._by):
            return [], talks
        facet = self._by[depth]
        if facet == "tag":
            return self._split_tags(talks, depth, path)
        buckets, rest = buckets_of(talks, facet)
        if not buckets:
            # Nothing has a value: the level would be one row that says so.
            return self.split(talks, depth + 1, path)
        groups = [
            self.group(buckets[key].label(facet), facet, (*path, f"{facet}:{key}"), buckets[key].talks, depth)
            for key in self.ordered(buckets, facet, talks)
        ]
        direct, rest = self.direct(rest, depth)
        if rest:
            groups.append(self.none(facet, path, rest, depth))
        return groups, direct

    @staticmethod
    def direct(talks: list[Talk], depth: int) -> tuple[list[Talk], list[Talk]]:
        """Of the talks without a value, those that stand where the groups do, and the others."""
        if not depth:
            return [], talks
        # A log's introduction has no category: it stands in its conference, not under "No category".
        about = [talk for talk in talks if talk.kind is Kind.ABOUT]
        return about, [talk for talk in talks if talk.kind is not Kind.ABOUT] if about else talks

    def none(self, facet: str, path: tuple[str, ...], talks: list[Talk], depth: int) -> Group:
        """The group of what has no value of `facet`."""
        label = _NONE_LABELS.get(facet, f"No {facet}")
        return self.group(label, facet, (*path, f"{facet}:"), talks, depth)

    def group(self, label: str, facet: str, path: tuple[str, ...], talks: list[Talk], depth: int) -> Group:
        """The group at `path` that holds `talks`, split further by what comes after `depth`."""
        if depth + 1 >= len(self._by):
            return innermost(label, facet, path, talks)
        groups, direct = self.split(talks, depth + 1, path)
        return Group(label, facet, path, tuple(direct), tuple(groups), count_talks(talks))

    def _split_tags(
        self, talks: list[Talk], depth: int, path: tuple[str, ...]
    ) -> tuple[list[Group], list[Talk]]:
        root = _TagNode()
        rest: list[Talk] = []
        steps_of = TagSteps()
        for talk in talks:
            tags = talk.all_tags
            if not tags:
                rest.append(talk)
            for steps in steps_of(tags):
                root.add(talk, steps)
        if not root.nodes:
            return self.split(talks, depth + 1, path)
        groups = self._tag_groups(root, depth, path, "tag:")
        if rest:
            groups.append(self.none("tag", path, rest, depth))
        return groups, []

    def tag_group(
        self, key: str, talks: list[Talk], steps_of: TagSteps, depth: int, *, nested: bool
    ) -> Group:
        """The outermost group of the tags whose first step is `key`, of `talks` that have such.

        `nested` is false when none of those tags has another step.
        """
        root = _TagNode()
        for talk in talks if nested else talks[:1]:
            for steps in steps_of(talk.all_tags):
                if steps[0][0] == key:
                    root.add(talk, steps)
        if nested:
            return self._tag_groups(root, depth, (), "tag:")[0]
        return self.group(root.nodes[key].spelling, "tag", (f"tag:{key}",), talks, depth)

    def _tag_groups(self, node: _TagNode, depth: int, path: tuple[str, ...], prefix: str) -> list[Group]:
        groups = []
        for key, child in sorted(node.nodes.items()):
            here = (*path, prefix + key)
            below = self._tag_groups(child, depth, here, f"{prefix}{key}/")
            inner, direct = self.split(list(child.talks.values()), depth + 1, here)
            count = count_talks(child.every().values())
            groups.append(Group(child.spelling, "tag", here, tuple(direct), (*below, *inner), count))
        return groups

    def ordered(self, buckets: Mapping[str, Bucket], facet: str, talks: Iterable[Talk]) -> list[str]:
        """The keys of `buckets`, which hold `talks`, in the order of their groups."""
        match facet:
            case "conference":
                known = self._library.conferences
                return sorted(buckets, key=lambda key: _conference_key(key, buckets[key], known))
            case "category":
                return self._ordered_categories(buckets, talks)
            case "status":
                return sorted(buckets, key=lambda key: STATUS_ORDER.get(key, len(STATUS_ORDER)))
            case "rating" | "year" | "month":
                return sorted(buckets, reverse=True)
            case _:
                return sorted(buckets)

    def _ordered_categories(self, buckets: Mapping[str, Bucket], talks: Iterable[Talk]) -> list[str]:
        """As conference.yaml lists them, then as a log has them, then by name."""
        listed: dict[str, int] = {}
        for name in sorted({talk.conference for talk in talks}):
            conference = self._library.conferences.get(name)
            for category, _about in conference.categories if conference is not None else ():
                listed.setdefault(fold(category), len(listed))

        def place(key: str) -> tuple[int, int, tuple[str, int], str]:
            if key in listed:
                return 0, listed[key], _NOWHERE, key
            first = buckets[key].first_in_log()
            return (1, 0, first, key) if first is not None else (2, 0, _NOWHERE, key)

        return sorted(buckets, key=place)


def _conference_key(key: str, bucket: Bucket, known: Mapping[str, Conference]) -> tuple[int, str]:
    """Newest first, by its start, else by its latest talk; those without a date after, by name."""
    conference = known.get(bucket.label("conference"))
    date = (conference.start if conference is not None else None) or bucket.latest()
    return (-date.toordinal() if date else 1, key)


class _TagNode:
    """One step of nested tags: the talks with exactly this tag, and the steps below."""

    __slots__ = ("nodes", "spelling", "talks")

    def __init__(self, spelling: str = "") -> None:
        self.spelling = spelling
        self.talks: dict[TalkKey, Talk] = {}
        self.nodes: dict[str, _TagNode] = {}

    def add(self, talk: Talk, steps: Items[tuple[str, str]]) -> None:
        node = self
        for key, step in steps:
            below = node.nodes.get(key)
            if below is None:
                below = node.nodes[key] = _TagNode(step)
            node = below
        node.talks[talk.key] = talk

    def every(self) -> dict[TalkKey, Talk]:
        if not self.nodes:
            return self.talks
        found = dict(self.talks)
        for node in self.nodes.values():
            found.update(node.every())
        return found


class TagSteps:
    """The steps of nested tags, (folded, as written), worked out once for each tag."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}

    def __call__(self, tags: Items[str]) -> Iterable[tuple[tuple[str, str], ...]]:
        """The steps of each of `tags`; of those that differ only in case or accents the first."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for tag in tags:
            known = self._known.get(tag)
            if known is None:
                steps = tuple((fold(step), step) for step in tag.split("/"))
                known = self._known[tag] = (fold(tag), steps)
            found.setdefault(*known)
        return found.values()


_TALK = Kind.TALK
_quick_group = quick(Group)


def innermost(label: str, facet: str, path: tuple[str, ...], talks: Items[Talk]) -> Group:
    """The group at `path` that holds `talks` and no groups."""
    if len(talks) == 1:  # most speakers
        count = 1 if talks[0].kind is _TALK else 0
    else:
        count = [talk.kind for talk in talks].count(_TALK)
    made: Group = _quick_group(label, facet, path, tuple(talks), (), count)
    made.__class__ = Group
    return made


def count_talks(talks: Iterable[Talk]) -> int:
    """How many of `talks` are talks: no introductions of logs, no files that cannot be read."""
    return [talk.kind for talk in talks].count(_TALK)
