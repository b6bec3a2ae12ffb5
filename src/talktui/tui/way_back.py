"""Where links were followed from: the way back, and forward again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talktui.markdown.walk import LinkAt
    from talktui.tui.rows import RowId
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.widgets.markdown_goals import Goal

MOST_VISITS = 200  # so many are kept to go back to


@dataclass(frozen=True, slots=True)
class Visit:
    """A row of the tree, the place in its text and the link one was at there.

    `cleared`: the filter that hid where one went from it.
    """

    row: RowId
    place: Goal | None
    link: LinkAt | None
    cleared: str = ""


class WayBack:
    """The rows that links were followed from, each with its place and filter."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._back: list[Visit] = []
        self._forward: list[Visit] = []

    def here(self) -> Visit | None:
        """Where the reader is now; None when the tree is empty."""
        row, view = self._screen.tree_view.current, self._screen.view
        return Visit(row.id, view.standing(), view.link_at) if row is not None else None

    def left(self, visit: Visit, cleared: str) -> None:
        """A link was followed from `visit`, for which the filter `cleared` was ("": none)."""
        self._forward.clear()
        self._back.append(replace(visit, cleared=cleared))
        del self._back[:-MOST_VISITS]

    def back(self) -> bool:
        """Go where the last link was followed from; False when there is no such place."""
        return self._step(self._back, self._forward)

    def forward(self) -> bool:
        """Go where :meth:`back` came from; False when there is no such place."""
        return self._step(self._forward, self._back)

    def _step(self, source: list[Visit], target: list[Visit]) -> bool:
        while source:
            visit, here = source.pop(), self.here()
            cleared = self._return_to(visit.row)
            if cleared is None:
                continue  # it is gone meanwhile
            if here is not None:
                target.append(replace(here, cleared=cleared))
            self._filter_again(visit.cleared)
            self._screen.view.come_back(visit.place, visit.link)
            return True
        return False

    def _return_to(self, row: RowId) -> str | None:
        """Take the cursor to a row and give the filter that was cleared for it; None: it is not there."""
        screen, current = self._screen, self._screen.tree_view.current
        if row.key is None:
            return "" if screen.browsing.to_group(row) else None
        if screen.session.library.talk(row.key) is None:
            return None
        if current is not None and current.talk is not None and current.talk.key == row.key:
            return ""
        return screen.browsing.go_to(row.key)

    def _filter_again(self, text: str) -> None:
        """Put in a filter that was cleared to follow a link, unless there is another by now."""
        if text and not self._screen.bar.text:
            self._screen.preview.stay_with(text)
            self._screen.bar.set_text(text)
            self._screen.filtering.changed(text)
