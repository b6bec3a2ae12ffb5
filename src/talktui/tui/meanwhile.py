"""The tree as it was, shown until the notes are there, and what becomes of keys meanwhile.

Its rows look like rows and are none: nothing but their place and what is drawn of them is known.  So the
cursor moves, the filter takes text, and whatever else is asked for waits: the first few keys are carried
out once the notes are there, if the cursor is then on what it was on.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual import events

from talktui.tui.commands import TYPED, Command
from talktui.tui.rows import Rows

if TYPE_CHECKING:
    from talktui.tui.first_screen import FirstScreen
    from talktui.tui.rows import RowId
    from talktui.tui.screens.browse import BrowseScreen

PATIENCE = 2.0  # seconds, after which what was read so far is shown, when the cursor's talk is in it
MOST_KEYS = 4  # that wait; a fifth at once would be taken for a paste
AT_ONCE = frozenset({"filter", "quit", "help", "theme", "narrower", "wider"})
STEPS = {"down": 1, "up": -1}
PAGES = {"page-down": 1, "page-up": -1}


class Meanwhile:
    """Shows the first screen; `over` when the rows are real ones."""

    def __init__(self, screen: BrowseScreen, first: FirstScreen) -> None:
        self._screen = screen
        self._first = first
        self._since = monotonic()
        self._keys: list[tuple[str, str | None]] = []
        self._at: RowId | None = None  # where the cursor was when the first of them came

    def show(self) -> None:
        """Show its rows."""
        rows = self._first.rows
        self._screen.tree_view.set_rows(Rows(rows), cursor=rows[self._first.cursor].id)

    # -- keys

    def takes(self, command: Command, key: str = "", character: str | None = None) -> bool:
        """Whether a command is not to be carried out now; a key waits."""
        if not self._keys and self._works(command):
            return False
        if not key or len(self._keys) >= MOST_KEYS:
            self._screen.say(f"still reading: “{command.title}” works when the talks are there", warning=True)
            return True
        if not self._keys:
            row = self._screen.tree_view.current
            self._at = row.id if row is not None else None
        self._keys.append((key, character))
        self._screen.say(f"still reading; then: {command.title}")
        return True

    def _works(self, command: Command) -> bool:
        """Whether it can be done with rows that only look like ones."""
        if command.id in AT_ONCE or command.context in TYPED:
            return True
        tree, first = self._screen.tree_view, self._first
        ends = {"top": -len(tree.rows), "bottom": len(tree.rows)}
        step = STEPS.get(command.id) or PAGES.get(command.id, 0) * tree.page or ends.get(command.id, 0)
        to = tree.cursor + step
        inside = (to >= 0 or not first.above) and (to < len(tree.rows) or not first.below)
        return step != 0 and inside

    # -- its end

    def is_over(self, *, done: bool) -> bool:
        """Whether what was read is to be shown: all of it, or a part in which the cursor's talk is."""
        if done:
            return True
        row = self._screen.tree_view.current
        key = row.id.key if row is not None else None
        library = self._screen.session.library
        return monotonic() > self._since + PATIENCE and (key is None or library.talk(key) is not None)

    def end(self) -> None:
        """Put the real rows in the place of these; neither cursor nor scroll move. Then the keys' turn."""
        screen, session = self._screen, self._screen.session
        screen.meanwhile = None
        row = screen.tree_view.current
        session.refresh()
        first, moved = self._first, screen.browsing.moved
        if first.last is not None:  # the groups around it are open in the picture
            found = session.reveal(first.last, prefer=first.rows[first.cursor].id.group)
            session.came_back = moved or found is not None
        screen.browsing.show_rows(from_top=not moved and first.last is None)
        if not session.loading:
            screen.reading.linked_here.look()
        here = screen.tree_view.current
        keys, self._keys = self._keys, []
        if keys and (here is None or row is None or here.id != row.id or row.id != self._at):
            screen.say("what the cursor was on is not there any more: nothing was done", warning=True)
            return
        if keys:
            screen.keys.be_quiet()
        for key, character in keys:
            screen.app.post_message(events.Key(key, character))
