"""Themes: every one legible, tried out while choosing, remembered when chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.widgets import Static

from talktui.config import Settings, State, load_state
from talktui.tui.app import TalktuiApp
from tests.tui.conftest import Driver, OpenApp

LEGIBLE = 2.2  # the least contrast of any text, by WCAG's formula


def luminance(color: Color) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    lights = sorted(luminance(Color.from_rich_color(color)) + 0.05 for color in (style.color, style.bgcolor))
    return lights[1] / lights[0]


def illegible(driver: Driver) -> list[Segment]:
    browse = driver.browse
    found = []
    for widget in (browse.title_line, browse.tree_view, browse.card.query_one(Static), browse.keys):
        for y in range(widget.size.height):
            for segment in widget.render_line(y):
                style = segment.style
                if not segment.text.strip() or style is None or style.bgcolor is None or style.dim:
                    continue  # dim is for what can be done without
                if contrast(style) < LEGIBLE:
                    found.append(segment)
    return found


async def test_every_theme_is_legible(open_app: OpenApp) -> None:
    async with open_app((110, 30)) as driver:
        await driver.press("v", "j")
        for name, theme in driver.app.available_themes.items():
            if theme.ansi:
                continue  # its colours are the terminal's own
            driver.app.theme = name
            for pane in ("tab", "tab"):
                await driver.press(pane)
                assert illegible(driver) == [], name


async def until(driver: Driver, true: Callable[[], bool]) -> None:
    """Wait for a dialog's messages, which come back to the app one after the other."""
    for _ in range(100):
        if true():
            return
        await driver.pilot.pause()
    raise AssertionError


async def test_a_theme_is_tried_out_under_the_cursor_and_taken_back_by_esc(open_app: OpenApp) -> None:
    async with open_app() as driver:
        before = driver.app.theme
        await driver.press("f2", "g")
        await until(driver, lambda: driver.app.theme != before)
        await driver.press("escape")
        await until(driver, lambda: driver.app.theme == before)
        assert driver.browse.session.state.theme is None


async def test_a_chosen_theme_is_written_down_at_once(open_app: OpenApp) -> None:
    async with open_app() as driver:
        before = driver.app.theme
        await driver.press("f2", "g")
        await until(driver, lambda: driver.app.theme != before)
        await driver.press("enter")
        await until(driver, lambda: driver.app.screen is driver.browse)
        await driver.settle()
        state, problem = load_state()
        assert problem is None
        assert state.theme == driver.app.theme == min(driver.app.available_themes)


@pytest.mark.parametrize(
    ("state", "setting", "told"),
    [(None, "nrod", "did you mean 'nord'"), ("gone", None, None), ("gone", "nord", None)],
)
async def test_a_theme_that_there_is_not(
    open_app: OpenApp, state: str | None, setting: str | None, told: str | None
) -> None:
    async with open_app(settings=Settings(theme=setting), state=State(theme=state)) as driver:
        app: TalktuiApp = driver.app
        assert app.theme == (setting if setting == "nord" else "textual-dark")
        messages = [message for _, message in app.settings_problems]
        assert [told in message for message in messages] == [True] if told else messages == []
        assert (told or "") in driver.browse.keys.message
