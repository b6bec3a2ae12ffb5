"""Talks in a row with their search texts beside them, so that a clause can be asked of thousands at once.

Asking a talk at a time looks up its text by its key, which takes as long as searching it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from talktui.notes.search_text import SearchText
from talktui.notes.talk import Talk
from talktui.query.context import FoldedTexts

_ONE_BY_ONE = 20  # notes; a change of more makes the row anew


class Corpus:
    """`talks`, and in the same places `texts`, as far as somebody has asked for them.

    Threads may share it: an entry is made whole, then put in.
    """

    __slots__ = ("folded", "talks", "texts")

    def __init__(
        self, talks: Sequence[Talk], folded: FoldedTexts, texts: list[SearchText | None] | None = None
    ) -> None:
        self.talks = talks
        self.folded = folded
        self.texts: list[SearchText | None] = [None] * len(talks) if texts is None else texts

    def text(self, row: int) -> SearchText:
        """The search text of the talk at `row`, made when it is not there yet."""
        text = self.texts[row]
        if text is None:
            text = self.texts[row] = self.folded.talk(self.talks[row])
        return text

    def let_texts_go(self) -> object:
        """Forget the texts until somebody asks for them again. What is returned holds them."""
        gone, self.texts = self.texts, [None] * len(self.talks)
        return gone

    def followed(self, talks: Sequence[Talk], changed: Collection[str]) -> Corpus:
        """The same of `talks`, which are other ones where notes have `changed` (their paths)."""
        if len(changed) > _ONE_BY_ONE:
            return Corpus(talks, self.folded)
        texts: list[SearchText | None] = []
        done = 0
        for path in sorted(changed):
            start, end = span(self.talks, path)
            now, then = span(talks, path)
            texts += self.texts[done:start]
            texts += [None] * (then - now)
            done = end
        texts += self.texts[done:]
        return Corpus(talks, self.folded, texts)


def span(talks: Sequence[Talk], path: str) -> tuple[int, int]:
    """Where the talks of the note at `path` stand in `talks`, which are in the order of their paths."""
    start = bisect_left(talks, path, key=_path)
    return start, bisect_right(talks, path, lo=start, key=_path)


def _path(talk: Talk) -> str:
    return talk.key.path
