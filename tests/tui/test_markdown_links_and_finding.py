"""The viewer walks and follows links, jumps to headings and footnotes, and finds words."""

from __future__ import annotations

from talktui.tui.widgets.markdown_view import MarkdownView
from tests.tui.viewer_case import Host, long_note, screen, settle


async def test_links_are_walked_and_followed() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show(long_note(4_000))
        for _ in range(3):
            app.view.action_next_link()
        app.view.action_previous_link()
        app.view.action_follow_link()
        await pilot.pause()
        assert app.followed == ["https://example.com/1"]
        for _ in range(12):
            app.view.action_next_link()
        current = app.view.current_link
        assert current is not None
        assert current.href == "https://example.com/13"
        assert any("number 13" in line for line in screen(app.view))


async def test_a_click_follows_the_link_under_it_and_nothing_else() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("a [link](https://example.com)")
        await pilot.pause()
        await pilot.click(MarkdownView, offset=(1, 0))
        await pilot.click(MarkdownView, offset=(30, 3))
        assert app.followed == []
        await pilot.click(MarkdownView, offset=(4, 0))
        await pilot.pause()
        assert app.followed == ["https://example.com"]


async def test_footnotes_and_anchors_are_jumped_to() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show(
            "x[^n]\n\n" + "filler\n\n" * 30 + "## A Heading!\n\n[^n]: The note.\n\n" + "after\n\n" * 20
        )
        app.view.action_next_link()
        app.view.action_follow_link()
        await pilot.pause()
        assert app.followed == ["#fn-n"]  # the app keeps the way back, and goes there
        assert app.view.footnote("fn-n") == "[n]: The note."
        assert app.view.scroll_to_anchor("fn-n")
        assert screen(app.view)[0] == "[n]: The note."
        assert app.view.scroll_to_anchor("#a-heading")
        assert not app.view.scroll_to_anchor("#nowhere")
        await pilot.pause()
        assert screen(app.view)[0] == "A Heading!"
        assert [heading.text for heading in app.view.headings] == ["A Heading!"]


async def test_finding_counts_walks_round_and_marks() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("alpha\n\n" * 30 + "beta\n\n" + "filler\n\n" * 30 + "beta again")
        await pilot.pause()
        assert app.view.find("BETA") == 2
        await pilot.pause()
        assert app.found[-1] == ("BETA", 1, 2)
        assert "beta" in screen(app.view)
        app.view.find_next()
        await pilot.pause()
        assert "beta again" in screen(app.view)
        app.view.find_next()
        app.view.find_previous()
        await pilot.pause()
        assert app.found[-1] == ("BETA", 2, 2)
        row = screen(app.view).index("beta again")
        marked = [
            segment.text
            for segment in app.view.render_line(row)
            if segment.style and segment.style.reverse and segment.style.bold
        ]
        assert marked == ["beta"]
        assert app.view.find("") == 0
        await pilot.pause()
        assert app.found[-1] == ("", 0, 0)


async def test_a_search_counts_what_is_laid_out_later() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        note = long_note(60_000)
        app.view.show(note)
        app.view.find("number")
        await settle(app, pilot)
        assert app.found[-1] == ("number", 1, note.count("number"))


async def test_a_preview_opens_at_the_first_word_of_the_filter() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        note = long_note(60_000) + "\n\nA Needle at last."
        app.view.show(note, highlight=("needle",))
        await settle(app, pilot)
        assert any("A Needle at last." in line for line in screen(app.view))
        app.view.show("needle on the first screen", highlight=("needle",))
        assert screen(app.view)[0] == "needle on the first screen"


async def test_the_heading_under_way_is_named_above_the_text() -> None:
    app = Host()
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.heading_line = True
        await pilot.pause()
        app.view.show("# T [b]\n\n" + "a\n\n" * 20 + "## Part\n\n" + "b\n\n" * 20)
        await pilot.pause()
        app.view.scroll_end(animate=False)
        await pilot.pause()
        assert app.view.current_headings == ("T [b]", "Part")
        assert "T [b] › Part" in app.export_screenshot().replace("&#160;", " ")
