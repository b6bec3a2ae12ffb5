"""“These headings are talks”: the level, the ones left out, and the count."""

from __future__ import annotations

from collections.abc import Sequence

from talktui.tui.screens.headings import HeadingRow, HeadingsChoice, HeadingsScreen

from .dialog_case import opened

ROWS = [
    HeadingRow(1, "The conference", 1),
    HeadingRow(2, "Tools", 3),
    HeadingRow(2, "A talk", 5, is_link=True),
    HeadingRow(3, "Its details", 7),
    HeadingRow(2, "Another talk", 9),
]


def headings(level: int | None, not_talks: Sequence[str] = ()) -> HeadingsScreen:
    return HeadingsScreen("These headings are talks", ROWS, level, not_talks)


async def test_a_level_is_chosen_and_one_heading_left_out() -> None:
    async with opened(headings(None), (60, 20)) as case:
        assert "The note is one talk; 1, 2, 3 choose a level." in case.shown()
        await case.press("2")
        assert "3 talks at level 2" in case.shown()
        await case.press("j", "space")
        assert "2 talks at level 2, 1 heading left out" in case.shown()
        await case.press("enter")
        assert case.results == [HeadingsChoice(2, ("Tools",))]


async def test_a_log_by_its_links_is_not_called_one_talk() -> None:
    linked = [HeadingRow(2, f"Talk {number}", number, is_link=True) for number in range(1, 4)]
    async with opened(HeadingsScreen("H", linked, None, [])) as case:
        assert "The 3 headings with a video (▶) are talks" in case.shown()


async def test_what_was_left_out_before_stays_so_until_toggled() -> None:
    async with opened(headings(2, ["tools", "Not in this note"])) as case:
        assert case.shown().count("☐") == 1
        await case.press("enter")
        assert case.results == [HeadingsChoice(2, ("Tools",))]
    async with opened(headings(2, ["Tools"])) as case:
        await case.press("down", "space", "enter")
        assert case.results == [HeadingsChoice(2, ())]


async def test_x_makes_the_note_one_talk() -> None:
    async with opened(headings(2, ["Tools"])) as case:
        await case.press("x", "enter")
        assert case.results == [HeadingsChoice(0, ())]


async def test_a_level_without_headings_changes_nothing() -> None:
    async with opened(headings(2)) as case:
        await case.press("5")
        assert "No heading has level 5." in case.shown()
        await case.press("enter")
        assert case.results == [HeadingsChoice(2, ())]


async def test_a_heading_of_another_level_cannot_be_toggled() -> None:
    async with opened(headings(2)) as case:
        await case.press("space")
        assert "The talks are of level 2; 1 takes this heading's level." in case.shown()
        await case.press("enter")
        assert case.results == [HeadingsChoice(2, ())]


async def test_the_cursor_stays_where_it_is_when_a_box_is_toggled() -> None:
    async with opened(headings(2)) as case:
        await case.press("G", "space", "space", "space", "enter")
        assert case.results == [HeadingsChoice(2, ("Another talk",))]


async def test_a_click_toggles_a_heading() -> None:
    async with opened(headings(2)) as case:
        await case.click("A talk")
        assert case.results == []
        await case.press("enter")
        assert case.results == [HeadingsChoice(2, ("A talk",))]
