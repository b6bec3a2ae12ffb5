"""The tree grouped or sorted otherwise: in a thread where that takes longer than a frame.

Until it is done the tree stays as it is, keys work on it, and notes may change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from talktui.notes.group_index import GroupIndex, View, narrowed
from talktui.notes.grouping import Group
from talktui.notes.library import Library
from talktui.notes.talk import Talk
from talktui.tui.found import AT_ONCE

if TYPE_CHECKING:
    from textual.worker import Worker

    from talktui.tui.screens.browse import BrowseScreen

SAID = "grouping…"
SAY_AFTER = 0.25
"""Seconds after which it is said that groups are being made."""


class NewGroups:
    """All talks of `library` grouped by `by`, sorted by `sort`; made in any thread."""

    def __init__(self, by: tuple[str, ...], sort: str, library: Library, shown: Sequence[Talk]) -> None:
        self.by = by
        self.sort = sort
        self.shown = shown
        self.since: dict[str, tuple[Talk, ...]] = {}  # notes that changed meanwhile, and the talks they had
        self._library = library
        self._view = View(library)
        self._every = library.talks

    def make(self) -> tuple[GroupIndex, Sequence[Group]]:
        """The groups, and what of them is shown. May be called in a thread."""
        index = GroupIndex(self.by, self.sort, self._view)
        groups: Sequence[Group] = index.groups()
        return index, groups if self.shown is self._every else narrowed(groups, self.shown)

    def finish(self, index: GroupIndex) -> None:
        """Let `index` follow the library from now on, with what changed meanwhile."""
        self._view.let_go()
        if self.since:
            index.changed(self.since, {path: self._library.talks_of(path) for path in self.since})


class Regrouping:
    """Carries out what was chosen in the menus of groups and of sorts."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._wanted: tuple[tuple[str, ...], str] | None = None  # what is being made

    def start(self, by: tuple[str, ...] | None = None, sort: str | None = None) -> None:
        """Group by the facets `by`, sort by `sort`; None: as it is, or as it is about to be."""
        session = self._screen.session
        was = self._wanted or (session.group_by, session.sort_by)
        self._wanted = (was[0] if by is None else by, was[1] if sort is None else sort)
        if len(session.library.talks) <= AT_ONCE:
            self._take(session.new_groups(*self._wanted))
            return
        work = partial(self._in_a_thread, *self._wanted)
        _: Worker[None] = self._screen.run_worker(work, group="regroup", exclusive=True)

    async def _in_a_thread(self, by: tuple[str, ...], sort: str) -> None:
        new = self._screen.session.new_groups(by, sort)
        saying = self._screen.set_timer(SAY_AFTER, partial(self._screen.say, SAID))
        try:
            made = await asyncio.to_thread(new.make)
        finally:
            saying.stop()
        if self._screen.keys.message == SAID:
            self._screen.keys.be_quiet()
        if self._wanted == (by, sort):
            self._take(new, made)

    def _take(self, new: NewGroups, made: tuple[GroupIndex, Sequence[Group]] | None = None) -> None:
        self._wanted = None
        row = self._screen.tree_view.current
        self._screen.session.take_groups(new, *(made or new.make()))
        self._screen.browsing.show_rows(
            follow=row.talk.key if row is not None and row.talk is not None else None
        )
