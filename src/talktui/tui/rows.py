"""The tree's rows: groups and talks flattened into the lines that are open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, overload

from talktui.notes.grouping import Group
from talktui.notes.talk import Kind, Section, Talk, TalkKey

GroupPath = tuple[str, ...]
OPEN_AT_FIRST = 12  # so many top groups or fewer start open
PLACES = frozenset({"conference", "folder"})  # facets whose groups are places, with a page of their own


class RowKind(StrEnum):
    """What a row stands for."""

    GROUP = "group"
    TALK = "talk"
    SECTION = "section"


class RowId(NamedTuple):
    """Which row this is, the same after the tree was built anew."""

    group: GroupPath
    key: TalkKey | None = None
    section: str | None = None


@dataclass(slots=True)
class Row:
    """One line of the tree. Not to be changed; "frozen" would make thousands of them slow to build."""

    id: RowId
    kind: RowKind
    depth: int
    label: str
    count: int = 0
    opened: bool | None = None  # None: it does not open
    group: Group | None = None
    talk: Talk | None = None
    section: Section | None = None
    dimmed: bool = False  # an edited talk that no longer matches the filter


@dataclass(frozen=True, slots=True)
class Openness:
    """Which groups and talks are open: `opened` by the person, or all groups while filtering."""

    opened: Set[RowId]
    folded: Set[RowId]  # closed by the person while everything is open
    all_groups: bool

    def is_group_open(self, path: GroupPath) -> bool:
        """Whether the group at `path` shows what is in it."""
        row = (path, None, None)  # equal to its `RowId`, which takes ten times as long to make
        return row not in self.folded if self.all_groups else row in self.opened

    def is_open(self, row: RowId) -> bool:
        """Whether the row shows what is in it."""
        if self.all_groups and row.key is None:
            return row not in self.folded
        return row in self.opened


def sections_of(talk: Talk) -> tuple[Section, ...]:
    """The sections a talk's row opens into: not the heading that is its title, nor one alone."""
    if len(talk.sections) < 2:
        return ()
    sections = tuple(section for section in talk.sections if section.level > 1 or section.title != talk.title)
    return sections if len(sections) > 1 else ()


class _One:
    """A run of one row."""

    __slots__ = ("_row",)

    def __init__(self, row: Row) -> None:
        self._row = row

    def __len__(self) -> int:
        return 1

    def make(self, _index: int) -> Row:
        return self._row

    def find(self, wanted: RowId) -> int | None:
        return 0 if self._row.id == wanted else None

    def find_talk(self, key: TalkKey) -> int | None:
        return 0 if self._row.id.key == key else None

    def first_talk(self) -> int | None:
        return 0 if self._row.kind is RowKind.TALK else None

    def last_group(self, paths: Set[GroupPath]) -> int | None:
        return 0 if self._row.kind is RowKind.GROUP and self._row.id.group in paths else None


class _Closed:
    """Closed groups, side by side."""

    __slots__ = ("_depth", "_groups")

    def __init__(self, groups: Sequence[Group], depth: int) -> None:
        self._groups = groups
        self._depth = depth

    def __len__(self) -> int:
        return len(self._groups)

    def make(self, index: int) -> Row:
        group = self._groups[index]
        row_id = RowId(group.path)
        return Row(row_id, RowKind.GROUP, self._depth, group.label, group.count, False, group)

    def find(self, wanted: RowId) -> int | None:
        return self.last_group({wanted.group}) if wanted.key is None else None

    def find_talk(self, _key: TalkKey) -> int | None:
        return None

    def first_talk(self) -> int | None:
        return None

    def last_group(self, paths: Set[GroupPath]) -> int | None:
        groups = self._groups
        return next((i for i in range(len(groups) - 1, -1, -1) if groups[i].path in paths), None)


class _Talks:
    """The talks directly in `group`, none of them open."""

    __slots__ = ("_depth", "_dimmed", "_group")

    def __init__(self, group: Group, depth: int, dimmed: Callable[[TalkKey], bool] | None) -> None:
        self._group = group
        self._depth = depth
        self._dimmed = dimmed

    def __len__(self) -> int:
        return len(self._group.talks)

    def make(self, index: int) -> Row:
        group, talk = self._group, self._group.talks[index]
        is_open = False if talk.sections and sections_of(talk) else None
        faint = self._dimmed is not None and self._dimmed(talk.key)
        row_id = RowId(group.path, talk.key)
        return Row(row_id, RowKind.TALK, self._depth, talk.title, 0, is_open, group, talk, None, faint)

    def find(self, wanted: RowId) -> int | None:
        if wanted.key is None or wanted.section is not None or wanted.group != self._group.path:
            return None
        return self.find_talk(wanted.key)

    def find_talk(self, key: TalkKey) -> int | None:
        return next((index for index, talk in enumerate(self._group.talks) if talk.key == key), None)

    def first_talk(self) -> int | None:
        return 0

    def last_group(self, _paths: Set[GroupPath]) -> int | None:
        return None


