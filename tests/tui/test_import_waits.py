"""An import that takes its time: stopped, left, waited for, gone on with; nothing of it is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from talktui.notes.files import NoteFiles
from talktui.transfer import source_paths
from talktui.tui.screens.import_plan import ImportScreen

from .conftest import OpenApp
from .import_case import event, schedule
from .import_driver import ask, files, imported, keys, look, on, until, write


@contextmanager
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A directory is read as far as its first file, until the event is set."""
    go = threading.Event()

    def slowly(arguments: object, stdin: object, notes: object, looked: Callable[[int], None]) -> object:
        def told(count: int) -> None:
            looked(count)
            go.wait(30)
            looked(count)

        return source_paths.find(arguments, stdin, notes, told)  # type: ignore[arg-type]

    monkeypatch.setattr("talktui.transfer.sources.find", slowly)
    try:
        yield go
    finally:
        go.set()


async def test_a_directory_that_is_read_slowly_can_be_stopped(
    open_app: OpenApp, notes_dir: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lake.parent / "many").mkdir()
    lake.rename(lake.parent / "many" / "lake.json")
    with slow_disk(monkeypatch) as go:
        async with open_app() as driver:
            await ask(driver, lake.parent / "many")
            await until(driver, lambda: "reading files…" in driver.shown())
            await driver.pilot.press("escape")
            await until(driver, lambda: "nothing was imported" in driver.shown())
            go.set()
            await driver.pilot.press("enter")
            await until(driver, on(driver, ImportScreen))
            await keys(driver, "escape")


async def test_leaving_while_it_is_read_or_looked_through_imports_nothing(
    open_app: OpenApp, notes_dir: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(notes_dir)
    with slow_disk(monkeypatch) as go:
        async with open_app() as driver:
            await ask(driver, lake.parent)
            await until(driver, lambda: "reading files" in driver.shown())
            await driver.pilot.press("ctrl+q")
            await until(driver, lambda: driver.app._exit)
            go.set()
    async with open_app() as driver:
        await look(driver, lake)
        await driver.pilot.press("ctrl+q")
        await until(driver, lambda: driver.app._exit)
    assert files(notes_dir) == before


async def test_leaving_after_enter_waits_until_all_is_saved(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path
) -> None:
    many = write(tmp_path / "many.json", schedule([event(n, f"Talk {n}") for n in range(60)]))
    async with open_app() as driver:
        await look(driver, many)
        await driver.pilot.press("enter", "q")
        await until(driver, lambda: driver.app._exit)
        assert not driver.browse.editing.saving.pending
    made = [name for name in files(notes_dir) if name.startswith("lake-days-2025/talk-")]
    assert len(made) == 60


async def test_notes_that_are_still_being_read_are_waited_for(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with open_app() as driver:
        await look(driver, lake)
        await imported(driver)
        driver.app.session.loading = True
        await ask(driver, lake)
        await until(driver, lambda: "waiting until all notes are read" in driver.shown())
        driver.app.session.loading = False
        await until(driver, on(driver, ImportScreen))
        await until(driver, lambda: "same 3" in driver.shown())
        await keys(driver, "escape")


async def test_an_import_waits_for_the_one_before_it(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path
) -> None:
    many = write(tmp_path / "many.json", schedule([event(n, f"Talk {n}") for n in range(60)]))
    async with open_app() as driver:
        first = await look(driver, many)
        await driver.pilot.press("enter")
        await until(driver, lambda: driver.app.screen is not first)
        await ask(driver, many)
        await until(driver, lambda: on(driver, ImportScreen)() and driver.app.screen is not first)
        await until(driver, lambda: "same 60" in driver.shown())
        await keys(driver, "escape")
    assert len([name for name in files(notes_dir) if name.startswith("lake-days-2025/talk-")]) == 60


@pytest.mark.parametrize("again", ["I", "ctrl+r"])
async def test_one_that_was_stopped_and_gone_on_with_is_one_step(
    open_app: OpenApp, notes_dir: Path, lake: Path, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    before = files(notes_dir)
    create = NoteFiles.create

    def stops(self: NoteFiles, path: str, *args: Any, **more: Any) -> Any:
        if path.endswith("lakes-and-logs.md"):
            driver.browse.editing.saving.stop()
        return create(self, path, *args, **more)

    async with open_app() as driver:
        await look(driver, lake)
        with monkeypatch.context() as patch:
            patch.setattr(NoteFiles, "create", stops)
            await driver.pilot.press("enter")
            await until(driver, lambda: "stopped" in driver.browse.keys.message)
            await driver.settle()
        assert len(files(notes_dir)) - len(before) == 2
        if again == "I":
            await look(driver, lake)
            await imported(driver)
        else:
            await driver.press("ctrl+r")
        assert len(files(notes_dir)) - len(before) == 4
        await driver.press("u")
        assert files(notes_dir) == before


async def test_a_name_that_is_taken_meanwhile_is_told_and_the_others_are_imported(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with open_app() as driver:
        await look(driver, lake)
        (notes_dir / "lake-days-2025").mkdir()
        mine = write(notes_dir / "lake-days-2025" / "lakes-and-logs.md", "mine\n")
        await driver.pilot.press("enter")
        await until(driver, lambda: not driver.browse.editing.saving.pending)
        await driver.settle()
        assert mine.read_text("utf-8") == "mine\n"
        assert "lakes-and-logs.md" in driver.browse.keys.message
        assert driver.browse.keys.warns
        assert driver.current == "Ducks in a row"
