"""A screen that paints what a key asked for as soon as it is there, and not at Textual's next frame.

Textual paints at the ticks of a timer.  The letter that is typed into the filter takes the first of them;
what it finds, a few milliseconds later, would wait for the second next, up to a thirtieth of a second.
"""

from __future__ import annotations

from time import monotonic

from textual import events
from textual.screen import Screen
from textual.widget import Widget

MOST_OFTEN = 1 / 60
"""Seconds from one such paint to the next at least; what comes sooner waits for its tick as usual."""


class PaintsAtOnce(Screen[None]):
    """`paint_at_once` before a widget is changed, or after: its next change is painted without waiting."""

    _urgent: Widget | None = None
    _painted_at = 0.0

    def paint_at_once(self, widget: Widget) -> None:
        """Paint when `widget` has changed, with all else that has changed by then."""
        self._urgent = widget

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint; else Textual does what it does, which is to wait for its timer."""
        urgent = self._urgent
        if urgent is None or not self.is_current or self.app._batch_count:
            return
        if urgent not in self._dirty_widgets and not self._repaint_required:
            return  # that it has changed is still on the way here, or it has not
        self._urgent = None
        now = monotonic()
        if now < self._painted_at + MOST_OFTEN:
            return
        self._painted_at = now
        event.prevent_default()
        self._on_timer_update()
