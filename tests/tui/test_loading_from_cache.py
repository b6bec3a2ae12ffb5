"""The app begins with the notes of the cache; what the files say instead comes afterwards and moves nothing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from talktui.config import Settings, State, locations
from talktui.config.stores import open_store
from talktui.notes.cache import Cache
from talktui.notes.look_again import Lookout
from talktui.notes.read_workers import Read
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.notes.talk import Note
from talktui.notes.watch import EVERYTHING
from talktui.tui.messages import FilesChanged
from talktui.tui.screens.editor import EditorScreen
from tests.tui.conftest import Driver, OpenApp


def read(root: Path) -> dict[str, Note]:
    return {note.path: note for note in Store(root).load()}


def shown(driver: Driver) -> dict[str, Note]:
    return dict(driver.browse.session.library.notes)


def kept(root: Path) -> dict[str, Note]:
    cache = Cache(locations().cache, root)
    found = {note.path: note for batch in cache.view().load_rows() for _, note in batch}
    cache.close()
    return found


async def keep(driver: Driver) -> None:
    """Have everything kept, now."""
    await driver.settle()
    driver.browse.loading_notes.keeping.now()
    await driver.settle()


@pytest.fixture
def old_notes(notes_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Notes that have come to rest: the clock is ahead."""
    now = time.time
    monkeypatch.setattr("talktui.config.stores.now", lambda: now() + 60)
    return notes_dir


