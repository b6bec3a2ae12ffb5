"""Pictures of a few screens, compared with the ones last looked at.

After a change that is meant: `pytest tests/tui/test_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from talktui.config import Settings, State
from talktui.notes.store import Store
from talktui.tui.app import TalktuiApp
from tests.tui.conftest import Driver

SnapCompare = Callable[..., bool]


def app_on(notes_dir: Path, theme: str = "textual-dark", filter_text: str = "") -> TalktuiApp:
    app = TalktuiApp(
        Store(notes_dir), Settings(), state=State(theme=theme), filter_text=filter_text, paste_guard=False
    )
    app.root = Path("/home/ada/notes")  # the title line shows it
    return app


def going_to(title: str, *keys: str) -> Callable[[Pilot[int]], object]:
    async def run(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, TalktuiApp)
        await Driver(app, pilot).settle()
        talk = next(talk for talk in app.session.library.talks if talk.title == title)
        app.browse.browsing.go_to(talk.key)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    return run


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_tree_and_viewer(snap_compare: SnapCompare, notes_dir: Path, theme: str) -> None:
    assert snap_compare(
        app_on(notes_dir, theme), terminal_size=(120, 30), run_before=going_to("Write-ahead logs, gently")
    )


def test_narrow_tree(snap_compare: SnapCompare, notes_dir: Path) -> None:
    assert snap_compare(app_on(notes_dir), terminal_size=(60, 20), run_before=going_to("Tail latency", "v"))


def test_narrow_reader(snap_compare: SnapCompare, notes_dir: Path) -> None:
    assert snap_compare(
        app_on(notes_dir), terminal_size=(60, 20), run_before=going_to("QUIC in anger", "enter")
    )


def test_tags_over_the_tree(snap_compare: SnapCompare, notes_dir: Path) -> None:
    assert snap_compare(
        app_on(notes_dir),
        terminal_size=(100, 30),
        run_before=going_to("QUIC in anger", "t", "plus", "s"),
    )


def test_a_filter_that_finds_nothing(snap_compare: SnapCompare, notes_dir: Path) -> None:
    async def run(pilot: Pilot[int]) -> None:
        assert isinstance(pilot.app, TalktuiApp)
        await Driver(pilot.app, pilot).settle()

    assert snap_compare(
        app_on(notes_dir, filter_text="tag:quic is:queued"), terminal_size=(100, 20), run_before=run
    )


def pressing(*keys: str) -> Callable[[Pilot[int]], object]:
    """Keys in the tree and in dialogs, each with all that it leads to."""

    async def run(pilot: Pilot[int]) -> None:
        for key in ("", *keys):
            if key:
                await pilot.press(key)
            assert isinstance(pilot.app, TalktuiApp)
            await Driver(pilot.app, pilot).settle()
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()

    return run


def nested_tags(notes_dir: Path) -> None:
    (notes_dir / "disks.md").write_text(
        "---\ntags: [storage/disks, storage/tape]\n---\nOn #Storage and #quic.\n"
    )
    (notes_dir / "kept.md").write_text("---\ntags: [storage]\n---\n")
    (notes_dir / "kept.md").chmod(0o444)


@pytest.mark.parametrize("size", [(100, 24), (60, 20)])
def test_every_tag(snap_compare: SnapCompare, notes_dir: Path, size: tuple[int, int]) -> None:
    nested_tags(notes_dir)
    assert snap_compare(app_on(notes_dir), terminal_size=size, run_before=pressing("T", "v", "j"))


def test_a_rename_before_it_is_made(snap_compare: SnapCompare, notes_dir: Path) -> None:
    nested_tags(notes_dir)
    assert snap_compare(
        app_on(notes_dir),
        terminal_size=(100, 30),
        run_before=pressing("T", "r", "end", "s", "enter", "j"),
    )
