"""The cache's search texts for a query that looks into many notes.

Folding 20,000 notes takes most of a second, and reading what was folded before a twentieth of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from talktui.notes.search_text import SearchText
from talktui.notes.talk import Talk, TalkKey
from talktui.query.context import FoldedTexts

_MANY = 300
"""Talks of which the texts are folded as quickly as the cache's are all read."""


class KeptTexts(FoldedTexts):
    """Search texts, made of the talks until there are many, then asked of `kept`."""

    def __init__(self, kept: Callable[[], Iterable[tuple[TalkKey, SearchText]]]) -> None:
        super().__init__()
        self._kept = kept
        self._asked = 0
        self._at_hand: dict[TalkKey, SearchText] = {}

    def talk(self, talk: Talk) -> SearchText:
        """See :class:`FoldedTexts`."""
        self._asked += 1
        if self._asked == _MANY:
            self._at_hand = dict(self._kept())
        text = self._at_hand.pop(talk.key, None)
        if text is not None:
            self.put(talk, text)
        return super().talk(talk)
