"""Before a change of many files: which of them change and how, and which will not and why.

Every change is tried out before it is asked for, in a thread, so that the counts are true and nothing that
would be refused comes as a surprise. The difference of the row under the cursor is made when it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static
from textual.worker import get_current_worker

from talktui.notes.problem import Refused
from talktui.tui.diff_lines import diff_lines
from talktui.tui.plain import plain
from talktui.tui.screens.answers import answers
from talktui.tui.screens.dialog import CANCEL, Hint
from talktui.tui.screens.diff_below import DiffBelow
from talktui.tui.screens.lines import Lines
from talktui.tui.screens.pick_list import PickList

_EVERY = 0.1  # seconds between two words on how far the trying out is


Tell = Callable[[int], bool]
"""Says how many changes were tried out; True when nobody waits for it any more."""

Tried = tuple[dict[int, str], set[int]]
"""By number: the changes that would be refused, with the reason, and those that would change nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is asked about. `after` makes the new bytes of the file at `path`, or raises Refused.

    `refused` says that it is known to be refused, and why; then it is listed and never made.
    """

    label: str
    path: str
    before: bytes | None = None
    after: Callable[[], bytes | None] | None = None
    refused: str | None = None


class ChangesScreen(DiffBelow[tuple[int, ...]]):
    """Changes to look through; dismissed with the numbers of those to make, or None.

    `noun` is what a row is ("talk", "file"). With `tried` the rows that are not refused are known to
    change something, and are not tried out again; `trial(tell)` tries them all out, in a thread, where that
    is quicker than one by one. `notes` are sentences above the rows.
    """

    DEFAULT_CSS = """
    ChangesScreen {
        & > Panel { max-width: 120; height: 90%; }
        #notes { height: auto; max-height: 5; margin-bottom: 1; }
        #rows { height: 1fr; max-height: 40%; }
        #place { height: 1; margin-top: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #diff { height: 1fr; }
        #diff:focus { background: $boost; }
        #answers { height: 1; margin-top: 1; align-horizontal: right; }
        Button { margin-left: 2; min-width: 12; width: auto; }
    }
    """

    def __init__(
        self,
        title: str,
        changes: Sequence[Change],
        *,
        noun: str = "talk",
        verb: str = "Change",
        notes: Sequence[str] = (),
        tried: bool = False,
        trial: Callable[[Tell], Tried] | None = None,
        of: int | None = None,
    ) -> None:
        """`of`: how many there are with those that are so already, and are not among `changes`."""
        super().__init__(title)
        self._of = len(changes) if of is None else of
        self._what = title
        self._changes = tuple(changes)
        self._noun = noun
        self._verb = verb
        self._notes = tuple(notes)
        self._reasons = {
            number: change.refused for number, change in enumerate(changes) if change.refused is not None
        }
        self._left = [number for number in range(len(changes)) if number not in self._reasons]
        self._order = [*self._reasons, *self._left]
        self._tried = tried or not self._left
        self._trial = trial or self._one_by_one
        self._done = 0
        self._wanted = False  # answered with yes before all was tried out
        self._diffs: dict[int, list[str]] = {}  # by row, as far as looked at

    # -- what is shown

    def content(self) -> Iterable[Widget]:
        """The sentences, the rows, the difference of the one under the cursor, and the answers."""
        yield Static(
            Content("\n").join(plain(note) for note in self._notes), id="notes", classes="quiet", markup=False
        )
        yield PickList(self._row, id="rows")
        yield Static("", id="place", classes="quiet", markup=False)
        yield Lines([], id="diff")
        yield answers(Content(""), plain("Cancel"))

    def on_mount(self) -> None:
        """Begin to try the changes out."""
        super().on_mount()
        self.query_one("#notes").display = bool(self._notes)
        self.rows.show(len(self._order))
        self.set_focus(self.rows)
        self._count()
        if not self._tried:
            self._try_out()

    def _row(self, index: int, width: int) -> Content:  # noqa: ARG002  # the list's signature
        number = self._order[index]
        change = self._changes[number]
        reason = self._reasons.get(number)
        if reason is None:
            return plain(change.label)
        return plain("✗ ", "bold") + plain(change.label) + plain(f"  {reason}", "dim")

    def _count(self) -> None:
        """The title, the answer and the keys by what is known now."""
        total, change = self._of, len(self._left)
        nouns = self._noun if total == 1 else f"{self._noun}s"
        if self._tried:
            said = f"{self._what}: {change:,} of {total:,} {nouns} would change"
        else:
            said = f"{self._what}: trying {self._done:,} of {len(self._changes):,} {nouns}…"
        refused = sum(number in self._reasons for number in range(len(self._changes)))
        if refused:
            said += f", {refused:,} cannot"
        self.heading = said
        self.panel.border_title = plain(said)
        yes = f"{self._verb} {change:,}"
        button = self.query_one("#yes", Button)
        button.label = plain(yes)
        button.disabled = self._tried and not change
        answers = (Hint("y enter", yes, "yes"),) if not button.disabled else ()
        self.set_hints(
            (*answers, CANCEL, Hint("j k", "rows"), Hint("space b", "scroll"), Hint("tab", "difference"))
        )

    # -- trying out

    @work(thread=True, group="try", exit_on_error=False)
    def _try_out(self) -> None:
        worker = get_current_worker()
        told = monotonic()

        def tell(done: int) -> bool:
            nonlocal told
            if not worker.is_cancelled and monotonic() - told > _EVERY:
                told = monotonic()
                self.app.call_from_thread(self._so_far, done)
            return worker.is_cancelled

        reasons, same = self._trial(tell)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._known, reasons, same)

    def _one_by_one(self, tell: Tell) -> Tried:
        reasons: dict[int, str] = {}
        same: set[int] = set()
        for done, number in enumerate(self._left):
            change = self._changes[number]
            try:
                if change.after is not None and change.after() == change.before:
                    same.add(number)
            except Refused as error:
                reasons[number] = str(error)
            if tell(done):
                break
        return reasons, same

    def _so_far(self, done: int) -> None:
        if self.is_mounted:
            self._done = done
            self._count()

    def _known(self, reasons: dict[int, str], same: set[int]) -> None:
        if not self.is_mounted:
            return
        here = self._order[self.rows.cursor] if self.rows.cursor is not None else None
        self._tried = True
        self._reasons |= reasons
        self._left = [number for number in self._left if number not in reasons and number not in same]
        self._order = [*sorted(self._reasons), *self._left]
        if self._wanted and not self._reasons:
            self.action_yes()
            return
        self._wanted = False  # what cannot be done is to be seen first
        first = 0 if reasons or here not in self._order else self._order.index(here)
        self.rows.show(len(self._order), first)
        self._count()

    # -- the difference

    @on(PickList.Moved)
    def _moved(self, event: PickList.Moved) -> None:
        event.stop()
        number = self._order[event.index]
        change = self._changes[number]
        self.query_one("#place", Static).update(plain(change.path))
        if number in self._reasons:
            self.show_diff([f"Not changed: {self._reasons[number]}"])
        elif number in self._diffs:
            self.show_diff(self._diffs[number])
        else:
            self._make_diff(number)

    @work(thread=True, group="diff", exit_on_error=False)
    def _make_diff(self, number: int) -> None:
        worker = get_current_worker()
        cursor = self.rows.cursor
        if worker.is_cancelled or cursor is None or self._order[cursor] != number:
            return  # a key has gone on before this began
        change = self._changes[number]
        try:
            after = change.after() if change.after is not None else None
            lines = diff_lines(change.path, change.before, after)
        except Refused as error:
            lines = [f"Not changed: {error}"]
        if not worker.is_cancelled:
            self.app.call_from_thread(self._made_diff, number, lines)

    def _made_diff(self, number: int, lines: list[str]) -> None:
        if not self.is_mounted:
            return
        self._diffs[number] = lines
        cursor = self.rows.cursor
        if cursor is not None and self._order[cursor] == number:
            self.show_diff(lines)

    # -- the answer

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self.action_yes()
        else:
            self.action_cancel()

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """`y`, `n` and enter."""
        return key in {"y", "n", "enter"}

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Answer."""
        if key == "n":
            self.action_cancel()
        else:
            self.action_yes()

    def action_yes(self) -> None:
        """Make them, once they are all tried out; what is refused is shown before."""
        if not self._tried:
            self._wanted = True
        elif self._left:
            self.dismiss(tuple(self._left))
