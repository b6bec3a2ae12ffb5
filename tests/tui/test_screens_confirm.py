"""The question before a change, with thousands of lines if need be."""

from __future__ import annotations

import pytest

from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.leave import Leave, ask_leave
from talktui.tui.screens.long_list import LongList

from .dialog_case import opened


@pytest.mark.parametrize(
    ("key", "danger", "answer"),
    [
        ("y", False, True),
        ("n", False, False),
        ("enter", False, True),
        ("escape", False, False),
        ("y", True, True),
        ("enter", True, False),
    ],
)
async def test_each_key_gives_its_answer(key: str, danger: bool, answer: bool) -> None:
    async with opened(ConfirmScreen("Tag 3 talks?", ["adds #x"], danger=danger)) as case:
        await case.press(key)
        assert case.results == [answer]


async def test_the_answers_can_be_clicked() -> None:
    for text, answer in ((" Remove ", True), (" Keep ", False)):
        async with opened(ConfirmScreen("Remove?", ["one"], "Remove", "Keep"), (60, 20)) as case:
            await case.click(text)
            assert case.results == [answer]


async def test_thousands_of_lines_scroll_to_the_last_and_back() -> None:
    lines = [f"talk {number}" for number in range(5000)]
    async with opened(ConfirmScreen("Tag 5000 talks?", lines), (60, 20)) as case:
        assert "talk 0 " in case.shown()
        await case.press("j")
        assert "talk 0 " not in case.shown()
        await case.press("G")
        assert "talk 4999" in case.shown()
        await case.press("g", "pagedown")
        assert "talk 15" in case.shown()
        assert case.results == []


async def test_a_line_longer_than_the_panel_is_wrapped_and_none_is_lost() -> None:
    lines = ["word " * 40 + "end", "", "last"]
    async with opened(ConfirmScreen("Well?", lines), (60, 20)) as case:
        assert case.shown().count("word") == 40
        assert "end" in case.shown()
        assert "last" in case.shown()
        await case.pilot.resize_terminal(100, 30)
        await case.settle()
        assert case.shown().count("word") == 40
        listed = case.app.screen.query_one(LongList)
        assert listed.virtual_size.height == listed.size.height


async def test_leaving_unsaved_text_offers_three_ways() -> None:
    for key, answer in (("s", Leave.SAVE), ("t", Leave.THROW_AWAY), ("k", Leave.STAY), ("escape", None)):
        async with opened(ask_leave()) as case:
            await case.press(key)
            assert case.results == [answer]
