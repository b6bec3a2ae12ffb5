"""What the tests of changes by other programs share: the app with its watcher running."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from tests.tui.conftest import Driver, OpenApp

WAL_PATH = "gophermeet-2024/wal.md"
QUIC_PATH = "gophermeet-2024/quic.md"
LIMIT = 20.0  # seconds until a test gives up; a change takes a fraction of one


async def until(done: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = monotonic() + LIMIT
    while not done():
        assert monotonic() < end, "it never came to that"
        await asyncio.sleep(0.005)


@asynccontextmanager
async def watched(open_app: OpenApp, root: Path | None = None) -> AsyncIterator[Driver]:
    """The app, with its watcher running and its first look done."""
    async with open_app(root=root) as driver:
        driver.app.watch_files = True
        driver.browse.loaded()
        await until(lambda: driver.browse.watching.has_looked)
        await driver.settle()
        yield driver


def has(driver: Driver, *titles: str) -> Callable[[], bool]:
    return lambda: set(titles) <= {talk.title for talk in driver.browse.session.library.talks}


def lacks(driver: Driver, title: str) -> Callable[[], bool]:
    return lambda: title not in {talk.title for talk in driver.browse.session.library.talks}
