"""After a save: whether another program wrote into the file that was replaced, looked at now and then.

What it wrote is put into the note, or kept among the recovered texts; either way the person is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from talktui.notes.giving_back import GivenBack
from talktui.notes.store import Store
from talktui.tui.screens.show_text import TextScreen

if TYPE_CHECKING:
    from talktui.tui.saving import Saving
    from talktui.tui.screens.browse import BrowseScreen


EVERY = 0.5
"""Seconds between two looks; what was written is taken when it stayed as it was from one to the next."""


def last_look(store: Store) -> list[str]:
    """Look once more as the app is left; sentences for the person about what is in no note."""
    found = []
    for one in store.look_for_late_writes(leaving=True):
        wrote = f"{one.path}: another program wrote to it while it was saved"
        if one.saved is None and one.kept is not None:
            found.append(f"{wrote}; its text is kept: `talktui recover` lists it.")
        elif one.saved is None:
            text = one.data.decode("utf-8", "replace")
            found.append(f"{wrote}; its text could not be kept on the disk. It is:\n{text}")
    return found


class LateLooks:
    """Looks while the store expects late writes, whoever has saved."""

    def __init__(self, screen: BrowseScreen, saving: Saving) -> None:
        self._screen = screen
        self._saving = saving
        self._busy = False

    def start(self) -> None:
        """Begin; there is nothing to look at until something was saved."""
        self._screen.set_interval(EVERY, self._tick)

    def _tick(self) -> None:
        if not self._busy and self._screen.app.store.expects_late_writes:
            self._busy = True
            self._screen.run_worker(self._look(), group="late writes")

    async def _look(self) -> None:
        try:
            async with self._saving.turn:
                self._show(await asyncio.to_thread(self._screen.app.store.look_for_late_writes))
        finally:
            self._busy = False

    def _show(self, found: Sequence[GivenBack]) -> None:
        saved = [(one.path, one.saved.note) for one in found if one.saved is not None]
        if saved:
            self._saving.take(saved, [])
            self._screen.browsing.update()
        for one in found:
            self._say(one)

    def _say(self, one: GivenBack) -> None:
        screen = self._screen
        wrote = f"{one.path}: another program wrote to it while it was saved"
        if one.saved is not None:
            screen.say(f"{wrote} · both changes are in it")
        elif one.kept is not None:
            screen.say(f"{wrote} · its text is kept: {screen.key_of('recovered')} shows it", warning=True)
        else:  # nobody holds it but this process
            text = one.data.decode("utf-8", "replace")
            screen.app.push_screen(TextScreen(f"{wrote}; its text could not be kept", text))
