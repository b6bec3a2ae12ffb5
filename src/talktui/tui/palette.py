"""The palette: every command by name, and a jump to a talk by its title.

Textual's own fuzzy matcher can take minutes over one long title, so the scoring here is our own and
bounded: every word typed must stand in the name; where it stands decides the order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from talktui.notes.folding import fold
from talktui.notes.search_text import decoded, encoded
from talktui.notes.talk import Kind
from talktui.query.corpus import Corpus
from talktui.tui.commands import COMMANDS, TYPED, Command, shown_keys
from talktui.tui.plain import plain
from talktui.tui.screens.browse import BrowseScreen

if TYPE_CHECKING:
    from talktui.tui.app import TalktuiApp

MOST = 60  # so many talks are offered at a time
_PAUSE_EVERY = 2000  # talks scored before others get a turn


def score(words: tuple[str, ...], folded: str) -> float:
    """How well `words` (folded) match a folded name: 0 is not at all; 1 is the name itself.

    Costs one substring search a word. Words at the name's start, then at a word's start, count more.
    """
    if not words:
        return 0.0
    total = 0.0
    for word in words:
        at = folded.find(word)
        if at < 0:
            return 0.0
        total += 1.0 if at == 0 else 0.8 if not folded[at - 1].isalnum() else 0.5
    length = sum(len(word) for word in words)
    return total / len(words) * (0.7 + 0.3 * min(1.0, length / max(1, len(folded))))


class Palette(Provider):
    """Feeds the palette from the command table and the library."""

    @property
    def _browse(self) -> BrowseScreen:
        app: TalktuiApp = self.app  # type: ignore[assignment]  # Provider types its app as any app
        return app.browse

    def _run(self, command: Command) -> Callable[[], None]:
        return partial(self._browse.run_command, command)

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for command in COMMANDS:
            if command.context not in TYPED:
                name = plain(f"{command.title}  {shown_keys(command, self._browse.keymap)}")
                yield DiscoveryHit(_told(name, command.help), self._run(command), text=command.title)

    async def search(self, query: str) -> Hits:
        """The commands and talks whose name holds every word of `query`."""
        words = tuple(fold(query).split())
        for command in COMMANDS:
            rank = score(words, fold(f"{command.title} {command.id}"))
            if rank and command.context not in TYPED:
                keys = shown_keys(command, self._browse.keymap)
                name = _told(_marked(f"{command.title}  {keys}", words), command.help)
                yield Hit(min(1.0, rank + 0.05), name, self._run(command), text=command.title)
        corpus = self._browse.session.search().answers.corpus
        best: list[tuple[float, int]] = []
        for start in range(0, len(corpus.talks) if words else 0, _PAUSE_EVERY):
            best = nsmallest(MOST, best + _ranked(words, corpus, start, start + _PAUSE_EVERY))
            await asyncio.sleep(0)
        for worse, row in best:
            talk, rank = corpus.talks[row], -worse
            where = " · ".join(part for part in (talk.conference, talk.key.path) if part)
            go = partial(self._browse.browsing.go_to, talk.key)
            yield Hit(rank, _told(_marked(talk.title, words), where), go, text=talk.title)


def _ranked(words: tuple[str, ...], corpus: Corpus, start: int, end: int) -> list[tuple[float, int]]:
    """(minus its score, its row) of each talk from row `start` to `end` whose title has all of `words`.

    Titles are folded in the search texts already; a talk without one yet is not given one here.
    """
    sought = [encoded(word) for word in words]
    found: list[tuple[float, int]] = []
    for row, text in enumerate(corpus.texts[start:end], start):
        if text is None:
            title = fold(corpus.talks[row].title)
        else:
            raw, stop = text.raw, text.title_end
            if any(raw.find(word, 0, stop) < 0 for word in sought):
                continue
            title = decoded(raw[:stop])
        if corpus.talks[row].kind is not Kind.UNREADABLE and (rank := score(words, title)):
            found.append((-rank, row))
    return found


def _told(name: Content, about: str) -> Content:
    """A name with a line about it. Not given as a hit's `help`: Textual reads that as markup."""
    return name + "\n" + plain(about, "not bold dim")


def _marked(name: str, words: tuple[str, ...]) -> Content:
    """A name with the words that matched underlined, where folding left its length alone."""
    content = plain(name)
    folded = fold(name)
    if len(folded) == len(content.plain):
        for word in words:
            at = folded.find(word)
            if at >= 0:
                content = content.stylize("underline", at, at + len(word))
    return content
