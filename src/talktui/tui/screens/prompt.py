"""Ask for one line of text, with its mistakes and its completions shown while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from talktui.tui.drafting import KEPT, Keeper, Typed
from talktui.tui.plain import plain, plain_block
from talktui.tui.screens.dialog import CANCEL, Dialog, Hint
from talktui.tui.screens.rows import Rows
from talktui.tui.widgets.safe_input import SafeInput

Result = TypeVar("Result")

ACCEPT = Hint("enter", "accept", "accept")

_MOST = 50  # completions shown


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` to stand in place of the characters from `start` to `end`; `note` is shown beside it."""

    text: str
    start: int
    end: int
    note: str = ""


class LinePrompt(Dialog[Result]):
    """The common part of every dialog with one input line."""

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "next completion", show=False),
        Binding("up", "move(-1)", "previous completion", show=False),
        Binding("tab", "take", "complete", show=False),
        Binding("shift+tab", "move(-1)", "previous completion", show=False),
    ]

    DEFAULT_CSS = """
    LinePrompt {
        /* From the top: the line stays where it is while completions come and go below it. */
        align: center top;
        & > Panel { margin-top: 2; }
        Input { width: 100%; }
        #completions { max-height: 10; }
        #about { margin-bottom: 1; max-height: 6; }
        #said { max-height: 4; }
    }
    """

    def __init__(
        self, title: str, value: str = "", placeholder: str = "", about: Content | None = None
    ) -> None:
        super().__init__(title, (ACCEPT, CANCEL, Hint("tab", "complete", "take"), Hint("↑↓", "choose")))
        self._initial = value
        self.selected = False  # whether typing replaces it
        self._placeholder = placeholder
        self._about = about
        self._completions: tuple[Completion, ...] = ()
        self._moved = False

    def result(self, text: str) -> Result:
        """What the dialog is dismissed with for `text`; raises ValueError with a sentence."""
        raise NotImplementedError

    def find(self, text: str, cursor: int) -> Sequence[Completion]:
        """Completions for `text` with the cursor before character `cursor`."""
        raise NotImplementedError

    def effect(self, text: str) -> Content:
        """What `text` would do, for the line below it; raises ValueError with a sentence."""
        raise NotImplementedError

    def typed(self, text: str) -> None:
        """`text` stands in the line now."""

    def content(self) -> Iterable[Widget]:
        """The line, what it means, and its completions."""
        if self._about is not None:
            yield Static(self._about, id="about", markup=False)
        # No blinking: it costs a redraw twice a second and says nothing.
        line = SafeInput(self._initial, placeholder=self._placeholder, select_on_focus=False, id="line")
        line.cursor_blink = False
        yield line
        yield Static("", id="said", markup=False)
        completions = Rows(id="completions")
        completions.can_focus = False
        completions.display = False
        yield completions

    def on_mount(self) -> None:
        """Start with the cursor behind the text, or with the text selected."""
        self.line.cursor_position = len(self._initial)
        if self.selected:
            self.line.select_all()
        self.line.focus()
        self._follow(complain=bool(self._initial))

    @property
    def line(self) -> SafeInput:
        """The input."""
        return self.query_one("#line", SafeInput)

    @on(Input.Changed, "#line")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.typed(event.value)
        self._follow(complain=bool(event.value))

    def _follow(self, *, complain: bool) -> None:
        text = self.line.value
        try:
            self._say(self.effect(text), bad=False)
        except ValueError as mistake:
            self._say(plain(str(mistake)) if complain else Content(""), bad=complain)
        self._moved = False
        found = self.find(text, self.line.cursor_position)
        self._completions = tuple(one for one in found if text[one.start : one.end] != one.text)[:_MOST]
        completions = self.query_one("#completions", Rows)
        completions.display = bool(self._completions)
        completions.show([_row(completion) for completion in self._completions])

    def _say(self, text: Content, *, bad: bool) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.set_class(bad, "bad")
        said.set_class(not bad, "quiet")
        said.display = bool(text)

    def action_move(self, step: int) -> None:
        """Go up or down in the completions; the text stays as it is until one is taken."""
        if not self._completions:
            return
        rows = self.query_one("#completions", Rows)
        if rows.highlighted is None:
            rows.highlighted = 0 if step > 0 else len(self._completions) - 1
        else:
            rows.highlighted = (rows.highlighted + step) % len(self._completions)
        self._moved = True

    def action_take(self) -> None:
        """Put the chosen completion, or the first, into the text."""
        if not self._completions:
            return
        taken = self._completions[self.query_one("#completions", Rows).highlighted or 0]
        line, text = self.line, self.line.value
        line.value = text[: taken.start] + taken.text + text[taken.end :]
        line.cursor_position = taken.start + len(taken.text)
        self._follow(complain=True)

    @on(OptionList.OptionSelected, "#completions")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#completions", Rows).highlighted = event.option_index
        self.action_take()

    @on(Input.Submitted, "#line")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Take the completion that was moved to; else finish with the text, if it has no mistake."""
        if self._moved:
            self.action_take()
            return
        try:
            result = self.result(self.line.value)
        except ValueError as mistake:
            self._say(plain(str(mistake)), bad=True)
            return
        self.dismiss(result)


def _row(completion: Completion) -> Content:
    row = plain(completion.text.strip())
    return row + plain(f"  {completion.note}", "dim") if completion.note else row


class PromptScreen(LinePrompt[str]):
    """Ask for a text; dismissed with it, or with None."""

    def __init__(
        self,
        title: str,
        value: str = "",
        placeholder: str = "",
        help: str = "",  # noqa: A002  # what it is
        complete: Callable[[str, int], Sequence[Completion]] | None = None,
        check: Callable[[str], str | None] | None = None,
        *,
        keeper: Keeper | None = None,
        base: str | None = None,
        selected: bool = False,
    ) -> None:
        """`complete(text, cursor)` gives completions; `check(text)` a sentence, or None when it is fine.

        With `selected` typing replaces `value`. `keeper` keeps what is typed, as long as it is not
        `base` (else `value`); whoever asks closes it.
        """
        super().__init__(title, value, placeholder, plain_block(help) if help else None)
        self._complete = complete
        self._check = check
        self._keeper = keeper
        self._base = value if base is None else base
        self._typed = value
        self.selected = selected
        if complete is None:
            self.set_hints((ACCEPT, CANCEL))

    def on_mount(self) -> None:
        """Begin to keep what is typed."""
        super().on_mount()
        if self._keeper is not None:
            self._keeper.open(self, self._unsaved, self._kept)

    def typed(self, text: str) -> None:
        """Keep it."""
        self._typed = text
        if self._keeper is not None:
            self._keeper.changed()

    def _unsaved(self) -> Typed | None:
        text = self._typed
        return Typed(text, self._base) if text.strip() and text != self._base else None

    def _kept(self, word: str) -> None:
        """Say it when the text could not be kept; that it was is nothing one looks for in a line."""
        if word and word != KEPT and self.is_mounted:
            self._say(plain(word), bad=True)

    def result(self, text: str) -> str:
        """The text itself."""
        mistake = self._check(text) if self._check else None
        if mistake is not None:
            raise ValueError(mistake)
        return text

    def find(self, text: str, cursor: int) -> Sequence[Completion]:
        """What the caller's `complete` gives."""
        return self._complete(text, cursor) if self._complete else ()

    def effect(self, text: str) -> Content:
        """Nothing but the check."""
        self.result(text)
        return Content("")
