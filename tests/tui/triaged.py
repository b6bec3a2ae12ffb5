"""What the tests of triage share: a round begun, its keys, and what its line says."""

from __future__ import annotations

from pathlib import Path

from talktui.notes.talk import Status
from talktui.tui.commands import Context
from talktui.tui.widgets.triage_line import TriageLine

from .conftest import Driver


async def settle(driver: Driver) -> None:
    """Until every edit is saved and shown."""
    await driver.browse.editing.saving.wait()
    await driver.settle()


async def press(driver: Driver, *keys: str) -> None:
    for key in keys:
        await driver.pilot.press(key)
        await settle(driver)


def line(driver: Driver) -> str:
    """What the triage's line says, without its bar."""
    drawn = Driver.drawn(driver.browse.query_one(TriageLine))
    return " ".join(drawn.replace("━", " ").replace("─", " ").split())


def pane(driver: Driver) -> Context:
    """Whose keys work."""
    return driver.browse.pane


def contents(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def statuses(driver: Driver) -> dict[str, Status | None]:
    return {talk.title: talk.status for talk in driver.browse.session.library.talks}


async def begin(driver: Driver, title: str = "QUIC in anger") -> None:
    await driver.go_to(title)
    await press(driver, "w")
