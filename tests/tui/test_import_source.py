"""Asking what to import: completion, what is typed stays after a mistake, and `esc` stops what is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from talktui.tui.screens.import_source import ImportSourceScreen, Tell
from talktui.tui.source_line import Asked, CannotImportError

from .dialog_case import HOSTILE, SIZES, Case, Host, opened

Make = Callable[[Asked, Tell], Awaitable[str]]


async def made(asked: Asked, tell: Tell) -> str:
    tell("reading files: 1…")
    return "+".join(asked.sources)


async def refused(asked: Asked, tell: Tell) -> str:
    raise CannotImportError(f"{asked.sources[0]}: line 3: {HOSTILE}")


def names(folder: str) -> tuple[str, ...]:
    return {"./": ("lake days/", "pond.json"), "lake days/": ("a.json", "b.json")}.get(folder, ())


def screen(make: Make = made, value: str = "") -> ImportSourceScreen[str]:
    return ImportSourceScreen(make, value, names=names)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_paths_complete_a_directory_at_a_time_and_enter_reads(size: tuple[int, int]) -> None:
    async with opened(screen(), size) as case:
        assert "pond.json" in case.shown()
        await case.type("l")
        await case.press("tab")
        assert "lake\\ days/" in case.shown()
        assert "b.json" in case.shown()
        await case.type("b")
        await case.press("tab")
        await case.type(" pond.json")
        assert case.outside() == []
        await case.press("enter")
        assert case.results == [("lake\\ days/b.json pond.json", "lake days/b.json+pond.json")]


async def test_what_was_imported_last_is_there_and_typing_replaces_it() -> None:
    async with opened(screen(value="old.json")) as case:
        assert "old.json" in case.shown()
        await case.press("enter")
        assert case.results == [("old.json", "old.json")]
    async with opened(screen(value="old.json")) as case:
        await case.type("new.json")
        await case.press("enter")
        assert case.results == [("new.json", "new.json")]


async def test_a_mistake_in_the_line_reads_nothing() -> None:
    async with opened(screen(refused)) as case:
        await case.type("'a")
        assert "a quote is open" in case.shown()
        await case.press("enter")
        assert case.results == []
        assert "line 3" not in case.shown()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_what_cannot_be_imported_is_told_and_what_was_typed_stays(size: tuple[int, int]) -> None:
    async with opened(screen(refused), size) as case:
        await case.type("bad.json")
        await case.press("enter")
        assert "bad.json: line 3: ␛]52;c;eA==␇ [/]" in case.shown()
        assert case.outside() == []
        assert case.results == []
        await case.type("x")
        assert "bad.jsonx" in case.shown()
        await case.press("escape")
        assert case.results == [None]


async def test_it_says_how_far_it_is_and_esc_stops_it_then_leaves() -> None:
    stopped = asyncio.Event()

    async def slow(asked: Asked, tell: Tell) -> str:
        tell("looking at files: 312 of 4,000…")
        try:
            await asyncio.sleep(3600)
        finally:
            stopped.set()
        return ""

    async with Host().run_test(size=(80, 24)) as pilot:
        case = Case(pilot, waits_for_workers=False)
        pilot.app.push_screen(screen(slow), case.results.append)
        await case.settle()
        await case.type("big")
        await case.press("enter")
        assert "312 of 4,000" in case.shown()
        assert "esc stop" in case.shown()
        await case.press("tab", "enter", "x")
        assert "big " in case.shown()
        await case.press("escape")
        assert stopped.is_set()
        assert "nothing was imported" in case.shown()
        await case.press("escape")
        assert case.results == [None]
