"""The table before an import: every row as it would be, what is ticked, found, shown and answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talktui.transfer.merging.plan import State
from talktui.tui.import_preview import Preview
from talktui.tui.screens.import_asking import Tell
from talktui.tui.screens.import_plan import ImportScreen
from talktui.tui.screens.pick_list import PickList
from talktui.tui.source_line import Asked, CannotImportError

from .dialog_case import HOSTILE, SIZES, Case, opened
from .import_case import as_it_is, planned

EVERY = (State.NEW, State.CHANGED, State.SAME, State.SAME, State.LEFT, State.REFUSED)
SIX = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")


def screen(preview: Preview) -> ImportScreen:
    return ImportScreen(preview, as_it_is, ["lake", "pond"])


def rows(case: Case) -> list[str]:
    """The table's rows on the screen."""
    table = case.app.screen.query_one(PickList)
    lines = [table.render_line(y).text for y in range(min(table.size.height, table.count))]
    return [line.strip() for line in lines]


def chosen(case: Case) -> object:
    ((_, numbers),) = case.results
    return numbers


@pytest.mark.parametrize("size", [*SIZES, (140, 40)], ids=str)
async def test_every_state_has_its_word_and_only_what_can_be_chosen_a_tick(size: tuple[int, int]) -> None:
    async with opened(screen(planned(SIX, EVERY, ["Linked one"])), size) as case:
        assert case.outside() == []
        assert "Import 2 of 6 talks" in case.shown()
        for state in ("all 7", "new 1", "follows 1", "kept 1", "same 1", "left 1", "refused 1", "linked 1"):
            assert state in case.shown()
        await case.press("G", "g")
        seen = "\n".join(rows(case))
        assert "☑ new      Alpha" in seen
        assert "☑ follows  Beta" in seen
        for state in ("same     Gamma", "kept     Delta"):
            assert state in seen
            assert f"☑ {state}" not in seen
        await case.press("G")
        assert "☐ linked   Linked one" in "\n".join(rows(case))


async def test_enter_imports_all_that_can_be_and_space_leaves_some_out() -> None:
    async with opened(screen(planned(SIX))) as case:
        await case.press("enter")
        assert chosen(case) is None
    async with opened(screen(planned(SIX))) as case:
        await case.press("space", "j", "space")
        assert "Import 4 of 6" in case.shown()
        assert rows(case)[0].startswith("☐ new      Alpha")
        await case.press("enter")
        assert chosen(case) == {1, 3, 4, 5}


async def test_a_and_n_tick_what_is_shown_and_no_more() -> None:
    async with opened(screen(planned(SIX))) as case:
        await case.press("n")
        assert "Import 0 of 6" in case.shown()
        await case.press("enter")
        assert case.results == []
        assert "nothing is ticked" in case.shown()
        await case.press("slash")
        await case.type("eta")
        await case.press("enter")
        assert [row.split()[2] for row in rows(case)] == ["Beta", "Zeta"]
        await case.press("a", "escape")
        assert len(rows(case)) == 6
        await case.press("enter")
        assert chosen(case) == {1, 5}


async def test_words_find_speakers_too_and_esc_takes_them_away_before_it_leaves() -> None:
    async with opened(screen(planned(SIX))) as case:
        await case.press("slash")
        await case.type("ADA gam")
        assert [row.split()[2] for row in rows(case)] == ["Gamma"]
        assert "Import 6 of 6 talks · 1 shown" in case.shown()
        await case.type("zzz")
        assert rows(case) == []
        assert "No talk is like that" in case.shown()
        await case.press("enter", "space", "d", "escape")
        assert len(rows(case)) == 6
        await case.press("escape")
        assert case.results == [None]


