"""The place in a note stays by what stands there, whoever changes the note; wide tables scroll sideways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Driver, OpenApp


@pytest.fixture
def note(notes_dir: Path) -> Path:
    path = notes_dir / "long.md"
    filler = "\n\n".join(f"filler {n}" for n in range(100))
    path.write_text(f"---\ntitle: Long\n---\n# First\n\n{filler}\n")
    return path


def top(driver: Driver) -> str:
    """The first line of text in the viewer, below the line that names the heading."""
    return driver.drawn(driver.browse.view).splitlines()[0].strip()


async def in_the_middle(driver: Driver) -> str:
    await driver.go_to("Long")
    await driver.press("enter")
    driver.browse.view.scroll_to(y=61, animate=False, force=True)
    await driver.settle()
    assert top(driver).startswith("filler ")
    return top(driver)


async def test_r_after_a_change_from_outside_keeps_the_place_by_its_text(
    open_app: OpenApp, note: Path
) -> None:
    async with open_app() as driver:
        before = await in_the_middle(driver)
        note.write_text(note.read_text().replace("# First", "# First\n\nnew\n\nlines\n\nabove"))
        await driver.press("r")
        assert "above" in driver.talk.body
        assert top(driver) == before


async def test_an_edit_keeps_the_place(open_app: OpenApp, note: Path) -> None:
    async with open_app() as driver:
        before = await in_the_middle(driver)
        await driver.press("A")
        await driver.type("appended")
        await driver.press("enter")
        assert "appended" in note.read_text()
        assert top(driver) == before
        await driver.press("4")
        assert "rating: 4" in note.read_text()
        assert top(driver) == before


async def test_text_edited_here_above_the_place_does_not_move_it(open_app: OpenApp, note: Path) -> None:
    async with open_app() as driver:
        before = await in_the_middle(driver)
        await driver.press("e", "ctrl+home")
        await driver.press("o", "n", "e", "enter", "enter", "ctrl+s")
        await driver.press("escape")
        assert "one" in note.read_text()
        assert top(driver) == before


async def test_a_table_too_wide_for_the_window_is_scrolled_sideways_by_keys(
    open_app: OpenApp, notes_dir: Path
) -> None:
    cells = "|".join(f"column{n:02}" for n in range(30))
    (notes_dir / "wide.md").write_text(f"---\ntitle: Wide\n---\n|{cells}|\n{'|-' * 30}|\n|{cells}|\n")
    async with open_app() as driver:
        await driver.go_to("Wide")
        await driver.press("enter", "shift+right", "shift+right", "shift+right", "shift+right", "shift+right")
        assert "column29"[-2:] in driver.drawn(driver.browse.view)
        assert driver.browse.view.scroll_x > 0
        for _ in range(6):
            await driver.press("shift+left")
        assert driver.browse.view.scroll_x == 0
        await driver.go_to("Long" if (notes_dir / "long.md").exists() else "QUIC in anger")
        await driver.press("shift+right")
        assert "nothing here is wider" in driver.browse.keys.message
