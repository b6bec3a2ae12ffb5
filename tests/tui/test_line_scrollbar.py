"""The scrollbar: where its thumb stands, that it can be dragged, and that it never moves the text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset

from talktui.tui.widgets.line_scrollbar import _strips, thumb
from tests.tui.conftest import OpenApp

heights = st.integers(1, 200)
sizes = st.integers(1, 100_000)
shares = st.floats(0, 1)


@given(heights, sizes, sizes, shares)
def test_the_thumb_stays_in_the_bar_and_is_never_shorter_than_a_cell(
    height: int, virtual: int, window: int, share: float
) -> None:
    start, end = thumb(height, virtual, window, share * max(0, virtual - window))
    if window >= virtual:
        assert (start, end) == (0, 0)
    else:
        assert 0 <= start < end <= height * 8
        assert end - start >= 8


@given(heights, sizes, sizes)
def test_at_the_top_and_at_the_end_nothing_is_left_of_the_bar(height: int, virtual: int, window: int) -> None:
    if window < virtual:
        assert thumb(height, virtual, window, 0)[0] == 0
        assert thumb(height, virtual, window, virtual - window)[1] == height * 8


def test_parts_of_cells_are_drawn_at_both_ends() -> None:
    from textual.color import Color

    strips = _strips(4, 3, 21, Color.parse("#ffffff"), Color.parse("#000000"), 1)
    assert [strip.text for strip in strips] == ["▅", " ", "▃", " "]
    reverse = [bool(next(iter(strip)).style.reverse) for strip in strips]  # type: ignore[union-attr]
    assert reverse == [False, True, True, False]
    actions = [next(iter(strip)).style.meta["@mouse.down"] for strip in strips]  # type: ignore[union-attr]
    assert actions == ["grab", "grab", "grab", "scroll_down"]


async def test_a_press_below_the_thumb_scrolls_and_the_text_keeps_its_width(
    open_app: OpenApp, notes_dir: Path
) -> None:
    (notes_dir / "long.md").write_text("# Long\n\n" + "a line of it\n\n" * 200)
    async with open_app(size=(120, 30)) as driver:
        await driver.go_to("Long")
        view = driver.browse.view
        bar, width = view.vertical_scrollbar, view.scrollable_content_region.width
        assert bar.size.height > 5
        await driver.pilot.click(bar, offset=Offset(0, bar.size.height - 1))
        await driver.pilot.pause()
        assert view.scroll_target_y > 0
        await driver.go_to("QUIC in anger")
        assert view.scrollable_content_region.width == width
