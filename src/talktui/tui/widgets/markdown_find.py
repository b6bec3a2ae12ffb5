"""What is marked in a note: the filter's words, or the hits of a search and which one is current."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talktui.markdown import search

if TYPE_CHECKING:
    from talktui.markdown.layout import Line


class Finder:
    """Keeps needles, hits and the current hit of one note; knows nothing of the screen."""

    def __init__(self) -> None:
        self.text = ""
        self.hits: list[search.Hit] = []
        self.current: int | None = None
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

    def start(self, text: str, lines: Sequence[Line], height: int, top: int) -> None:
        """Look for `text`; the first hit from line `top` on becomes current."""
        self.text = text
        self._needles = search.needles_of((text,))
        self.hits = list(search.hits(lines, self._needles, 0, height))
        self.current = None
        if self.hits:
            self.current = next((i for i, hit in enumerate(self.hits) if hit[0].line >= top), 0)

    def again(self, lines: Sequence[Line], height: int) -> None:
        """Look again after the lines have changed; the same hit, by number, stays current."""
        if not self._needles:
            return
        self.hits = list(search.hits(lines, self._needles, 0, height))
        if self.current is None:
            self.current = 0 if self.hits else None
        elif self.current >= len(self.hits):
            self.current = len(self.hits) - 1 if self.hits else None

    def stop(self) -> None:
        """End the search; the words are marked again."""
        self.text = ""
        self._needles = ()
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
