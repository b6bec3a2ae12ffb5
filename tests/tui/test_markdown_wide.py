"""A table wider than the window says that it goes on, and what is gone to in it comes into sight."""

from __future__ import annotations

from tests.tui.viewer_case import Host

COLUMNS = 14
TABLE = (
    "A paragraph above the table.\n\n"
    + "|".join(f"column{n}" for n in range(COLUMNS))
    + "\n"
    + "|".join("---" for _ in range(COLUMNS))
    + "\n"
    + "|".join(f"value{n}" for n in range(COLUMNS - 1))
    + "|zebra [link](https://example.org/x)\n\nBelow [early](https://example.org/y) words.\n"
)


def drawn(app: Host) -> list[str]:
    return [app.view.render_line(y).text for y in range(app.view.size.height)]


async def test_a_wide_table_has_a_sign_at_the_edge_beyond_which_it_goes_on() -> None:
    app = Host()
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show(TABLE)
        await pilot.pause()
        lines = drawn(app)
        assert [line[-1] for line in lines[2:5]] == ["›", "›", "›"]
        assert "›" not in lines[0]
        app.view.scroll_to(x=20, animate=False)
        await pilot.pause()
        lines = drawn(app)
        assert [line[0] for line in lines[2:5]] == ["‹", "‹", "‹"]
        assert lines[0].strip() == "A paragraph above the table."  # text that fits stays
        app.view.scroll_to(x=10_000, animate=False)
        await pilot.pause()
        assert not any("›" in line for line in drawn(app))
        assert "column13" in drawn(app)[2]


async def test_a_wide_tables_words_are_whole() -> None:
    app = Host()
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show(TABLE)
        await pilot.pause()
        assert "column0" in drawn(app)[2]


async def test_a_hit_right_of_the_window_is_scrolled_to() -> None:
    app = Host()
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show(TABLE)
        await pilot.pause()
        app.view.find("zebra")
        await pilot.pause()
        assert any("zebra" in line for line in drawn(app))
        app.view.find("value0")
        await pilot.pause()
        assert any("value0" in line for line in drawn(app))


async def test_a_link_right_of_the_window_is_scrolled_to_and_clicked_where_it_is_seen() -> None:
    app = Host()
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show(TABLE)
        await pilot.pause()
        app.view.action_next_link()
        await pilot.pause()
        lines = drawn(app)
        row = next(y for y, line in enumerate(lines) if "link" in line)
        await pilot.click(app.view, offset=(lines[row].index("link") + 1, row))
        below = next(y for y, line in enumerate(lines) if "early" in line)
        await pilot.click(app.view, offset=(lines[below].index("early") + 1, below))
        await pilot.pause()
        assert app.followed == ["https://example.org/x", "https://example.org/y"]
