"""The two dialogs one only reads: the list of problems and a text."""

from __future__ import annotations

from talktui.tui.screens.problems import ProblemsScreen
from talktui.tui.screens.show_text import TextScreen

from .dialog_case import opened

PROBLEMS: list[tuple[str, str, str | None]] = [
    ("a.md:3", "rating: “nine” is no number from 1 to 5; it stays a text until it is one " * 2, "a"),
    ("config.yaml:1", "theme: there is no such theme", None),
    ("b.md", "The file cannot be read.", "b"),
]


async def test_enter_goes_to_the_problem_under_the_cursor() -> None:
    async with opened(ProblemsScreen(PROBLEMS), (60, 20)) as case:
        assert "Problems (3)" in case.shown()
        await case.press("G", "enter")
        assert case.results == ["b"]


async def test_the_whole_message_of_the_problem_under_the_cursor_is_shown() -> None:
    async with opened(ProblemsScreen(PROBLEMS), (60, 20)) as case:
        assert case.shown().count("until it is one") == 2
        await case.press("j")
        assert case.shown().count("until it is one") == 0


async def test_a_problem_without_a_place_to_go_to_stays_in_the_list() -> None:
    async with opened(ProblemsScreen(PROBLEMS)) as case:
        assert "enter go there" in case.shown()
        await case.press("j", "enter")
        assert case.results == []
        assert "enter" not in case.shown()
        await case.click("b.md")
        assert case.results == ["b"]


async def test_no_problems_is_said() -> None:
    async with opened(ProblemsScreen[str]([])) as case:
        assert "No problems" in case.shown()


async def test_a_text_scrolls_to_its_end_and_closes() -> None:
    text = "\n".join(f"line {number}\tx" for number in range(300))
    for key in ("q", "enter", "escape"):
        async with opened(TextScreen("diff", text), (60, 20)) as case:
            assert "line 0  x" in case.shown()
            await case.press("G")
            assert "line 299" in case.shown()
            await case.press(key)
            assert case.results == [None]
