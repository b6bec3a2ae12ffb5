"""The last line: the hints that fit, the last always; messages are read to their end."""

from __future__ import annotations

import pytest

from talktui.config import Settings
from talktui.tui.commands import BY_ID, TYPED, Context
from talktui.tui.hints import HINTS
from tests.tui.conftest import OpenApp


def test_every_pane_has_hints_of_commands_that_there_are() -> None:
    assert set(HINTS) == set(Context) - {Context.EVERYWHERE, Context.TALK}
    for pane, hints in HINTS.items():
        for command_id, name in hints:
            assert name
            reach = {pane} if pane in TYPED else {pane, Context.TALK, Context.EVERYWHERE}
            assert BY_ID[command_id].context in reach, command_id


@pytest.mark.parametrize("width", [40, 60, 80, 140])
async def test_help_is_told_however_narrow_the_terminal(open_app: OpenApp, width: int) -> None:
    async with open_app((width, 20)) as driver:
        line = driver.drawn(driver.browse.keys)
        assert "? help" in line
        assert "/ filter" in line


async def test_a_click_on_a_hint_runs_it(open_app: OpenApp) -> None:
    async with open_app((60, 20)) as driver:
        x = driver.drawn(driver.browse.keys).index("? help")
        await driver.pilot.click(driver.browse.keys, offset=(x, 0))
        await driver.settle()
        assert driver.app.screen is not driver.browse


async def test_enter_is_told_as_what_it_does(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("g")
        assert "enter close" in driver.drawn(driver.browse.keys)
        await driver.press("enter")
        assert "enter open" in driver.drawn(driver.browse.keys)
        await driver.go_to("QUIC in anger")
        await driver.press("k", "j")
        assert "enter read" in driver.drawn(driver.browse.keys)


async def test_a_long_message_is_shown_whole_on_more_lines(open_app: OpenApp) -> None:
    async with open_app((60, 20)) as driver:
        driver.browse.say("a long word " * 12 + "and the end", warning=True)
        await driver.settle()
        shown = driver.drawn(driver.browse.keys)
        assert "and the end" in shown
        assert len(shown.splitlines()) == 3
        await driver.press("j")
        assert "enter" in driver.drawn(driver.browse.keys)
        assert driver.browse.keys.size.height == 1


async def test_a_message_without_end_is_cut_at_three_lines(open_app: OpenApp) -> None:
    async with open_app((60, 20)) as driver:
        driver.browse.say("word " * 200)
        await driver.settle()
        lines = driver.drawn(driver.browse.keys).splitlines()
        assert len(lines) == 3
        assert lines[-1].endswith("…")


async def test_a_command_without_keys_has_no_hint_and_stops_nothing(open_app: OpenApp) -> None:
    settings = Settings(keys={"help": (), "undo": (), "problems": (), "new": (), "quit": ()})
    async with open_app(settings=settings) as driver:
        line = driver.drawn(driver.browse.keys)
        assert "help" not in line
        assert "/ filter" in line
        await driver.press("j", "slash", "escape", "enter")
        assert driver.app.is_running
