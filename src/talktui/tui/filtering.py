"""The filter bar's part: live on every key, never losing the last good result."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from talktui.query.completion import Completion, complete
from talktui.query.errors import Cancelled, QueryError
from talktui.query.match import Query
from talktui.query.so_far import parse_so_far
from talktui.tui.found import AT_ONCE, Asked
from talktui.tui.searching import Matching, Search

if TYPE_CHECKING:
    from textual.worker import Worker

    from talktui.query.completion import Offers
    from talktui.tui.screens.browse import BrowseScreen


@dataclass(frozen=True, slots=True)
class _Completing:
    """`tab` going through what may stand at one place of `text`."""

    text: str
    found: Sequence[Completion]
    chosen: int

    @property
    def result(self) -> tuple[str, int]:
        """The query with the chosen completion in it, and where the cursor is then."""
        chosen = self.found[self.chosen]
        return (
            self.text[: chosen.start] + chosen.text + self.text[chosen.end :],
            chosen.start + len(chosen.text),
        )

    def moved(self, step: int) -> _Completing:
        """Another choice; after the last comes the first."""
        return replace(self, chosen=(self.chosen + step) % len(self.found))


class Filtering:
    """Carries out what happens in the filter bar."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._completing: _Completing | None = None
        self._missing = ""  # what is wanted at the end of the query
        self._turn = 0  # a later key makes an earlier filter give up

    # -- the filter itself

    def changed(self, text: str) -> None:
        """Filter by `text`; a mistake is shown and the tree stays as it was.

        What is missing at its end asks nothing yet: it is said, and the rest is what is filtered by.
        """
        self._turn += 1
        self._screen.loading_notes.make_way()
        self._screen.loading_notes.texts.are_used()
        try:
            query, missing = parse_so_far(text)
        except QueryError as error:
            self._screen.bar.say_mistake(error.message, error.start, error.end)
            return
        self._missing = missing.message if missing else ""
        search = self._screen.session.search()
        if search.is_quick(query):
            self._show(query, search)
            return
        turn = self._turn
        # What makes a coroutine: a worker that is given up before it began leaves none behind.
        work = partial(self._in_a_thread, query, search, turn)
        _: Worker[None] = self._screen.run_worker(work, group="filter", exclusive=True)

    def _show(self, query: Query, search: Search) -> None:
        try:
            matching = search.matching(query, typing=self._typing)
        except QueryError as error:
            self._screen.bar.say_mistake(error.message, error.start, error.end)
            return
        self._take(matching, search, self._screen.session.asked(matching.query))

    async def _in_a_thread(self, query: Query, search: Search, turn: int) -> None:
        asked = self._screen.session.asked(query)
        ask = partial(search.matching, query, typing=self._typing, cancelled=lambda: turn != self._turn)
        try:
            matching = await asyncio.to_thread(ask)
        except Cancelled:
            return
        except QueryError as error:
            if turn == self._turn:
                self._screen.bar.say_mistake(error.message, error.start, error.end)
            return
        if turn != self._turn:
            return
        self._take(matching, search, asked)

    @property
    def _typing(self) -> bool:
        return self._screen.focused is self._screen.bar.input

    def _take(self, matching: Matching, search: Search, asked: Asked) -> None:
        self._screen.session.take(matching, search, asked)
        self._shown(self._missing or matching.why)

    def _shown(self, why: str | None) -> None:
        screen = self._screen
        row = screen.tree_view.current
        here = row.talk.key if row is not None and row.talk is not None else None
        follow = here if here is not None and screen.session.is_shown(here) else None
        first = screen.session.filtering and not screen.preview.stays()
        screen.browsing.show_rows(follow=follow, first_talk=first)
        if screen.session.loading and not screen.session.shown:
            screen.bar.say("nothing so far; still reading")
        else:
            screen.bar.say(why or "")

    # -- its keys

    def keep_filter(self) -> None:
        """Keep the filter and go to the tree."""
        self._done()

    def leave_filter(self) -> None:
        """Go to the tree; the filter stays until `esc` there."""
        self._done()

    def _done(self) -> None:
        """To the tree; a last word that was taken for the beginning of a field's name is a word now."""
        self._remember()
        self._screen.show_reader(False)
        if not self._missing and self._screen.bar.text != self._screen.session.query_text:
            self.changed(self._screen.bar.text)

    def _remember(self) -> None:
        bar = self._screen.bar
        bar.stop_offering()
        bar.remember(bar.text)
        if bar.earlier != self._screen.session.state.filters:
            self._screen.session.state.filters = list(bar.earlier)
            self._screen.app.remember()

    def earlier_filter(self) -> None:
        """An earlier filter."""
        self._screen.bar.step_history(-1)

    def later_filter(self) -> None:
        """A later one."""
        self._screen.bar.step_history(1)

    def complete(self) -> None:
        """Complete the word before the cursor; again, take the next choice."""
        bar = self._screen.bar
        here = (bar.text, bar.input.cursor_position)
        turn = self._completing
        if turn is None or turn.result != here:
            offers = self._screen.session.offers()
            if len(offers.talks) > AT_ONCE:
                _: Worker[None] = self._screen.run_worker(
                    partial(self._complete, here, offers), group="complete", exclusive=True
                )
            else:
                self._take_completions(here, complete(*here, offers))
            return
        self._offer(turn.moved(+1))

    async def _complete(self, here: tuple[str, int], offers: Offers) -> None:
        found = await asyncio.to_thread(complete, *here, offers)
        bar = self._screen.bar
        if (bar.text, bar.input.cursor_position) == here:
            self._take_completions(here, found)

    def _take_completions(self, here: tuple[str, int], found: list[Completion]) -> None:
        if found and here[0][found[0].start : found[0].end] == found[0].text:
            found = found[1:] + found[:1] if len(found) > 1 else []  # that stands there already
        if not found:
            self._screen.bar.say("nothing to complete here")
            return
        self._offer(_Completing(here[0], found, 0))

    def complete_back(self) -> None:
        """Take the choice before."""
        bar = self._screen.bar
        turn = self._completing
        if turn is not None and turn.result == (bar.text, bar.input.cursor_position):
            self._offer(turn.moved(-1))

    def _offer(self, turn: _Completing) -> None:
        bar = self._screen.bar
        several = len(turn.found) > 1
        self._completing = turn if several else None
        bar.input.value, bar.input.cursor_position = turn.result
        if several:
            bar.offer([(completion.text, completion.count) for completion in turn.found], turn.chosen)
