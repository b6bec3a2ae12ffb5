"""The preview of many changes: which change and how, what cannot and why, and what is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from talktui.notes.problem import Refused
from talktui.tui.screens.changes import Change, ChangesScreen
from talktui.tui.screens.pick_list import PickList

from .dialog_case import Case, Host, opened

BEFORE = b"---\ntags: [a]\n---\nText.\n"


def adds(tag: str) -> Callable[[], bytes]:
    return lambda: BEFORE.replace(b"[a]", f"[a, {tag}]".encode())


def refuses() -> bytes:
    raise Refused("`tags` has an anchor", 2)


def same() -> bytes:
    return BEFORE


def row(label: str, after: Callable[[], bytes]) -> Change:
    return Change(label, f"{label}.md", BEFORE, after)


def title(case: Case) -> str:
    return case.shown().split("╭")[1].split("╮")[0]


async def test_rows_show_their_difference_and_the_answer_has_their_numbers() -> None:
    async with opened(ChangesScreen("tags +x", [row("one", adds("x")), row("two", adds("yy"))])) as case:
        assert "tags +x: 2 of 2 talks would change" in title(case)
        assert "-tags: [a]" in case.shown()
        assert "+tags: [a, x]" in case.shown()
        await case.press("j")
        assert "+tags: [a, yy]" in case.shown()
        assert "two.md" in case.shown()
        await case.press("y")
        assert case.results == [(0, 1)]


async def test_what_would_be_refused_stands_first_with_its_reason_and_is_not_changed() -> None:
    rows = [row("one", adds("x")), row("two", refuses), row("three", same), row("four", adds("x"))]
    async with opened(ChangesScreen("tags +x", rows)) as case:
        assert "2 of 4 talks would change, 1 cannot" in title(case)
        shown = case.shown()
        assert "✗ two  line 2: `tags` has an anchor" in shown
        assert shown.index("✗ two") < shown.index("one") < shown.index("four")
        assert "three" not in shown
        assert "Change 2" in shown
        await case.press("enter")
        assert case.results == [(0, 3)]


async def test_when_nothing_can_change_there_is_nothing_to_say_yes_to() -> None:
    async with opened(ChangesScreen("tags +x", [row("two", refuses)])) as case:
        await case.press("y")
        assert case.results == []
        await case.press("n")
        assert case.results == [None]


@pytest.mark.parametrize("refused", [False, True])
async def test_an_early_yes_waits_for_the_trial_and_holds_when_nothing_is_refused(refused: bool) -> None:
    go = threading.Event()

    def slow() -> bytes:
        go.wait(10)
        return refuses() if refused else adds("x")()

    async with Host().run_test(size=(80, 24)) as pilot:
        case = Case(pilot, waits_for_workers=False)
        screen = ChangesScreen("t", [row("one", slow), row("two", adds("x"))])
        pilot.app.push_screen(screen, case.results.append)
        await case.settle()
        assert "trying 0 of 2" in title(case)
        await case.press("y")
        assert case.results == []
        go.set()
        # Not by waiting for workers: the answer closes the screen, which gives up its difference.
        for _ in range(1_000):
            await pilot.pause(0.01)
            if case.results or (refused and "✗ one" in case.shown()):
                break
        if refused:
            assert case.results == []
            assert "✗ one" in case.shown()
            await case.press("y")
            assert case.results == [(1,)]
        else:
            assert case.results == [(0, 1)]


async def test_the_difference_scrolls_and_tab_goes_to_it() -> None:
    long = b"".join(b"line %d\n" % number for number in range(100))
    change = Change("one", "one.md", b"", lambda: long)
    async with opened(ChangesScreen("t", [change])) as case:
        assert "+line 0" in case.shown()
        await case.press("space", "space", "space")
        assert "+line 0 " not in case.shown()
        await case.press("tab", "G")
        assert "+line 99" in case.shown()
        await case.press("tab")
        assert case.app.screen.query_one(PickList).has_focus


async def test_thousands_of_rows_open_at_once_and_the_keys_move_in_them() -> None:
    tried: list[int] = []

    def after(number: int) -> Callable[[], bytes]:
        def made() -> bytes:
            tried.append(number)
            return adds("x")()

        return made

    rows = [Change(f"talk {number}", f"{number}.md", BEFORE, after(number)) for number in range(20_000)]
    async with opened(ChangesScreen("t", rows, tried=True), (60, 20)) as case:
        assert "20,000 of 20,000 talks" in title(case)
        await case.press("G")
        assert "talk 19999" in case.shown()
        assert len(tried) <= 2, "a difference is made when it is looked at"
        await case.press("escape")
        assert case.results == [None]


async def test_sentences_stand_above_the_rows_and_a_click_goes_to_a_row() -> None:
    rows = [row("one", adds("x")), row("two", adds("yy"))]
    async with opened(ChangesScreen("t", rows, noun="note", notes=["#a/b goes too"])) as case:
        assert "#a/b goes too" in case.shown()
        assert "2 of 2 notes" in title(case)
        await case.click("two")
        assert "+tags: [a, yy]" in case.shown()
        await case.click("Cancel")
        assert case.results == [None]
