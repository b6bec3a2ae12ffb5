"""Text is dragged over with the mouse: what is copied is what was seen to be selected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from tests.tui.conftest import Driver, OpenApp

LINES = 3_000


@pytest.fixture
def long(notes_dir: Path) -> str:
    body = "\n\n".join(f"paragraph {number} here" for number in range(LINES))
    (notes_dir / "long.md").write_text(f"---\ntitle: Long\n---\n{body}\n")
    return "Long"


async def press_at(driver: Driver, line: int) -> None:
    await driver.pilot.mouse_down(driver.browse.view, offset=(2, line))
    await driver.pilot.pause()


async def drag_to(driver: Driver, widget: Widget, by: int) -> None:
    """Move the pressed pointer `by` lines, to the beginning of a widget: the pilot's own moves are of none."""
    x, y = widget.region.offset
    move = events.MouseMove(None, x + 2, y, 0, by, 1, False, False, False, x + 2, y)
    driver.browse._forward_event(move)
    await driver.pilot.pause(0)


async def until(driver: Driver, done: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if done():
            return
        await driver.pilot.pause(0.005)
    raise AssertionError("it has not come")


def selected_end(driver: Driver) -> Offset:
    selection = driver.browse.view.text_selection
    assert selection is not None
    assert selection.end is not None  # else it is all of the rest
    return selection.end


async def test_a_drag_onto_the_footer_scrolls_and_selects_what_comes_into_sight(
    open_app: OpenApp, long: str
) -> None:
    async with open_app() as driver:
        await driver.go_to(long)
        view = driver.browse.view
        await press_at(driver, 4)
        await drag_to(driver, driver.browse.keys, 5)
        first = selected_end(driver).y
        await until(driver, lambda: selected_end(driver).y >= first + 5)
        await driver.pilot.mouse_up(driver.browse.keys, offset=(60, 0))
        await driver.pilot.pause()
        end = selected_end(driver).y
        assert end <= view.scroll_offset.y + view.scrollable_content_region.height
        copied = driver.browse.get_selected_text()
        assert copied is not None
        assert copied.startswith("\nparagraph 2 here\n")
        assert f"paragraph {LINES - 1} " not in copied
        assert driver.browse.card not in driver.browse.selections


async def test_a_drag_out_at_the_side_ends_on_its_line(open_app: OpenApp, long: str) -> None:
    async with open_app() as driver:
        await driver.go_to(long)
        await press_at(driver, 4)
        await drag_to(driver, driver.browse.tree_view, 0)
        selection = driver.browse.view.text_selection
        assert selection is not None
        assert selection.end is not None
        assert driver.browse.view.scroll_offset.y == 0
        assert set(driver.browse.selections) == {driver.browse.view}
        await driver.pilot.mouse_up(driver.browse.tree_view, offset=(1, 12))


async def test_a_drag_up_out_of_the_text_scrolls_back(open_app: OpenApp, long: str) -> None:
    async with open_app() as driver:
        await driver.go_to(long)
        view = driver.browse.view
        await driver.press("enter", "G")
        last = view.scroll_offset.y
        await press_at(driver, 8)
        await drag_to(driver, driver.browse.card, -5)
        await until(driver, lambda: view.scroll_offset.y < last - 5)
        await driver.pilot.mouse_up(driver.browse.card, offset=(2, 0))
        selection = view.text_selection
        assert selection is not None
        assert selection.start is not None
        assert 0 < selection.start.y < last
        assert set(driver.browse.selections) == {view}
