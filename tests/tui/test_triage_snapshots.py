"""Pictures of the triage and of the figures, compared with the ones last looked at.

After a change that is meant: `pytest tests/tui/test_triage_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import QUIC
from .test_snapshots import SnapCompare, app_on, pressing

SIZES = [(120, 30), (60, 20)]


def timed(notes_dir: Path) -> None:
    """A talk that says how long it is, and one that was given before."""
    quic = QUIC.replace("tags:", "duration: 1:05:00\ntags:")
    (notes_dir / "gophermeet-2024" / "quic.md").write_text(quic)
    plain = notes_dir / "plain.md"
    plain.write_text(f"---\ndate: 2023-11-02\nduration: 25:00\n---\n{plain.read_text()}")


@pytest.mark.parametrize("size", SIZES)
def test_the_second_talk_of_a_triage(
    snap_compare: SnapCompare, notes_dir: Path, size: tuple[int, int]
) -> None:
    timed(notes_dir)
    keys = ("J", "J", "w", "q", "x")
    assert snap_compare(app_on(notes_dir), terminal_size=size, run_before=pressing(*keys))


@pytest.mark.parametrize("size", SIZES)
def test_the_end_of_a_triage(snap_compare: SnapCompare, notes_dir: Path, size: tuple[int, int]) -> None:
    timed(notes_dir)
    keys = ("J", "J", "w", "q", "q", "x", "l", "l", "l")
    assert snap_compare(app_on(notes_dir), terminal_size=size, run_before=pressing(*keys))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_figures(snap_compare: SnapCompare, notes_dir: Path, size: tuple[int, int], theme: str) -> None:
    timed(notes_dir)
    assert snap_compare(app_on(notes_dir, theme), terminal_size=size, run_before=pressing("S", "j"))


def test_the_figures_of_the_months(snap_compare: SnapCompare, notes_dir: Path) -> None:
    timed(notes_dir)
    assert snap_compare(app_on(notes_dir), terminal_size=(100, 24), run_before=pressing("S", "4"))
