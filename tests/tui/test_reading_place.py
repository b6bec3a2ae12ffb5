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


async def test_a_place_on_a_blank_line_or_among_equal_ones_is_kept_by_what_is_around(
    open_app: OpenApp, notes_dir: Path
) -> None:
    path = notes_dir / "equal.md"
    items = "\n\n".join(f"item {n}\n\nsaid again and again" for n in range(100))
    path.write_text(f"---\ntitle: Equal\n---\n{items}\n")
    async with open_app() as driver:
        await driver.go_to("Equal")
        await driver.press("enter")
        view = driver.browse.view
        for line in ("", "said again and again"):
            at = next(y for y in range(100, 200) if view._document and view._document.lines[y].text == line)
            view.scroll_to(y=at, animate=False, force=True)
            before = driver.drawn(view)
            assert top(driver) == line
            path.write_text(
                path.read_text().replace("item 3\n", "item 3\n\n" + "said again and again\n\n" * 9)
            )
            path.write_text(path.read_text().replace("item 90\n", "item 90, changed too\n"))
            await driver.press("r")
            assert driver.drawn(view) == before


async def test_a_filter_that_is_typed_brings_the_note_to_its_first_hit(
    open_app: OpenApp, notes_dir: Path
) -> None:
    filler = "\n\n".join(f"para {n}" for n in range(60))
    (notes_dir / "animals.md").write_text(f"---\ntitle: Animals\n---\n{filler}\n\na zebra\n\n{filler}\n")
    async with open_app() as driver:
        await driver.go_to("Animals")
        assert "a zebra" not in driver.drawn(driver.browse.view)
        await driver.press("slash")
        await driver.type("zebra")
        assert driver.current == "Animals"
        assert "a zebra" in driver.drawn(driver.browse.view)
        await driver.press("enter", "enter", "g")
        assert driver.browse.view.scroll_y == 0
        await driver.press("4")  # the same words: nobody is moved to them again
        assert "rating: 4" in (notes_dir / "animals.md").read_text()
        assert driver.browse.view.scroll_y == 0


async def test_the_hit_one_is_at_stays_the_same_when_the_note_changes(
    open_app: OpenApp, notes_dir: Path
) -> None:
    path = notes_dir / "hits.md"
    path.write_text(
        "---\ntitle: Hits\n---\n" + "\n\n".join(f"needle {n} and a needle" for n in range(60)) + "\n"
    )
    async with open_app() as driver:
        await driver.go_to("Hits")
        await driver.press("enter", "f")
        await driver.type("needle")
        await driver.press("enter", *["n"] * 41)
        assert driver.browse.find_bar.said == "42 of 120"
        path.write_text(path.read_text().replace("needle 2 and", "a new needle\n\nneedle 2 and"))
        await driver.press("r")
        assert driver.browse.find_bar.said == "43 of 121"
        path.write_text(path.read_text().replace("needle 20 and a needle", "needle 20"))
        await driver.press("r")
        assert driver.browse.find_bar.said == "42 of 120"
        await driver.press("n")
        assert "needle 21" in driver.drawn(driver.browse.view)


async def test_a_table_too_wide_for_the_window_is_scrolled_sideways_by_keys(
    open_app: OpenApp, notes_dir: Path
) -> None:
    cells = "|".join(f"column{n:02}" for n in range(30))
    (notes_dir / "wide.md").write_text(f"---\ntitle: Wide\n---\n|{cells}|\n{'|-' * 30}|\n|{cells}|\n")
    async with open_app() as driver:
        await driver.go_to("Wide")
        await driver.press("enter", *["shift+right"] * 9)
        assert "column29" in driver.drawn(driver.browse.view)
        assert driver.browse.view.scroll_x > 0
        for _ in range(9):
            await driver.press("shift+left")
        assert driver.browse.view.scroll_x == 0
        await driver.go_to("Long" if (notes_dir / "long.md").exists() else "QUIC in anger")
        await driver.press("shift+right")
        assert "nothing here is wider" in driver.browse.keys.message
