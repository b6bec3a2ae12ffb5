"""The table of fields: changes are collected and handed over together."""

from __future__ import annotations

from collections.abc import Sequence

from talktui.tui.screens.fields import FieldRow, FieldsScreen
from talktui.tui.screens.prompt import Completion

from .dialog_case import opened


def check(name: str, value: str) -> str | None:
    if name == "rating" and value not in set("12345"):
        return "A rating is a number from 1 to 5."
    return None


def complete(name: str, text: str, cursor: int) -> Sequence[Completion]:
    return [Completion("queued", 0, cursor)] if name == "status" and text else []


def fields() -> FieldsScreen:
    rows = [
        FieldRow("title", "Old title", "title", 2),
        FieldRow("rating", "nine", "stars", 4, problem="A rating is 1 to 5, not “nine”.", hint="1 to 5"),
        FieldRow("status", hint="queued, watching …"),
        FieldRow("speakers", "x", "speakers", 6, editable=False, hint="A shape that cannot be edited here."),
    ]
    return FieldsScreen("Fields", rows, check, complete)


async def test_changes_are_shown_and_handed_over_together() -> None:
    async with opened(fields(), (60, 20)) as case:
        await case.press("enter", "exclamation_mark", "enter")
        assert "Old title!" in case.shown()
        assert case.shown().count("●") == 1
        await case.press("j", "j", "e")
        await case.type("q")
        await case.press("tab", "enter")
        assert case.results == []
        await case.press("ctrl+s")
        assert case.results == [(("title", "Old title!"), ("status", "queued"))]


async def test_a_value_is_checked_before_it_is_taken() -> None:
    async with opened(fields()) as case:
        await case.press("j", "e", "ctrl+u", "9", "enter")
        assert "A rating is a number from 1 to 5." in case.shown()
        await case.press("backspace", "3", "enter", "ctrl+s")
        assert case.results == [(("rating", "3"),)]


async def test_d_takes_a_field_out_and_u_gives_it_back() -> None:
    async with opened(fields()) as case:
        await case.press("d")
        assert "taken out" in case.shown()
        await case.press("u")
        assert "Old title" in case.shown()
        await case.press("j", "d", "ctrl+s")
        assert case.results == [(("rating", None),)]


async def test_emptying_a_value_takes_the_field_out() -> None:
    async with opened(fields()) as case:
        await case.press("e", "ctrl+u", "enter", "ctrl+s")
        assert case.results == [(("title", None),)]


async def test_typing_the_old_value_again_is_no_change() -> None:
    async with opened(fields()) as case:
        await case.press("e", "x", "enter", "e", "backspace", "enter", "ctrl+s")
        assert case.results == [None]


async def test_a_new_field_gets_a_name_that_is_free_and_sound() -> None:
    async with opened(fields()) as case:
        await case.press("n")
        for name, said in (("Title", "There is a field Title already."), ("9x", "A name is letters")):
            await case.type(name)
            await case.press("enter")
            assert said in case.shown()
            await case.press("ctrl+u")
        await case.type("mood")
        await case.press("enter")
        await case.type("good")
        await case.press("enter", "ctrl+s")
        assert case.results == [(("mood", "good"),)]


async def test_a_field_that_cannot_be_edited_says_why() -> None:
    async with opened(fields()) as case:
        await case.press("G", "e", "d")
        assert "A shape that cannot be edited here." in case.shown()
        await case.press("ctrl+s")
        assert case.results == [None]


async def test_where_a_value_comes_from_and_what_is_wrong_is_told() -> None:
    async with opened(fields()) as case:
        await case.press("j")
        assert "A rating is 1 to 5, not “nine”." in case.shown()
        assert "From `stars`, line 4." in case.shown()


async def test_leaving_with_changes_asks() -> None:
    for key, result in (("t", None), ("s", (("title", None),))):
        async with opened(fields()) as case:
            await case.press("d", "escape", "escape")
            assert case.results == []
            await case.press("escape", key)
            assert case.results == [result]


async def test_a_click_edits_a_row() -> None:
    async with opened(fields(), (60, 20)) as case:
        await case.click("Old title")
        await case.press("x", "enter", "ctrl+s")
        assert case.results == [(("title", "Old titlex"),)]
