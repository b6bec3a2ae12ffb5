"""What goes on in the next note, and on the way back: a search, and the walk through the links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Driver, OpenApp

FILLER = "\n\n".join(f"para {n}" for n in range(60))


@pytest.fixture
def herd(notes_dir: Path) -> Path:
    """Three notes, each with its own number of zebras far down, the first with links to the others."""
    links = "[two](herd-2.md) [three](herd-3.md) [again](herd-2.md) [and again](herd-3.md) [last](plain.md)"
    for number in (1, 2, 3):
        zebras = "\n\n".join(["a zebra"] * number)
        text = f"---\ntitle: Herd {number}\n---\n{links if number == 1 else ''}\n\n{FILLER}\n\n{zebras}\n"
        (notes_dir / f"herd-{number}.md").write_text(text)
    return notes_dir


def drawn(driver: Driver) -> str:
    return driver.drawn(driver.browse.view)


async def find(driver: Driver, title: str, word: str) -> None:
    await driver.go_to(title)
    await driver.press("enter", "f")
    await driver.type(word)
    await driver.press("enter")


async def test_a_search_goes_on_in_the_next_talk(open_app: OpenApp, herd: Path) -> None:
    async with open_app() as driver:
        await find(driver, "Herd 2", "zebra")
        assert driver.browse.find_bar.said == "1 of 2"
        await driver.press("J")
        assert driver.current == "Herd 3"
        assert driver.browse.find_bar.said == "1 of 3"
        assert "a zebra" in drawn(driver)
        await driver.press("n")
        assert driver.browse.find_bar.said == "2 of 3"
        await driver.press("N", "N")
        assert driver.browse.find_bar.said == "3 of 3"
        await driver.press("escape", "K")
        assert driver.browse.view.scroll_y == 0  # the search has ended


async def test_a_search_goes_on_in_the_note_that_a_link_leads_to(open_app: OpenApp, herd: Path) -> None:
    async with open_app() as driver:
        await find(driver, "Herd 1", "zebra")
        await driver.press("g", "right_square_bracket", "right_square_bracket", "enter")
        assert driver.current == "Herd 3"
        assert driver.browse.find_bar.said == "1 of 3"
        assert "a zebra" in drawn(driver)


async def test_a_search_without_a_hit_here_finds_in_the_next_note_and_the_other_way_round(
    open_app: OpenApp, herd: Path
) -> None:
    async with open_app() as driver:
        await find(driver, "A note without front matter", "zebra")
        assert driver.browse.find_bar.said == "not in this note"
        await driver.go_to("Herd 2")
        assert driver.browse.find_bar.said == "1 of 2"
        assert "a zebra" in drawn(driver)
        await driver.go_to("A note without front matter")
        assert driver.browse.find_bar.said == "not in this note"


async def test_what_is_looked_for_while_no_talk_is_shown_is_found_in_the_first_that_is(
    open_app: OpenApp, herd: Path
) -> None:
    async with open_app(filter_text="nosuchword") as driver:
        assert driver.browse.tree_view.current is None
        driver.browse.reading.find()
        await driver.type("zebra")
        driver.browse.browsing.clear()
        await driver.go_to("Herd 2")
        assert driver.browse.find_bar.said == "1 of 2"
        assert "a zebra" in drawn(driver)


async def test_the_walk_through_the_links_goes_on_after_the_one_that_was_followed(
    open_app: OpenApp, herd: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Herd 1")
        await driver.press("enter", *["right_square_bracket"] * 3, "enter")
        assert driver.current == "Herd 2"
        await driver.press("backspace")
        link = driver.browse.view.current_link
        assert link is not None
        assert link.text == "again"
        await driver.press("right_square_bracket", "enter")
        assert driver.current == "Herd 3"
        await driver.press("backspace", "alt+right", "backspace")
        link = driver.browse.view.current_link
        assert link is not None
        assert link.text == "and again"


async def test_a_link_that_has_changed_meanwhile_is_not_taken_for_the_one_that_was_followed(
    open_app: OpenApp, herd: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Herd 1")
        await driver.press("enter", *["right_square_bracket"] * 2, "enter")
        assert driver.current == "Herd 3"
        note = herd / "herd-1.md"
        note.write_text(note.read_text().replace("[three](herd-3.md) ", ""))
        await driver.press("r", "backspace")
        assert driver.current == "Herd 1"
        assert driver.browse.view.current_link is None


@pytest.mark.parametrize("key", ["right_square_bracket", "left_square_bracket"])
async def test_at_the_last_link_one_is_told_of_it_again(open_app: OpenApp, herd: Path, key: str) -> None:
    async with open_app() as driver:
        await driver.go_to("Herd 1")
        await driver.press("enter", *[key] * 5)
        link, told = driver.browse.view.current_link, driver.browse.keys.message
        assert link is not None
        assert "enter follows" in told
        await driver.press(key)
        assert driver.browse.view.current_link == link
        assert driver.browse.keys.message == told


async def test_where_no_link_is_further_on_that_is_told(open_app: OpenApp, herd: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Herd 1")
        await driver.press("enter", "right_square_bracket", "G", "right_square_bracket")
        assert driver.browse.keys.message == "there is no link further down"
        assert "a zebra" in drawn(driver)
        await driver.press("left_square_bracket")
        assert "plain.md" in driver.browse.keys.message
