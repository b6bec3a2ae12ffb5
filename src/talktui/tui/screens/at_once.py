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

    def paint_now(self) -> None:
        """Paint what this message has changed, before it is over; else it is painted as usual.

        Otherwise every widget tells the screen by a message that it has changed, and the screen's timer
        paints. What needs a layout, or comes sooner than the next frame, goes that way.
        """
        now = monotonic()
        if now < self._painted_at + MOST_OFTEN or not self.is_current or self.app._batch_count:
            return
        changed = [widget for widget in self._compositor.visible_widgets if widget._repaint_required]
        if self._layout_required or any(
            widget._layout_required or widget._scroll_required or widget._refresh_styles_required
            for widget in self._compositor.visible_widgets
        ):
            return
        for widget in changed:
            widget._repaint_required = False
        self._dirty_widgets.update(changed)
        self._painted_at = now
        self._on_timer_update()

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """As Textual's, but at first everything is styled and painted once, and not twice.

        Widgets are styled when they are mounted, and the first layout paints all there is.
        """
        event.prevent_default()
        was_there = bool(self._size)
        event.refresh_styles = event.refresh_styles and was_there
        super()._on_screen_resume(event)
        if not was_there and self._size:
            self._repaint_required = False

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
