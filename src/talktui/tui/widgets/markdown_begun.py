"""Notes laid out for the viewer: what of one is laid out at once, and the rest in a thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.worker import get_current_worker

from talktui.tui.widgets import markdown_messages as messages

if TYPE_CHECKING:
    from textual.widget import Widget

    from talktui.markdown.document import Document

LEAST_AT_ONCE = 2_000
"""Characters of a note that are parsed and drawn at once, or a screenful if that is more; a note of up
to twice as many is laid out whole in the message that shows it."""

REST_AFTER = 0.03
"""Seconds until the rest of a long note is begun: the first picture is on the screen by then, and
a cursor that runs past many notes costs nothing."""

PUBLISH_EVERY = 0.1
"""Seconds between pictures of how far a long note has got."""

PREPARED = 4
"""Beginnings of notes that are kept: what is shown, what was shown just now, and what may come next."""


class Wanted(NamedTuple):
    """A note as it is to be laid out: as what it means or as its source, and how wide."""

    kind: type[Document]
    source: str
    width: int
    video: str | None
    below: str

    def whole(self) -> Document:
        """All of it, to be grown."""
        return self.kind(self.source, self.width, video=self.video, below=self.below)

    def beginning(self, characters: int) -> Document:
        """About the first `characters` of it."""
        return self.kind.beginning(self.source, self.width, characters, video=self.video, below=self.below)


def document_kind(as_source: bool) -> type[Document]:
    """What shows the Markdown itself (`as_source`), or what it means."""
    # Not with the module: the screen is painted before there is a note to lay out.
    from talktui.markdown.document import Document
    from talktui.markdown.source import SourceDocument

    return SourceDocument if as_source else Document


class Begun:
    """The notes whose beginnings are laid out, and the one whose rest a thread lays out.

    The view is posted :class:`~talktui.tui.widgets.markdown_messages.Grown` as that goes on.
    """

    def __init__(self, view: Widget) -> None:
        self._view = view
        self._beginnings: dict[tuple[Wanted, int], Document] = {}  # the one wanted last at the end
        self._generation = 0

    def beginning(self, wanted: Wanted, height: int) -> Document:
        """The part of a note that is laid out at once, for a view of `height` lines; all of a short one."""
        screenful = max(LEAST_AT_ONCE, wanted.width * height)
        first = 2 * screenful if len(wanted.source) <= 2 * screenful else screenful
        document = self._beginnings.pop((wanted, first), None)
        if document is None:
            document = wanted.beginning(first)
        self._beginnings[wanted, first] = document
        if len(self._beginnings) > PREPARED:
            del self._beginnings[next(iter(self._beginnings))]
        return document

    @property
    def latest(self) -> Document | None:
        """What was begun last."""
        return next(reversed(self._beginnings.values()), None)

    def give_up(self) -> None:
        """What a thread is laying out is not wanted any more."""
        self._generation += 1

    def is_wanted(self, message: messages.Grown) -> bool:
        """Whether `message` tells of what is still wanted."""
        return message.generation == self._generation

    def lay_out(self, make: Callable[[], Document]) -> None:
        """Have a thread lay out all of what `make` gives."""
        self._view.run_worker(
            partial(self._grow, self._generation, make), group="markdown-layout", exclusive=True, thread=True
        )

    def _grow(self, generation: int, make: Callable[[], Document]) -> None:
        """Lay out a whole note; runs in a thread."""
        worker = get_current_worker()
        time.sleep(REST_AFTER)
        if worker.is_cancelled:
            return
        document = make()
        published = time.monotonic()
        while not document.complete:
            for height in document.grow():
                if worker.is_cancelled or generation != self._generation:
                    return
                if not document.complete and time.monotonic() - published > PUBLISH_EVERY:
                    published = time.monotonic()
                    self._view.post_message(messages.Grown(generation, document, height))
                time.sleep(0.0005)  # lets go of the interpreter: a key must not wait for us
        self._view.post_message(messages.Grown(generation, document, len(document.lines)))
