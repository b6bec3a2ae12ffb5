"""The viewer's keys, and the layout when the terminal is narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from tests.tui.conftest import Driver, OpenApp

LONG = "---\ntitle: Long\n---\n" + "\n\n".join(f"Paragraph {n}." for n in range(200)) + "\n"


async def test_the_viewers_keys_scroll(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "long.md").write_text(LONG)
    async with open_app() as driver:
        await driver.go_to("Long")
        view = driver.browse.view
        await driver.press("enter", "j")
        assert view.scroll_y == 1
        await driver.press("k")
        assert view.scroll_y == 0
        await driver.press("ctrl+d")
        half = view.scroll_y
        assert 0 < half < view.size.height
        await driver.press("ctrl+u")
        assert view.scroll_y == 0
        await driver.press("space")
        page = view.scroll_y
        assert half < page <= view.size.height
        await driver.press("pageup")
        assert view.scroll_y == 0
        await driver.press("G")
        assert view.scroll_y == view.max_scroll_y > 100
        await driver.press("g")
        assert view.scroll_y == 0
        await driver.press("down", "up", "pagedown", "end", "home")
        assert view.scroll_y == 0
        await driver.press("h")
        assert driver.has_focus(driver.browse.tree_view)


async def test_J_in_the_viewer_shows_the_next_talk_and_edits_are_about_it(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("enter", "J")
        assert "Look at the widest" in driver.drawn(driver.browse.view)
        assert driver.has_focus(driver.browse.view)
        await driver.press("2")
        assert "flame-graphs" in (notes_dir / "winter-2023.md").read_text()


async def test_under_100_columns_one_pane_is_shown_at_a_time(open_app: OpenApp) -> None:
    for size in ((80, 24), (60, 20)):
        async with open_app(size=size) as driver:
            await driver.go_to("QUIC in anger")
            assert driver.browse.tree_view.size.width == size[0]
            assert not driver.browse.view.region.width or not driver.browse.query_one("#reader").display
            await driver.press("enter")
            assert driver.browse.view.size.width > size[0] // 2
            assert not driver.browse.tree_view.display
            assert "head-of-line" in driver.drawn(driver.browse.view)
            await driver.press("escape")
            assert driver.browse.tree_view.display
            assert driver.current == "QUIC in anger"


async def test_under_100_columns_one_finds_in_the_note_that_one_reads(open_app: OpenApp) -> None:
    async with open_app(size=(80, 24)) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("enter", "f")
        await driver.type("line")
        assert not driver.browse.tree_view.display
        assert "head-of-line" in driver.drawn(driver.browse.view)
        assert driver.browse.find_bar.region.width
        assert driver.browse.find_bar.said == "1 of 1"
        await driver.press("escape")
        assert "head-of-line" in driver.drawn(driver.browse.view)
        await driver.press("escape")
        assert driver.browse.tree_view.display


async def test_growing_the_window_brings_the_second_pane_back(open_app: OpenApp) -> None:
    async with open_app(size=(80, 24)) as driver:
        await driver.go_to("QUIC in anger")
        await driver.pilot.resize_terminal(120, 30)
        await driver.settle()
        assert driver.browse.tree_view.display
        assert driver.browse.query_one("#reader").display
        assert "head-of-line" in driver.drawn(driver.browse.view)


async def test_an_empty_directory_says_so_and_a_makes_the_first_talk(
    open_app: OpenApp, tmp_path: Path
) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    async with open_app(root=root) as driver:
        assert "No notes here yet" in driver.drawn(driver.browse.tree_view)
        await driver.press("a")
        await driver.type("First")
        await driver.press("enter")
        assert (root / "first.md").read_text() == "# First\n"
        assert driver.current == "First"


async def test_a_card_with_more_than_half_the_height_scrolls(open_app: OpenApp, notes_dir: Path) -> None:
    tags = ", ".join(f"tag-number-{number}" for number in range(90))
    (notes_dir / "odd.md").write_text(f"---\ntitle: Odd\nverdict: the last line\ntags: [{tags}]\n---\nx\n")
    async with open_app((60, 20)) as driver:
        await driver.go_to("Odd")
        await driver.press("enter")
        card = driver.browse.card
        assert card.size.height < 12
        assert card.show_vertical_scrollbar
        await driver.press("K", "J")
        assert card.scroll_offset.y == 0


async def test_a_click_on_the_cards_links_opens_them(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("talktui.outside.in_browser", opened.append)

    async def click(driver: Driver, label: str) -> None:
        text = driver.browse.card.query_one(Static)
        y, line = next((y, s) for y, s in enumerate(driver.drawn(text).splitlines()) if label in s)
        await driver.pilot.click(text, offset=(line.index(label) + 1, y))
        await driver.settle()

    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await click(driver, "video")
        assert opened == ["https://www.youtube.com/watch?v=quic0000001"]
        await driver.press("h", "h", "h", "g")
        while driver.current != "GopherMeet 2024":
            await driver.press("j")
        await click(driver, "page")
        await click(driver, "playlist")
        assert opened[1:] == [
            "https://gophermeet.example",
            "https://www.youtube.com/playlist?list=PLgopher",
        ]


async def test_y_on_a_conference_copies_its_playlist(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("g")
        while driver.current != "GopherMeet 2024":
            await driver.press("j")
        await driver.press("y")
        assert driver.app.clipboard == "https://www.youtube.com/playlist?list=PLgopher"
