"""The help: every command stands in it, it scrolls, and typing filters it."""

from __future__ import annotations

import pytest
from textual import events

from talktui.tui.commands import COMMANDS, shown_keys
from talktui.tui.screens.help import HelpScreen

from .dialog_case import Case, opened


def table() -> HelpScreen:
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for command in COMMANDS:
        row = (shown_keys(command), command.title, command.help)
        sections.setdefault(command.context.value, []).append(row)
    return HelpScreen(list(sections.items()), "The filter language: words mean AND.")


async def everything(case: Case) -> str:
    """All that can be scrolled to, one line after the other, the panel's sides taken off."""
    seen: list[str] = []
    for _ in range(30):
        for line in case.shown().split("\n"):
            inner = line.partition("│")[2].rpartition("│")[0].strip()
            if inner and inner not in seen:
                seen.append(inner)
        await case.press("ctrl+d")
    return " ".join(" ".join(seen).split())


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_every_command_can_be_scrolled_to_with_its_keys(size: tuple[int, int]) -> None:
    async with opened(table(), size) as case:
        text = await everything(case)
        for command in COMMANDS:
            assert shown_keys(command) in text
            assert command.title in text
        assert "The filter language" in text


async def test_a_wide_screen_shows_two_columns() -> None:
    async with opened(table(), (140, 40)) as case:
        titles = [line for line in case.shown().split("\n") if "Everywhere" in line]
        assert len(titles) == 1
        assert "In the" in titles[0]
        assert case.outside() == []


async def test_letters_typed_ahead_are_all_taken() -> None:
    async with opened(table(), (60, 20)) as case:
        for letter in "undo":
            case.app.post_message(events.Key(letter, letter))
        await case.settle()
        assert "Take the last edit back" in case.shown()
        assert "next pane" not in case.shown()


async def test_typing_filters_and_esc_takes_the_filter_away_before_it_closes() -> None:
    async with opened(table(), (60, 20)) as case:
        await case.type("undo")
        assert "ctrl+z" not in case.shown()
        assert "Everywhere" in case.shown()
        assert "In the tree" not in case.shown()
        await case.press("escape")
        assert case.results == []
        assert "next pane" in case.shown()
        await case.press("escape")
        assert case.results == [None]


async def test_slash_begins_a_filter_with_any_letter_and_enter_keeps_it() -> None:
    async with opened(table(), (60, 20)) as case:
        await case.press("slash")
        await case.type("quit")
        assert "Leave." in case.shown()
        await case.press("enter", "j", "q")
        assert case.results == [None]


async def test_a_filter_that_matches_nothing_says_so() -> None:
    async with opened(table(), (60, 20)) as case:
        await case.type("zzz")
        assert "No command is like that." in case.shown()


@pytest.mark.parametrize("key", ["q", "question_mark", "escape"])
async def test_it_closes(key: str) -> None:
    async with opened(table(), (60, 20)) as case:
        await case.press(key)
        assert case.results == [None]


async def test_the_keys_scroll() -> None:
    async with opened(table(), (60, 20)) as case:
        start = case.shown()
        await case.press("j")
        assert case.shown() != start
        await case.press("k")
        assert case.shown() == start
        await case.press("G")
        assert "The filter language" in case.shown()
        await case.press("g")
        assert case.shown() == start
        await case.press("pagedown")
        assert case.shown() != start
        await case.press("pageup")
        assert case.shown() == start
