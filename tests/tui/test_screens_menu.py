"""The menu: one key chooses, the cursor starts on what is in force."""

from __future__ import annotations

from talktui.tui.screens.menu import Choice, MenuScreen

from .dialog_case import opened

STATUS = [
    Choice("q", "queued", "queued"),
    Choice("j", "joined", "joined"),  # a key that also moves
    Choice("d", "watched", "watched", "3 of 5"),
    Choice("-", "none", "none"),
]


def menu(current: str | None = None) -> MenuScreen[str]:
    return MenuScreen("Status", STATUS, current)


async def test_a_choices_key_chooses_at_once_and_comes_before_moving() -> None:
    for keys, value in ((("d",), "watched"), (("minus",), "none"), (("j",), "joined")):
        async with opened(menu()) as case:
            await case.press(*keys)
            assert case.results == [value]


async def test_enter_chooses_the_row_moved_to() -> None:
    async with opened(menu()) as case:
        await case.press("down", "down", "k", "G", "up", "enter")
        assert case.results == ["watched"]


async def test_the_choice_in_force_is_marked_and_under_the_cursor() -> None:
    async with opened(menu("watched")) as case:
        assert case.shown().count("✓") == 1
        assert "✓ d  watched" in case.shown()
        await case.press("enter")
        assert case.results == ["watched"]


async def test_a_key_of_no_choice_does_nothing() -> None:
    async with opened(menu()) as case:
        await case.press("z", "D")
        assert case.results == []


async def test_a_click_on_a_row_chooses_it() -> None:
    async with opened(menu(), (60, 20)) as case:
        await case.click("watched")
        assert case.results == ["watched"]


async def test_a_long_menu_scrolls_to_its_last_row() -> None:
    rows = [Choice("", f"link {number}", number) for number in range(200)]
    async with opened(MenuScreen("Links", rows), (60, 20)) as case:
        await case.press("G")
        assert "link 199" in case.shown()
        await case.press("enter")
        assert case.results == [199]
