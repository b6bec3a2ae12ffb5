"""What lies beyond what is laid out of a long note is reached when the note has grown to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList

from talktui.tui.widgets.markdown_begun import Begun
from tests.tui.conftest import Driver, OpenApp

WORDS = "words that fill the lines of a paragraph " * 4


@pytest.fixture
def notes(notes_dir: Path) -> Path:
    """A long note, a link to its far end, and one to a heading that it has not."""
    parts = "\n".join(f"## Part {n}\n\n{WORDS}\n\nabout {n}, see [back](from.md)\n" for n in range(120))
    (notes_dir / "target.md").write_text(f"---\ntitle: Target\n---\n{parts}")
    (notes_dir / "from.md").write_text(
        "---\ntitle: From\n---\n[go](target.md#part-95), [[Target#Part 90]], [not](target.md#part-x), "
        "[none](short.md#nowhere)\n"
    )
    (notes_dir / "short.md").write_text("---\ntitle: Short\n---\n# Short\n\nwords\n")
    return notes_dir


@pytest.fixture
def laying_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """While it is not set, only the beginnings of notes are laid out."""
    going_on = threading.Event()
    grow = Begun._grow

    def waits(self: Begun, *args: Any) -> None:
        assert going_on.wait(30)
        grow(self, *args)

    monkeypatch.setattr(Begun, "_grow", waits)
    yield going_on
    going_on.set()


def top(driver: Driver) -> str:
    return driver.drawn(driver.browse.view).splitlines()[0].strip()


async def until(driver: Driver, condition: Callable[[], bool]) -> None:
    for _ in range(2_000):
        await driver.pilot.pause()
        if condition():
            return
    raise AssertionError("it did not come to that")


async def open_at(driver: Driver, title: str) -> None:
    """Read a note, of which only the beginning is laid out."""
    talk = next(talk for talk in driver.browse.session.library.talks if talk.title == title)
    driver.browse.browsing.go_to(talk.key)
    await driver.pilot.press("enter")
    assert driver.current == title
    assert not driver.browse.view.is_complete


@pytest.mark.parametrize(("steps", "heading"), [(1, "Part 95"), (2, "Part 90")])
async def test_a_link_to_a_heading_far_down_in_another_note_leads_there(
    open_app: OpenApp, notes: Path, steps: int, heading: str
) -> None:
    async with open_app() as driver:
        await driver.go_to("From")
        await driver.press("enter", *["right_square_bracket"] * steps, "enter")
        assert driver.current == "Target"
        await until(driver, lambda: top(driver) == heading)
        await driver.press("backspace")
        assert driver.current == "From"


async def test_who_scrolls_before_a_far_heading_is_laid_out_stays_there(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await driver.go_to("From")
        await driver.pilot.press("enter", "right_square_bracket", "enter")
        await driver.pilot.press("j")
        assert driver.current == "Target"
        laying_out.set()
        await until(driver, lambda: driver.browse.view.is_complete)
        await driver.settle()
        assert driver.browse.view.scroll_y == 1


@pytest.mark.parametrize(("steps", "title"), [(3, "Target"), (4, "Short")])
async def test_a_heading_that_another_note_has_not_is_told(
    open_app: OpenApp, notes: Path, steps: int, title: str
) -> None:
    async with open_app() as driver:
        await driver.go_to("From")
        await driver.press("enter", *["right_square_bracket"] * steps, "enter")
        assert driver.current == title
        assert "there is no heading" in driver.browse.keys.message
        assert driver.browse.keys.warns


async def test_one_comes_back_to_the_place_in_a_long_note_and_forward_again(
    open_app: OpenApp, notes: Path
) -> None:
    async with open_app() as driver:
        view = driver.browse.view
        await driver.go_to("Target")
        await driver.press("enter")
        view.scroll_to(y=view.max_scroll_y - 60, animate=False)
        await driver.settle()
        before = driver.drawn(view)
        await driver.press("right_square_bracket", "enter")
        assert driver.current == "From"
        await driver.press("backspace")
        assert driver.current == "Target"
        assert driver.drawn(view).splitlines()[0] == before.splitlines()[0]
        await driver.press("alt+right")
        assert driver.current == "From"
        (notes / "target.md").write_text(
            (notes / "target.md").read_text().replace("## Part 3\n", "new\n\n" * 30 + "## Part 3\n")
        )
        await driver.press("r", "alt+left")
        assert driver.current == "Target"
        assert "new" in driver.talk.body
        assert driver.drawn(view).splitlines()[0] == before.splitlines()[0]


async def test_the_outline_has_every_heading_once_they_are_laid_out(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await open_at(driver, "Target")
        await driver.pilot.press("c")
        await until(driver, lambda: type(driver.app.screen).__name__ == "OutlineScreen")
        rows = driver.app.screen.query_one("#outline", OptionList)
        assert rows.option_count < 120
        await driver.pilot.press("j", "j")
        laying_out.set()
        await until(driver, lambda: driver.browse.view.is_complete)
        await driver.pilot.pause()
        assert rows.option_count == 120
        assert rows.highlighted == 2
        await driver.pilot.press("G")
        await until(driver, lambda: "Part 119" in driver.drawn(driver.browse.view))


async def test_capital_g_comes_to_the_end_of_a_note_that_is_still_being_laid_out(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await open_at(driver, "Target")
        await driver.pilot.press("G")
        laying_out.set()
        await until(driver, lambda: "about 119" in driver.drawn(driver.browse.view))


async def test_g_takes_back_the_wish_to_be_at_the_end(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await open_at(driver, "Target")
        await driver.pilot.press("G", "g")
        laying_out.set()
        await until(driver, lambda: driver.browse.view.is_complete)
        await driver.settle()
        assert driver.browse.view.scroll_y == 0


@pytest.mark.parametrize("keys", [("ctrl+a", "y"), ("v", "G", "y")])
async def test_all_of_the_text_is_copied_though_it_is_still_being_laid_out(
    open_app: OpenApp, notes: Path, laying_out: threading.Event, keys: tuple[str, ...]
) -> None:
    async with open_app() as driver:
        await open_at(driver, "Target")
        await driver.pilot.press(*keys)
        assert "still being laid out" in driver.browse.keys.message
        assert not driver.app.clipboard
        laying_out.set()
        await until(driver, lambda: bool(driver.app.clipboard))
        assert driver.app.clipboard.count("about ") == 120
        assert "copied" in driver.browse.keys.message


async def test_esc_takes_back_the_wish_to_copy_what_is_still_being_laid_out(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await open_at(driver, "Target")
        await driver.pilot.press("ctrl+a", "y", "escape")
        laying_out.set()
        await until(driver, lambda: driver.browse.view.is_complete)
        await driver.settle()
        assert not driver.app.clipboard


async def test_the_first_hit_is_gone_to_when_it_is_laid_out(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await open_at(driver, "Target")
        await driver.pilot.press("f", *"about", "space", *"101")
        assert driver.browse.find_bar.said == "not in this note"
        laying_out.set()
        await until(driver, lambda: "about 101" in driver.drawn(driver.browse.view))
        assert driver.browse.find_bar.said == "1 of 1"


async def test_a_reload_while_a_far_place_is_awaited_comes_to_it_still(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await driver.go_to("From")
        await driver.pilot.press("enter", "right_square_bracket", "enter")
        assert driver.current == "Target"
        view = driver.browse.view
        view.show("new\n\n" + driver.talk.body, keep_scroll=True)
        laying_out.set()
        await until(driver, lambda: top(driver) == "Part 95")


async def test_another_width_meanwhile_gives_up_no_far_place(
    open_app: OpenApp, notes: Path, laying_out: threading.Event
) -> None:
    async with open_app() as driver:
        await driver.go_to("From")
        await driver.pilot.press("enter", "right_square_bracket", "enter")
        assert driver.current == "Target"
        await driver.pilot.resize_terminal(90, 30)
        await driver.pilot.resize_terminal(90, 24)
        laying_out.set()
        await until(driver, lambda: top(driver) == "Part 95")
        await driver.pilot.resize_terminal(140, 40)
        await until(driver, lambda: top(driver) == "Part 95")