_Run = _One | _Closed | _Talks


class Rows(Sequence[Row]):
    """The visible rows, in order. A row is made when somebody looks at it, and is the same from then on.

    Ninety thousand speakers, or a group's twenty thousand talks, are one run of which a screenful is made.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._runs: list[_Run] = []
        self._starts: list[int] = []  # of each run
        self._length = 0
        self._made: dict[int, Row] = {}
        for row in rows:
            self.add(_One(row))

    def add(self, run: _Run) -> None:
        """Put more rows at the end."""
        if len(run):
            self._runs.append(run)
            self._starts.append(self._length)
            self._length += len(run)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._length))]
        at = index + self._length if index < 0 else index
        row = self._made.get(at)
        if row is None:
            if not 0 <= at < self._length:
                raise IndexError(index)
            run = bisect_right(self._starts, at) - 1
            row = self._made[at] = self._runs[run].make(at - self._starts[run])
        return row

    def find(self, wanted: RowId | None, near: int = 0) -> int:
        """The row `wanted`; else the same talk in another group; else its group; else the row at `near`.

        Its group only where there is no row at `near`.
        """
        found: int | None = None
        if wanted is not None:
            found = self._first(lambda run: run.find(wanted))
            key = wanted.key
            if found is None and key is not None:
                found = self._first(lambda run: run.find_talk(key))
            if found is None and near >= self._length:
                found = self._around(wanted.group)
        return found if found is not None else max(0, min(near, self._length - 1))

    def first_talk(self) -> int | None:
        """The first row of a talk."""
        return self._first(lambda run: run.first_talk())

    def _first(self, find: Callable[[_Run], int | None]) -> int | None:
        for start, run in zip(self._starts, self._runs, strict=True):
            if (at := find(run)) is not None:
                return start + at
        return None

    def _around(self, path: GroupPath) -> int | None:
        """The last row of a group that is at `path` or around it."""
        paths = {path[:end] for end in range(len(path) + 1)}
        for start, run in zip(reversed(self._starts), reversed(self._runs), strict=True):
            if (at := run.last_group(paths)) is not None:
                return start + at
        return None


def build_rows(
    groups: Sequence[Group], openness: Openness, dimmed: Callable[[TalkKey], bool] | None = None
) -> Rows:
    """The visible rows. Costs a look at each group, and as much as what is open."""
    building = _Building(openness, dimmed)
    building.add_groups(groups, 0)
    return building.rows


class _Building:
    """Puts rows together."""

    def __init__(self, openness: Openness, dimmed: Callable[[TalkKey], bool] | None) -> None:
        self.rows = Rows()
        self._openness = openness
        self._dimmed = dimmed
        self._with_open_talks = {row.group for row in openness.opened if row.key is not None}

    def add_groups(self, groups: Sequence[Group], depth: int) -> None:
        is_open = self._openness.is_group_open
        closed: list[Group] = []
        for group in groups:
            path = group.path
            if path and not group.count and group.facet not in PLACES and _only_about(group):
                continue
            if path and not is_open(path):
                closed.append(group)
                continue
            self.rows.add(_Closed(closed, depth))
            closed = []
            if not path:  # grouped by nothing: the talks stand by themselves
                self._add_talks(group, depth)
                continue
            row = Row(RowId(path), RowKind.GROUP, depth, group.label, group.count, True, group)
            self.rows.add(_One(row))
            self.add_groups(group.groups, depth + 1)
            self._add_talks(group, depth + 1)
        self.rows.add(_Closed(closed, depth))

    def _add_talks(self, group: Group, depth: int) -> None:
        talks = _Talks(group, depth, self._dimmed)
        if group.path not in self._with_open_talks:
            self.rows.add(talks)
            return
        for index, talk in enumerate(group.talks):
            row = talks.make(index)
            row.opened = self._openness.is_open(row.id) if row.opened is not None else None
            self.rows.add(_One(row))
            if row.opened:
                self._add_sections(group, talk, depth + 1)

    def _add_sections(self, group: Group, talk: Talk, depth: int) -> None:
        sections = sections_of(talk)
        top = min(section.level for section in sections)
        for section in sections:
            row_id, level = RowId(group.path, talk.key, section.anchor), depth + section.level - top
            kind, title = RowKind.SECTION, section.title
            row = Row(row_id, kind, level, title, group=group, talk=talk, section=section)
            self.rows.add(_One(row))


def _only_about(group: Group) -> bool:
    """Whether nothing but a log's introduction is in it: by tag or month that is no group of talks."""
    return all(talk.kind is Kind.ABOUT for talk in group.all_talks())
