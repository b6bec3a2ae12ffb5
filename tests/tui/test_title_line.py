"""The first line: what is queued stands on it, follows every edit, and gives way where there is little room."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.config import Settings
from talktui.notes.queued import Queued
from talktui.notes.tallies import queue_texts

from .conftest import QUIC, WAL, Driver, OpenApp


def title(driver: Driver) -> str:
    return Driver.drawn(driver.browse.title_line)


async def settle(driver: Driver) -> None:
    for _ in range(2):
        await driver.settle()
        await driver.browse.editing.saving.wait()


async def press(driver: Driver, *keys: str) -> None:
    for key in keys:
        await driver.pilot.press(key)
        await settle(driver)


@pytest.fixture
def timed(notes_dir: Path) -> Path:
    quic = QUIC.replace("tags:", "duration: 1:05:00\ntags:")
    (notes_dir / "gophermeet-2024" / "quic.md").write_text(quic)
    return notes_dir


async def test_it_says_nothing_while_nothing_is_queued(open_app: OpenApp) -> None:
    async with open_app() as driver:
        assert "queued" not in title(driver)


async def test_it_follows_every_edit_and_is_what_is_counted_anew(open_app: OpenApp, timed: Path) -> None:
    async with open_app(settings=Settings(speed=1.5)) as driver:
        library = driver.browse.session.library

        def is_told(text: str) -> None:
            told = driver.browse.title_line.queued
            assert told == queue_texts(Queued(library.talks), 1.5)
            assert (told[0] if told else "") == text

        await driver.go_to("QUIC in anger")
        await press(driver, "s", "q")
        is_told("queued 1 · 1 h 05 · 43 min at 1.5×")
        assert "queued 1 · 1 h 05 · 43 min at 1.5× · 7 talks" in title(driver)
        await driver.go_to("Tail latency")
        await press(driver, "s", "w")
        is_told("queued 2 · 1 h 05 · 43 min at 1.5× · +1 of unknown length")
        await press(driver, "u")
        is_told("queued 1 · 1 h 05 · 43 min at 1.5×")
        text = WAL.replace("status: watched", "status: queued")
        (timed / "gophermeet-2024" / "wal.md").write_text(text)
        driver.browse.choosing.reload()
        await settle(driver)
        is_told("queued 2 · 1 h 39 · 1 h 06 at 1.5×")
        (timed / "gophermeet-2024" / "wal.md").unlink()
        (timed / "gophermeet-2024" / "quic.md").unlink()
        driver.browse.choosing.reload()
        await settle(driver)
        is_told("")


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (140, "queued 2 · 1 h 05 · 32 min at 2× · +1 of unknown length · 7 talks"),
        (80, "queued 2 · ≥ 1 h 05 · ≥ 32 min at 2× · 7 talks"),
        (60, "queued 2 · ≥ 1 h 05 · 7 talks"),
        (40, "queued 2 · 7 talks"),
        (28, "7 talks"),
    ],
)
async def test_it_gives_way_where_there_is_little_room(
    open_app: OpenApp, timed: Path, width: int, told: str
) -> None:
    for name in ("gophermeet-2024/quic.md", "plain.md"):
        text = (timed / name).read_text().removeprefix("---\n")
        end = "" if name.startswith("gopher") else "---\n"
        (timed / name).write_text(f"---\nstatus: queued\n{end}{text}")
    async with open_app(size=(width, 20)) as driver:
        shown = title(driver)
        assert shown.endswith(told)
        assert ("queued" in shown) == ("queued" in told)
        assert len(shown) <= width
