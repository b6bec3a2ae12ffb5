"""Which talks link to one: found out in a thread, listed below its text."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from threading import Event
from typing import TYPE_CHECKING

from textual.worker import Worker

from talktui.markdown.escape import escape
from talktui.notes.links import Backlinks, address_of
from talktui.notes.talk import Talk

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

MOST = 50  # so many are listed under a talk; the command lists all


def _links_in(text: str) -> Iterable[str]:
    from talktui.markdown.links import local_links  # with Markdown, after the first talks

    return local_links(text)


class LinkedHere:
    """Keeps the session's backlinks."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._links = Backlinks(_links_in)

    def talks(self, talk: Talk) -> list[Talk]:
        """The talks that link to `talk`, as far as it is known by now."""
        session = self._screen.session
        keys = session.backlinks.get(talk.key, ())
        return [source for key in keys if (source := session.library.talk(key))]

    def look(self) -> None:
        """Find out in a thread who links to whom, after notes changed."""
        # Not a coroutine but what makes one: a worker that is given up before it began leaves none behind.
        _: Worker[None] = self._screen.run_worker(self._look, group="backlinks", exclusive=True)

    async def _look(self) -> None:
        session = self._screen.session
        before, over = session.backlinks, Event()
        try:
            session.backlinks = await asyncio.to_thread(self._links.index, session.library, over.is_set)
        finally:
            over.set()  # who leaves meanwhile does not wait for the thread
        row = self._screen.tree_view.current
        talk = row.talk if row is not None else None
        if talk is not None and before.get(talk.key) != session.backlinks.get(talk.key):
            self._screen.preview.show()

    def below(self, talk: Talk) -> str:
        """What is shown below the talk's own text: the talks that link to it, as Markdown."""
        sources = self.talks(talk)
        if not sources:
            return ""
        lines = [f"- [{escape(source.title)}]({address_of(source.key)})" for source in sources[:MOST]]
        if len(sources) > MOST:
            lines.append(f"- and {len(sources) - MOST} more")
        return "---\n\n**Talks that link here**\n\n" + "\n".join(lines) + "\n"
