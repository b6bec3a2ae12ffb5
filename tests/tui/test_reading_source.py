"""The Markdown itself is read as the note is: with its headings, its sections, and nothing that is ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Driver, OpenApp

NOTE = """\
---
title: Written down
---
Before all.

# First part

{filler}

Second part
-----------

words of the second

### Inside

more

## Third part

{filler}
"""


@pytest.fixture
def written(notes_dir: Path) -> Path:
    path = notes_dir / "written.md"
    path.write_text(NOTE.format(filler="filler\n\n" * 40))
    return path


async def show_source(driver: Driver) -> None:
    await driver.go_to("Written down")
    await driver.press("enter", "m")
    assert driver.browse.view.is_source


async def test_c_lists_the_headings_of_the_source_and_moves_in_it(open_app: OpenApp, written: Path) -> None:
    async with open_app() as driver:
        await show_source(driver)
        await driver.press("c")
        assert type(driver.app.screen).__name__ == "OutlineScreen"
        await driver.press("j", "enter")
        view = driver.browse.view
        assert driver.drawn(view).splitlines()[0].strip() == "Second part"
        assert view.current_headings == ("First part", "Second part")
        await driver.press("m")
        assert view.current_headings == ("First part", "Second part")


async def test_capital_y_copies_the_section_in_the_source(open_app: OpenApp, written: Path) -> None:
    async with open_app() as driver:
        await show_source(driver)
        await driver.press("c", "j", "enter", "Y")
        assert driver.app.clipboard == (
            "Second part\n-----------\n\nwords of the second\n\n### Inside\n\nmore\n"
        )
        assert "Second part" in driver.browse.keys.message


async def test_the_heading_under_way_stands_above_the_source(open_app: OpenApp, written: Path) -> None:
    async with open_app() as driver:
        await show_source(driver)
        await driver.press("c", "j", "enter", "j", "j")
        assert "First part › Second part" in str(driver.browse.view.border_title)


async def test_the_talks_that_link_here_are_no_part_of_the_note(open_app: OpenApp, written: Path) -> None:
    (written.parent / "linking.md").write_text("---\ntitle: Linking\n---\n[there](written.md)\n")
    async with open_app() as driver:
        await driver.go_to("Written down")
        await driver.press("enter", "G")
        view = driver.browse.view
        assert "Talks that link here" in driver.drawn(view)
        await driver.press("Y")
        assert driver.app.clipboard.rstrip().endswith("filler")
        await driver.press("m", "G")
        assert "Talks that link here" not in driver.drawn(view)
        await driver.press("ctrl+a", "y")
        assert driver.app.clipboard.strip() == written.read_text().split("---\n", 2)[2].strip()


async def test_a_note_that_leaves_a_fence_open_shows_who_links_to_it_all_the_same(
    open_app: OpenApp, written: Path
) -> None:
    written.write_text("---\ntitle: Written down\n---\n```\ncode\n")
    (written.parent / "linking.md").write_text("---\ntitle: Linking\n---\n[there](written.md)\n")
    async with open_app() as driver:
        await driver.go_to("Written down")
        await driver.press("enter", "right_square_bracket")
        current = driver.browse.view.current_link
        assert current is not None
        assert current.text == "Linking"
