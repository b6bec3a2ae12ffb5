"""The palette finds talks by our own scorer, in the same order whether their texts are folded yet or not."""

from __future__ import annotations

import pytest
from textual import fuzzy

from talktui.notes.folding import fold
from talktui.notes.talk import Kind
from talktui.tui.palette import MOST, Palette, score
from tests.tui.conftest import Driver, OpenApp


async def titles_for(driver: Driver, query: str) -> list[str]:
    palette = Palette(driver.browse)
    talks = {talk.title for talk in driver.browse.session.library.talks}
    return [hit.text or "" async for hit in palette.search(query) if hit.text in talks]


@pytest.mark.parametrize("query", ["a", "in", "Tail LAT", "e a", "zzz", "o"])
async def test_talks_come_best_first_and_of_equals_as_they_stand(
    open_app: OpenApp, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("Textual's matcher can take minutes over one title")

    async with open_app() as driver:
        monkeypatch.setattr(fuzzy.Matcher, "match", never)
        monkeypatch.setattr(fuzzy.FuzzySearch, "match", never)
        words = tuple(fold(query).split())
        ranked = sorted(
            (-score(words, fold(talk.title)), row, talk.title)
            for row, talk in enumerate(driver.browse.session.library.talks)
            if talk.kind is not Kind.UNREADABLE and score(words, fold(talk.title))
        )
        wanted = [title for _, _, title in ranked][:MOST]
        assert await titles_for(driver, query) == wanted
        driver.browse.session.prepare(driver.browse.session.library.talks)
        list(map(driver.browse.session.search().answers.corpus.text, range(len(ranked))))
        assert await titles_for(driver, query) == wanted