def not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notes from the cache are not compared with the files by themselves."""
    monkeypatch.setattr("talktui.tui.watching.Watching.look", lambda self, said="": None)


@pytest.fixture
def no_file_is_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def never(self: Store, path: str) -> Note:
        raise AssertionError(f"{path} was read")

    def nothing(store: Store) -> Iterator[list[Read]]:
        raise AssertionError("the notes were read")
        yield []

    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", never)
        patch.setattr("talktui.tui.loading.read", nothing)
        yield


async def test_what_was_read_is_kept(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
        assert shown(driver) == read(old_notes)
    assert kept(old_notes) == read(old_notes)


async def test_the_next_start_reads_no_file(
    open_app: OpenApp, old_notes: Path, request: pytest.FixtureRequest
) -> None:
    async with open_app() as driver:
        await keep(driver)
    request.getfixturevalue("no_file_is_read")
    async with open_app() as driver:
        assert len(shown(driver)) == 5
        assert not driver.browse.session.loading
        folded = driver.browse.session.context.folded
        texts = {talk.key: folded.talk(talk) for note in shown(driver).values() for talk in note.talks}
    assert {key: SearchText(text.of) for key, text in texts.items() if text.of is not None} == texts


async def test_of_many_notes_the_texts_come_when_somebody_filters(
    open_app: OpenApp, old_notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as driver:
        await keep(driver)
        path = next(path for path, note in shown(driver).items() if len(note.talks) == 1)
    monkeypatch.setattr("talktui.tui.loading.AT_ONCE", 2)
    monkeypatch.setattr("talktui.tui.searching.AT_ONCE", 2)
    async with open_app() as driver:
        folded = driver.browse.session.context.folded
        assert folded.is_waiting
        assert not len(folded)
        with (old_notes / path).open("a", encoding="utf-8") as note:
            note.write("\nzebra\n")
        driver.browse.watching.look()
        await driver.settle()
        await driver.press("slash")
        await driver.type("zebra")
        await driver.settle()
        assert not folded.is_waiting
        assert [talk.key.path for talk in driver.browse.session.shown] == [path]
        made = {talk.key: folded.talk(talk) for note in shown(driver).values() for talk in note.talks}
        assert made == {talk.key: SearchText(talk) for note in shown(driver).values() for talk in note.talks}


async def test_what_changed_since_is_shown_and_kept(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
    (old_notes / "plain.md").write_text("# Plainer\n")
    (old_notes / "broken.md").unlink()
    (old_notes / "new.md").write_text("# New\n")
    (old_notes / "gophermeet-2024" / "conference.yaml").write_text("name: Another Meet 2024\n")
    async with open_app() as driver:
        assert shown(driver) == read(old_notes)
        await keep(driver)
    assert kept(old_notes) == read(old_notes)


async def test_nothing_moves_while_the_files_are_looked_at(
    open_app: OpenApp, old_notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State()
    async with open_app(state=state) as driver:
        await keep(driver)
        await driver.go_to("QUIC in anger")
    (old_notes / "aaa.md").write_text("# First of all\n")
    (old_notes / "gophermeet-2024" / "wal.md").unlink()
    not_looked_at(monkeypatch)
    async with open_app(state=state) as driver:
        assert driver.current == "QUIC in anger"
        assert "aaa.md" not in shown(driver)
        key = driver.talk.key
        await driver.press("v", "k")
        here = driver.row.id
        driver.browse.watching.changed(FilesChanged(EVERYTHING, None))
        await driver.settle()
        assert shown(driver) == read(old_notes)
        assert driver.row.id == here
        assert driver.browse.session.marks == {key}


async def test_an_open_editor_stays_open(
    open_app: OpenApp, old_notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State()
    async with open_app(state=state) as driver:
        await keep(driver)
        await driver.go_to("QUIC in anger")
    path = old_notes / "gophermeet-2024" / "quic.md"
    path.write_text(path.read_text("utf-8") + "\nMore, by another.\n", "utf-8")
    not_looked_at(monkeypatch)
    async with open_app(state=state) as driver:
        await driver.press("e")
        editor = driver.app.screen
        assert isinstance(editor, EditorScreen)
        driver.browse.watching.changed(FilesChanged(EVERYTHING, None))
        while "More" not in shown(driver)["gophermeet-2024/quic.md"].talks[0].body:
            await driver.pilot.pause()
        assert driver.app.screen is editor
        assert driver.browse.tree_view.current is not None


async def test_an_edit_is_kept_for_the_next_start(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
        await driver.go_to("QUIC in anger")
        await driver.press("s", "d")
        await keep(driver)
        assert shown(driver) == read(old_notes)
    assert kept(old_notes) == read(old_notes)


async def test_an_edit_of_a_note_from_the_cache_is_made_on_the_file_as_it_is(
    open_app: OpenApp, old_notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as driver:
        await keep(driver)
    path = old_notes / "gophermeet-2024" / "quic.md"
    path.write_text(path.read_text("utf-8") + "\nMore, by another.\n", "utf-8")
    not_looked_at(monkeypatch)
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("s", "d")
        assert "More, by another." in path.read_text("utf-8")
        assert "status: watched" in path.read_text("utf-8")


async def test_a_cache_that_goes_while_the_app_runs_is_made_again(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
        shutil.rmtree(locations().cache)
        (old_notes / "plain.md").write_text("# Plainer\n")
        driver.browse.watching.look()
        await keep(driver)
        await keep(driver)
    assert kept(old_notes) == read(old_notes)


async def test_a_damaged_cache_is_no_more_than_a_line_in_the_log(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
    (file,) = locations().cache.glob("*.cache")
    file.write_bytes(b"SQLite format 3\0" + os.urandom(20_000))
    async with open_app() as driver:
        assert shown(driver) == read(old_notes)
        await keep(driver)
    (line,) = (locations().state / "talktui.log").read_text("utf-8").splitlines()
    assert "damaged" in line
    assert kept(old_notes) == read(old_notes)


async def test_reading_again_from_the_disk_trusts_no_cache(
    open_app: OpenApp, old_notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as driver:
        await keep(driver)
    not_looked_at(monkeypatch)
    async with open_app() as driver:
        (old_notes / "plain.md").write_text("# Plainer\n")
        await driver.press("r")
        assert shown(driver) == read(old_notes)


async def test_what_is_ignored_now_goes(open_app: OpenApp, old_notes: Path) -> None:
    async with open_app() as driver:
        await keep(driver)
    async with open_app(settings=Settings(ignore=("gophermeet-2024",))) as driver:
        assert set(shown(driver)) == {"winter-2023.md", "plain.md", "broken.md"}
        await keep(driver)
    async with open_app() as driver:
        assert shown(driver) == read(old_notes)


def test_many_notes_that_differ_are_read_by_others(
    tmp_path: Path, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talktui.notes.look_again.MANY", 2)
    store = open_store(notes_dir)
    assert {seen.path: seen.now for seen in Lookout(store).everything({})} == read(notes_dir)
