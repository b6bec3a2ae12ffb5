"""What a query needs besides the talk: today, the marks, and talks' folded text kept between keys.

Folding 18 MB of notes takes about a second; looking through it once folded takes some ten
milliseconds. So each talk is folded once, when a query first asks, and again when it was replaced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from threading import Lock, current_thread, main_thread

from talktui.notes.folding import fold
from talktui.notes.search_text import SearchText
from talktui.notes.talk import Talk, TalkKey

ALL_TALKS = 3.0
"""Seconds for the patterns of a whole filtering; the longest sane one took 0.2 s on 19 MB."""

_MEMO_LIMIT = 200_000
_MANY = 300
"""Talks of which the texts are folded as quickly as all of them are brought."""


class FoldedTexts:
    """The search texts by their talks' keys, and folded short values (tags, conferences) by their text.

    Safe to use from a worker while another thread does: entries are made whole, then put in.
    """

    def __init__(self) -> None:
        self._talks: dict[TalkKey, SearchText] = {}
        self._values: dict[str, str] = {}
        self._fill: Callable[[], None] | None = None
        self._filling = Lock()
        self._made = 0  # texts, since there is something to fill with

    def later(self, fill: Callable[[], None] | None) -> None:
        """Have `fill` called when texts are wanted: it puts those that need not be made anew."""
        self._made = 0
        self._fill = fill

    def let_go(self, fill: Callable[[], None] | None) -> object:
        """Forget every text; those that are wanted again `fill` puts, or they are made anew.

        What is returned holds them: they are freed when it is. Who looks through some goes on with them.
        """
        gone, self._talks = self._talks, {}
        self.later(fill)
        return gone

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to :meth:`fill` with."""
        return self._fill is not None

    @property
    def is_being_filled(self) -> bool:
        """Whether that is under way."""
        return self._filling.locked()

    def fill(self) -> None:
        """Have them put now; whoever comes meanwhile waits. For a thread."""
        with self._filling:
            if self._fill is not None:
                try:
                    self._fill()
                finally:
                    self._fill = None

    def talk(self, talk: Talk) -> SearchText:
        """The search text of `talk`; made anew for one that was replaced (another object with its key)."""
        text = self._talks.get(talk.key)
        if text is None or text.of is not talk:
            # The main thread draws, and waits for nobody: it asks for a few talks at a time, as a rule.
            if self._fill is not None:
                self._made += 1
                if current_thread() is not main_thread() or self._made > _MANY:
                    self.fill()
            text = self.alone(talk)
        return text

    def alone(self, talk: Talk) -> SearchText:
        """The same, but the others' texts are not wanted."""
        text = self._talks.get(talk.key)
        if text is None or text.of is not talk:
            text = SearchText(talk)
            self.put(talk, text)
        return text

    def put(self, talk: Talk, text: SearchText) -> None:
        """Keep `text`, which was made of `talk` or of one that says the same (the cache's)."""
        text.of = talk
        self._talks[talk.key] = text

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
