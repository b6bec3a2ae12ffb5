"""Talks and hours as bars, by conference, category, speaker, month …; twelve thousand rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Sparkline, Static, Tab, Tabs

from talktui.notes.folding import fold
from talktui.notes.tallies import EVERY_FACET, IN_TIME, Tally, hours_text
from talktui.safe_text import visible_line
from talktui.tui.cells import cell_len, fit
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.finding import Finding
from talktui.tui.screens.pick_list import PickList

_MONTHS = 2_000
"""Months from the first to the last that are drawn as they passed; a talk of the year 1 makes more."""
_WIDE = 80
"""Cells from which on half of a row is its label's, when that needs it."""
_PLURALS = {"category": "categories", "status": "statuses"}
_HINTS = (
    Hint("enter", "filter", "filter_by"),
    Hint("tab", "next", "turn(1)"),
    Hint("w", "watched, queued", "of"),
    Hint("/", "find", "find"),
    Hint("s", "by hours", "sort"),
    Hint("esc", "close", "cancel"),
    Hint("j k", "move"),
)


class Of(StrEnum):
    """Which talks are counted."""

    ALL = "all"
    WATCHED = "watched"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted: the facet, of which talks, and whether bars are hours."""

    facet: str
    of: Of = Of.ALL
    by_hours: bool = False


@dataclass(frozen=True)
class Figures:
    """What was counted: sentences about all talks, and a row a value; `loading`: there may be more."""

    told: tuple[str, ...]
    rows: tuple[Tally, ...]
    loading: bool = False
    most_talks: int = field(init=False)
    most_seconds: int = field(init=False)
    longest: int = field(init=False)  # label, in cells

    def __post_init__(self) -> None:
        object.__setattr__(self, "most_talks", max((row.talks for row in self.rows), default=0))
        object.__setattr__(self, "most_seconds", max((row.seconds for row in self.rows), default=0))
        longest = max((cell_len(visible_line(row.label)) for row in self.rows), default=0)
        object.__setattr__(self, "longest", longest)

    @property
    def labels(self) -> Sequence[str]:
        """The rows' values."""
        return [row.label for row in self.rows]


