"""The filter's search texts: brought when somebody filters, let go when nobody has for a while.

They are a fifth of all memory.  The cache has them, and brings those of 21,715 talks in 60 ms of
processor time.
"""

from __future__ import annotations

from functools import partial
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING

from talktui.tui.found import AT_ONCE
from talktui.tui.one_heap import give_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from talktui.query.context import FoldedTexts
    from talktui.tui.keeping import Keeping
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.unkept import Unkept

STAY = 5.0
"""Seconds without a letter in the filter after which the texts go: longer than one thinks about a word."""

_LOOK = 1.0
"""Seconds between two looks whether they may go."""


class Texts:
    """Has search texts brought and let go. Of few talks they stay: nothing is won by letting them go."""

    def __init__(self, screen: BrowseScreen, keeping: Keeping, give_way: Callable[[], None]) -> None:
        self._screen = screen
        self._keeping = keeping
        self._give_way = give_way
        self._used = 0.0
        self._may_go = True  # the cache brought them, the last time that it was asked
        screen.set_interval(_LOOK, self.rest)

    @property
    def _folded(self) -> FoldedTexts:
        return self._screen.session.context.folded

    def come_from_the_cache(self) -> None:
        """The notes did, or are in it now: their texts come when somebody filters."""
        self._may_go = True
        self._folded.later(self._bring)

    def come_from(self, unkept: Unkept) -> None:
        """They were made, and are not in the cache yet."""
        self._folded.later(partial(self._take, unkept))

    def are_kept(self) -> None:
        """All that was read is in the cache, and nobody needs it from elsewhere. From a thread."""
        if self._folded.is_waiting:
            self.come_from_the_cache()
        self._may_go = True

    def are_used(self) -> None:
        """Somebody filters: they stay for a while from now on."""
        self._used = monotonic()

    def want(self) -> None:
        """Somebody is about to."""
        self.are_used()
        if self._folded.is_waiting:
            self._screen.run_worker(self._folded.fill, thread=True, group="texts", name="texts")

    def rest(self) -> None:
        """Let them go, when nobody has filtered for a while and the cache can bring them again."""
        folded = self._folded
        if len(folded) <= AT_ONCE or monotonic() - self._used < STAY:
            return
        if folded.is_being_filled or not self._may_go or not self._keeping.is_done:
            return
        corpora = {search.answers.corpus for search in self._screen.session.searches}
        gone = [folded.let_go(self._bring), *[corpus.let_texts_go() for corpus in corpora]]
        self._screen.run_worker(partial(_free, gone), thread=True, group="texts", name="texts go")

    def _bring(self) -> None:
        """Have the texts of the notes that the cache has just as they are. For a thread, as a rule."""
        self.are_used()
        in_a_thread = current_thread() is not main_thread()
        folded, before = self._folded, len(self._folded)
        for some in self._keeping.texts():
            if in_a_thread:
                self._give_way()
            for talk, text in some:
                folded.put(talk, text)
        self._may_go = 2 * (len(folded) - before) > len(self._screen.session.library.talks)
        self.are_used()

    def _take(self, unkept: Unkept) -> None:
        for talk, text in unkept.texts():
            self._folded.put(talk, text)


def _free(gone: list[object]) -> None:
    gone.clear()
    give_back()
