"""Text of a note is selected by keys and copied, and what was gone to at a note's end is what one reads."""

from __future__ import annotations

from pathlib import Path

from tests.tui.conftest import OpenApp

NOTE = """\
---
title: Long
video: https://example.org/long
---
first *line* of a [note](https://example.org/x)

second line

{filler}

## Almost there

not long

## The end

last words
"""


def write(notes_dir: Path) -> None:
    filler = "\n\n".join(f"filler {n}" for n in range(60))
    (notes_dir / "long.md").write_text(NOTE.format(filler=filler))


async def test_v_selects_lines_that_the_scrolling_keys_extend_and_y_copies(
    open_app: OpenApp, notes_dir: Path
) -> None:
    write(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Long")
        await driver.press("enter", "v", "j", "j")
        assert driver.browse.view.scroll_y == 0
        await driver.press("y")
        assert driver.app.clipboard == "first line of a note\n\nsecond line"
        assert driver.browse.get_selected_text() is None
        await driver.press("y")  # nothing is selected: the link, as ever
        assert driver.app.clipboard == "https://example.org/long"


async def test_a_selection_without_text_copies_nothing_else(open_app: OpenApp, notes_dir: Path) -> None:
    write(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Long")
        driver.app.copy_to_clipboard("before")
        await driver.press("enter", "j", "v", "y")  # a blank line
        assert driver.app.clipboard == "before"
        assert "no text" in driver.browse.keys.message


async def test_a_selection_goes_beyond_the_window_and_esc_ends_it(open_app: OpenApp, notes_dir: Path) -> None:
    write(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Long")
        await driver.press("enter", "v", "ctrl+d", "ctrl+d", "ctrl+d")
        assert driver.browse.view.scroll_y > 0
        selected = driver.browse.get_selected_text()
        assert selected is not None
        assert "filler 20" in selected
        await driver.press("G", "y")
        assert driver.app.clipboard.startswith("first line")
        assert driver.app.clipboard.endswith("last words")
        await driver.press("v", "escape")
        assert driver.browse.get_selected_text() is None
        assert driver.has_focus(driver.browse.view)


async def test_ctrl_a_selects_all_of_the_note(open_app: OpenApp, notes_dir: Path) -> None:
    write(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Long")
        await driver.press("enter", "ctrl+a", "y")
        words = driver.app.clipboard.split()
        assert words[:2] == ["first", "line"]
        assert words[-2:] == ["last", "words"]
        assert sum(word == "filler" for word in words) == 60


async def test_another_note_has_nothing_selected(open_app: OpenApp, notes_dir: Path) -> None:
    write(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Long")
        await driver.press("enter", "v", "j", "K")
        assert driver.browse.get_selected_text() is None
        assert not driver.browse.view.selector.is_active


async def test_the_last_headings_are_under_way_once_gone_to_though_they_cannot_reach_the_top(
    open_app: OpenApp, notes_dir: Path
) -> None:
    write(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Long")
        await driver.press("enter", "c", "j", "enter", "Y")
        assert driver.app.clipboard == "## The end\n\nlast words\n"
        await driver.press("c")
        assert driver.app.screen.query_one("#outline").highlighted == 1  # type: ignore[attr-defined]
        await driver.press("k", "enter", "Y")
        assert driver.app.clipboard == "## Almost there\n\nnot long\n"
        await driver.press("g", "c")
        assert driver.app.screen.query_one("#outline").highlighted == 0  # type: ignore[attr-defined]
