"""Talks in groups: what the tree shows, whatever it is grouped and sorted by.

A talk with several categories, tags or speakers stands under each, so counts are of distinct talks.
What has no value stands last, under "No …".  Groups compare with case and accents ignored; nested tags
(`a/b`) make nested groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass
from typing import Any, Protocol

from talktui.notes.folding import fold
from talktui.notes.talk import Conference, Kind, Note, Status, Talk, TalkKey

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

SORTS: tuple[tuple[str, str, str], ...] = (
    ("o", "As in the files", "order"),
    ("t", "Title", "title"),
    ("d", "Date", "date"),
    ("r", "Rating, best first", "rating"),
    ("l", "Duration, shortest first", "duration"),
    ("w", "Status", "status"),
    ("s", "Speaker", "speaker"),
    ("m", "Last changed first", "modified"),
)
"""What talks can be sorted by within their group: (a key for the menu, its words, the sort's name)."""

_NONE_LABELS = {
    "conference": "No conference", "category": "No category", "tag": "No tag", "speaker": "No speaker",
    "organisation": "No organisation", "status": "Not triaged", "rating": "No rating", "year": "No date",
    "month": "No date", "folder": "Top folder",
}  # fmt: skip
_STATUS_ORDER = {status.value: index for index, status in enumerate(Status)}
_MANY_VALUED: dict[str, Callable[[Talk], tuple[str, ...]]] = {
    "category": lambda talk: talk.categories,
    "tag": lambda talk: talk.all_tags,
    "speaker": lambda talk: tuple(speaker.name for speaker in talk.speakers),
    "organisation": lambda talk: talk.organisations,
}
_ONE_VALUED: dict[str, Callable[[Talk], str | None]] = {
    "conference": lambda talk: talk.conference,
    "status": lambda talk: talk.status and talk.status.value,
    "rating": lambda talk: "★" * talk.rating if talk.rating else None,
    "year": lambda talk: f"{talk.date.year:04}" if talk.date else None,
    "month": lambda talk: f"{talk.date.year:04}-{talk.date.month:02}" if talk.date else None,
    "folder": lambda talk: talk.key.path.rpartition("/")[0],
}


class Loaded(Protocol):
    """What grouping asks of the library."""

    @property
    def conferences(self) -> Mapping[str, Conference]:
        """What is known of each conference, by name."""

    @property
    def notes(self) -> Mapping[str, Note]:
        """The notes by path."""


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


def values_of(talk: Talk, facet: str) -> tuple[str, ...]:
    """The values of `facet` that `talk` has: a facet of the tree, or any key of its front matter."""
    if many := _MANY_VALUED.get(facet):
        return many(talk)
    if one := _ONE_VALUED.get(facet):
        value = one(talk)
        return (value,) if value else ()
    return talk.fields.get(facet, ())


def group(talks: Items[Talk], by: tuple[str, ...], sort: str, library: Loaded) -> list[Group]:
    """`talks`, in the library's order, grouped by the facets `by` from the outside in.

    Sorted within each group by `sort`, one of SORTS.  With `by` empty, or when no talk has a value of
    the only facet, one group with path () holds all.
    """
    ordered = _sorted(talks, sort, library)
    grouping = _Grouping(by, library, talks)
    groups, direct = grouping.split(ordered, 0, ())
    if direct:
        groups.append(Group("", "", (), tuple(direct), (), _count(direct)))
    return groups


class _Bucket:
    """The talks with one value while they are collected; `spellings` of it, the first first."""

    __slots__ = ("logged", "spellings", "talks")

    def __init__(self) -> None:
        self.talks: list[Talk] = []
        self.spellings: Counter[str] = Counter()
        self.logged = False  # a talk of a log is among them


class _Grouping:
    def __init__(self, by: tuple[str, ...], library: Loaded, talks: Items[Talk]) -> None:
        self._by = by
        self._library = library
        self._talks = talks
        self._placed: dict[TalkKey, int] = {}

    def _place(self, talk: Talk) -> int:
        """Where `talk` stands when unsorted."""
        if not self._placed:
            self._placed = {talk.key: index for index, talk in enumerate(self._talks)}
        return self._placed[talk.key]

    def split(self, talks: list[Talk], depth: int, path: tuple[str, ...]) -> tuple[list[Group], list[Talk]]:
        """The groups of `talks` at `depth`, and those that stand directly where the groups do."""
        if depth >= len(self._by):
            return [], talks
        facet = self._by[depth]
        if facet == "tag":
            return self._split_tags(talks, depth, path)
        buckets, rest = _buckets(talks, facet)
        if not buckets:
            # Nothing has a value: the level would be one row that says so.
            return self.split(talks, depth + 1, path)
        keys = self._ordered(buckets, facet, talks)
        groups = [
            self._group(_label(buckets[key]), facet, (*path, f"{facet}:{key}"), buckets[key].talks, depth)
            for key in keys
        ]
        # A log's introduction has no category: it stands in its conference, not under "No category".
        direct = [talk for talk in rest if talk.kind is Kind.ABOUT] if depth else []
        rest = [talk for talk in rest if talk.kind is not Kind.ABOUT] if depth else rest
        if rest:
            groups.append(self._none(facet, path, rest, depth))
        return groups, direct

    def _none(self, facet: str, path: tuple[str, ...], talks: list[Talk], depth: int) -> Group:
        label = _NONE_LABELS.get(facet, f"No {facet}")
        return self._group(label, facet, (*path, f"{facet}:"), talks, depth)

    def _group(self, label: str, facet: str, path: tuple[str, ...], talks: list[Talk], depth: int) -> Group:
        groups, direct = self.split(talks, depth + 1, path)
        return Group(label, facet, path, tuple(direct), tuple(groups), _count(talks))

    def _split_tags(
        self, talks: list[Talk], depth: int, path: tuple[str, ...]
    ) -> tuple[list[Group], list[Talk]]:
        root = _TagNode()
        rest: list[Talk] = []
        for talk in talks:
            tags = talk.all_tags
            if not tags:
                rest.append(talk)
            for tag in {fold(tag): tag for tag in reversed(tags)}.values():
                root.add(talk, tag.split("/"))
        if not root.nodes:
            return self.split(talks, depth + 1, path)
        groups = self._tag_groups(root, depth, path, "tag:")
        if rest:
            groups.append(self._none("tag", path, rest, depth))
        return groups, []

    def _tag_groups(self, node: _TagNode, depth: int, path: tuple[str, ...], prefix: str) -> list[Group]:
        groups = []
        for key, child in sorted(node.nodes.items()):
            here = (*path, prefix + key)
            below = self._tag_groups(child, depth, here, f"{prefix}{key}/")
            inner, direct = self.split(list(child.talks.values()), depth + 1, here)
            count = _count(child.every().values())
            groups.append(Group(child.spelling, "tag", here, tuple(direct), (*below, *inner), count))
        return groups

    def _ordered(self, buckets: dict[str, _Bucket], facet: str, talks: list[Talk]) -> list[str]:
        match facet:
            case "conference":
                return sorted(buckets, key=lambda key: self._conference_key(key, buckets[key]))
            case "category":
                return self._ordered_categories(buckets, talks)
            case "status":
                return sorted(buckets, key=lambda key: _STATUS_ORDER.get(key, len(_STATUS_ORDER)))
            case "rating" | "year" | "month":
                return sorted(buckets, reverse=True)
            case _:
                return sorted(buckets)

    def _conference_key(self, key: str, bucket: _Bucket) -> tuple[int, str]:
        """Newest first, by its start, else by its latest talk; those without a date after, by name."""
        conference = self._library.conferences.get(_label(bucket))
        date = conference.start if conference is not None else None
        if date is None:
            date = max((talk.date for talk in bucket.talks if talk.date), default=None)
        return (-date.toordinal() if date else 1, key)

    def _ordered_categories(self, buckets: dict[str, _Bucket], talks: list[Talk]) -> list[str]:
        """As conference.yaml lists them, then as a log has them, then by name."""
        listed: dict[str, int] = {}
        for name in dict.fromkeys(talk.conference for talk in talks):
            conference = self._library.conferences.get(name)
            for category, _about in conference.categories if conference is not None else ():
                listed.setdefault(fold(category), len(listed))

        def place(key: str) -> tuple[int, int, str]:
            if key in listed:
                return 0, listed[key], key
            bucket = buckets[key]
            if bucket.logged:
                first = min(self._place(talk) for talk in bucket.talks if talk.key.anchor is not None)
                return 1, first, key
            return 2, 0, key

        return sorted(buckets, key=place)


class _TagNode:
    """One step of nested tags: the talks with exactly this tag, and the steps below."""

    __slots__ = ("nodes", "spelling", "talks")

    def __init__(self, spelling: str = "") -> None:
        self.spelling = spelling
        self.talks: dict[TalkKey, Talk] = {}
        self.nodes: dict[str, _TagNode] = {}

    def add(self, talk: Talk, steps: list[str]) -> None:
        node = self
        for step in steps:
            key = fold(step)
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


def _buckets(talks: list[Talk], facet: str) -> tuple[dict[str, _Bucket], list[Talk]]:
    """The talks by folded value, and those that have none."""
    buckets: dict[str, _Bucket] = {}
    folded: dict[str, str] = {}
    rest: list[Talk] = []
    for talk in talks:
        values = values_of(talk, facet)
        if not values:
            rest.append(talk)
            continue
        seen: set[str] = set()
        for value in values:
            key = folded.get(value)
            if key is None:
                key = folded[value] = fold(value) or value
            if key in seen:
                continue
            seen.add(key)
            bucket = buckets.get(key)
            if bucket is None:
                bucket = buckets[key] = _Bucket()
            bucket.talks.append(talk)
            bucket.spellings[value] += 1
            bucket.logged = bucket.logged or talk.key.anchor is not None
    return buckets, rest


def _label(bucket: _Bucket) -> str:
    """The commonest spelling; of equally common ones the first."""
    if len(bucket.spellings) == 1:
        return next(iter(bucket.spellings))
    return bucket.spellings.most_common(1)[0][0]


def _count(talks: Iterable[Talk]) -> int:
    return sum(talk.kind is Kind.TALK for talk in talks)


def _sorted(talks: Items[Talk], sort: str, library: Loaded) -> list[Talk]:
    """`talks` sorted; equal ones stay in order, and what has no value comes last."""
    key = _sort_keys(library).get(sort)
    if key is None:
        return list(talks)
    # A log's introduction stays before its talks, whatever they are sorted by.
    return sorted(talks, key=lambda talk: (talk.kind is not Kind.ABOUT, key(talk)))


def _sort_keys(library: Loaded) -> dict[str, Callable[[Talk], Any]]:
    notes = library.notes

    def modified(talk: Talk) -> int:
        note = notes.get(talk.key.path)
        return -note.etag.mtime_ns if note is not None and note.etag is not None else 0

    return {
        "title": lambda talk: fold(talk.title),
        "date": lambda talk: (talk.date.toordinal(), str(talk.time or "")) if talk.date else (10_000_000, ""),
        "rating": lambda talk: -(talk.rating or 0),
        "duration": lambda talk: talk.duration if talk.duration is not None else 1 << 40,
        "status": lambda talk: _STATUS_ORDER[talk.status.value] if talk.status else len(_STATUS_ORDER),
        "speaker": lambda talk: (not talk.speakers, fold(talk.speakers[0].name) if talk.speakers else ""),
        "modified": modified,
    }
