"""What is looked for in the viewer's note: the filter's words and the hits of a search.

The first of them is gone to, when it is laid out. From a word that a filter brought the note to one comes
back, as from an incremental search: when the word is not there any more, to where one was reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talktui.tui.widgets.markdown_scroll import MarkdownScroll

if TYPE_CHECKING:
    from talktui.tui.widgets.markdown_goals import Goal


class MarkdownSeek(MarkdownScroll):
    """Goes to words and hits; see the module."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._word_wanted = False  # whether the first of the filter's words is still to be gone to
        self._searched = 0  # lines that have been looked through for it
        self._hit_wanted = False  # whether the search's first hit is
        self._at_word = False  # a word brought the note where it is: nobody has read here before
        self._reading: tuple[Goal, str] | None = None  # where one was before that, and in which text

    # -- for the viewer to know of

    def _tell_found(self) -> None:
        """A search was begun or ended, or has another result."""

    # -- what is sought

    def _seek_in_another(self, *, to_word: bool) -> None:
        """Another note is shown, or none: it is opened at its first hit, or (`to_word`) word."""
        self._seek_nothing()
        self._finder.leave()
        self._hit_wanted = self._finder.is_active
        self._word_wanted = self._at_word = to_word and not self._hit_wanted
        self._searched = 0

    def _seek_others(self, words: Sequence[str], *, to_word: bool) -> None:
        """The filter has other words for the note that is shown, or none."""
        self._word_wanted, self._searched = bool(words) and to_word, 0
        if not words:
            self._back_from_word()

    def _seek_nothing(self) -> None:
        self._word_wanted = self._hit_wanted = self._at_word = False
        self._reading = None

    def go(self, goal: Goal) -> bool:
        """Go to `goal`, and not to the words that are marked; see :meth:`MarkdownScroll.go`."""
        self._seek_nothing()
        return super().go(goal)

    def _went_elsewhere(self) -> None:
        self._seek_nothing()
        super()._went_elsewhere()

    def _document_changed(self) -> None:
        super()._document_changed()
        if not self._finder.is_active:
            return
        if self._document is not None:
            self._finder.again(self._document, self._height)
        self._tell_found()

    def _place_reached(self) -> None:
        super()._place_reached()
        self._go_to_word()
        if self._hit_wanted:
            self._show_hit()

    # -- the filter's words

    def _go_to_word(self) -> None:
        """Go to the first of the filter's words, as soon as it is laid out."""
        document = self._document
        if document is None or not self._word_wanted or self._is_outdated or self._finder.is_active:
            return
        line = self._finder.first_word(document.lines, self._searched, self._height)
        if line is not None:
            reading = self._reading if self._at_word else self._standing_in_text()
            self._show_line(line)
            self._at_word, self._reading = True, reading
        elif self.is_complete:
            self._word_wanted = False
            self._back_from_word()
        else:
            self._searched = max(0, self._height - self._room.height)  # the end may have been cut short

    def _standing_in_text(self) -> tuple[Goal, str] | None:
        goal = self.standing()
        return None if goal is None or self._text is None else (goal, self._text)

    def _back_from_word(self) -> None:
        """Come back to where one was reading before a word brought the note elsewhere, if one did."""
        reading = self._reading
        self._at_word, self._reading = False, None
        if reading is not None and self._text is not None:
            goal, text = reading
            super().go(goal.carried(text, self._text))

    # -- finding

    def find(self, text: str) -> int:
        """Mark `text` wherever it stands and go to the first from here on; gives the count so far.

        Ignores case and accents. :class:`Found` tells the count, again when more is laid out, and in every
        note that is shown from then on. An empty text ends the search.
        """
        if not text.strip():
            self._finder.stop()
            self._hit_wanted = False
        else:
            self._finder.start(text, self._document, self._height, self.scroll_offset.y)
            if self._finder.current is not None:
                self._show_hit()
            else:
                self._hit_wanted = not self.is_complete
        self._tell_found()
        self._painter.forget()
        self.refresh()
        return len(self._finder.hits)

    def find_next(self) -> None:
        """Go to the next hit, from the last one to the first."""
        self._step(1)

    def find_previous(self) -> None:
        """Go to the hit before, from the first one to the last."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._finder.step(by) is not None:
            self._show_hit()
            self._tell_found()
            self._painter.forget()
            self.refresh()

    def _show_hit(self) -> None:
        """Scroll to the current hit, if there is one."""
        if (hit := self._finder.current_cells) is not None:
            self._show_line(hit[0])
            self._show_cells(*hit)
