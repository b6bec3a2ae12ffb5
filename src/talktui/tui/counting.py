"""The figures: how many talks and hours, counted in a thread for the screen that shows them as bars."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from talktui.notes.folding import fold
from talktui.notes.queued import is_queued
from talktui.notes.talk import Status, Talk
from talktui.notes.tallies import IN_TIME, NO_VALUE, sentences, tallies
from talktui.query.clause import Clause
from talktui.query.of_value import both, of_value, without
from talktui.tui.screens.stats import Figures, Of, Question, StatsScreen

if TYPE_CHECKING:
    from textual.worker import Worker

    from talktui.tui.screens.browse import BrowseScreen

_LOOK_AGAIN = 0.5  # seconds between two counts while notes are still being read
_MEANT = {Of.ALL: "", Of.WATCHED: "is:watched OR is:attended", Of.QUEUED: "is:queued OR is:watching"}


class Counting:
    """Opens the screen of figures and counts what is asked for there."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._stats: StatsScreen | None = None
        self._talks: Sequence[Talk] = ()
        self._counted: dict[Question, Figures] = {}

    def stats(self) -> None:
        """The talks that are shown, by conference, category, speaker, month, status …"""
        session = self._screen.session
        self._take_talks()
        title = f"Figures of {session.query_text.strip()}" if session.filtering else "Figures"
        self._stats = StatsScreen(self._asked, title)
        self._screen.app.push_screen(self._stats, self._left)

    def _take_talks(self) -> None:
        self._talks = self._screen.session.shown
        self._counted.clear()

    def _left(self, chosen: tuple[Question, str] | None) -> None:
        asked, self._stats = self._counted, None
        self._counted, self._talks = {}, ()
        if chosen is None:
            return
        which, label = chosen
        labels = asked[which].labels if which in asked else ()
        if label == NO_VALUE.get(which.facet):
            text = without(which.facet)
        else:
            text = of_value(which.facet, label, labels)
        bar, session = self._screen.bar, self._screen.session
        bar.remember(bar.text)
        before = _so_far(session.query.clause, session.query_text)
        bar.set_text(both(before, _MEANT[which.of], text))
        if self._screen.is_triaging:
            self._screen.triaging.triage_leave()

    def _asked(self, which: Question) -> None:
        if (figures := self._counted.get(which)) is not None and self._stats is not None:
            self._stats.show(which, figures)
            return
        _: Worker[None] = self._screen.run_worker(partial(self._count, which), group="stats", exclusive=True)

    async def _count(self, which: Question) -> None:
        """Count in a thread; as long as notes are still being read, again and again."""
        session = self._screen.session
        while self._stats is not None:
            loading = session.loading
            speed, talks = session.settings.speed, self._talks
            figures = await asyncio.to_thread(figures_of, talks, which, speed, loading=loading)
            if self._stats is None:
                return
            self._counted[which] = figures
            self._stats.show(which, figures)
            if not loading:
                return
            await asyncio.sleep(_LOOK_AGAIN)
            self._take_talks()


def figures_of(talks: Sequence[Talk], which: Question, speed: float, *, loading: bool = False) -> Figures:
    """What the screen shows of `talks`; takes a fifth of a second for 21,715, and belongs into a thread."""
    found = tallies(talks, () if which.of is not Of.ALL else (which.facet,))
    told = sentences(found, speed)
    if which.of is not Of.ALL:
        found = tallies([talk for talk in talks if _is(talk, which.of)], (which.facet,))
    ((_, rows),) = found.by
    if which.by_hours and which.facet not in IN_TIME and which.facet != "status":
        rows = tuple(sorted(rows, key=lambda row: (-row.seconds, -row.talks, fold(row.label))))
    return Figures(tuple(told), rows, loading)


def _is(talk: Talk, of: Of) -> bool:
    return is_queued(talk) if of is Of.QUEUED else talk.status in {Status.WATCHED, Status.ATTENDED}


def _so_far(clause: Clause, text: str) -> str:
    """The filter in force as it was typed, or in full where it is half typed."""
    from talktui.query.errors import QueryError
    from talktui.query.parsing import parse

    try:
        return text if parse(text).clause == clause else str(clause)
    except QueryError:
        return str(clause)
