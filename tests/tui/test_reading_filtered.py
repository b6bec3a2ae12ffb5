"""What a filter that is typed does to the note one reads: to its first hit, and back to where one was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Driver, OpenApp


@pytest.fixture
def animals(notes_dir: Path) -> Path:
    """A note with two words far apart, and another in its title only."""
    paras = [f"para {n}" for n in range(90)]
    paras[2], paras[70] = "a zoo", "a zebra"
    path = notes_dir / "animals.md"
    path.write_text("---\ntitle: Animals number one\n---\n" + "\n\n".join(paras) + "\n")
    return path


async def read_on(driver: Driver) -> int:
    """Read the animals, and scroll down in them; gives how far."""
    await driver.go_to("Animals number one")
    await driver.press("enter", *["ctrl+d"] * 4)
    assert driver.browse.view.scroll_y > 20
    return int(driver.browse.view.scroll_y)


async def clear(driver: Driver, way: str) -> None:
    if way == "esc":
        await driver.press("escape", "escape")
    else:
        await driver.press(*["backspace"] * len(driver.browse.bar.text))
    assert not driver.browse.bar.text
    assert driver.current == "Animals number one"


@pytest.mark.parametrize("way", ["esc", "backspace"])
@pytest.mark.parametrize("word", ["z", "zebra", "number", "zebra number"])
async def test_a_filter_typed_and_cleared_leaves_one_where_one_was_reading(
    open_app: OpenApp, animals: Path, word: str, way: str
) -> None:
    async with open_app() as driver:
        before = await read_on(driver)
        await driver.press("slash")
        await driver.type(word)
        assert driver.current == "Animals number one"
        await clear(driver, way)
        assert driver.browse.view.scroll_y == before


async def test_a_word_that_is_not_in_the_text_leaves_one_where_one_was_reading(
    open_app: OpenApp, animals: Path
) -> None:
    async with open_app() as driver:
        before = await read_on(driver)
        await driver.press("slash")
        await driver.type("number")
        assert driver.browse.view.scroll_y == before
        await driver.type(" zoo")
        assert "a zoo" in driver.drawn(driver.browse.view)
        await driver.press(*["backspace"] * 4)
        assert driver.browse.view.scroll_y == before


async def test_who_scrolls_while_a_filter_is_on_stays_there_when_it_is_cleared(
    open_app: OpenApp, animals: Path
) -> None:
    async with open_app() as driver:
        await read_on(driver)
        await driver.press("slash")
        await driver.type("zoo")
        await driver.press("enter", "enter", "ctrl+d")
        scrolled = driver.browse.view.scroll_y
        await driver.press("escape", "escape")
        assert not driver.browse.bar.text
        assert driver.browse.view.scroll_y == scrolled


async def test_a_talk_that_was_opened_at_its_hit_stays_there_when_the_filter_is_cleared(
    open_app: OpenApp, animals: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("slash")
        await driver.type("zebra")
        assert driver.current == "Animals number one"
        assert "a zebra" in driver.drawn(driver.browse.view)
        hit = driver.browse.view.scroll_y
        await clear(driver, "esc")
        assert driver.browse.view.scroll_y == hit


async def test_the_place_before_a_filter_is_found_again_in_a_note_that_changed_meanwhile(
    open_app: OpenApp, animals: Path
) -> None:
    async with open_app() as driver:
        await read_on(driver)
        before = driver.drawn(driver.browse.view)
        await driver.press("slash")
        await driver.type("zoo")
        await driver.press("enter")
        animals.write_text(animals.read_text().replace("para 0\n", "para 0\n\nnew\n\nlines\n\nabove\n"))
        await driver.press("r")
        assert "above" in driver.talk.body
        await driver.press("escape")
        assert not driver.browse.bar.text
        assert driver.drawn(driver.browse.view) == before
