"""The line that a triage has above the keys: how far it is, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from talktui.notes.triage import Decision, Round
from talktui.tui.cells import cell_len, fit

_BAR = 30  # cells, at most
_LEAST_BAR = 8
_NAMES = {Decision.QUEUED: "queued", Decision.SKIPPED: "skipped", Decision.LATER: "left"}


class TriageLine(Widget):
    """`12 of 340 to triage ━━━─── queued 3 · skipped 5 · left 3`; the bar where there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"triage-line--done", "triage-line--rest"}

    DEFAULT_CSS = """
    TriageLine {
        height: 1; background: $boost; color: $foreground; text-style: bold;
        & > .triage-line--done { color: $text-accent; }
        & > .triage-line--rest { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="triage")
        self._place = ""
        self._counts = ""
        self._done = 0.0

    def show(self, found: Round) -> None:
        """Show where a round is."""
        total = len(found.keys)
        at = min(found.at + 1, total)
        counts = " · ".join(
            f"{name} {found.count(decision):,}" for decision, name in _NAMES.items() if found.count(decision)
        )
        place = f"{at:,} of {total:,} {found.what}to triage"
        if (place, counts, found.at / total) != (self._place, self._counts, self._done):
            self._place, self._counts, self._done = place, counts, found.at / total
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw it; the counts give way to the place, the bar to both."""
        width, style = self.size.width, self.rich_style
        if y:
            return Strip.blank(width, style)
        place = f" {self._place}  "
        counts = f" {self._counts} " if self._counts else " "
        room = min(_BAR, width - cell_len(place) - cell_len(counts) - 1)
        if room < _LEAST_BAR:
            text = f" {self._place} · {self._counts}" if self._counts else f" {self._place}"
            return Strip([Segment(fit(text, width), style)], width)
        done = round(room * self._done)
        return Strip(
            [
                Segment(place, style),
                Segment("━" * done, self.get_component_rich_style("triage-line--done")),
                Segment("─" * (room - done), self.get_component_rich_style("triage-line--rest")),
                Segment(fit(f" {counts}", width - cell_len(place) - room), style),
            ],
            width,
        )
