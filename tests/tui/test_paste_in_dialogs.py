"""A paste that comes as keys answers no dialog; fingers do."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.guarded import Guarded
from tests.tui.conftest import QUIC, Driver, OpenApp

QUIC_PATH = "gophermeet-2024/quic.md"


async def burst(driver: Driver, text: str) -> None:
    """Keys as fast as a paste sends them."""
    for character in text:
        driver.app.post_message(events.Key("enter" if character == "\r" else character, character))
    for _ in range(200):
        await driver.pilot.pause(0.01)
        screen = driver.app.screen
        if not isinstance(screen, Guarded) or screen._gate is None or screen._gate.is_open:
            break


@pytest.mark.parametrize("pasted", ["wonderful", "a day", "no\rway\r"])
async def test_a_paste_chooses_no_status(open_app: OpenApp, notes_dir: Path, pasted: str) -> None:
    async with open_app(paste_guard=True) as driver:
        await driver.go_to("QUIC in anger")
        driver.browse.run_command("status")
        await driver.pilot.pause()
        screen = driver.app.screen
        assert isinstance(screen, Guarded)
        await burst(driver, pasted)
        assert driver.app.screen is screen
        assert (notes_dir / QUIC_PATH).read_text() == QUIC
        assert "as from a paste" in str(screen.panel.border_subtitle)
        await burst(driver, "w")
        await driver.settle()
        assert "status: watching" in (notes_dir / QUIC_PATH).read_text()


async def test_a_paste_does_not_say_yes(open_app: OpenApp) -> None:
    answers: list[bool | None] = []
    async with open_app(paste_guard=True) as driver:
        driver.app.push_screen(ConfirmScreen("Sure?", ["one"]), answers.append)
        await driver.pilot.pause()
        await burst(driver, "yellow\r")
        assert answers == []
        await burst(driver, "y")
        await driver.settle()
        assert answers == [True]


async def test_a_key_under_way_to_a_dialog_that_was_just_answered_goes_to_what_is_below(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app(paste_guard=True) as driver:
        await driver.go_to("QUIC in anger")
        driver.browse.run_command("status")
        await driver.pilot.pause()
        screen = driver.app.screen
        assert isinstance(screen, Guarded)
        focused = screen.focused
        assert focused is not None
        under_way = events.Key("5", "5")
        under_way._set_forwarded()  # the app has passed it on already
        focused.post_message(under_way)
        screen.decide("w", "w")
        await burst(driver, "")
        await driver.settle()
        now = (notes_dir / QUIC_PATH).read_text()
        assert "status: watching" in now
        assert "rating: 5" in now
