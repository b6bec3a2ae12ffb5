"""Dialogs that one key answers: a paste must not be such a key.

A key that decides waits a moment for what follows, as on the browse screen; a burst is dropped and
said. See :mod:`talktui.tui.key_gate`.
"""

from __future__ import annotations

from typing import TypeVar

from textual import events

from talktui.tui.key_gate import KeyGate
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Dialog

Result = TypeVar("Result")


class Guarded(Dialog[Result]):
    """Subclasses say which keys decide, and what they do."""

    _gate: KeyGate | None = None

    def decides(self, key: str, character: str) -> bool:
        """Whether this key answers the dialog."""
        raise NotImplementedError

    def decide(self, key: str, character: str) -> None:
        """Answer with a key that decides."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Guard against pastes where the app does; the tests' apps do not, for they type like one."""
        super().on_mount()
        browse = getattr(self.app, "browse", None)
        if getattr(browse, "gate", None) is not None:
            self._gate = KeyGate(self, self._run_key, self._burst_dropped)

    def on_key(self, event: events.Key) -> None:
        """A key that decides comes before the keys that move."""
        if self.app.screen is not self:  # it was under way when the key before answered
            event.stop()
            event.prevent_default()
            self.app.post_message(events.Key(event.key, event.character))
            return
        if event.character is None and event.key != "enter":
            return
        character = event.character or ""
        decides = self.decides(event.key, character)
        if self._gate is not None:
            if self._gate.offer(event.key, character, instant=not decides):
                return
        elif decides:
            self.decide(event.key, character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _run_key(self, key: str, character: str | None) -> None:
        if self.app.screen is not self:  # answered by the key before: this one is for what comes next
            self.app.post_message(events.Key(key, character or None))
        elif self.decides(key, character or ""):
            self.decide(key, character or "")

    def _burst_dropped(self, count: int) -> None:
        if self.is_mounted:
            self.panel.border_subtitle = plain(f"{count} keys at once, as from a paste: none taken")