async def test_s_shows_one_state_after_the_other_and_a_click_shows_one() -> None:
    async with opened(screen(planned(SIX, EVERY))) as case:
        seen = []
        for _ in range(7):
            await case.press("s")
            seen.append("".join(row.replace("☑", "").split()[1][0] for row in rows(case)))
        assert seen == ["A", "B", "D", "G", "E", "Z", "ABGDEZ"]
        await case.click("refused 1")
        assert [row.split()[1] for row in rows(case)] == ["Zeta"]
        assert "Not imported: Zeta" in case.shown()
        await case.click("all 6")
        assert len(rows(case)) == 6


async def test_the_rows_are_scrolled_to_the_cursor_when_all_are_shown_again() -> None:
    """A row that is not seen would be ticked, else."""
    titles = [f"Talk {number}" for number in range(200)]
    states = [State.NEW if number % 60 == 59 else State.SAME for number in range(200)]
    async with opened(screen(planned(titles, states))) as case:
        await case.press("s", "G")
        assert [row.split()[3] for row in rows(case)] == ["59", "119", "179"]
        await case.click("all 200")
        table = case.app.screen.query_one(PickList)
        assert "☑ new      Talk 179" in case.shown().split("lake/179.md")[0]
        assert table.vertical_scrollbar.position == table.scroll_y > 0
        await case.click("new 3")
        assert [row.split()[3] for row in rows(case)] == ["59", "119", "179"]


async def test_a_menus_words_have_the_room_that_the_screen_has() -> None:
    async with opened(screen(planned(SIX))) as case:
        await case.press("l")
        assert case.outside() == []
        assert "a  As they are already  a conference that has none yet: files " in case.shown()


async def test_the_row_under_the_cursor_is_shown_in_full_what_follows_and_what_is_kept() -> None:
    async with opened(screen(planned(SIX, EVERY)), (100, 40)) as case:
        assert "lake/0.md" in case.shown()
        for part in ("speakers     Ada", "verdict      Alpha", "Abstract"):
            assert part in case.shown()
        await case.press("j")
        assert "follows      title: “Beta” → “Beta”" in case.shown()
        await case.press("j", "j")
        assert "kept         title: “Delta” stays; the source has “Delta”" in case.shown()
        await case.press("j")
        assert "The note stays as it is" in case.shown()


async def test_a_long_text_that_is_kept_is_quoted_by_its_beginning() -> None:
    async with opened(screen(planned(["a", "word " * 100], [State.LEFT, State.SAME])), (100, 40)) as case:
        await case.press("j")
        assert "word…” stays; the source has “word" in " ".join(case.shown().replace("│", "").split())


@pytest.mark.parametrize("key", ["d", "v"])
async def test_the_difference_is_the_file_as_it_would_be(key: str) -> None:
    async with opened(screen(planned(SIX, EVERY))) as case:
        await case.press(key)
        assert "+# Alpha" in case.shown()
        await case.press("j")
        assert "+# Beta" in case.shown()
        await case.press("j")  # nothing would change: its fields
        assert "says already" in case.shown()
        await case.press("k", key)
        assert "+# Beta" not in case.shown()
        assert "“Beta” → “Beta”" in case.shown()


async def test_the_mouse_ticks_goes_and_answers() -> None:
    async with opened(screen(planned(SIX))) as case:
        await case.click("Gamma")
        assert "lake/2.md" in case.shown()
        assert "Import 6 of 6" in case.shown()
        x, y = case.find("Beta")
        await case.pilot.click(offset=(x - 11, y))
        await case.settle()
        assert "Import 5 of 6" in case.shown()
        assert rows(case)[1].startswith("☐")
        await case.click("Gamma")
        await case.click("Gamma")
        assert rows(case)[2].startswith("☐")
        await case.click("Import 4   ")
        assert chosen(case) == {0, 3, 4, 5}
    async with opened(screen(planned(SIX))) as case:
        await case.click("Cancel")
        assert case.results == [None]


async def test_where_nothing_is_new_that_is_said_and_enter_imports_nothing() -> None:
    async with opened(screen(planned(SIX, [State.SAME]))) as case:
        assert "Everything is as it was: nothing to import." in case.shown()
        await case.press("space")
        assert "nothing to choose" in case.shown()
        await case.press("enter", "a", "enter")
        assert case.results == []
        await case.press("escape")
        assert case.results == [None]


