"""Pictures of importing, compared with the ones last looked at; see test_snapshots.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from talktui.transfer.merging.plan import State
from talktui.tui.app import TalktuiApp
from talktui.tui.screens.import_plan import ImportScreen
from talktui.tui.screens.import_source import ImportSourceScreen

from .conftest import Driver
from .import_case import as_it_is, planned
from .test_snapshots import SnapCompare, app_on

TITLES = (
    "Lakes and logs: what a pond remembers of its winters",
    "Ducks in a row",
    "Reeds at rest",
    "A quiet hour",
    "The boathouse, moved",
    "Ferries that never came",
)
STATES = (State.NEW, State.CHANGED, State.SAME, State.SAME, State.LEFT, State.REFUSED)


def showing(make: Callable[[], object], *keys: str) -> Callable[[Pilot[int]], object]:
    async def run(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, TalktuiApp)
        await Driver(app, pilot).settle()
        screen = make()
        assert isinstance(screen, ImportScreen | ImportSourceScreen)
        app.push_screen(screen)
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return run


def table() -> ImportScreen:
    return ImportScreen(planned(TITLES, STATES, ["Still water"]), as_it_is)


def line() -> ImportSourceScreen[str]:
    async def made(_asked: object, _tell: object) -> str:
        return ""

    return ImportSourceScreen(made, "", names=lambda _: ("lake days/", "pond.json"))


@pytest.mark.parametrize("size", [(140, 40), (60, 20)], ids=str)
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_table(snap_compare: SnapCompare, notes_dir: Path, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(
        app_on(notes_dir, theme), terminal_size=size, run_before=showing(table, "j", "space", "k")
    )


def test_the_difference(snap_compare: SnapCompare, notes_dir: Path) -> None:
    assert snap_compare(app_on(notes_dir), terminal_size=(100, 30), run_before=showing(table, "d"))


def test_without_colours(snap_compare: SnapCompare, notes_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_on(notes_dir), terminal_size=(80, 24), run_before=showing(table))


@pytest.mark.parametrize("size", [(100, 30), (60, 20)], ids=str)
def test_the_line(snap_compare: SnapCompare, notes_dir: Path, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(notes_dir), terminal_size=size, run_before=showing(line))
