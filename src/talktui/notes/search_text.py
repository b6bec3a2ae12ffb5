"""What the filter looks through of a talk: its words folded, as UTF-8.

As bytes, because a third of real notes hold a character that makes Python store two bytes for each; a
word is found in them as quickly as in text.  The cache keeps these, so that nothing has to be folded
again for the first filter of the day.
"""

from __future__ import annotations

from talktui.notes.folding import fold
from talktui.notes.own_text import has_own_text
from talktui.notes.talk import Talk

BREAK = "\n\x00\n"
"""Stands between two parts. No space, so that a phrase does not run from one into the next; in lines of
its own, so that `^` and `$` of a pattern stand at a part's ends."""


def encoded(folded: str) -> bytes:
    """`folded` as it stands in :attr:`SearchText.raw`; what is no UTF-8 (of a file's name) included.

    One text is found in another exactly when it is in their bytes.
    """
    return folded.encode("utf-8", "surrogatepass")


def decoded(raw: bytes) -> str:
    """What :func:`encoded` made bytes of."""
    return raw.decode("utf-8", "surrogatepass")


class SearchText:
    """One talk's words, folded.

    `raw` holds the title, what else a plain word is looked for in, and the body, with :data:`BREAK`
    between the parts; `title_end` and `body_start` count its bytes.  `own_text`: whether the person
    wrote something, see :mod:`talktui.notes.own_text`.  `of`: the talk that whoever keeps this says it
    was made of, to tell when that one is replaced.
    """

    __slots__ = ("body_start", "of", "own_text", "raw", "title_end")

    def __init__(self, talk: Talk) -> None:
        """Fold what `talk` says. The talk itself is not kept."""
        others = [
            *[speaker.name for speaker in talk.speakers],
            *talk.organisations,
            talk.conference,
            *talk.categories,
            *talk.all_tags,
            talk.verdict or "",
        ]
        body = talk.body
        title = encoded(fold(talk.title))
        head = fold(BREAK.join([part for part in others if part]))
        before = encoded(f"{BREAK}{head}{BREAK}" if head else BREAK)
        self.raw = b"".join((title, before, encoded(fold(body))))
        self.title_end = len(title)
        self.body_start = len(title) + len(before)
        self.own_text = has_own_text(body)
        self.of: Talk | None = None

    @classmethod
    def from_parts(cls, raw: bytes, title_end: int, body_start: int, own_text: bool) -> SearchText:
        """What was made of a talk once, from the cache."""
        made = cls.__new__(cls)
        made.raw = raw
        made.title_end = title_end
        made.body_start = body_start
        made.own_text = own_text
        made.of = None
        return made

    @property
    def text(self) -> str:
        """`raw` as text, for patterns and phrases. Made anew each time."""
        return decoded(self.raw)

    @property
    def characters_before_body(self) -> int:
        """Characters of :attr:`text` before the body."""
        return len(decoded(self.raw[: self.body_start]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchText):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"<SearchText of {len(self.raw)} bytes>"

    def _parts(self) -> tuple[bytes, int, int, bool]:
        return self.raw, self.title_end, self.body_start, self.own_text
