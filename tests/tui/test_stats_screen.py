"""The screen of figures: bars by facet, what its keys count, and the filter that a row becomes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual import events

from talktui.notes.talk import Status
from talktui.notes.tallies import EVERY_FACET, Tally
from talktui.tui import counting
from talktui.tui.screens.stats import Figures, Of, Question, StatsScreen, _bar, _in_time

from .conftest import Driver, OpenApp
from .dialog_case import HOSTILE, SHOWN, SIZES, opened


def screen(driver: Driver) -> StatsScreen:
    assert isinstance(driver.app.screen, StatsScreen)
    return driver.app.screen


# -- in the app


async def test_it_counts_the_talks_shown_and_tells_the_hours(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("S")
        text = driver.shown()
        assert "7 talks, 34 min (1 of 7 say how long) · watched 1, 34 min · not triaged 6" in text
        assert "3 conferences · bars are talks" in text
        winter = next(line for line in text.split("\n") if "Winter Systems Days 2023 ━" in line)
        gopher = next(line for line in text.split("\n") if "GopherMeet 2024 " in line and "━" in line)
        assert winter.count("━") > gopher.count("━") > 0
        assert "34 min" in gopher
        await driver.press_in_dialog("escape")
        assert driver.browse.is_active
        driver.browse.bar.set_text("conf:gopher")
        await driver.settle_dialog()
        await driver.press_in_dialog("S")
        assert "Figures of conf:gopher" in driver.shown()
        assert "2 talks, 34 min" in driver.shown()
        assert "1 conference · bars are talks" in driver.shown()


async def test_every_facet_has_a_key_and_a_tab(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("S")
        for number, facet in enumerate(EVERY_FACET):
            await driver.press_in_dialog(str(number + 1))
            assert screen(driver)._asked.facet == facet
        await driver.press_in_dialog("tab")
        assert screen(driver)._asked.facet == EVERY_FACET[0]
        await driver.press_in_dialog("shift+tab", "h", "left")
        assert screen(driver)._asked.facet == EVERY_FACET[-3]
        await driver.press_in_dialog("l", "right")
        assert screen(driver)._asked.facet == EVERY_FACET[-1]
        lines = driver.shown().split("\n")
        y = next(number for number, line in enumerate(lines) if " speaker " in line)
        await driver.pilot.click(offset=(lines[y].index("speaker") + 2, y))
        await driver.settle_dialog()
        assert screen(driver)._asked.facet == "speaker"
        assert "Ada Byron" in driver.shown()


@pytest.mark.parametrize(
    ("keys", "text", "talks"),
    [
        (("enter",), 'conf:"Winter Systems Days 2023"', 3),
        (("j", "enter"), "conf:none", 2),
        (("2", "enter"), "cat:Performance", 2),
        (("3", "enter"), 'speaker:"Ada Byron"', 1),
        (("4", "enter"), "date:2024-05", 2),
        (("5", "enter"), "-is:triaged", 6),
        (("5", "j", "enter"), "status:watched", 1),
        (("6", "enter"), "tag:durability", 1),
        (("8", "j", "enter"), "rating:5", 1),
        (("9", "enter"), "date:2024", 2),
        (("w", "enter"), '(is:watched OR is:attended) conf:"GopherMeet 2024"', 1),
    ],
)
async def test_enter_filters_the_tree_by_the_row(
    open_app: OpenApp, keys: Sequence[str], text: str, talks: int
) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("S", *keys)
        assert driver.browse.is_active
        assert driver.browse.bar.text == text
        assert driver.browse.title_line.counts == f"{talks} of 7 talks"


async def test_a_filter_that_is_there_is_kept(open_app: OpenApp) -> None:
    async with open_app(filter_text="quic OR tail") as driver:
        await driver.press_in_dialog("S", "j", "enter")
        assert driver.browse.bar.text == '(quic OR tail) conf:"Winter Systems Days 2023"'
        assert driver.titles == ["Tail latency"]


async def test_a_click_goes_to_a_row_and_another_filters(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("S")
        lines = driver.shown().split("\n")
        y = next(number for number, line in enumerate(lines) if "No conference " in line and "━" in line)
        place = (lines[y].index("No conference"), y)
        await driver.pilot.click(offset=place)
        assert screen(driver).row_list.cursor == 1
        await driver.pilot.click(offset=place)
        await driver.settle_dialog()
        assert driver.browse.bar.text == "conf:none"


async def test_watched_and_queued_ones_and_hours(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("S", "w")
        assert "1 conference of watched talks · bars are talks" in driver.shown()
        await driver.press_in_dialog("s")
        assert "bars are hours" in driver.shown()
        await driver.press_in_dialog("w")
        assert "no queued talk here with a conference" in driver.shown()
        await driver.press_in_dialog("enter")  # there is nothing to filter by
        assert screen(driver)._asked == Question("conference", Of.QUEUED, by_hours=True)


async def test_a_row_is_found_by_words_and_esc_takes_them_away(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("S", "3", "slash", *"qs1")
        assert screen(driver)._asked.facet == "speaker"
        assert "0 of 4 speakers" in driver.shown()
        await driver.press_in_dialog("escape", "slash", *"hop")
        assert "1 of 4 speakers" in driver.shown()
        assert "Ada Byron" not in driver.shown()
        await driver.press_in_dialog("enter")
        assert screen(driver).row_list.has_focus
        await driver.press_in_dialog("escape")
        assert "Ada Byron" in driver.shown()
        await driver.press_in_dialog("slash", *"hop", "tab")
        assert "2 months · bars" not in driver.shown()
        assert "1 month · bars are talks" in driver.shown()
        await driver.press_in_dialog("3", "slash", *"hop", "enter", "enter")
        assert driver.browse.bar.text == 'speaker:"Jo Hopper"'
        await driver.press_in_dialog("S", "slash", "g", "enter", "q")
        assert driver.browse.is_active


async def test_there_is_nothing_to_count(open_app: OpenApp, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    async with open_app(root=tmp_path / "empty") as driver:
        await driver.press_in_dialog("S")
        assert "0 talks" in driver.shown()
        assert "no talk here with a conference" in driver.shown()
        await driver.press_in_dialog("q")
        assert driver.browse.is_active


async def test_it_is_counted_in_a_thread_and_says_so_meanwhile(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, going = threading.Event(), threading.Event()
    real, threads = counting.figures_of, set()

    def slowly(*args: Any, **names: Any) -> Figures:
        threads.add(threading.current_thread())
        going.set()
        counted.wait(20)
        return real(*args, **names)

    monkeypatch.setattr(counting, "figures_of", slowly)
    async with open_app() as driver:
        await driver.pilot.press("S")
        while not going.is_set():
            await driver.pilot.pause(0.01)
        assert "Counting the talks…" in driver.shown()
        assert "counting…" in driver.shown()
        counted.set()
        await driver.settle_dialog()
        assert "7 talks" in driver.shown()
    assert threading.main_thread() not in threads


async def test_while_notes_are_read_it_counts_again(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_LOOK_AGAIN", 0.01)
    async with open_app() as driver:
        session = driver.browse.session
        session.loading = True
        every, session.shown = session.shown, session.shown[:2]
        await driver.pilot.press("S")
        while "2 talks" not in driver.shown():
            await driver.pilot.pause(0.01)
        assert "still reading the notes" in driver.shown()
        session.shown, session.loading = every, False
        while "still reading" in driver.shown():
            await driver.pilot.pause(0.01)
        assert "7 talks, 34 min" in driver.shown()


async def test_a_paste_filters_by_nothing(open_app: OpenApp) -> None:
    async with open_app(paste_guard=True) as driver:
        driver.browse.run_command("stats")
        await driver.settle_dialog()
        for _ in range(6):
            driver.app.post_message(events.Key("enter", "\r"))
        while "none taken" not in driver.shown():
            await driver.pilot.pause(0.01)
        assert screen(driver)
        assert driver.browse.bar.text == ""


async def test_in_a_triage_it_opens_and_closes_and_a_row_leaves_it(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press_in_dialog("w", "S", "escape", "q")
        talks = driver.browse.session.library.talks
        assert [talk.title for talk in talks if talk.status is Status.QUEUED] == ["QUIC in anger"]
        await driver.press_in_dialog("S", "enter")
        assert not driver.browse.is_triaging


# -- by itself


def figures(*rows: Tally) -> Figures:
    return Figures(("9 talks",), rows)


@pytest.mark.parametrize("size", SIZES)
async def test_it_stays_inside_a_small_terminal(size: tuple[int, int]) -> None:
    asked: list[Question] = []
    rows = tuple(
        Tally(f"Conference number {number} in some town", 50 - number, 360, 1) for number in range(50)
    )
    async with opened(dialog := StatsScreen(asked.append), size) as case:
        dialog.show(asked[-1], Figures(("50 talks, 5 h 00", "not triaged 50"), rows))
        await case.settle()
        assert case.outside() == []
        text = case.shown()
        assert "Conference number" in text
        assert "━" in text
        assert "6 min" in text
        await case.press("G")
        assert dialog.row_list.cursor == 49
        await case.press("4")
        months = tuple(Tally(f"20{year}-0{month}", year, 60, 1) for year in (20, 21) for month in (1, 5))
        dialog.show(asked[-1], figures(*months))
        await case.settle()
        assert case.outside() == []
        assert dialog.row_list.cursor == 3  # the latest
        assert "2021-05" in case.shown()


async def test_names_from_notes_are_only_shown() -> None:
    asked: list[Question] = []
    async with opened(dialog := StatsScreen(asked.append, HOSTILE), (140, 40)) as case:
        dialog.show(asked[-1], figures(Tally(HOSTILE, 3, 0, 0)))
        await case.settle()
        assert case.shown().count(SHOWN) == 2
        await case.press("enter")
        assert case.results == [(Question("conference"), HOSTILE)]


async def test_an_answer_to_another_question_is_dropped() -> None:
    asked: list[Question] = []
    async with opened(dialog := StatsScreen(asked.append)) as case:
        await case.press("2")
        dialog.show(asked[0], figures(Tally("late", 1, 0, 0)))
        await case.settle()
        assert "late" not in case.shown()
        assert "counting…" in case.shown()


async def test_twenty_thousand_rows_are_drawn_where_they_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Question] = []
    drawn: set[int] = set()
    real = StatsScreen._row

    def row(self: StatsScreen, index: int, width: int) -> Any:
        drawn.add(index)
        return real(self, index, width)

    monkeypatch.setattr(StatsScreen, "_row", row)
    async with opened(dialog := StatsScreen(asked.append)) as case:
        dialog.show(asked[-1], figures(*(Tally(f"s{n}", 1, 60, 1) for n in range(20_000))))
        await case.settle()
        await case.press("G")
        assert "s19999" in case.shown()
        assert len(drawn) < 100


def test_a_bar_is_never_longer_than_its_room_and_never_nothing() -> None:
    assert _bar(0, 10) == ""
    assert _bar(1, 10) == "━" * 10
    assert _bar(0.001, 10) == "╸"
    assert _bar(0.55, 10) == "━━━━━╸"
    assert _bar(1, 0) == ""


def test_a_curve_has_the_months_without_a_talk() -> None:
    rows = [Tally("2023-11", 2, 60, 1), Tally("2024-02", 3, 0, 0)]
    assert _in_time(rows, by_hours=False) == [2.0, 0.0, 0.0, 3.0]
    assert _in_time(rows, by_hours=True) == [60.0, 0.0, 0.0, 0.0]
    assert _in_time([Tally("0001", 1, 0, 0), Tally("9999", 2, 0, 0)], by_hours=False) == [1.0, 2.0]
    assert _in_time([], by_hours=False) == []
