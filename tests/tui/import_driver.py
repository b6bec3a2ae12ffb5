"""Importing in the app, driven by keys: what its tests share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from talktui.tui.screens.import_plan import ImportScreen
from talktui.tui.screens.import_source import ImportSourceScreen
from talktui.tui.widgets.safe_input import SafeInput

from .conftest import Driver


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


async def until(driver: Driver, condition: Callable[[], bool]) -> None:
    """Until it is so: at once for what takes a moment, seldom looked at when it takes minutes."""
    for turn in range(6_000):
        await driver.pilot.pause(0)
        if condition():
            return
        await asyncio.sleep(min(0.1, 0.002 + turn / 2_000))
    raise AssertionError(driver.shown())


def on(driver: Driver, kind: type[object]) -> Callable[[], bool]:
    return lambda: isinstance(driver.app.screen, kind) and driver.app.screen.is_mounted


def title(driver: Driver) -> str:
    return driver.shown().split("\n")[0]


async def ask(driver: Driver, *words: object) -> None:
    """Type what to import, and `enter`."""
    await driver.press("I")
    await until(driver, on(driver, ImportSourceScreen))
    driver.app.screen.query_one("#line", SafeInput).value = " ".join(map(str, words))
    await driver.pilot.pause()
    await driver.pilot.press("enter")


async def look(driver: Driver, *words: object) -> ImportScreen:
    """The import screen on these sources."""
    await ask(driver, *words)
    await until(driver, lambda: isinstance(driver.app.screen, ImportScreen))
    await until(driver, lambda: "Import" in title(driver))
    screen = driver.app.screen
    assert isinstance(screen, ImportScreen)
    return screen


async def keys(driver: Driver, *pressed: str) -> None:
    """Keys on the import screen, with all that they lead to."""
    for key in pressed:
        await driver.pilot.press(key)
        screen = driver.app.screen
        if isinstance(screen, ImportScreen):
            await until(driver, lambda screen=screen: not screen.planning)  # type: ignore[misc]  # bound now
        await driver.pilot.pause()


async def imported(driver: Driver) -> None:
    """`enter`, until it is saved and shown."""
    await driver.pilot.press("enter")
    await until(driver, lambda: driver.app.screen is driver.browse)
    await until(driver, lambda: not driver.browse.editing.saving.pending)
    await driver.settle()
