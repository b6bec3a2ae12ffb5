"""The viewer's own commands: links and the way back, finding, outline, source, copying."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import OpenApp

HUB = """\
---
title: Hub
---
See [the log](gophermeet-2024/wal.md#checkpoints), [[QUIC in anger]], [the web](https://example.org/x),
[bad](ssh://host/x), [out](../../etc/passwd), [script](javascript:alert(1)), [file](file:///etc/passwd) and [here](#far-below).

## Middle

needle one

{filler}

## Far below

needle two, needle three

{filler}
"""


@pytest.fixture
def hub(notes_dir: Path) -> str:
    filler = "\n\n".join(f"line {n}" for n in range(80))
    (notes_dir / "hub.md").write_text(HUB.format(filler=filler))
    return "Hub"


async def test_links_are_walked_told_and_followed_and_one_comes_back_to_the_same_place(
    open_app: OpenApp, hub: str
) -> None:
    async with open_app() as driver:
        await driver.go_to(hub)
        await driver.press("enter", "right_square_bracket")
        assert "wal.md" in driver.browse.keys.message
        await driver.press("enter")
        assert driver.current == "Write-ahead logs, gently"
        await driver.press("backspace")
        assert driver.current == hub
        await driver.press("alt+right")
        assert driver.current == "Write-ahead logs, gently"
        await driver.press("alt+left")
        assert driver.current == hub
        await driver.press("right_square_bracket", "enter")  # the walk goes on
        assert driver.current == "QUIC in anger"
        await driver.press("backspace", "backspace")
        assert "nowhere to go back" in driver.browse.keys.message


async def test_web_links_open_the_browser_and_others_are_shown_and_refused(
    open_app: OpenApp, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("talktui.outside.in_browser", opened.append)
    async with open_app() as driver:
        await driver.go_to(hub)
        await driver.press("enter")
        for _ in range(3):
            await driver.press("right_square_bracket")
        assert "https://example.org/x" in driver.browse.keys.message
        await driver.press("enter")
        await driver.app.workers.wait_for_complete()
        assert opened == ["https://example.org/x"]
        for refusal in (
            "ssh://host/x",
            "out of the notes directory",
            "'javascript:alert(1)' is not opened",
            "'file:///etc/passwd' is not opened",
        ):
            await driver.press("right_square_bracket")
            assert refusal in driver.browse.keys.message
            await driver.press("enter")
            assert refusal in driver.browse.keys.message
        assert opened == ["https://example.org/x"]
        assert driver.current == hub


async def test_an_anchor_jumps_within_the_note_and_back_returns(open_app: OpenApp, hub: str) -> None:
    async with open_app() as driver:
        await driver.go_to(hub)
        await driver.press("enter", "left_square_bracket")
        await driver.press("enter")
        assert driver.browse.view.scroll_y > 50
        assert "needle two" in driver.drawn(driver.browse.view)
        await driver.press("backspace")
        assert driver.browse.view.scroll_y == 0


async def test_f_finds_counts_and_n_walks(open_app: OpenApp, hub: str) -> None:
    async with open_app() as driver:
        await driver.go_to(hub)
        await driver.press("enter", "f")
        await driver.type("needle")
        assert driver.browse.find_bar.said == "1 of 3"
        await driver.press("enter", "n")
        assert driver.browse.find_bar.said == "2 of 3"
        assert "needle two" in driver.drawn(driver.browse.view)
        await driver.press("n", "n")
        assert driver.browse.find_bar.said == "1 of 3"
        await driver.press("N")
        assert driver.browse.find_bar.said == "3 of 3"
        await driver.press("escape")
        assert not driver.browse.find_bar.is_open
        assert driver.has_focus(driver.browse.view)
        await driver.press("f")
        await driver.type("nowhere to be found")
        assert driver.browse.find_bar.said == "not in this note"
        await driver.press("escape", "escape")
        assert driver.has_focus(driver.browse.tree_view)


async def test_c_shows_the_outline_and_moving_in_it_moves_the_note(open_app: OpenApp, hub: str) -> None:
    async with open_app() as driver:
        await driver.go_to(hub)
        await driver.press("enter", "c")
        assert type(driver.app.screen).__name__ == "OutlineScreen"
        await driver.press("j")
        assert driver.browse.view.scroll_y > 50
        await driver.press("escape")
        assert driver.browse.view.scroll_y == 0
        await driver.press("c", "j", "enter")
        assert driver.browse.view.scroll_y > 50


async def test_m_shows_the_source_and_the_note_again(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("enter", "m")
        assert "## Fsync" in driver.drawn(driver.browse.view)
        await driver.press("m")
        assert "## Fsync" not in driver.drawn(driver.browse.view)


async def test_capital_y_copies_the_section_under_way(open_app: OpenApp, hub: str) -> None:
    async with open_app() as driver:
        await driver.go_to(hub)
        await driver.press("enter", "c", "j", "enter", "Y")
        assert driver.app.clipboard.strip().startswith("## Far below\n\nneedle two, needle three")


async def test_the_talks_that_link_here_stand_at_the_end_and_in_a_list(open_app: OpenApp, hub: str) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        assert "Talks that link here" in driver.drawn(driver.browse.view)
        assert "Hub" in driver.drawn(driver.browse.view)
        await driver.press("enter", "L", "enter")
        assert driver.current == hub
        await driver.press("backspace")
        assert driver.current == "QUIC in anger"


async def test_the_filters_words_are_marked_and_the_preview_opens_at_the_first(
    open_app: OpenApp, hub: str
) -> None:
    async with open_app(filter_text='"needle two"') as driver:
        assert driver.current == hub
        assert "needle two" in driver.drawn(driver.browse.view)
