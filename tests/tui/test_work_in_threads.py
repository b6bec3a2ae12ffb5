"""Filters, groups and completions that are made in a thread: nothing stale is shown, and keys go on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from talktui.notes.talk import Note
from talktui.query.match import Query
from talktui.tui import filtering, regrouping, searching
from talktui.tui.regrouping import NewGroups
from talktui.tui.searching import Matching, Search
from tests.tui.conftest import Driver, OpenApp


@pytest.fixture(autouse=True)
def always_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (filtering, regrouping, searching):
        monkeypatch.setattr(module, "AT_ONCE", -1)


class Gate:
    """Holds up the first thread that comes, until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()
        self._first = True

    def __call__(self) -> None:
        if self._first:
            self._first = False
            self.reached.set()
            assert self._open.wait(20)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


async def until(driver: Driver, holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await driver.pilot.pause(0.01)
    raise AssertionError("it did not come to that")


@pytest.fixture
def slow_filter(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Gate:
    matching = Search.matching

    def slow(self: Search, query: Query, **how: Any) -> Matching:
        found = matching(self, query, **how)
        gate()
        return found

    monkeypatch.setattr(Search, "matching", slow)
    return gate


async def test_what_an_earlier_key_finds_late_is_not_shown(open_app: OpenApp, slow_filter: Gate) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.pilot.press("w")
        await until(driver, slow_filter.reached.is_set)
        await driver.pilot.press("q")
        driver.browse.bar.set_text("quic")
        await until(driver, lambda: driver.browse.session.query_text == "quic")
        slow_filter.open()
        await driver.settle()
        assert driver.browse.session.query_text == "quic"
        assert driver.titles == ["QUIC in anger"]


async def test_an_earlier_search_is_given_up_at_the_next_key(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up: list[bool] = []
    matching = Search.matching

    def seen(self: Search, query: Query, **how: Any) -> Matching:
        cancelled = how["cancelled"]
        if query.text == "w":
            while not cancelled():
                pass
            given_up.append(True)
        return matching(self, query, **how)

    monkeypatch.setattr(Search, "matching", seen)
    async with open_app() as driver:
        await driver.press("slash")
        await driver.pilot.press("w")
        driver.browse.bar.set_text("quic")
        await driver.settle()
        await until(driver, lambda: bool(given_up))
        assert driver.titles == ["QUIC in anger"]


def retitled(note: Note, title: str) -> Note:
    return replace(note, talks=tuple(replace(talk, title=title) for talk in note.talks))


async def test_a_note_that_changes_while_a_filter_is_looked_up_is_shown_as_it_is(
    open_app: OpenApp, slow_filter: Gate
) -> None:
    async with open_app() as driver:
        session = driver.browse.session
        await driver.press("slash")
        driver.browse.bar.set_text("quic")
        await until(driver, slow_filter.reached.is_set)
        session.add([retitled(session.library.notes["plain.md"], "Quickly, quic")])
        driver.browse.browsing.update()
        slow_filter.open()
        await driver.settle()
        assert sorted(driver.titles) == ["QUIC in anger", "Quickly, quic"]
        session.add([retitled(session.library.notes["plain.md"], "Another one")])
        driver.browse.browsing.update()
        assert driver.titles == ["QUIC in anger"]


async def test_the_tree_stays_and_keys_work_while_groups_are_made(
    open_app: OpenApp, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = NewGroups.make
    monkeypatch.setattr(regrouping, "SAY_AFTER", 0.001)
    monkeypatch.setattr(NewGroups, "make", lambda self: (make(self), gate())[0])  # type: ignore[func-returns-value]
    async with open_app() as driver:
        session = driver.browse.session
        before = [row.label for row in driver.browse.tree_view.rows]
        await driver.pilot.press("b", "s")
        await until(driver, gate.reached.is_set)
        await until(driver, lambda: driver.browse.keys.message == regrouping.SAID)
        assert [row.label for row in driver.browse.tree_view.rows] == before
        await driver.pilot.press("down")
        assert driver.browse.tree_view.cursor == 1
        session.forget("broken.md")
        gate.open()
        await driver.settle()
        labels = [row.label for row in driver.browse.tree_view.rows if row.group is not None]
        assert "Ada Byron" in labels
        assert "Broken: on purpose" not in labels
        assert session.group_by == ("speaker",)
        assert driver.browse.keys.message == ""


async def test_of_two_choices_made_at_once_both_hold(
    open_app: OpenApp, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = NewGroups.make
    monkeypatch.setattr(NewGroups, "make", lambda self: (make(self), gate())[0])  # type: ignore[func-returns-value]
    async with open_app() as driver:
        await driver.pilot.press("b", "n")
        await until(driver, gate.reached.is_set)
        await driver.pilot.press("B", "t")
        await until(driver, lambda: driver.browse.session.sort_by == "title")
        gate.open()
        await driver.settle()
        session = driver.browse.session
        assert (session.group_by, session.sort_by) == ((), "title")
        about, *titles = driver.titles  # what a log says of itself stands first
        assert about == "About this log"
        assert titles == sorted(titles, key=str.casefold)


async def test_a_completion_found_in_a_thread_is_taken_where_it_was_asked_for(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("slash")
        await driver.type("tag:qu")
        await driver.press("tab")
        assert driver.browse.bar.text == "tag:quic"
        assert driver.titles == ["QUIC in anger"]
