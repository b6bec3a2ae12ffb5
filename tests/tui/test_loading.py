"""Opening a directory: where the cursor begins while notes come in batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.strip import Strip

from talktui.config import State
from talktui.notes.read_workers import Read, read
from talktui.notes.store import Store
from talktui.tui.widgets.talk_tree import TalkTree
from tests.tui.conftest import OpenApp


@pytest.fixture(autouse=True)
def one_note_a_batch_last_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def backwards(store: Store) -> Iterator[list[Read]]:
        yield from reversed([[one] for batch in read(store) for one in batch])

    monkeypatch.setattr("talktui.tui.loading.read", backwards)
    monkeypatch.setattr("talktui.tui.loading.LARGEST_BATCH", 1)
    monkeypatch.setattr("talktui.tui.loading.GROWTH", 0)
    monkeypatch.setattr("talktui.tui.loading.FEW", 0)


async def test_the_cursor_begins_on_the_first_row_whatever_came_in_first(open_app: OpenApp) -> None:
    async with open_app() as driver:
        assert driver.browse.tree_view.cursor == 0
        assert driver.current in driver.browse.card.text


async def test_the_last_place_is_found_in_whichever_batch(open_app: OpenApp) -> None:
    state = State()
    async with open_app(state=state) as driver:
        await driver.go_to("A note without front matter")
    async with open_app(state=state) as driver:
        assert driver.current == "A note without front matter"


async def test_a_reload_moves_no_cursor(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.press("j", "j")
        here = driver.row.id
        (notes_dir / "aaa.md").write_text("# First of all\n")
        await driver.press("r")
        assert driver.row.id == here


async def test_a_directory_that_goes_away_is_told_where_the_talks_would_be(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        notes_dir.rename(notes_dir.with_name("elsewhere"))
        await driver.press("r")
        assert driver.app.is_running
        assert "cannot be read" in driver.browse.keys.message


async def test_the_first_talks_are_painted_before_the_others_are_read(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, rows_then = [0], []
    render_line = TalkTree.render_line

    def seen(tree: TalkTree, y: int) -> Strip:
        painted.append(len(tree.rows))
        return render_line(tree, y)

    def read_on(store: Store) -> Iterator[list[Read]]:
        for batch in read(store):
            yield batch
            rows_then.append(max(painted))

    for number in range(120):
        (notes_dir / f"{number:03}.md").write_text(f"# Talk {number:03}\n")
    monkeypatch.setattr(TalkTree, "render_line", seen)
    monkeypatch.setattr("talktui.tui.loading.read", read_on)
    monkeypatch.setattr("talktui.tui.loading.LONGEST_WAIT", 20)
    async with open_app() as driver:
        assert len(rows_then) > 1
        assert rows_then[0] > 0
        assert driver.app.is_running
