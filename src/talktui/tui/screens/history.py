"""The edit history: every step that undo knows, newest first, each with what it did to its files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from talktui.notes.changes import Step, StepState
from talktui.notes.step_words import STATES, moment
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.diff_below import DiffBelow
from talktui.tui.screens.lines import Lines
from talktui.tui.screens.pick_list import PickList

PAGE = 200
"""Steps that are asked for at once; more come when the cursor gets near the end."""

_MARKS = {StepState.DONE: "●", StepState.UNDONE: "○", StepState.GONE: "·"}
_HALF = "◐"
_WIDE = 60  # cells from which a row has room for its files and its state
_CLOSE = Hint("esc", "close", "cancel")
_MOVES = (Hint("j k", "steps"), Hint("space b", "scroll"), Hint("tab", "difference"))


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to show of a step. `lines` are those of its diff."""

    lines: Sequence[str]
    why_not: str | None = None  # why it can be neither undone nor redone, or not wholly


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is asked for: `step` is to be taken back, or made again."""

    step: Step
    back: bool


class HistoryScreen(DiffBelow[Chosen]):
    """Dismissed with what is to be done with a step, or None.

    `more(last)` gives the steps older than `last` (None: the newest), at most :data:`PAGE`; `look(step)`
    what to show of one.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "redo", "redo", show=False, priority=True),
        Binding("q,U", "cancel", "close", show=False),
    ]

    DEFAULT_CSS = """
    HistoryScreen {
        & > Panel { max-width: 120; height: 90%; }
        #steps { height: 1fr; max-height: 40%; }
        #about { height: auto; max-height: 3; margin-top: 1; }
        #diff { height: 1fr; margin-top: 1; }
        #diff:focus { background: $boost; }
    }
    """

    def __init__(
        self,
        more: Callable[[Step | None], Awaitable[Sequence[Step]]],
        look: Callable[[Step], Awaitable[Looked]],
        title: str = "Edit history",
    ) -> None:
        super().__init__(title, (_CLOSE,))
        self._more = more
        self._look = look
        self._steps: list[Step] = []
        self._looked: dict[int, Looked] = {}
        self._reading = False
        self._complete = False
        self._clock = 0  # cells that the longest time takes

    def content(self) -> Iterable[Widget]:
        """The steps, what the one under the cursor is, and what it did."""
        yield PickList(self._row, id="steps")
        yield Static(plain("reading the history…"), id="about", classes="quiet", markup=False)
        yield Lines([], id="diff")

    def on_mount(self) -> None:
        """Begin to read."""
        super().on_mount()
        self.set_focus(self.rows)
        self._read_on()

    @property
    def current(self) -> Step | None:
        """The step under the cursor."""
        cursor = self.rows.cursor
        return self._steps[cursor] if cursor is not None else None

    def _row(self, index: int, width: int) -> Content:
        step = self._steps[index]
        mark = _MARKS.get(step.state, _HALF)
        when = moment(step.made).rjust(self._clock)
        files = f"{step.files:,} file{'' if step.files == 1 else 's'}"
        beside = f"  {files} · {STATES[step.state]} · {step.source}" if width >= _WIDE else f"  {files}"
        title = plain(f"{mark} {when}  ", "dim") + plain(step.title)
        room = width - len(beside)
        return title.truncate(max(room, 1), ellipsis=True, pad=True) + plain(beside, "dim")

    # -- reading

    def _read_on(self) -> None:
        if not self._reading and not self._complete:
            self._reading = True
            self.run_worker(self._read(), group="steps", exit_on_error=False)

    async def _read(self) -> None:
        steps = await self._more(self._steps[-1] if self._steps else None)
        self._reading = False
        self._complete = len(steps) < PAGE
        if not self.is_mounted:
            return
        first = not self._steps
        self._steps += steps
        self._clock = max((len(moment(step.made)) for step in self._steps), default=0)
        self.rows.show(len(self._steps), 0 if first else self.rows.cursor)
        if not self._steps:
            self._say("Nothing was changed here yet, as far as the history goes back.")

    @on(PickList.Moved)
    def _moved(self, event: PickList.Moved) -> None:
        event.stop()
        if event.index >= len(self._steps) - PAGE // 4:
            self._read_on()
        step = self._steps[event.index]
        self._offer(step)
        if step.id in self._looked:
            self._show(step)
        else:
            self.run_worker(self._look_at(step), group="look", exclusive=True, exit_on_error=False)

    async def _look_at(self, step: Step) -> None:
        self._looked[step.id] = await self._look(step)
        if self.is_mounted and self.current == step:
            self._show(step)

    def _show(self, step: Step) -> None:
        looked = self._looked[step.id]
        self._say(looked.why_not or _about(step))
        self.show_diff(looked.lines)

    def _say(self, message: str) -> None:
        self.query_one("#about", Static).update(plain(message))

    # -- the answer

    def _offer(self, step: Step) -> None:
        hints = []
        if _can(step, back=True):
            hints.append(Hint("u", "take it back" if step.state.is_open else "undo", "undo"))
        if _can(step, back=False):
            hints.append(Hint("ctrl+r", "finish it" if step.state.is_open else "redo", "redo"))
        self.set_hints((*hints, _CLOSE, *_MOVES))

    def decides(self, key: str, character: str) -> bool:
        """`u` and enter."""
        return key == "enter" or character == "u"

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # the guard's signature
        """Undo; enter redoes what is undone."""
        step = self.current
        if step is None:
            return
        if key == "enter" and not _can(step, back=True):
            self.action_redo()
        else:
            self.action_undo()

    def action_undo(self) -> None:
        """Take the step under the cursor back."""
        self._choose(back=True)

    def action_redo(self) -> None:
        """Make it again, or finish it."""
        self._choose(back=False)

    def _choose(self, *, back: bool) -> None:
        step = self.current
        if step is None:
            return
        if not _can(step, back=back):
            self._say(f"It is {STATES[step.state]}: there is nothing to {'undo' if back else 'redo'}.")
        elif step.id in self._looked and (why := self._looked[step.id].why_not) is not None:
            self._say(why)
        elif step.id in self._looked:
            self.dismiss(Chosen(step, back))

    @on(PickList.Picked)
    def _picked(self, event: events.Event) -> None:
        event.stop()
        self.action_other_pane()


def _can(step: Step, *, back: bool) -> bool:
    """Whether its state lets it be taken back, or made again."""
    return step.state.is_open or step.state is (StepState.DONE if back else StepState.UNDONE)


def _about(step: Step) -> str:
    """The step in a line: its state, by what, which files."""
    names = [change.path for change in step.changes[:5]]
    more = f" and {len(step.changes) - len(names):,} more" if len(step.changes) > len(names) else ""
    return f"{STATES[step.state]} · {step.source} · {', '.join(names)}{more}"
