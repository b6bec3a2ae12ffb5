"""In the app: what another program wrote into a file that was just saved is put into it, or kept and told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.tui.late_looks import last_look
from talktui.tui.screens.show_text import TextScreen
from tests.tui.conftest import WAL, Driver, OpenApp

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be replaced there")
PATH = "gophermeet-2024/wal.md"


async def save_and_write_late(driver: Driver, notes_dir: Path, late: str) -> None:
    """A rating is set while another program has the file open; then that writes."""
    other = os.open(notes_dir / PATH, os.O_RDWR)
    await driver.go_to("Write-ahead logs, gently")
    await driver.press("5")
    os.ftruncate(other, 0)
    os.pwrite(other, late.encode(), 0)
    os.close(other)
    for _ in range(2):  # the second look finds that nobody writes any more
        driver.browse.late_looks._tick()
        await driver.settle()


async def test_a_late_change_is_put_into_the_note_and_told(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path
) -> None:
    async with open_app() as driver:
        driver.app.store._recovery = Recovery(tmp_path / "state", notes_dir)
        await save_and_write_late(driver, notes_dir, WAL.replace("think.", "think. Theirs."))
        assert (notes_dir / PATH).read_text() == WAL.replace("think.", "think. Theirs.").replace(
            "rating: 4", "rating: 5"
        )
        assert driver.talk.rating == 5
        assert "Theirs" in driver.talk.text
        assert "both changes are in it" in driver.drawn(driver.browse.keys)
        await driver.press("u")
        assert "Theirs" not in (notes_dir / PATH).read_text()


async def test_a_late_change_of_the_same_line_is_kept_and_told(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path
) -> None:
    late = WAL.replace("rating: 4", "rating: 1")
    async with open_app() as driver:
        recovery = driver.app.store._recovery = Recovery(tmp_path / "state", notes_dir)
        await save_and_write_late(driver, notes_dir, late)
        assert driver.talk.rating == 5
        assert [item.data for item in recovery.items()] == [late.encode()]
        assert "its text is kept" in driver.drawn(driver.browse.keys)


async def test_a_text_that_cannot_be_kept_is_shown(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        driver.app.store._recovery = None
        await save_and_write_late(driver, notes_dir, WAL.replace("rating: 4", "rating: 1"))
        assert isinstance(driver.app.screen, TextScreen)
        assert "rating: 1" in driver.app.screen._text


async def test_while_nothing_is_saved_nothing_is_looked_at(open_app: OpenApp) -> None:
    async with open_app() as driver:
        driver.browse.late_looks._tick()
        assert not [worker for worker in driver.app.workers if worker.group == "late writes"]


def test_leaving_looks_once_more(tmp_path: Path) -> None:
    from tests.notes.store.conftest import BEFORE, EDIT

    root = tmp_path / "notes"
    root.mkdir()
    for recovery, words in ((Recovery(tmp_path / "state", root), "talktui recover"), (None, "Their text")):
        (root / "a.md").write_bytes(BEFORE)
        store = Store(root, recovery=recovery)
        with (root / "a.md").open("rb+") as other:
            store.apply(EDIT, BEFORE)
            other.write(BEFORE.replace(b"Text", b"Their text"))
        (said,) = last_look(store)
        assert words in said
