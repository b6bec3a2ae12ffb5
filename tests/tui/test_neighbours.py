"""Others have a note in hand: its sync-conflict copy is settled, and an edit asks first where it is open."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from talktui.tui.screens.conflict import ConflictScreen
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.menu import MenuScreen
from talktui.tui.screens.problems import ProblemsScreen
from tests.notes.test_beside import swap_head
from tests.tui.conftest import QUIC, Driver, OpenApp
from tests.tui.watched import QUIC_PATH, until, watched


@asynccontextmanager
async def vim(path: Path) -> AsyncIterator[None]:
    """A process that calls itself vim, with a swap file of `path`."""
    program = path.parent.parent / "vim"
    os.symlink(shutil.which("sleep") or "/bin/sleep", program)
    process = subprocess.Popen([program, "60"])
    swap = path.with_name(f".{path.name}.swp")
    swap.write_bytes(swap_head(process.pid, socket.gethostname()))
    try:
        yield
    finally:
        swap.unlink()
        process.kill()
        process.wait()


COPY = "gophermeet-2024/quic.sync-conflict-20240131-235959-ABCDEFG.md"
THEIRS = QUIC.replace("Streams", "Rivers")


@pytest.fixture
def trashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what went to the trash."""
    gone: list[str] = []

    def to_trash(full: str, *_: object) -> None:
        gone.append(Path(full).name)
        os.unlink(full)

    monkeypatch.setattr("talktui.notes.files.to_trash", to_trash)
    return gone


async def conflict(driver: Driver, notes_dir: Path) -> ConflictScreen:
    """The conflict screen of the talk whose copy has just come."""
    await driver.go_to("QUIC in anger")
    (notes_dir / COPY).write_text(THEIRS)
    await until(lambda: "sync-conflict copy stands beside it" in driver.browse.card.text)
    await driver.press("C")
    await until(lambda: isinstance(driver.app.screen, ConflictScreen))
    assert isinstance(driver.app.screen, ConflictScreen)
    return driver.app.screen


async def test_a_sync_conflict_copy_is_no_talk_but_found_and_listed(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with watched(open_app) as driver:
        await conflict(driver, notes_dir)
        await driver.press("escape")
        assert COPY not in driver.browse.session.library.notes
        assert driver.titles.count("QUIC in anger") == 1
        driver.browse.bar.set_text("is:conflict")
        driver.browse.filtering.changed("is:conflict")
        await driver.settle()
        assert driver.titles == ["QUIC in anger"]
        await driver.press("ctrl+e")
        assert isinstance(driver.app.screen, ProblemsScreen)
        assert any(COPY.rpartition("/")[2] in message for _, message, _ in driver.app.screen._problems)
        (notes_dir / COPY).unlink()
        await until(lambda: not driver.browse.session.conflicts)


async def test_of_a_sync_conflict_theirs_can_be_taken_and_taken_back(
    open_app: OpenApp, notes_dir: Path, trashed: list[str]
) -> None:
    async with watched(open_app) as driver:
        await conflict(driver, notes_dir)
        await driver.press("t")
        await until(lambda: not (notes_dir / COPY).exists())
        assert (notes_dir / QUIC_PATH).read_text() == THEIRS
        assert trashed == [Path(COPY).name]
        await until(lambda: "sync-conflict" not in driver.browse.card.text)
        await driver.press("u")
        await until((notes_dir / COPY).exists)
        assert (notes_dir / QUIC_PATH).read_text() == QUIC
        assert (notes_dir / COPY).read_text() == THEIRS
        assert COPY not in driver.browse.session.library.notes


async def test_of_a_sync_conflict_mine_can_be_kept(
    open_app: OpenApp, notes_dir: Path, trashed: list[str]
) -> None:
    async with watched(open_app) as driver:
        await conflict(driver, notes_dir)
        await driver.press("m")
        await until(lambda: not (notes_dir / COPY).exists())
        assert (notes_dir / QUIC_PATH).read_text() == QUIC
        assert trashed == [Path(COPY).name]


async def test_both_texts_of_a_sync_conflict_can_be_edited_together(
    open_app: OpenApp, notes_dir: Path, trashed: list[str]
) -> None:
    async with watched(open_app) as driver:
        await conflict(driver, notes_dir)
        await driver.press("b")
        await until(lambda: isinstance(driver.app.screen, EditorScreen))
        editor = driver.app.screen
        assert isinstance(editor, EditorScreen)
        assert "Streams" in editor.text
        assert "Rivers" in editor.text
        editor.area.text = QUIC.replace("Streams", "Streams and rivers")
        await driver.press("ctrl+s")
        await until(lambda: "Streams and rivers" in (notes_dir / QUIC_PATH).read_text())
        await until(lambda: not editor.modified)
        await driver.press("escape")
        await until(lambda: isinstance(driver.app.screen, MenuScreen))
        assert (notes_dir / COPY).exists()
        await driver.press("t")
        await until(lambda: trashed == [Path(COPY).name])


async def test_a_note_that_is_open_in_vim_is_told_and_an_edit_asks_first(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with watched(open_app) as driver, vim(notes_dir / QUIC_PATH):
        await driver.go_to("QUIC in anger")
        await until(lambda: "open in vim (pid" in driver.browse.card.text)
        await driver.press("4")
        await until(lambda: isinstance(driver.app.screen, MenuScreen))
        await driver.press("l")
        await until(lambda: driver.browse.keys.message.startswith("not saved"))
        assert "it is open in vim" in driver.browse.keys.message
        assert (notes_dir / QUIC_PATH).read_text() == QUIC
        for _ in range(2):  # the second time it is not asked again
            await driver.press("4" if "rating" not in (notes_dir / QUIC_PATH).read_text() else "3")
            if isinstance(driver.app.screen, MenuScreen):
                await driver.press("s")
            await until(lambda: driver.app.screen is driver.browse)
        await until(lambda: "rating: 3" in (notes_dir / QUIC_PATH).read_text())


async def test_an_undo_asks_too_where_a_note_is_open_elsewhere(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("4")
        async with vim(notes_dir / QUIC_PATH):
            await driver.press("u")
            await until(lambda: isinstance(driver.app.screen, MenuScreen))
            await driver.press("l")
            await until(lambda: driver.browse.keys.message.startswith("not undone"))
            assert "rating: 4" in (notes_dir / QUIC_PATH).read_text()
        await driver.press("u")
        await until(lambda: (notes_dir / QUIC_PATH).read_text() == QUIC)
