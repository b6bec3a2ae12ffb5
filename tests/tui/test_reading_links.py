"""Links inside a note and out of what a filter shows: where they lead is told, and the way back is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Driver, OpenApp

NOTE = """\
---
title: Footed
---
{filler}

said[^one] here, and see [the other](other.md) or [the end](#the-end)

{filler}

[^one]: As *they* put it
    in two lines.

## The end
"""
PAGE = """\
# The whole conference

Good[^a], see [the log](wal.md) and [below](#below).

{filler}

## Below

[^a]: As far as one can tell.
"""


@pytest.fixture
def notes(notes_dir: Path) -> Path:
    filler = "\n\n".join(f"filler {n}" for n in range(60))
    (notes_dir / "footed.md").write_text(NOTE.format(filler=filler))
    (notes_dir / "other.md").write_text("---\ntitle: Other\n---\nwords\n")
    (notes_dir / "gophermeet-2024" / "_index.md").write_text(PAGE.format(filler=filler))
    return notes_dir


def top(driver: Driver) -> str:
    return driver.drawn(driver.browse.view).splitlines()[0].strip()


async def read_from(driver: Driver, title: str, line: str) -> None:
    """Read a note from the line that begins so."""
    await driver.go_to(title)
    await driver.press("enter")
    view = driver.browse.view
    assert view._document is not None
    at = next(y for y, found in enumerate(view._document.lines) if found.text.startswith(line))
    view.scroll_to(y=at, animate=False, force=True)
    await driver.settle()


async def test_a_footnote_is_told_by_its_text_and_backspace_returns_from_it(
    open_app: OpenApp, notes: Path
) -> None:
    async with open_app() as driver:
        await read_from(driver, "Footed", "said")
        await driver.press("right_square_bracket")
        assert driver.browse.keys.message.startswith("[one]: As they put it in two lines.")
        await driver.press("enter")
        assert "[one]: As they put it" in driver.drawn(driver.browse.view)
        assert not top(driver).startswith("said")
        await driver.press("backspace")
        assert top(driver).startswith("said")
        await driver.press("alt+right")
        assert "[one]: As they put it" in driver.drawn(driver.browse.view)


async def test_a_conferences_page_has_footnotes_headings_and_a_way_back(
    open_app: OpenApp, notes: Path
) -> None:
    async with open_app() as driver:
        await driver.press("g")
        while driver.current != "GopherMeet 2024":
            await driver.press("j")
        view = driver.browse.view
        assert "The whole conference" in driver.drawn(view)
        await driver.press("tab", "right_square_bracket")
        assert "[a]: As far as one can tell." in driver.browse.keys.message
        await driver.press("enter")
        assert "As far as one can tell" in driver.drawn(view)
        await driver.press("backspace")
        assert view.scroll_y == 0
        await driver.press("right_square_bracket", "right_square_bracket")
        assert "#below" in driver.browse.keys.message
        await driver.press("enter")
        assert view.scroll_y > 0
        assert "Below" in driver.drawn(view)
        await driver.press("backspace", "left_square_bracket")
        assert "wal.md" in driver.browse.keys.message
        await driver.press("enter")
        assert driver.current == "Write-ahead logs, gently"
        await driver.press("backspace")
        assert driver.current == "GopherMeet 2024"


@pytest.mark.parametrize("filter_text", ["filler", "title:Footed"])
async def test_a_link_out_of_the_filter_says_that_it_is_cleared_and_backspace_brings_it_back(
    open_app: OpenApp, notes: Path, filter_text: str
) -> None:
    async with open_app(filter_text=filter_text) as driver:
        await read_from(driver, "Footed", "said")
        await driver.press("right_square_bracket", "right_square_bracket", "enter")
        assert driver.current == "Other"
        assert driver.browse.bar.text == ""
        assert driver.browse.keys.message == f"filter cleared: {filter_text}"
        await driver.press("backspace")
        assert driver.current == "Footed"
        assert driver.browse.bar.text == filter_text
        assert driver.browse.session.query_text == filter_text
        assert "Other" not in driver.titles
        assert top(driver).startswith("said")
        await driver.press("alt+right")
        assert driver.current == "Other"
        assert driver.browse.bar.text == ""


async def test_the_way_back_leaves_a_filter_that_was_put_in_since(open_app: OpenApp, notes: Path) -> None:
    async with open_app(filter_text="title:Footed") as driver:
        await read_from(driver, "Footed", "said")
        await driver.press("right_square_bracket", "right_square_bracket", "enter", "slash")
        await driver.type("title:o")
        await driver.press("enter", "enter", "backspace")
        assert driver.current == "Footed"
        assert driver.browse.bar.text == "title:o"


async def test_the_way_back_to_a_conferences_page_brings_its_filter_back(
    open_app: OpenApp, notes: Path
) -> None:
    async with open_app(filter_text="QUIC") as driver:
        await driver.press("g")
        while driver.current != "GopherMeet 2024":
            await driver.press("j")
        await driver.press("tab", "j", "j", "right_square_bracket", "right_square_bracket")
        assert "wal.md" in driver.browse.keys.message
        await driver.press("enter")
        assert driver.current == "Write-ahead logs, gently"
        assert driver.browse.keys.message == "filter cleared: QUIC"
        await driver.press("backspace")
        assert driver.current == "GopherMeet 2024"
        assert driver.browse.bar.text == "QUIC"
        assert driver.browse.view.scroll_y == 2
