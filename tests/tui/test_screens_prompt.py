"""The prompt: what is typed, its mistakes and its completions."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from talktui.tui.screens.prompt import Completion, PromptScreen

from .dialog_case import opened

WORDS = ("alpha", "beta", "better")


def complete(text: str, cursor: int) -> Sequence[Completion]:
    start = text.rfind(" ", 0, cursor) + 1
    typed = text[start:cursor]
    return [Completion(word, start, cursor, "note") for word in WORDS if typed and word.startswith(typed)]


def check(text: str) -> str | None:
    return "No digits, please." if any(character.isdigit() for character in text) else None


def prompt(value: str = "") -> PromptScreen:
    return PromptScreen("Verdict", value, "one line", "What you think.", complete, check)


async def test_enter_gives_the_text_as_it_was_typed() -> None:
    async with opened(prompt("so")) as case:
        await case.type(" b")
        await case.press("enter")
        assert case.results == ["so b"]


async def test_a_value_with_control_characters_comes_back_as_it_was() -> None:
    value = "a\x1b[31mb\x07\nc\td"
    async with opened(PromptScreen("Verdict", value)) as case:
        assert "a␛[31mb␇ c d" in case.shown()
        await case.press("enter")
        assert case.results == [value]


async def test_tab_takes_the_first_completion_and_leaves_the_rest_of_the_line() -> None:
    async with opened(prompt("a be z")) as case:
        await case.press("left", "left")
        await case.press("x", "backspace", "tab")
        await case.press("enter")
        assert case.results == ["a beta z"]


async def test_enter_takes_a_completion_that_was_moved_to_and_only_then_accepts() -> None:
    async with opened(prompt()) as case:
        await case.type("be")
        await case.press("down", "down", "enter")
        assert case.results == []
        await case.press("enter")
        assert case.results == ["better"]


async def test_up_goes_to_the_last_completion_first() -> None:
    async with opened(prompt()) as case:
        await case.type("be")
        await case.press("up", "tab", "enter")
        assert case.results == ["better"]


async def test_typing_on_after_moving_forgets_the_move() -> None:
    async with opened(prompt()) as case:
        await case.type("be")
        await case.press("down")
        await case.type("e")
        await case.press("enter")
        assert case.results == ["bee"]


async def test_a_click_takes_a_completion() -> None:
    async with opened(prompt(), (60, 20)) as case:
        await case.type("be")
        await case.click("better")
        await case.press("enter")
        assert case.results == ["better"]


async def test_the_line_stays_where_it_is_while_completions_come_and_go() -> None:
    async with opened(prompt(), (60, 20)) as case:
        row = case.app.screen.query_one("#line").region.y
        await case.type("b")
        assert case.app.screen.query_one("#line").region.y == row
        assert case.outside() == []


async def test_a_mistake_is_told_while_typing_and_is_not_accepted() -> None:
    async with opened(prompt(), (60, 20)) as case:
        await case.type("1")
        assert "No digits, please." in case.shown()
        await case.press("enter")
        assert case.results == []
        await case.press("backspace")
        assert "No digits" not in case.shown()
        await case.press("enter")
        assert case.results == [""]


async def test_a_prompt_does_not_complain_before_anything_is_typed() -> None:
    needed = PromptScreen("Name", check=lambda text: None if text else "A name is needed.")
    async with opened(needed) as case:
        assert "needed" not in case.shown()
        await case.press("enter")
        assert "A name is needed." in case.shown()
        assert case.results == []


async def test_a_paste_becomes_one_line_without_control_characters() -> None:
    async with opened(PromptScreen("Verdict", "x")) as case:
        case.app.screen.query_one("#line").post_message(events.Paste("one\r\ntwo\x1b[201~\n"))
        await case.settle()
        await case.press("enter")
        assert case.results == ["xone two[201~"]
