"""Every field of a talk in one table, to see where each comes from and to change it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from talktui.notes.leftovers import fields_text
from talktui.tui.drafting import KEPT, Keeper, Typed
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Dialog, Hint
from talktui.tui.screens.leave import Leave, ask_leave
from talktui.tui.screens.prompt import Completion, PromptScreen
from talktui.tui.screens.rows import Rows

Changes = tuple[tuple[str, str | None], ...]

_KEY = re.compile(r"[^\W\d][\w-]*")
_NAME_WIDTH = 14  # cells for the names' column, at most


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as it stands. `source` is the key it came from, `line` its line in the file (0: none)."""

    name: str
    value: str = ""
    source: str = ""
    line: int = 0
    editable: bool = True
    problem: str = ""
    hint: str = ""  # what may stand here; why not, when it is not editable
    inherited: str = ""  # what holds while the file says nothing; editing begins with it


class FieldsScreen(Dialog[Changes]):
    """Edit fields; dismissed with (name, new value or None to take it out) for each change, or None.

    `check(name, value)` returns a sentence or None; `complete(name, text, cursor)` gives completions.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit", show=False),
        Binding("d,delete", "clear", "take out", show=False),
        Binding("n", "new", "new field", show=False),
        Binding("u", "undo", "as it was", show=False),
        Binding("ctrl+s", "save", "save", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    FieldsScreen > Panel { max-width: 100; }
    FieldsScreen #about { margin-top: 1; min-height: 2; max-height: 4; }
    """

    def __init__(
        self,
        title: str,
        rows: Sequence[FieldRow],
        check: Callable[[str, str], str | None] | None = None,
        complete: Callable[[str, str, int], Sequence[Completion]] | None = None,
        *,
        keeper: Keeper | None = None,
        unsaved: Mapping[str, str | None] | None = None,
    ) -> None:
        """`keeper` keeps changes; whoever asks closes it. `unsaved` are changes that were made before."""
        hints = (
            Hint("ctrl+s", "save", "save"),
            Hint("e", "edit", "edit"),
            Hint("d", "clear", "clear"),
            Hint("n", "new", "new"),
            Hint("esc", "leave", "cancel"),
            Hint("u", "undo", "undo"),
        )
        super().__init__(title, hints)
        changes = dict(unsaved or {})
        names = {row.name for row in rows}
        self._rows = [*rows, *(FieldRow(name) for name in changes if name not in names)]
        self._check = check
        self._complete = complete
        self._keeper = keeper
        self._changes: dict[str, str | None] = changes

    def on_mount(self) -> None:
        """Begin to keep what is changed."""
        super().on_mount()
        if self._keeper is not None:
            self._keeper.open(self, self._typed, self._kept)

    def _typed(self) -> Typed | None:
        if not self._changes:
            return None
        were = {row.name: row.value or None for row in self._rows if row.name in self._changes}
        return Typed(fields_text(self._changes), fields_text(were))

    def _kept(self, word: str) -> None:
        if word and self.is_mounted:
            self._say(word, bad=word != KEPT)

    @property
    def modified(self) -> bool:
        """Whether there are changes that are not handed out yet."""
        return bool(self._changes)

    def content(self) -> Iterable[Widget]:
        """The table, and what there is to say of the chosen row."""
        yield Rows(*(self._row(row) for row in self._rows), id="fields")
        yield Static("", id="about", classes="quiet", markup=False)

    def _row(self, row: FieldRow) -> Content:
        changed = row.name in self._changes
        value = self._changes[row.name] if changed else row.value
        mark = Content("● ") if changed else Content("  ")
        name = plain(row.name)
        pad = max(_NAME_WIDTH - name.cell_length, 0) + 2
        style = "bold" if changed else "" if row.editable else "dim"
        line = mark + plain(row.name, "bold" if changed else "dim") + Content(" " * pad)
        if value:
            line += plain(value, style)
        elif changed:
            line += plain("taken out", "italic")
        else:
            line += plain(row.inherited or "–", "dim italic" if row.inherited else "dim")
        if row.problem and not changed:
            line += plain(f"  ! {row.problem}", "italic")
        return line

    def _show(self, index: int) -> None:
        if self._keeper is not None:
            self._keeper.changed()
        self.query_one(Rows).show_row(index, self._row(self._rows[index]))
        self._tell(index)

    def _tell(self, index: int) -> None:
        row = self._rows[index]
        place = f"`{row.source}`" if row.source and row.source != row.name else ""
        if row.line:
            place = f"{place}, line {row.line}" if place else f"line {row.line}"
        was = f"was: {row.value or 'nothing'}" if row.name in self._changes else ""
        parts = (row.problem, row.hint, place and f"From {place}.", was)
        self._say(" ".join(part for part in parts if part), bad=bool(row.problem))

    def _say(self, sentence: str, *, bad: bool = False) -> None:
        about = self.query_one("#about", Static)
        about.update(plain(sentence))
        about.set_class(bad, "bad")
        about.set_class(not bad, "quiet")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._tell(event.option_index)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._edit(event.option_index)

    def _chosen(self) -> int | None:
        return self.query_one(Rows).highlighted if self._rows else None

    def _may_change(self, index: int) -> bool:
        row = self._rows[index]
        if not row.editable:
            self._say(row.hint or f"{row.name} cannot be edited here.")
        return row.editable

    def action_edit(self) -> None:
        """Ask for the chosen field's value."""
        index = self._chosen()
        if index is not None:
            self._edit(index)

    def _edit(self, index: int) -> None:
        if not self._may_change(index):
            return
        row = self._rows[index]
        prompt = PromptScreen(
            row.name,
            self._changes.get(row.name, row.value) or row.inherited,
            help=row.hint,
            complete=partial(self._complete, row.name) if self._complete else None,
            check=partial(self._mistake, row.name),
        )
        self.app.push_screen(prompt, partial(self._answered, index))

    def _mistake(self, name: str, value: str) -> str | None:
        # Nothing is always fine: it takes the field out.
        return self._check(name, value) if self._check and value else None

    def _answered(self, index: int, value: str | None) -> None:
        if value is not None:
            self._change(index, value)

    def _change(self, index: int, value: str) -> None:
        row = self._rows[index]
        if value == row.value or (value == row.inherited and not row.value):
            self._changes.pop(row.name, None)
        else:
            self._changes[row.name] = value or None
        self._show(index)

    def action_clear(self) -> None:
        """Take the chosen field out."""
        index = self._chosen()
        if index is not None and self._may_change(index):
            self._change(index, "")

    def action_undo(self) -> None:
        """Give the chosen field the value it had."""
        index = self._chosen()
        if index is not None and self._changes.pop(self._rows[index].name, "") != "":
            self._show(index)

    def action_new(self) -> None:
        """Ask for a new field's name, then for its value."""
        prompt = PromptScreen("New field", placeholder="its name", check=self._bad_name)
        self.app.push_screen(prompt, self._named)

    def _bad_name(self, name: str) -> str | None:
        if not name:
            return "A field needs a name."
        if not _KEY.fullmatch(name):
            return "A name is letters, digits, `_` and `-`, and begins with a letter."
        if any(row.name.casefold() == name.casefold() for row in self._rows):
            return f"There is a field {name} already."
        return None

    def _named(self, name: str | None) -> None:
        if name is None:
            return
        self._rows.append(FieldRow(name))
        rows = self.query_one(Rows)
        rows.show([self._row(row) for row in self._rows], len(self._rows) - 1)
        self._edit(len(self._rows) - 1)

    def action_save(self) -> None:
        """Finish with the changes; without any it is the same as leaving."""
        self.dismiss(tuple(self._changes.items()) or None)

    def action_cancel(self) -> None:
        """Leave; with changes, ask first."""
        if self._changes:
            self.app.push_screen(ask_leave("Fields changed", later=self._keeper is not None), self._leave)
        else:
            self.dismiss(None)

    def _leave(self, answer: Leave | None) -> None:
        if answer is Leave.SAVE:
            self.action_save()
        elif answer is Leave.THROW_AWAY:
            self._changes.clear()
            self.dismiss(None)
        elif answer is Leave.LATER:
            self.dismiss(None)