class StatsScreen(Finding[tuple[Question, str]]):
    """The figures; dismissed with what was counted and the row to filter by, or None.

    `count(asked)` is called for each that is wanted, and answers by :meth:`show`.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,l,right", "turn(1)", "next", show=False),
        Binding("shift+tab,h,left", "turn(-1)", "previous", show=False),
        *(Binding(str(n), f"facet({n - 1})", "facet", show=False) for n in range(1, len(EVERY_FACET) + 1)),
        Binding("w", "of", "of", show=False),
        Binding("s", "sort", "sort", show=False),
        Binding("q,S", "close", "close", show=False),
    ]

    DEFAULT_CSS = """
    StatsScreen {
        & > Panel { max-width: 110; height: 90%; }
        #told { height: auto; max-height: 4; }
        Tabs { margin-top: 1; }
        Tab { padding: 0 1; }
        Sparkline {
            height: 2; margin-bottom: 1; display: none;
            & > .sparkline--max-color { color: $accent; }
            & > .sparkline--min-color { color: $accent 40%; }
        }
        Sparkline.-shown { display: block; }
        #about { height: 1; }
        #rows { height: 1fr; }
    }
    """

    def __init__(self, count: Callable[[Question], None], title: str = "Figures") -> None:
        super().__init__(title, _HINTS)
        self._count = count
        self._asked = Question(EVERY_FACET[0])
        self._figures: Figures | None = None
        self._rows: tuple[Tally, ...] = ()  # those that hold the words to find
        self._words: tuple[str, ...] = ()
        self._moved = False  # the person went to a row; what is counted anew leaves the cursor there

    # -- what is shown

    def content(self) -> Iterable[Widget]:
        """What is told of all talks, the facets, a curve for what is in time, and the rows."""
        yield Static(plain("Counting the talks…"), id="told", markup=False)
        tabs = Tabs(*(Tab(facet, id=facet) for facet in EVERY_FACET))
        tabs.can_focus = False
        yield tabs
        yield Sparkline(summary_function=max)
        yield self.find_line("find a row")
        yield Static("", id="about", classes="quiet", markup=False)
        yield PickList(self._row, id="rows")

    def on_mount(self) -> None:
        """Start with the first facet, on its rows."""
        super().on_mount()
        self.set_focus(self.row_list)
        if self._figures is not None:
            self._draw(self._figures)  # they may have come before the screen was there
        else:
            self._want(self._asked)

    @property
    def row_list(self) -> PickList:
        """The rows."""
        return self.query_one("#rows", PickList)

    @property
    def found_in(self) -> PickList:
        """The rows."""
        return self.row_list

    def _want(self, asked: Question) -> None:
        self._asked = asked
        self._figures = None
        self._rows = ()
        self._moved = False
        self.row_list.show(0)
        self.query_one(Sparkline).remove_class("-shown")
        self._say("counting…")
        self._count(asked)

    def show(self, asked: Question, figures: Figures) -> None:
        """Take what was counted for `asked`; what is not wanted any more is dropped."""
        if asked != self._asked:
            return
        self._figures = figures
        if self.is_mounted:
            self._draw(figures)

    def _draw(self, figures: Figures) -> None:
        self.query_one("#told", Static).update(plain(" · ".join(figures.told)))
        self._list()
        self._show_curve(self._asked.facet in IN_TIME)

    def _list(self) -> None:
        """The rows that hold the words to find; the last one first in sight where they stand in time."""
        every = self._figures.rows if self._figures is not None else ()
        self._rows = every
        if self._words:
            self._rows = tuple(row for row in every if all(word in fold(row.label) for word in self._words))
        here = self.row_list.cursor if self._moved else None
        last = len(self._rows) - 1 if self._asked.facet in IN_TIME else 0
        self.row_list.show(len(self._rows), last if here is None else here)
        self._describe()

    def _show_curve(self, in_time: bool) -> None:
        curve = self.query_one(Sparkline)
        figures = self._figures
        values = _in_time(figures.rows, by_hours=self._asked.by_hours) if in_time and figures else []
        curve.data = values
        curve.set_class(len(values) > 1, "-shown")

    def _describe(self) -> None:
        figures, asked = self._figures, self._asked
        if figures is None:
            return
        many = len(figures.rows)
        if not many:
            said = f"no {'' if asked.of is Of.ALL else f'{asked.of} '}talk here with a {asked.facet}"
        else:
            said = f"{many:,} {asked.facet if many == 1 else _PLURALS.get(asked.facet, f'{asked.facet}s')}"
            said = f"{len(self._rows):,} of {said}" if self._words else said
            said += "" if asked.of is Of.ALL else f" of {asked.of} talks"
            said += f" · bars are {'hours' if asked.by_hours else 'talks'}"
        self._say(f"{said} · still reading the notes" if figures.loading else said)

    def _say(self, text: str) -> None:
        self.query_one("#about", Static).update(plain(text))

    def _row(self, index: int, width: int) -> Content:
        """A row: its value, a bar, the talks and their hours."""
        figures = self._figures
        if figures is None or index >= len(self._rows):
            return Content("")
        row = self._rows[index]
        label = max(8, min(figures.longest, width // 2 if width >= _WIDE else width * 2 // 5))
        time = hours_text(row.seconds) if row.timed else ""
        right = f" {row.talks:>7,} {time:>9} "
        room = max(0, width - label - len(right) - 2)
        most = figures.most_seconds if self._asked.by_hours else figures.most_talks
        value = row.seconds if self._asked.by_hours else row.talks
        bar = _bar(value / most if most else 0, room)
        under_cursor = index == self.row_list.cursor
        return (
            plain(f" {fit(visible_line(row.label), label)} ")
            + Content.styled(bar, "" if under_cursor else "$text-accent")
            + Content(" " * (room - len(bar)))
            + plain(right, "" if under_cursor else "dim")
        )

    # -- keys

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """Only `enter` does anything beyond this screen; in the line that finds it goes back to the rows."""
        return key == "enter" and not self.line.has_focus

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Carry it out."""
        self.action_filter_by()

    def action_filter_by(self) -> None:
        """Leave, and filter the tree by the row under the cursor."""
        cursor = self.row_list.cursor
        if cursor is not None and cursor < len(self._rows):
            self.dismiss((self._asked, self._rows[cursor].label))

    def action_turn(self, step: int) -> None:
        """Go to the next facet, or the one before."""
        at = EVERY_FACET.index(self._asked.facet)
        self.action_facet((at + step) % len(EVERY_FACET))

    def action_facet(self, index: int) -> None:
        """Count by another facet."""
        self.query_one(Tabs).active = EVERY_FACET[index]
        self._turn(EVERY_FACET[index])

    def _turn(self, facet: str) -> None:
        if facet != self._asked.facet:
            self.end_finding()
            self._want(replace(self._asked, facet=facet))

    def action_of(self) -> None:
        """Count every talk, those watched, those queued, and again."""
        kinds = list(Of)
        of = kinds[(kinds.index(self._asked.of) + 1) % len(kinds)]
        self._want(replace(self._asked, of=of))

    def action_sort(self) -> None:
        """Bars are talks, or hours."""
        self._want(replace(self._asked, by_hours=not self._asked.by_hours))

    # -- finding

    def find(self, typed: str) -> None:
        """Show the rows whose value holds the words."""
        self._words = tuple(fold(typed).split())
        self._moved = False
        self._list()

    def end_finding(self) -> None:
        """The words are gone at once: what is counted next comes before the line says so."""
        self._words = ()
        super().end_finding()

    def action_cancel(self) -> None:
        """`esc`: take the words to find away; without any, close."""
        if self.is_finding:
            self.end_finding()
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close, whatever is looked for."""
        self.dismiss(None)

    # -- the mouse

    @on(Tabs.TabActivated)
    def _activated(self, event: Tabs.TabActivated) -> None:
        event.stop()
        if event.tab.id is not None and event.tab.id == event.tabs.active:  # else a key was quicker
            self._turn(event.tab.id)

    @on(PickList.Moved)
    def _went(self, event: PickList.Moved) -> None:
        event.stop()
        self._moved = True

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.action_filter_by()


def _bar(share: float, width: int) -> str:
    """A bar of at most `width` cells, to a half of one; never none for what there is."""
    if share <= 0 or width <= 0:
        return ""
    full, half = divmod(max(1, round(share * width * 2)), 2)
    return "━" * full + ("╸" if half else "")


def _in_time(rows: Sequence[Tally], *, by_hours: bool) -> list[float]:
    """A number for each month, or year, from the first to the last: none where there was no talk."""
    if not rows:
        return []
    places = [_place(row.label) for row in rows]
    first, last = places[0], places[-1]
    values = [float(row.seconds if by_hours else row.talks) for row in rows]
    if last - first >= _MONTHS:
        return values
    filled = [0.0] * (last - first + 1)
    for place, value in zip(places, values, strict=True):
        filled[place - first] += value
    return filled


def _place(label: str) -> int:
    """The number of a month, `2023-05`, or of a year."""
    year, _, month = label.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)
