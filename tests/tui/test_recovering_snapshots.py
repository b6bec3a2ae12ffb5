"""Pictures of two versions side by side and of what was left, compared with the ones last looked at.

After a change that is meant: `pytest tests/tui/test_recovering_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from textual.app import App
from textual.pilot import Pilot

from talktui.tui.compare import Pair, compare
from talktui.tui.screens.conflict import ConflictScreen
from talktui.tui.screens.recovered import RecoveredRow, RecoveredScreen

SnapCompare = Callable[..., bool]

MINE = """\
The log is the database, and the rest is a cache that you can lose.

## Fsync

Call it once.
And then look at what it says.
"""
THEIRS = """\
The log is the database; the rest is a cache.

## Fsync

Call it once a second.

## Checkpoints
"""
ROWS = (
    RecoveredRow(
        "Write-ahead logs, gently",
        "text · 2024-05-06 10:30",
        "gophermeet-2024/wal.md: typed and not saved, 2024-05-06 10:30; its note is as it was.",
        True,
    ),
    RecoveredRow(
        "Add a line to QUIC in anger",
        "line · 2024-05-06 10:12",
        "gophermeet-2024/quic.md: typed and not saved, 2024-05-06 10:12; its note is as it was.",
        True,
    ),
    RecoveredRow(
        "gophermeet-2024/gone.md",
        "file · 2024-05-05 23:59",
        "gophermeet-2024/gone.md: a save was cut off; its note is not there any more.",
        True,
    ),
)


class Host(App[None]):
    """Opens one screen."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, screen: ConflictScreen | RecoveredScreen, theme: str = "textual-dark") -> None:
        super().__init__()
        self.theme = theme
        self._one = screen

    def on_mount(self) -> None:
        self.push_screen(self._one)


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def two_versions() -> ConflictScreen:
    return ConflictScreen(
        "Write-ahead logs, gently: two versions",
        compare(MINE, THEIRS),
        "Another program changed the same lines.",
    )


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_two_versions_side_by_side(snap_compare: SnapCompare, theme: str) -> None:
    assert snap_compare(Host(two_versions(), theme), terminal_size=(120, 22), run_before=settled)


def test_two_versions_one_above_the_other(snap_compare: SnapCompare) -> None:
    assert snap_compare(Host(two_versions()), terminal_size=(60, 24), run_before=settled)


async def sides(_: int) -> Sequence[Pair]:
    return compare(MINE, THEIRS)


@pytest.mark.parametrize("size", [(110, 26), (60, 22)], ids=str)
def test_what_was_left(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert snap_compare(Host(RecoveredScreen(ROWS, sides)), terminal_size=size, run_before=settled)


def test_nothing_was_left(snap_compare: SnapCompare) -> None:
    assert snap_compare(Host(RecoveredScreen((), sides)), terminal_size=(80, 12), run_before=settled)
