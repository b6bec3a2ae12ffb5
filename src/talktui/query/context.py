"""What a query needs besides the talk: today, the marks, and talks' folded text kept between keys.

Folding 18 MB of notes takes about a second; looking through it once folded takes some ten
milliseconds. So each talk is folded once, when a query first asks, and again when it was replaced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from talktui.notes.folding import fold
from talktui.notes.talk import Talk, TalkKey
from talktui.query.own_text import has_own_text

# Between two parts of a haystack. No space, so that a phrase does not run from one into the next;
# in lines of its own, so that `^` and `$` of a pattern stand at a part's ends.
_BREAK = "\n\x00\n"
_MEMO_LIMIT = 200_000


class FoldedTalk:
    """One talk's words, folded: `text` holds its title first and its body last."""

    __slots__ = ("_own_text", "body_start", "talk", "text", "title_end")

    def __init__(self, talk: Talk) -> None:
        parts = [
            talk.title,
            *(speaker.name for speaker in talk.speakers),
            *talk.organisations,
            talk.conference,
            *talk.categories,
            *talk.all_tags,
            talk.verdict or "",
        ]
        title = fold(talk.title)
        head = fold(_BREAK.join(part for part in parts[1:] if part))
        before = f"{title}{_BREAK}{head}{_BREAK}" if head else f"{title}{_BREAK}"
        self.talk = talk
        self.text = before + fold(talk.body)
        self.title_end = len(title)
        self.body_start = len(before)
        self._own_text: bool | None = None

    @property
    def own_text(self) -> bool:
        """Whether the person wrote something, see :mod:`talktui.query.own_text`."""
        if self._own_text is None:
            self._own_text = has_own_text(self.talk.body)
        return self._own_text


class FoldedTexts:
    """The cache: folded talks by key, and folded short values (tags, conferences) by their text.

    Safe to use from a worker while another thread does: entries are made whole, then put in.
    """

    def __init__(self) -> None:
        self._talks: dict[TalkKey, FoldedTalk] = {}
        self._values: dict[str, str] = {}

    def talk(self, talk: Talk) -> FoldedTalk:
        """`talk` folded; a talk that was replaced (another object under its key) is folded anew."""
        folded = self._talks.get(talk.key)
        if folded is None or folded.talk is not talk:
            folded = self._talks[talk.key] = FoldedTalk(talk)
        return folded

    def value(self, text: str) -> str:
        """:func:`fold` of a short value that many talks share."""
        folded = self._values.get(text)
        if folded is None:
            if len(self._values) >= _MEMO_LIMIT:
                self._values.clear()
            folded = self._values[text] = fold(text)
        return folded

    def forget(self, keys: Iterable[TalkKey]) -> None:
        """Drop talks that are gone; a replaced talk needs no call."""
        for key in keys:
            self._talks.pop(key, None)

    def __len__(self) -> int:
        return len(self._talks)


class Allowance:
    """Seconds that the patterns of one filtering may still take."""

    __slots__ = ("left",)

    def __init__(self, seconds: float) -> None:
        self.left = seconds


def local_today() -> dt.date:
    """Today where the person is."""
    return dt.datetime.now().astimezone().date()


@dataclass(frozen=True)
class Context:
    """What queries are asked in. Change it with :func:`dataclasses.replace`: `folded` is then shared.

    `marked` holds the marked talks' keys, `conflicts` the paths of notes known to be in conflict
    (file names that sync programs give to conflicts are recognised without it).
    """

    today: dt.date = field(default_factory=local_today)
    marked: Container[TalkKey] = frozenset()
    conflicts: Container[str] = frozenset()
    folded: FoldedTexts = field(default_factory=FoldedTexts, repr=False, compare=False)
    allowance: Allowance | None = field(default=None, repr=False, compare=False)
