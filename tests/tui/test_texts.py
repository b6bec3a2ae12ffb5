"""The filter's search texts are in memory while somebody filters; what is found is the same without them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from talktui.config import locations
from talktui.notes.cache import Cache
from talktui.notes.read_workers import Read
from talktui.notes.records import to_record
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.query.context import FoldedTexts
from tests.tui.conftest import Driver, OpenApp


@pytest.fixture(autouse=True)
def old_notes(notes_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Notes that have come to rest (the clock is ahead), and are many."""
    now = time.time
    monkeypatch.setattr("talktui.config.stores.now", lambda: now() + 60)
    for module in ("loading", "searching", "texts"):
        monkeypatch.setattr(f"talktui.tui.{module}.AT_ONCE", 2)
    return notes_dir


async def keep(driver: Driver) -> None:
    await driver.settle()
    driver.browse.loading_notes.keeping.now()
    await driver.settle()


async def rest(driver: Driver) -> None:
    """A while passes in which nobody types, and what changed is kept."""
    await keep(driver)
    driver.browse.loading_notes.texts._used = 0.0
    driver.browse.loading_notes.texts.rest()
    await driver.settle()


def folded(driver: Driver) -> FoldedTexts:
    return driver.browse.session.context.folded


def found(driver: Driver) -> list[str]:
    return sorted(talk.key.path for talk in driver.browse.session.shown)


def has_a_text_for_each_talk(driver: Driver) -> bool:
    talks = driver.browse.session.library.talks
    return len(folded(driver)) == len(talks) and all(
        folded(driver).alone(talk) == SearchText(talk) for talk in talks
    )


async def filtered(driver: Driver, text: str) -> None:
    await driver.press("slash")
    await driver.type(text)
    await driver.settle()


async def test_they_go_when_nobody_filters_and_come_for_the_next_letter(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await keep(driver)
    async with open_app() as driver:
        await driver.settle()
        await filtered(driver, "fsyn")
        assert has_a_text_for_each_talk(driver)
        before = found(driver)
        await rest(driver)
        assert not len(folded(driver))
        assert found(driver) == before
        await driver.type("c")
        await driver.settle()
        assert found(driver) == before
        await driver.type(" OR checkpoints")
        await driver.settle()
        assert set(found(driver)) >= set(before)
        assert has_a_text_for_each_talk(driver)


async def test_they_stay_while_somebody_types(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await keep(driver)
    async with open_app() as driver:
        await driver.settle()
        await filtered(driver, "fsync")
        driver.browse.loading_notes.texts.rest()
        await driver.settle()
        assert has_a_text_for_each_talk(driver)


async def test_they_stay_when_there_is_no_cache_to_bring_them(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talktui.tui.keeping.Keeping.now", lambda self: None)
    async with open_app() as driver:
        await driver.settle()
        await filtered(driver, "fsync")
        await rest(driver)
        assert has_a_text_for_each_talk(driver)


async def test_what_changes_while_they_are_gone_is_found(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
    async with open_app() as driver:
        await driver.settle()
        await filtered(driver, "fsync")
        await rest(driver)
        changed = next(iter(set(driver.browse.session.library.notes) - set(found(driver))))
        with (old_notes / changed).open("a", encoding="utf-8") as note:
            note.write("\nfsync fsynczebra\n")
        driver.browse.watching.look()
        await driver.settle()
        assert changed in found(driver)
        await driver.type("zebra")
        await driver.settle()
        assert found(driver) == [changed]
        assert has_a_text_for_each_talk(driver)


async def test_a_cache_that_others_changed_or_lost_brings_no_wrong_ones(
    open_app: OpenApp, old_notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as driver:
        await keep(driver)
    async with open_app() as driver:
        await driver.settle()
        await filtered(driver, "fsyn")
        before = found(driver)
        await rest(driver)
        other = Cache(locations().cache, old_notes)
        note = driver.browse.session.library.notes[before[0]]
        assert note.etag is not None
        elsewhere = replace(note, etag=note.etag._replace(mtime_ns=note.etag.mtime_ns - 1))
        another = SearchText.from_parts(b"nothing", 0, 0, False)
        monkeypatch.setattr(Cache, "_can_keep", lambda self, note: True)
        assert other.write([elsewhere], text_of=lambda talk: another)
        path = other.file
        other.close()
        assert path is not None
        await driver.type("c")
        await driver.settle()
        assert found(driver) == before
        await rest(driver)
        path.unlink()
        driver.app.store.cache.close()
        await driver.press("backspace")
        await driver.type("c ")
        await driver.settle()
        assert found(driver) == before


class TestReadByOthers:
    """What other processes made of the notes is used as it is."""

    @pytest.fixture(autouse=True)
    def by_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def read(store: Store) -> Iterator[list[Read]]:
            for path in list(store.scan()):
                note = store.read(path)
                texts = tuple(SearchText(talk) for talk in note.talks)
                yield [Read(note, time.time_ns(), to_record(note), texts)]

        monkeypatch.setattr("talktui.tui.loading.read", read)

    async def test_it_is_kept_and_no_text_stays(self, open_app: OpenApp, old_notes: Path) -> None:
        async with open_app() as driver:
            await keep(driver)
            assert driver.browse.loading_notes.keeping.unkept is None
            assert not len(folded(driver))
            await filtered(driver, "fsync")
            assert found(driver)
            assert has_a_text_for_each_talk(driver)
        cache = Cache(locations().cache, old_notes)
        kept = {note.path: note for batch in cache.view().load_rows() for _, note in batch}
        texts = dict(cache.view().texts())
        cache.close()
        assert kept == {note.path: note for note in Store(old_notes).load()}
        assert texts == {talk.key: SearchText(talk) for note in kept.values() for talk in note.talks}

    async def test_a_filter_finds_what_is_not_in_the_cache_yet(
        self, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("talktui.tui.keeping.Keeping.now", lambda self: None)
        async with open_app() as driver:
            await driver.settle()
            assert not len(folded(driver))
            await filtered(driver, "fsync")
            assert found(driver)
            assert has_a_text_for_each_talk(driver)

    async def test_reading_again_finds_the_same(self, open_app: OpenApp) -> None:
        async with open_app() as driver:
            await keep(driver)
            await filtered(driver, "fsync")
            before = found(driver)
            driver.browse.loading_notes.start()
            await keep(driver)
            assert found(driver) == before
            await driver.type(" ")
            await driver.press("backspace")
            await driver.settle()
            assert found(driver) == before
