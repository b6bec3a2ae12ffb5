"""The tree's rows: groups and talks flattened into the lines that are open."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

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


def build_rows(
    groups: Sequence[Group], openness: Openness, dimmed: Callable[[TalkKey], bool] | None = None
) -> list[Row]:
    """The visible rows, in order. Costs as much as what is open, not what there is."""
    rows: list[Row] = []
    _add_groups(rows, groups, 0, openness, dimmed)
    return rows


def _add_groups(
    rows: list[Row],
    groups: Sequence[Group],
    depth: int,
    openness: Openness,
    dimmed: Callable[[TalkKey], bool] | None,
) -> None:
    for group in groups:
        if not group.path:  # grouped by nothing: the talks stand by themselves
            _add_talks(rows, group, depth, openness, dimmed)
            continue
        if not group.count and group.facet not in PLACES and _only_about(group):
            continue
        row_id = RowId(group.path)
        is_open = openness.is_open(row_id)
        rows.append(Row(row_id, RowKind.GROUP, depth, group.label, group.count, is_open, group))
        if is_open:
            _add_groups(rows, group.groups, depth + 1, openness, dimmed)
            _add_talks(rows, group, depth + 1, openness, dimmed)


def _only_about(group: Group) -> bool:
    """Whether nothing but a log's introduction is in it: by tag or month that is no group of talks."""
    return all(talk.kind is Kind.ABOUT for talk in group.all_talks())


def _add_talks(
    rows: list[Row], group: Group, depth: int, openness: Openness, dimmed: Callable[[TalkKey], bool] | None
) -> None:
    path, kind = group.path, RowKind.TALK
    for talk in group.talks:
        row_id = RowId(path, talk.key)
        sections = sections_of(talk) if talk.sections else ()
        is_open = openness.is_open(row_id) if sections else None
        faint = dimmed is not None and dimmed(talk.key)
        rows.append(Row(row_id, kind, depth, talk.title, 0, is_open, group, talk, None, faint))
        if is_open:
            top = min(section.level for section in sections)
            rows.extend(
                Row(
                    RowId(group.path, talk.key, section.anchor),
                    RowKind.SECTION,
                    depth + 1 + section.level - top,
                    section.title,
                    group=group,
                    talk=talk,
                    section=section,
                )
                for section in sections
            )
