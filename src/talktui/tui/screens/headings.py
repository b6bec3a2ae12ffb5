"""“These headings are talks”: choose which of a note's headings are talks of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from talktui.tui.plain import plain
from talktui.tui.screens.dialog import CANCEL, Dialog, Hint
from talktui.tui.screens.rows import Rows

LINKS_OF_A_LOG = 2  # headings that link to a video make a note a log by themselves


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading of the note; `line` is 1-based, `is_link` says that it links to a video."""

    level: int
    title: str
    line: int
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class HeadingsChoice:
    """The level whose headings are talks, but for those named.

    A level of None: none was chosen, so the links decide; 0: the note is one talk whatever it links to.
    """

    level: int | None
    not_talks: tuple[str, ...] = ()


class HeadingsScreen(Dialog[HeadingsChoice]):
    """A checklist of the headings; dismissed with a :class:`HeadingsChoice`, or None."""

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(level), f"level({level})", f"level {level}", show=False) for level in range(1, 7)),
        Binding("space", "omit", "leave out, or take in", show=False),
        Binding("x", "one_talk", "one talk", show=False),
        Binding("enter", "accept", "accept", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    HeadingsScreen > Panel { max-width: 90; }
    HeadingsScreen #count { margin-bottom: 1; }
    """

    def __init__(
        self, title: str, headings: Sequence[HeadingRow], level: int | None, not_talks: Sequence[str]
    ) -> None:
        hints = (
            Hint("enter", "ok", "accept"),
            Hint("1–6", "level"),
            Hint("space", "omit", "omit"),
            Hint("x", "one talk", "one_talk"),
            CANCEL,
        )
        super().__init__(title, hints)
        self._headings = tuple(headings)
        self._level = level
        self._left_out = {_same(name) for name in not_talks}

    def content(self) -> Iterable[Widget]:
        """The count, and the headings with a box before each of the chosen level."""
        yield Static(self._count(), id="count", markup=False)
        if self._headings:
            yield Rows(*(self._row(heading) for heading in self._headings), id="headings")

    def _row(self, heading: HeadingRow) -> Content:
        indent = "  " * (heading.level - 1)
        name = heading.title + ("  ▶" if heading.is_link else "")
        if heading.level != self._level:
            return plain(f"   {heading.level} {indent}{name}", "dim")
        if _same(heading.title) in self._left_out:
            return plain(f"☐  {heading.level} {indent}{name}")
        return plain(f"☑  {heading.level} {indent}{name}", "bold")

    def _count(self) -> Content:
        if not self._headings:
            return plain("This note has no headings.")
        if self._level == 0:
            return plain("The note is one talk, whatever it links to.")
        if self._level is None:
            levels = sorted({heading.level for heading in self._headings})
            keys = ", ".join(str(level) for level in levels)
            linked = sum(heading.is_link for heading in self._headings)
            if linked >= LINKS_OF_A_LOG:
                return plain(
                    f"The {linked} headings with a video (▶) are talks; {keys} choose a level instead."
                )
            return plain(f"The note is one talk; {keys} choose a level.")
        here = [heading for heading in self._headings if heading.level == self._level]
        left_out = sum(_same(heading.title) in self._left_out for heading in here)
        talks = len(here) - left_out
        said = f"{talks} talk{'' if talks == 1 else 's'} at level {self._level}"
        if left_out:
            said += f", {left_out} heading{'' if left_out == 1 else 's'} left out"
        return plain(said)

    def _show(self) -> None:
        if self._headings:
            rows = self.query_one(Rows)
            for index, heading in enumerate(self._headings):
                rows.show_row(index, self._row(heading))
        self.query_one("#count", Static).update(self._count())

    def action_level(self, level: int) -> None:
        """Take the headings of `level` as talks; a level that no heading has changes nothing."""
        if any(heading.level == level for heading in self._headings):
            self._level = level
            self._show()
        elif self._headings:
            self.query_one("#count", Static).update(plain(f"No heading has level {level}."))

    def action_one_talk(self) -> None:
        """Take the whole note as one talk."""
        self._level = 0
        self._show()

    def action_omit(self) -> None:
        """Leave the heading under the cursor out, or take it in; with no level yet, take its level."""
        if self._headings:
            self._toggle(self.query_one(Rows).highlighted or 0)

    def _toggle(self, index: int) -> None:
        heading = self._headings[index]
        if not self._level:
            self._level = heading.level
        elif heading.level == self._level:
            self._left_out ^= {_same(heading.title)}
        else:
            said = f"The talks are of level {self._level}; {heading.level} takes this heading's level."
            self.query_one("#count", Static).update(plain(said))
            return
        self._show()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._toggle(event.option_index)

    def action_accept(self) -> None:
        """Finish with what is chosen."""
        if not self._level:
            self.dismiss(HeadingsChoice(self._level))
            return
        names = (
            heading.title
            for heading in self._headings
            if heading.level == self._level and _same(heading.title) in self._left_out
        )
        self.dismiss(HeadingsChoice(self._level, tuple(dict.fromkeys(names))))


def _same(title: str) -> str:
    return title.strip().casefold()
