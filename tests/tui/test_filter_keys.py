"""The filter bar: live on every key, its mistakes and its reasons, its history."""

from __future__ import annotations

import pytest

from tests.tui.conftest import OpenApp


async def test_the_tree_follows_every_key(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("tag:qu")
        await driver.type("ic")
        assert driver.titles == ["QUIC in anger"]
        assert driver.current == "QUIC in anger"
        assert driver.browse.title_line.counts == "1 of 7 talks"
        assert driver.has_focus(driver.browse.bar.input)


async def test_a_mistake_is_shown_and_the_last_good_result_stays(open_app: OpenApp) -> None:
    async with open_app(filter_text="quic") as driver:
        await driver.press("slash")
        driver.browse.bar.set_text("quic rating:>=x")
        await driver.settle()
        assert driver.browse.bar.has_class("-mistake")
        assert driver.titles == ["QUIC in anger"]


async def test_it_says_which_clause_removed_everything(open_app: OpenApp) -> None:
    async with open_app(filter_text="tag:quic is:queued") as driver:
        assert driver.titles == []
        assert "queued" in driver.browse.bar.note or "tag" in driver.browse.bar.note
        assert "No talk matches" in driver.drawn(driver.browse.tree_view)


async def test_enter_keeps_it_and_esc_in_the_tree_clears_it_and_up_brings_it_back(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("latency")
        await driver.press("enter")
        assert driver.has_focus(driver.browse.tree_view)
        assert driver.titles == ["Tail latency"]
        await driver.press("escape")
        assert len(driver.browse.session.shown) > 1
        assert driver.current == "Tail latency"
        await driver.press("slash", "up")
        assert driver.browse.bar.text == "latency"
        assert driver.titles == ["Tail latency"]
        await driver.press("down")
        assert driver.browse.bar.text == ""
        await driver.press("escape")
        assert driver.has_focus(driver.browse.tree_view)


async def test_tab_completes(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("tag:dur")
        await driver.press("tab")
        assert driver.browse.bar.text.strip() == "tag:durability"
        assert driver.titles == ["Write-ahead logs, gently"]


async def test_the_filters_are_remembered(open_app: OpenApp) -> None:
    from talktui.config import State

    state = State()
    async with open_app(state=state) as driver:
        await driver.press("slash")
        await driver.type("quic")
        await driver.press("enter")
    assert state.filters == ["quic"]
    async with open_app(state=state) as driver:
        await driver.press("slash", "up")
        assert driver.browse.bar.text == "quic"


async def test_markup_in_a_filter_is_shown_as_it_is(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        driver.browse.bar.set_text("[/] [@click=app.quit]x[/] tag:[bold]")
        await driver.settle()
        assert driver.app.is_running


async def test_is_marked_finds_the_marked_talks(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("v")
        await driver.press("slash")
        await driver.type("is:marked")
        assert driver.titles == ["Tail latency"]


async def test_tab_goes_through_the_choices_and_shows_them(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("tag:")
        await driver.press("tab")
        bar = driver.browse.bar
        first = bar.text
        assert first != "tag:"
        assert f"[{first.removeprefix('tag:')}]" in bar.note
        assert "quic" in bar.note
        await driver.press("tab")
        second = bar.text
        assert second not in {first, "tag:"}
        assert f"[{second.removeprefix('tag:')}]" in bar.note
        await driver.press("shift+tab")
        assert bar.text == first
        assert driver.has_focus(bar.input)
        await driver.press("shift+tab", "tab")
        assert bar.text == first
        await driver.press("space")
        assert "[" not in bar.note


async def test_the_choices_go_when_the_filter_is_kept_and_what_they_hid_shows(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("s")
        await driver.press("tab")
        assert "[" in driver.browse.bar.note
        await driver.press("enter")
        assert "[" not in driver.browse.bar.note
        assert "wanted after" in driver.browse.bar.note


async def test_tab_where_there_is_nothing_to_complete_says_so(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("tag:durability")
        await driver.press("tab")
        assert driver.browse.bar.note == "nothing to complete here"
        assert driver.browse.bar.text == "tag:durability"


@pytest.mark.parametrize("width", [140, 60])
async def test_a_long_mistake_is_shown_to_its_place(open_app: OpenApp, width: int) -> None:
    async with open_app((width, 24)) as driver:
        await driver.press("slash")
        await driver.type("is:nothing")
        note = driver.browse.bar.query_one("#filter-note")
        shown = " ".join(driver.drawn(note).split())
        assert shown.endswith("at nothing")


async def test_when_nothing_matches_the_tree_says_so_in_a_narrow_terminal_too(open_app: OpenApp) -> None:
    async with open_app((60, 20), filter_text="zzz") as driver:
        assert "No talk matches. esc clears the filter." in driver.drawn(driver.browse.tree_view)
        await driver.press("escape")
        assert "No talk matches" not in driver.drawn(driver.browse.tree_view)


async def test_filtering_shows_the_groups_above_the_first_talk(open_app: OpenApp) -> None:
    async with open_app((100, 12)) as driver:
        await driver.press("G", "slash")
        await driver.type("rating:")
        await driver.type("5")
        assert driver.browse.tree_view.scroll_offset.y == 0


async def test_a_field_that_is_being_typed_does_not_empty_the_tree(open_app: OpenApp) -> None:
    """`rating:>=5`, letter by letter: neither the word nor the key without a value hides every talk."""
    async with open_app() as driver:
        await driver.press("slash")
        for letter, shown in zip("rating:", (1, 1, 7, 7, 7, 7, 7), strict=True):
            await driver.type(letter)
            assert len(driver.browse.session.shown) >= shown, driver.browse.bar.text
        assert not driver.browse.bar.has_class("-mistake")
        assert "a value is wanted after `rating:`" in driver.browse.bar.note
        driver.browse.bar.set_text("rating:>=")
        await driver.settle()
        assert driver.browse.title_line.counts == "7 talks"
        driver.browse.bar.set_text("rating:>=5")
        await driver.settle()
        assert driver.titles == ["Tail latency"]


async def test_a_word_that_could_be_a_field_is_a_word_once_it_is_kept(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("rating")
        assert driver.browse.title_line.counts == "7 talks"
        assert "`rating`" in driver.browse.bar.note
        await driver.press("enter")
        assert driver.browse.title_line.counts == "0 of 7 talks"
        assert driver.titles == []


async def test_a_query_longer_than_the_bar_shows_where_one_types(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("/")
        bar = driver.browse.bar.input
        bar.insert_text_at_cursor("ab" * 70)
        await driver.press(*"xyz")
        assert bar.value.endswith("abxyz")
        assert bar.render_line(0).text.rstrip().endswith("abxyz")
        await driver.press("home")
        assert bar.render_line(0).text.startswith("abab")
        assert "xyz" not in bar.render_line(0).text
        bar.delete(10, len(bar.value))
        await driver.press("end", "x")
        assert bar.render_line(0).text.strip() == "ab" * 5 + "x"
