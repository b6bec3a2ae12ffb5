"""What is marked in a note: the filter's words, or the hits of a search and which one is current."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from talktui.markdown import search
from talktui.markdown.places import Place, carried, place_at

if TYPE_CHECKING:
    from talktui.markdown.document import Document
    from talktui.markdown.layout import Line


class Finder:
    """Keeps needles, hits and the current hit of one note; knows nothing of the screen."""

    def __init__(self) -> None:
        self.text = ""
        self.hits: list[search.Hit] = []
        self.current: int | None = None
        self._document: Document | None = None  # in which the hits are
        self._needles: tuple[str, ...] = ()
        self._words: tuple[str, ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether a search is on, and not just the filter's words marked."""
        return bool(self._needles)

    @property
    def marks_any(self) -> bool:
        """Whether there is anything to mark: a search is on, or the filter has words."""
        return bool(self._needles or self._words)

    @property
    def position(self) -> int:
        """Which hit is current, from 1; 0 when none is."""
        return 0 if self.current is None else self.current + 1

    def set_words(self, words: Sequence[str]) -> None:
        """Mark these words whenever no search is on."""
        self._words = search.needles_of(words)

    def first_word(self, lines: Sequence[Line], start: int, stop: int) -> int | None:
        """The first line from `start` to `stop` on which one of the words stands."""
        found = next(search.hits(lines, self._words, start, stop), None)
        return None if found is None else found[0].line

    def start(self, text: str, document: Document | None, height: int, top: int) -> None:
        """Look for `text`, here or (None) in what is shown next; the first hit from line `top` is current.

        `height` are the lines that are laid out.
        """
        self.text = text
        self._needles = search.needles_of((text,))
        self.leave()
        if document is not None:
            self._look(document, height)
        if self.hits:
            self.current = next((i for i, hit in enumerate(self.hits) if hit[0].line >= top), 0)

    def again(self, document: Document, height: int) -> None:
        """Look again after the lines have changed; the hit at the same place stays current."""
        if not self._needles:
            return
        kept, before = self._where(), self._document
        self._look(document, height)
        self.current = 0 if self.hits else None
        if kept is not None and before is not None and self.hits:
            place, number = kept
            self.current = self._nearest(carried(place, before.source, document.source).source, number)

    def _look(self, document: Document, height: int) -> None:
        self._document = document
        self.hits = list(search.hits(document.lines, self._needles, 0, height))

    def _source_of(self, hit: search.Hit) -> int:
        return self._document.lines[hit[0].line].source if self._document is not None else 0

    def _where(self) -> tuple[Place, int] | None:
        """The current hit's place, and which of the hits on its source line it is."""
        if self.current is None or self._document is None:
            return None
        source = self._source_of(self.hits[self.current])
        place = place_at(self._document, self.hits[self.current][0].line)
        return place, self.current - bisect_left(self.hits, source, key=self._source_of)

    def _nearest(self, source: int, number: int) -> int:
        """The hit that is number `number` of source line `source`, or the nearest that there is."""
        first = bisect_left(self.hits, source, key=self._source_of)
        after = bisect_right(self.hits, source, key=self._source_of)
        return min(first + number, max(first, after - 1), len(self.hits) - 1)

    def stop(self) -> None:
        """End the search; the words are marked again."""
        self.text = ""
        self._needles = ()
        self.leave()

    def leave(self) -> None:
        """Another note is shown: the search is on, and has no hits until it looks :meth:`again`."""
        self._document = None
        self.hits = []
        self.current = None

    def step(self, by: int) -> int | None:
        """Go to another hit, round the end of the note; gives its line."""
        if not self.hits:
            return None
        self.current = ((self.current or 0) + by) % len(self.hits) if self.current is not None else 0
        return self.hits[self.current][0].line

    @property
    def current_line(self) -> int | None:
        """The line of the current hit."""
        return None if self.current is None else self.hits[self.current][0].line

    @property
    def current_cells(self) -> tuple[int, int, int] | None:
        """The line of the current hit, and from which of its cells to which it stands there."""
        if self.current is None or self._document is None:
            return None
        piece = self.hits[self.current][0]
        text = self._document.lines[piece.line].text
        return piece.line, cell_len(text[: piece.start]), cell_len(text[: piece.end])

    def marks(self, lines: Sequence[Line], index: int) -> list[tuple[int, int, str]]:
        """Start, end and style of what is marked on line `index`."""
        needles = self._needles or self._words
        if not needles:
            return []
        current = self.hits[self.current] if self.current is not None else ()
        return [
            (piece.start, piece.end, "hit hit-current" if piece in current else "hit")
            for piece in search.hits_on(lines, needles, index)
        ]
