"""What was typed or written and stands in no note: a list, each with its difference to the present file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from talktui.tui.compare import Pair
from talktui.tui.plain import plain
from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.guarded import Guarded
from talktui.tui.screens.rows import Rows
from talktui.tui.widgets.side_by_side import SideBySide

NOTHING = "Nothing here: every text that was typed is saved, and no save was cut off."


class Action(StrEnum):
    """What is to become of one of them; leaving (None) keeps all for later."""

    OPEN = "open"
    SAVE = "save"
    LATER = "later"
    THROW_AWAY = "throw away"


@dataclass(frozen=True, slots=True)
class RecoveredRow:
    """One of them, as the list tells it."""

    title: str
    what: str  # "text", "line" …, and since when
    about: str  # the whole sentence
    can_save: bool  # as it is


_KEYS = {"e": Action.OPEN, "s": Action.SAVE, "l": Action.LATER, "d": Action.THROW_AWAY}


class RecoveredScreen(Guarded[tuple[Action, int]]):
    """Dismissed with what to do and with which row, or None.

    `compare(index)` gives the two texts of a row side by side, what was left on the left.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "turn", "list, texts", show=False, priority=True)]

    DEFAULT_CSS = """
    RecoveredScreen {
        & > Panel { width: 100%; max-width: 140; height: 100%; max-height: 100%; }
        #left { height: auto; max-height: 30%; min-height: 1; }
        #about { margin: 1 0; max-height: 3; }
        SideBySide:focus { background: $boost; }
    }
    """

    def __init__(
        self,
        rows: Sequence[RecoveredRow],
        compare: Callable[[int], Awaitable[Sequence[Pair]]],
        title: str = "Drafts and recovered texts",
    ) -> None:
        count = f"{title} ({len(rows)})" if rows else title
        super().__init__(count, ())
        self._rows = tuple(rows)
        self._compare = compare
        self._shown: int | None = None
        self._sides = SideBySide((), ("what was left", "in its note now"), id="sides")
        self._offer(0)

    def _offer(self, index: int) -> None:
        """The keys that do something for this row."""
        close = Hint("esc", "close", "cancel")
        if not self._rows:
            self.set_hints((close,))
            return
        save = (Hint("s", "save", "take('s')"),) if self._rows[index].can_save else ()
        self.set_hints(
            (
                Hint("e", "open", "take('e')"),
                *save,
                Hint("l", "later", "take('l')"),
                Hint("d", "throw away", "take('d')"),
                close,
                Hint("tab", "texts", "turn"),
                Hint("n N", "next difference"),
            )
        )

    def content(self) -> Iterable[Widget]:
        """The list, what there is to say of the chosen one, and its text beside the present one."""
        if not self._rows:
            yield Static(NOTHING, markup=False)
            return
        yield Rows(*(_row(row) for row in self._rows), id="left")
        yield Static("", id="about", classes="quiet", markup=False)
        yield self._sides

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        index = event.option_index
        self._offer(index)
        self.query_one("#about", Static).update(plain(self._rows[index].about))
        self.run_worker(self._show(index), group="compare", exclusive=True)

    async def _show(self, index: int) -> None:
        pairs = await self._compare(index)
        self._shown = index
        self._sides.show(pairs)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take("e")

    def decides(self, key: str, character: str) -> bool:
        """The keys of the actions, and enter."""
        return bool(self._rows) and (key == "enter" or character in _KEYS)

    def decide(self, key: str, character: str) -> None:
        """Do it."""
        self.action_take("e" if key == "enter" else character)

    def action_take(self, character: str) -> None:
        """Answer for the row under the cursor; throwing away asks first."""
        index = self.query_one(Rows).highlighted
        if index is None:
            return
        action = _KEYS[character]
        if action is Action.SAVE and not self._rows[index].can_save:
            self.query_one("#about", Static).update(
                plain(f"{self._rows[index].about} It cannot be saved as it is: e opens it.")
            )
            return
        if action is Action.THROW_AWAY:
            row = self._rows[index]
            self.app.push_screen(
                ConfirmScreen(
                    "Throw this text away?",
                    [row.title, row.about, "It cannot be had back."],
                    yes="Throw away",
                    no="Keep it",
                    danger=True,
                ),
                lambda yes: self._thrown(index) if yes else None,
            )
            return
        self.dismiss((action, index))

    def _thrown(self, index: int) -> None:
        self.dismiss((Action.THROW_AWAY, index))

    def action_turn(self) -> None:
        """Go from the list to the texts, and back."""
        if self._rows:
            rows = self.query_one(Rows)
            self.set_focus(rows if self.focused is self._sides else self._sides)


def _row(row: RecoveredRow) -> Content:
    return plain(row.title, "bold") + plain(f"  {row.what}", "dim")
