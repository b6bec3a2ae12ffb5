"""What a change draws: as little as it takes, and the picture that Textual would have drawn."""

from __future__ import annotations

import random

import pyte
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region

from talktui.tui.screens.drawing import SparingCompositor
from tests.tui.conftest import OpenApp

Cells = dict[tuple[int, int], tuple[str, Style | None]]


def cells_of(update: ChopsUpdate | None) -> Cells:
    """What an update puts where, as far as it was asked for."""
    cells: Cells = {}
    if update is None:
        return cells
    for y, left, right in update.spans:
        for strip_x, strip in update.chops[y].items():
            x = strip_x
            for text, style, _ in strip or ():
                for character in text:
                    if left <= x < right:
                        cells[y, x] = character, style
                    x += 1
    return cells


def drawn(sent: str) -> list[object]:
    """What stands on a terminal of 120×36 after it was sent this, with the colours."""
    screen = pyte.Screen(120, 36)
    pyte.Stream(screen).feed(sent)
    return [screen.buffer[y][x] for y in range(36) for x in range(120)]


def some_regions(chance: random.Random, width: int, height: int) -> set[Region]:
    """One to four pieces of the screen, some of them over its edges."""
    return {
        Region(
            chance.randrange(-3, width),
            chance.randrange(-3, height),
            chance.randint(1, width),
            chance.randint(1, 9),
        )
        for _ in range(chance.randint(1, 4))
    }


async def test_any_part_of_the_screen_is_drawn_as_the_whole_screen_is(open_app: OpenApp) -> None:
    async with open_app(size=(120, 36)) as driver:
        await driver.go_to("QUIC in anger")
        compositor = driver.browse._compositor
        assert isinstance(compositor, SparingCompositor)
        lines = [
            list(chops.items()) for chops in compositor._render_chops(Region(0, 0, 120, 36), lambda _: True)
        ]
        whole = ChopsUpdate([dict(line) for line in lines], [(y, 0, 120) for y in range(36)], [])
        picture = cells_of(whole)
        assert len(picture) == 120 * 36
        chance = random.Random(1)
        for _ in range(200):
            regions = some_regions(chance, 120, 36)
            compositor._dirty_regions = set(regions)
            cells = cells_of(compositor.render_partial_update())
            asked = {
                (y, x)
                for region in regions
                for y in region.intersection(Region(0, 0, 120, 36)).line_range
                for x in range(*region.intersection(Region(0, 0, 120, 36)).column_span)
            }
            assert cells == {cell: picture[cell] for cell in asked}, regions


async def test_what_is_sent_to_the_terminal_puts_the_same_pieces_in_the_same_places(
    open_app: OpenApp,
) -> None:
    async with open_app(size=(120, 36)) as driver:
        await driver.go_to("QUIC in anger")
        compositor, console = driver.browse._compositor, driver.app.console
        for widget in (driver.browse.tree_view, driver.browse.view, driver.browse.card):
            region = compositor.visible_widgets[widget][0]
            compositor._dirty_regions = {region}
            textual = Compositor.render_partial_update(compositor)
            compositor._dirty_regions = {region}
            ours = compositor.render_partial_update()
            assert textual is not None
            assert ours is not None
            assert drawn(ours.render_segments(console)) == drawn(textual.render_segments(console))


async def test_nothing_that_has_changed_is_nothing_to_draw(open_app: OpenApp) -> None:
    async with open_app() as driver:
        driver.browse._compositor._dirty_regions = {Region(500, 500, 3, 3)}
        assert driver.browse._compositor.render_partial_update() is None
