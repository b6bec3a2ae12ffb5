"""After an import the triage goes through the talks that came, and through nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.tui.rows import RowKind
from talktui.tui.screens.triaged import TriagedScreen
from talktui.tui.widgets.triage_line import TriageLine
from tests.tui.watched import watched

from .conftest import Driver, OpenApp
from .import_case import THREE, event, schedule
from .import_driver import imported, look, on, until, write

CAME = ["Lakes and logs", "Ducks in a row", "Reeds at rest"]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A schedule beside the notes, where six talks have no status."""
    return write(tmp_path / "lake.json", schedule(THREE))


async def bring(driver: Driver, *words: object) -> None:
    await look(driver, *words)
    await imported(driver)


async def press(driver: Driver, *keys: str) -> None:
    for key in keys:
        await driver.pilot.press(key)
        await driver.browse.editing.saving.wait()
        await driver.settle()


def line(driver: Driver) -> str:
    """What the triage's line says, without its bar."""
    drawn = Driver.drawn(driver.browse.query_one(TriageLine))
    return " ".join(drawn.replace("━", " ").replace("─", " ").split())


async def test_w_goes_through_the_talks_that_came(open_app: OpenApp, lake: Path) -> None:
    async with open_app() as driver:
        await bring(driver, lake)
        await press(driver, "w")
        assert line(driver) == "1 of 3 imported to triage"
        seen = []
        for key in ("q", "x", "l"):
            seen.append(driver.current)
            await press(driver, key)
        assert sorted(seen) == sorted(CAME)
        await until(driver, on(driver, TriagedScreen))
        await press(driver, "enter", "w")
        assert line(driver) == "1 of 7 to triage"


async def test_a_round_that_was_left_goes_on_with_them(open_app: OpenApp, lake: Path) -> None:
    async with open_app() as driver:
        await bring(driver, lake)
        await press(driver, "w", "q", "escape", "w")
        assert line(driver) == "1 of 2 imported to triage"
        await press(driver, "escape")
        await driver.go_to("QUIC in anger")
        await press(driver, "w")
        assert line(driver) == "1 of 8 to triage"
        await press(driver, "escape")
        await driver.go_to("Ducks in a row")
        await press(driver, "w")
        assert "imported" not in line(driver)


async def test_a_group_is_another_scope(open_app: OpenApp, lake: Path) -> None:
    async with open_app() as driver:
        await bring(driver, lake)
        await press(driver, "k")
        row = driver.browse.tree_view.current
        assert row is not None
        assert row.kind is RowKind.GROUP
        await press(driver, "w")
        assert "imported" not in line(driver)


async def test_what_is_marked_is_another_scope(open_app: OpenApp, lake: Path) -> None:
    async with open_app() as driver:
        await bring(driver, lake)
        await press(driver, "v", "w")
        assert line(driver) == "1 of 1 to triage"


async def test_talks_that_were_taken_back_are_not_gone_through(open_app: OpenApp, lake: Path) -> None:
    async with open_app() as driver:
        await bring(driver, lake)
        await press(driver, "u")
        await driver.go_to("QUIC in anger")
        await press(driver, "w")
        assert line(driver) == "1 of 6 to triage"


async def test_what_comes_to_a_log_is_what_is_gone_through_though_a_title_was_there(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with open_app() as driver:
        await bring(driver, lake, "--as log")
        twin = event(4, "Lakes and logs", track="Networking")
        write(lake, schedule([*THREE, twin]))
        await bring(driver, lake)
        await press(driver, "w")
        assert line(driver) == "1 of 1 imported to triage"
        assert driver.current == "Lakes and logs"
        assert driver.talk.id == "guid-4"


async def test_they_are_gone_through_by_the_names_they_have_now(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with watched(open_app) as driver:
        await bring(driver, lake)
        note = notes_dir / "lake-days-2025" / "ducks-in-a-row.md"
        note.rename(note.with_name("ducks.md"))
        paths = driver.browse.session.library.notes
        await until(driver, lambda: "lake-days-2025/ducks.md" in paths)
        await until(driver, lambda: "lake-days-2025/ducks-in-a-row.md" not in paths)
        await driver.go_to("Lakes and logs")
        await press(driver, "w")
        assert line(driver) == "1 of 3 imported to triage"
