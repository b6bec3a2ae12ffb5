"""What a key asked for is painted without waiting for the tick of Textual's timer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widgets import Static

from talktui.tui.screens.at_once import PaintsAtOnce


class Panes(PaintsAtOnce):
    """Two panes, and how often something was painted."""

    painted = 0
    painted_whole = 0  # because everything was to be painted anew

    def compose(self) -> ComposeResult:
        """Each one line."""
        yield Static("one", id="one")
        yield Static("two", id="two")

    def _compositor_refresh(self) -> None:
        self.painted += 1
        self.painted_whole += self in self._dirty_widgets
        super()._compositor_refresh()


class Ticks(App[None]):
    """Has them as its first screen."""

    def get_default_screen(self) -> Panes:
        """Instead of Textual's own."""
        return Panes()


@pytest.fixture(autouse=True)
def timer_that_never_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 3600)
    monkeypatch.setattr("talktui.tui.screens.at_once.MOST_OFTEN", 0)


async def passed(screen: Panes) -> None:
    """Until every message that is on its way has come, and those that it leads to."""
    for _ in range(30):
        await asyncio.sleep(0)
    assert screen.is_current


async def settled(screen: Panes) -> None:
    """Until what the beginning has changed is painted: the tick that it waits for."""
    await passed(screen)
    screen._on_timer_update()
    await passed(screen)


@asynccontextmanager
async def panes() -> AsyncIterator[tuple[Panes, Static, Static]]:
    """The screen, painted, and its two panes."""
    async with Ticks().run_test() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, Panes)
        await settled(screen)
        yield screen, screen.query_one("#one", Static), screen.query_one("#two", Static)


async def test_a_screen_that_comes_up_is_styled_and_painted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    styled: list[DOMNode] = []
    apply = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, **how: Any) -> None:
        styled.append(node)
        apply(self, node, **how)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    async with panes() as (screen, one, two):
        assert screen.painted > 0
        assert screen.painted_whole == 0
        assert styled.count(one) == styled.count(two) == 1


async def test_a_screen_that_comes_back_is_painted_whole() -> None:
    async with panes() as (screen, _one, _two):
        await screen.app.push_screen(Panes())
        await screen.app.pop_screen()
        await settled(screen)
        assert screen.painted_whole == 1


async def test_what_is_urgent_is_painted_at_once_with_all_else_that_changed() -> None:
    async with panes() as (screen, one, two):
        before = screen.painted
        one.update("1", layout=False)
        await passed(screen)
        assert screen.painted == before, "the test's timer ticks"
        screen.paint_at_once(two)
        two.update("2", layout=False)
        await passed(screen)
        assert screen.painted == before + 1
        assert not screen._dirty_widgets


async def test_what_is_urgent_waits_for_no_other_pane_and_no_other_pane_for_it() -> None:
    async with panes() as (screen, one, two):
        before = screen.painted
        screen.paint_at_once(two)
        one.update("1", layout=False)
        await passed(screen)
        assert screen.painted == before, "that was not asked for, and has its tick"
        two.update("2", layout=False)
        await passed(screen)
        assert screen.painted == before + 1


async def test_what_comes_sooner_than_the_next_frame_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talktui.tui.screens.at_once.MOST_OFTEN", 3600)
    async with panes() as (screen, one, _):
        screen._painted_at = -7200.0
        before = screen.painted
        for text in ("first", "second"):
            screen.paint_at_once(one)
            one.update(text, layout=False)
            await passed(screen)
        assert screen.painted == before + 1
        assert one in screen._dirty_widgets, "it is forgotten"


async def test_what_a_key_has_changed_is_painted_before_its_message_is_over() -> None:
    async with panes() as (screen, one, two):
        before = screen.painted
        one.update("1", layout=False)
        two.update("2", layout=False)
        screen.paint_now()
        assert screen.painted == before + 1
        await passed(screen)
        assert screen.painted == before + 1, "painted a second time"
        assert not screen._dirty_widgets


async def test_what_needs_a_layout_is_painted_with_it() -> None:
    async with panes() as (screen, one, _):
        before = screen.painted
        one.update("1\n1", layout=True)
        screen.paint_now()
        assert screen.painted == before, "it would be painted where it no longer stands"
        await passed(screen)
        screen._on_timer_update()
        await passed(screen)
        assert screen.painted > before
        assert one.size.height == 2


async def test_keys_that_come_sooner_than_the_next_frame_are_painted_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("talktui.tui.screens.at_once.MOST_OFTEN", 3600)
    async with panes() as (screen, one, _):
        screen._painted_at = -7200.0
        before = screen.painted
        for text in ("first", "second", "third"):
            one.update(text, layout=False)
            screen.paint_now()
            await passed(screen)
        assert screen.painted == before + 1
        screen._on_timer_update()
        assert screen.painted == before + 2