async def test_a_plan_without_any_talk_is_shown() -> None:
    async with opened(screen(planned([]))) as case:
        await case.press("space", "a", "n", "d", "s", "j", "G", "r", "t", "enter")
        assert case.results == []
        assert "There is no talk" in case.shown()


async def test_another_conference_folder_and_shape_are_planned_anew_and_ticks_stay() -> None:
    asked: list[tuple[Asked, frozenset[int]]] = []

    async def again(wanted: Asked, linked: frozenset[int], before: Preview, tell: Tell) -> Preview:
        asked.append((wanted, linked))
        if wanted.into == "bad":
            raise CannotImportError("no folder for notes")
        new = planned(("Zero", *SIX), offers=["Linked one"], conference=wanted.conference or "Lake Days")
        return replace(new, asked=wanted, linked=linked)

    first = planned(SIX, offers=["Linked one"])
    async with opened(ImportScreen(first, again, ["lake", "pond"])) as case:
        await case.press("space")
        await case.press("c")
        await case.type("Pond Days")
        await case.press("enter")
        assert asked[-1][0].conference == "Pond Days"
        assert "Pond Days → lake/, a file a talk" in case.shown()
        assert "Import 6 of 7" in case.shown()
        assert [row[0] for row in rows(case)][:3] == ["☑", "☐", "☑"]
        await case.press("f")
        await case.type("po")
        await case.press("tab", "enter")
        assert asked[-1][0].into == "pond"
        await case.press("f")
        await case.type("../out")
        assert "`..` leads out" in case.shown()
        await case.press("escape", "f")
        await case.type("bad")
        await case.press("enter")
        assert "no folder for notes" in case.shown()
        await case.press("l", "l")
        assert asked[-1][0] == replace(first.asked, conference="Pond Days", into="pond", shape="log")
        await case.press("r")
        assert asked[-1][1] == {0}
        await case.press("G")
        assert rows(case)[-1].startswith("☑ linked")
        await case.press("space")
        assert asked[-1][1] == frozenset()
        await case.press("enter")
        (preview, numbers) = case.results[0]
        assert preview.conferences == ("Pond Days",)
        assert numbers == {0, 2, 3, 4, 5, 6}


async def test_what_the_sources_tell_and_the_keys_can_be_read() -> None:
    async with opened(screen(planned(SIX, told=[f"odd {HOSTILE}"]))) as case:
        await case.press("t")
        assert "lake.json: odd ␛]52;c;eA==␇ [/]" in case.shown()
        await case.press("escape", "question_mark")
        assert "Tick every talk that is shown" in case.shown()
        await case.press("escape", "escape")
        assert case.results == [None]


async def test_tab_goes_to_what_stands_below_and_keys_scroll_in_it() -> None:
    async with opened(screen(planned([f"{SIX[0]} {'word ' * 200}"])), (60, 20)) as case:
        below = case.app.screen.query_one("#below")
        await case.press("tab", "G")
        assert below.has_focus
        assert below.scroll_y > 0
        await case.press("tab", "space")
        assert "Import 0 of 1" in case.shown()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_twenty_thousand_rows_are_scrolled_found_and_ticked(size: tuple[int, int]) -> None:
    preview = planned([f"Talk {number} of many" for number in range(20_000)])
    drawn: list[int] = []
    shown = screen(preview)
    draw = shown._row

    def counted(index: int, width: int) -> object:
        drawn.append(index)
        return draw(index, width)

    shown._row = counted  # type: ignore[assignment, method-assign]
    async with opened(shown, size) as case:
        await case.press("G")
        assert "Talk 19999" in case.shown()
        await case.press("pageup", "g", "pagedown", "n")
        await case.press("slash")
        await case.type("1999")
        assert len(set(drawn)) < 500, "a row is drawn when it is seen"
        await case.press("enter", "a", "enter")
        assert len(chosen(case)) == 12  # type: ignore[arg-type]
