"""What an import would do, a row a talk: looked through, ticked, and then imported.

The rows are drawn when they are seen, so that twenty thousand cost no more than twenty. What is asked for
otherwise (:mod:`talktui.tui.screens.import_asking`) is planned anew, from what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static
from textual.worker import get_current_worker

from talktui.notes.folding import fold
from talktui.notes.problem import Refused
from talktui.tui.diff_lines import diff_lines, styled
from talktui.tui.import_lines import Columns, details, state_line, what
from talktui.tui.import_preview import ImportRow, Preview, Shown, difference
from talktui.tui.import_words import HINTS, KEYS, STATES, WHY_NOT
from talktui.tui.plain import plain
from talktui.tui.screens.answers import answers
from talktui.tui.screens.help import HelpScreen
from talktui.tui.screens.import_asking import Again, PlansAnew
from talktui.tui.screens.import_table import Head, Table
from talktui.tui.screens.lines import Lines
from talktui.tui.screens.pick_list import PickList
from talktui.tui.widgets.safe_input import SafeInput


class ImportScreen(PlansAnew):
    """Dismissed with what is to be imported, or None.

    `again` plans anew; `folders` are those of the notes, for completion.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "tick", show=False),
        Binding("a", "tick_all(True)", "all", show=False),
        Binding("n", "tick_all(False)", "none", show=False),
        Binding("slash", "find", "find", show=False),
        Binding("s", "next_state", "states", show=False),
        Binding("d,v", "difference", "difference", show=False),
        Binding("c", "conference", "conference", show=False),
        Binding("f", "folder", "folder", show=False),
        Binding("l", "shape", "files or log", show=False),
        Binding("r", "link_all", "linked talks", show=False),
        Binding("t", "told", "told", show=False),
        Binding("question_mark", "keys", "keys", show=False),
        Binding("q", "leave", "cancel", show=False),
        Binding("tab", "other_pane", "the other pane", show=False, priority=True),
        Binding("down", "move(1)", "down", show=False),
        Binding("up", "move(-1)", "up", show=False),
    ]

    DEFAULT_CSS = """
    ImportScreen {
        & > Panel { width: 100%; max-width: 100%; height: 100%; max-height: 100%; }
        #states { height: auto; max-height: 2; }
        #what, #head, #place { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        SafeInput { border: none; height: 1; padding: 0 1; display: none; }
        SafeInput.-shown { display: block; }
        SafeInput:focus { border: none; }
        #rows { height: 1fr; }
        #place { margin-top: 1; }
        #below { height: 35%; min-height: 3; }
        #below:focus { background: $boost; }
        #said { height: auto; max-height: 3; }
        #answers { height: 1; align-horizontal: right; }
        Button { margin-left: 2; min-width: 12; width: auto; }
    }
    """

    def __init__(self, preview: Preview, again: Again, folders: Sequence[str] = ()) -> None:
        super().__init__("Import", HINTS, preview, again, folders)
        self._rows: list[ImportRow] = []
        self._words: tuple[str, ...] = ()
        self._state: Shown | None = None
        self._diff = False
        self._ticked: set[int] = set()
        self._tickable = 0
        self._columns = Columns.of((), by_conference=False)

    # -- what is shown

    def content(self) -> Iterable[Widget]:
        """What is imported, the states, the table, the row under the cursor in full, and the answers."""
        yield Static("", id="what", markup=False)
        yield Static("", id="states", markup=False)
        line = SafeInput(placeholder="words of a title, a name, a category, a day", id="find")
        line.cursor_blink = False
        line.select_on_focus = False
        yield line
        yield Head(self._heading, id="head")
        yield Table(self._row, id="rows")
        yield Static("", id="place", classes="quiet", markup=False)
        yield Lines([], id="below")
        yield Static("", id="said", markup=False)
        yield answers(Content(""), plain("Cancel"))

    def on_mount(self) -> None:
        """Start on the table, with all ticked that can be."""
        super().on_mount()
        self.set_focus(self.table)
        self.take(self.preview)

    @property
    def table(self) -> PickList:
        """The rows."""
        return self.query_one("#rows", PickList)

    @property
    def line(self) -> SafeInput:
        """Where the words to find are typed."""
        return self.query_one("#find", SafeInput)

    @property
    def current(self) -> ImportRow | None:
        """The row under the cursor."""
        cursor = self.table.cursor
        return self._rows[cursor] if cursor is not None and cursor < len(self._rows) else None

    def take(self, preview: Preview) -> None:
        """Show another plan; what was not ticked is not, what was is."""
        before = {} if preview is self.preview else self.preview.tickable
        off = {row.name for number, row in before.items() if number not in self._ticked}
        self.preview, self.asked, self.linked = preview, preview.asked, preview.linked
        self._ticked = {number for number, row in preview.tickable.items() if row.name not in off}
        self._tickable = len(preview.tickable)
        self._columns = Columns.of(preview.rows, by_conference=len(preview.conferences) > 1)
        self.say(self._nothing_new())
        self._list(keep=True)

    @property
    def _can_write(self) -> bool:
        """Whether there is something to import beside talks."""
        return bool(self.preview.conference_files)

    def _nothing_new(self) -> str:
        """What is to be said where no talk can be imported."""
        if self._tickable:
            return ""
        if self._can_write:
            return "No talk is new; conference.yaml gets what the source adds (t tells)."
        return "Everything is as it was: nothing to import."

    def _is_on(self, row: ImportRow) -> bool:
        if row.linked is not None:
            return row.linked.number in self.linked
        return row.planned is not None and row.planned.number in self._ticked

    def redraw(self) -> None:
        """Draw the ticks anew."""
        self.table.refresh()

    def say(self, message: str, *, warning: bool = False) -> None:
        """Say something below all, until the next key that does something."""
        said = self.query_one("#said", Static)
        said.update(plain(message))
        said.display = bool(message)
        said.set_class(warning, "bad")

    def _list(self, *, keep: bool = False) -> None:
        here, place = self.current, self.table.cursor or 0
        self._rows = [
            row
            for row in self.preview.rows
            if (self._state is None or row.shown is self._state)
            and (not self._words or all(word in row.words for word in self._words))
        ]
        if keep and here is not None:
            name = here.name
            place = next((n for n, row in enumerate(self._rows) if row.name == name), place)
        self.table.show(len(self._rows), place if keep else 0)
        if not self._rows:
            self._show_row()  # else the table tells where its cursor is
        self._count()

    def _count(self) -> None:
        """What depends on what is ticked."""
        preview, ticked = self.preview, len(self._ticked)
        self.heading = f"Import {ticked:,} of {_talks(preview.talks)}"
        if len(self._rows) < len(preview.rows):
            self.heading += f" · {len(self._rows):,} shown"
        self.panel.border_title = plain(self.heading)
        self.query_one("#what", Static).update(plain(what(preview), "bold"))
        self.query_one("#states", Static).update(state_line(preview, self._state))
        self.query_one("#head").refresh()
        yes = self.query_one("#yes", Button)
        yes.label = plain(f"Import {ticked:,}" if ticked or not self._can_write else "Import")
        yes.disabled = not ticked and not self._writes_files_only
        self.table.refresh()

    @property
    def _writes_files_only(self) -> bool:
        return not self._tickable and self._can_write

    def _heading(self, width: int) -> Content:
        return self._columns.heading(width)

    def _row(self, index: int, width: int) -> Content:
        row = self._rows[index]
        return self._columns.row(row, width, ticked=self._is_on(row))

    # -- the row under the cursor

    @on(PickList.Moved)
    def _moved(self, event: PickList.Moved) -> None:
        event.stop()
        self._show_row()

    def _show_row(self) -> None:
        row = self.current
        place = ""
        if row is not None and row.planned is not None and row.planned.key is not None:
            place = row.planned.key.path
        self.query_one("#place", Static).update(plain(place))
        if row is None:
            some = self._words or self._state is not None
            self._show_below([plain("No talk is like that." if some else "There is no talk.", "dim")])
        elif self._diff and row.planned is not None and row.can_be_taken:
            self._make_difference(row)
        else:
            self._show_below(details(row))

    def _show_below(self, lines: Sequence[Content]) -> None:
        below = self.query_one("#below", Lines)
        below.show(lines)
        below.scroll_home(animate=False)

    def action_difference(self) -> None:
        """Show the file as it would be, or the fields again."""
        self._diff = not self._diff
        self._show_row()

    @work(thread=True, group="difference", exit_on_error=False, exclusive=True)
    def _make_difference(self, row: ImportRow) -> None:
        worker = get_current_worker()
        if worker.is_cancelled:
            return  # a key has gone on before this began
        try:
            changes = difference(self.preview, row)
        except Refused as error:
            lines = [f"Not imported: {error}"]
        else:
            lines = []
            for number, change in enumerate(changes):
                if number:  # where the first one is, stands above
                    lines += ["", f"{change.path}:"]
                lines += diff_lines(change.path, change.before, change.after)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._made_difference, row, lines)

    def _made_difference(self, row: ImportRow, lines: list[str]) -> None:
        if self.is_mounted and self._diff and self.current is row:
            self._show_below(styled(lines))

    def action_other_pane(self) -> None:
        """Between the rows and what stands below."""
        below = self.query_one("#below")
        self.set_focus(below if self.table.has_focus else self.table)

    # -- ticking

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self._tick(self.current)

    def action_tick(self) -> None:
        """Take the talk or leave it, and go on."""
        self._tick(self.current)
        self.table.action_move(1)

    def _tick(self, row: ImportRow | None) -> None:
        self.say("")
        if row is None or not row.can_be_taken:
            if row is not None:
                self.say(f"there is nothing to choose: {WHY_NOT[row.shown]}")
        elif row.linked is not None:
            self.plan_anew(self.asked, self.linked ^ {row.linked.number})
        elif row.planned is not None:
            self._ticked ^= {row.planned.number}
            self._count()

    def action_tick_all(self, on: bool) -> None:
        """Tick all that are shown, or none of them; those that are only linked are not among them."""
        self.say("")
        shown = {row.planned.number for row in self._rows if row.planned is not None and row.can_be_taken}
        self._ticked = self._ticked | shown if on else self._ticked - shown
        self._count()

    # -- which rows

    def action_next_state(self) -> None:
        """Show the rows of the next state, after the last all again."""
        there = [None, *(shown for shown, _ in self.preview.states)]
        at = there.index(self._state) if self._state in there else 0
        self._show_state(there[(at + 1) % len(there)])

    def action_state(self, name: str) -> None:
        """Show the rows of one state; "" are all."""
        self._show_state(Shown(name) if name else None)

    def _show_state(self, state: Shown | None) -> None:
        self._state = state
        self._list(keep=True)

    def action_find(self) -> None:
        """Show the line that finds, and go to it."""
        self.line.add_class("-shown")
        self.set_focus(self.line)

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._words = tuple(fold(event.value).split())
        self._list()

    @on(Input.Submitted, "#find")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(self.table)

    def action_move(self, step: int) -> None:
        """↑ and ↓ move in the table while one types, too."""
        self.table.action_move(step)

    # -- more to read

    def action_keys(self) -> None:
        """The keys of this screen, and what its states mean."""
        states = [(name, "", text) for name, text in STATES]
        self.app.push_screen(HelpScreen([("Before an import", KEYS), ("The states", states)]))

    # -- the answer

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """`enter`; while one types it keeps the words."""
        return key == "enter" and not self.line.has_focus

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Import."""
        self.action_accept()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self.action_accept()
        else:
            self.action_leave()

    def action_accept(self) -> None:
        """Import what is ticked."""
        if self.planning:
            self.say("it is still being planned anew: look at it first")
        elif len(self._ticked) == self._tickable and (self._ticked or self._can_write):
            self.dismiss((self.preview, None))
        elif self._ticked:
            self.dismiss((self.preview, frozenset(self._ticked)))
        elif self._tickable:
            self.say("nothing is ticked: space ticks a talk, a all that are shown", warning=True)
        else:
            self.say(self._nothing_new())

    def action_cancel(self) -> None:
        """`esc`: stop planning; else take the words away; else leave."""
        if self.planning:
            self.workers.cancel_group(self, "plan")
            self.stop_planning()
            self.say("stopped; it is as it was")
        elif self.line.has_class("-shown"):
            self.line.value = ""
            self.line.remove_class("-shown")
            self.set_focus(self.table)
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave, whatever is found."""
        self.dismiss(None)


def _talks(count: int) -> str:
    return f"{count:,} talk{'' if count == 1 else 's'}"
