"""The viewer shows notes at once, draws them safely, keeps its place and gives what is selected."""

from __future__ import annotations

from textual.geometry import Region

from talktui.markdown.document import Document
from tests.tui.viewer_case import Host, long_note, screen, settle


async def test_a_note_is_there_in_the_message_that_shows_it() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)):
        app.view.show("# Title\n\ntext")
        assert screen(app.view)[:4] == ["Title", "━" * 57, "", "text"]  # the scrollbar's cell stays free


async def test_a_note_shown_before_the_first_layout_appears() -> None:
    class Early(Host):
        def on_mount(self) -> None:
            self.view.show("early")

    app = Early()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert screen(app.view)[0] == "early"


async def test_only_what_is_wider_than_the_view_scrolls_sideways() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("text\n\n" * 50)
        await pilot.pause()
        assert app.view.show_vertical_scrollbar
        assert not app.view.show_horizontal_scrollbar
        app.view.show("|" + "aaaaaaaa|" * 12 + "\n|" + "-|" * 12)
        await pilot.pause()
        assert app.view.show_horizontal_scrollbar
        app.view.scroll_to(x=20, animate=False)
        await pilot.pause()
        assert screen(app.view)[0].startswith("‹│ aaaaaaaa │")


async def test_a_long_note_shows_its_beginning_at_once_and_then_all() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        note = long_note(100_000)
        app.view.show(note)
        assert screen(app.view)[0].startswith("Some words about a talk")
        assert app.view.virtual_size.height > 10
        await settle(app, pilot)
        app.view.scroll_end(animate=False)
        await pilot.pause()
        assert "The end" in screen(app.view)
        assert len(app.view.links) == note.count("[link]")


async def test_showing_another_note_drops_what_was_under_way() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show(long_note(200_000))
        app.view.show("short")
        await settle(app, pilot)
        assert screen(app.view)[:2] == ["short", ""]
        app.view.clear_note()
        assert not any(screen(app.view))


async def test_the_place_stays_when_text_is_added_above() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        note = long_note(60_000)
        app.view.show(note)
        await settle(app, pilot)
        app.view.scroll_to(y=200, animate=False)
        await pilot.pause()
        before = screen(app.view)
        app.view.show("A new line.\n\n" + note, keep_scroll=True)
        await settle(app, pilot)
        assert screen(app.view) == before


async def test_the_place_stays_when_the_width_changes() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show(long_note(60_000))
        await settle(app, pilot)
        app.view.scroll_to(y=app.view.line_of_source(300), animate=False)
        await pilot.pause()
        top = screen(app.view)[0][:20]
        await pilot.resize_terminal(40, 12)
        await settle(app, pilot)
        assert app.view.source_line_at_top() == 300
        assert screen(app.view)[0][:20] == top


async def test_nothing_a_note_says_becomes_a_terminal_sequence_or_an_action() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("[x](https://e.x/\x1b]52;c;x\x07) [@click=app.quit]y[/] \x1b[31m &#x9b;1m")
        await pilot.pause()
        for y in range(3):
            for segment in app.view.render_line(y):
                assert not any(
                    ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in segment.text
                )
                assert segment.style is None or segment.style.link is None
                assert "@click" not in (segment.style.meta if segment.style else {})
        assert "[@click=app.quit]y[/]" in screen(app.view)[0]


async def test_selecting_gives_the_text_with_its_wrapped_lines_joined() -> None:
    app = Host()
    async with app.run_test(size=(24, 10)) as pilot:
        app.view.show("- one two three four five six seven\n\npara")
        await pilot.pause()
        app.view.text_select_all()
        await pilot.pause()
        assert app.screen.get_selected_text() == "- one two three four five six seven\n\npara"


async def test_a_line_far_below_is_gone_to_once_it_is_laid_out() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show(long_note(60_000))
        app.view.scroll_to_source_line(900)
        await settle(app, pilot)
        assert app.view.source_line_at_top() == 900


async def test_the_source_can_be_read_at_the_same_place() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("# Title\n\n" + "text\n\n" * 20 + "## Part\n\n*marked*\n\n" + "more\n\n" * 20)
        assert app.view.scroll_to_anchor("part")
        app.view.show_source(True)
        await pilot.pause()
        assert screen(app.view)[:3] == ["## Part", "", "*marked*"]
        app.view.show_source(False)
        await pilot.pause()
        assert screen(app.view)[:4] == ["Part", "────", "", "marked"]


async def test_code_gets_its_colours_after_the_first_picture() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("```python\ndef unusual_name(): return 1\n```")
        await pilot.pause()
        await settle(app, pilot)
        segments = [segment for segment in app.view.render_line(1) if segment.text.strip()]
        assert "def" in [segment.text for segment in segments]
        assert "▏ def unusual_name(): return 1" in screen(app.view)[1]


async def test_a_selection_by_mouse_is_seen_and_copied() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("one **two** three\n\n- 漢字 four")
        await pilot.pause()
        before = app.view.render_line(0)
        await pilot.mouse_down(app.view, offset=(5, 0))
        await pilot.hover(app.view, offset=(7, 2))
        await pilot.mouse_up(app.view, offset=(7, 2))
        await pilot.pause()
        assert app.screen.get_selected_text() == "two three\n\n- 漢字 "
        ground = {segment.style.bgcolor for segment in before if segment.style}
        marked = [s.text for s in app.view.render_line(0) if s.style and s.style.bgcolor not in ground]
        assert "".join(marked) == "two three"
        assert all(
            s.style.color != s.style.bgcolor for s in app.view.render_line(0) if s.style and s.text.strip()
        )
        app.screen.clear_selection()
        await pilot.pause()
        assert app.view.render_line(0).text == before.text


async def test_the_section_at_the_top_is_given_as_markdown() -> None:
    app = Host()
    async with app.run_test(size=(60, 6)) as pilot:
        app.view.show("intro *x*\n\n# A\n\na\n\n## B\n\n*b*\n\n### C\n\nc\n\n## D\n\nd\n" + "\nmore\n" * 9)
        assert app.view.current_section() == "intro *x*\n"
        assert app.view.scroll_to_anchor("b")
        await pilot.pause()
        assert app.view.current_section() == "## B\n\n*b*\n\n### C\n\nc\n"


async def test_a_list_that_turns_out_loose_moves_nothing() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show("".join(f"- item {n}\n" for n in range(2_000)) + "\n- last")
        app.view.scroll_to(y=40, animate=False)
        top = screen(app.view)[0]
        await settle(app, pilot)
        assert screen(app.view)[:2] == [top, ""]


async def test_scrolling_shows_each_line_once() -> None:
    app = Host()
    async with app.run_test(size=(40, 7)) as pilot:
        app.view.show(long_note(3_000))
        await pilot.pause()
        height = app.view.scrollable_content_region.height
        seen = []
        for top in range(0, app.view.virtual_size.height, height):
            app.view.scroll_to(y=min(top, app.view.max_scroll_y), animate=False)
            await pilot.pause()
            seen += screen(app.view)[top - app.view.scroll_offset.y :]
        expected = [line.text.strip() for line in Document.whole(long_note(3_000), 37).lines]
        assert seen == expected


async def test_a_note_that_was_drawn_ahead_looks_as_it_does_without() -> None:
    note = "# Title\n\nSome *words* about [it](x.md).\n\n```python\nprint(1)\n```\n\n- one\n- two\n"
    app = Host()
    async with app.run_test(size=(60, 16)) as pilot:
        view, whole = app.view, Region(0, 0, 60, 16)
        view.show("before")
        view.show(note, highlight=("words",))
        await settle(app, pilot)
        marked = view.render_lines(whole)
        view.show(note)
        plain = view.render_lines(whole)
        assert plain != marked
        for highlight, expected in (((), plain), (("words",), marked), ((), plain)):
            view.show("before")
            view.prepare(note)
            view.show(note, highlight=highlight)
            assert view.render_lines(whole) == expected


async def test_what_was_drawn_ahead_is_forgotten_with_its_colours_and_its_place() -> None:
    app = Host()
    async with app.run_test(size=(120, 16)) as pilot:
        view, whole = app.view, Region(0, 0, 120, 16)
        view.show("before")
        view.prepare("# Title\n\n> quoted")
        app.theme = "textual-light"
        await settle(app, pilot)
        view.show("# Title\n\n> quoted")
        light = view.render_lines(whole)
        view.show("before")
        view.prepare("# Title\n\n> quoted")
        view.centred = False
        await settle(app, pilot)
        view.show("# Title\n\n> quoted")
        left = view.render_lines(whole)
        assert left[0].text.index("Title") < light[0].text.index("Title")
        view.centred = True
        await settle(app, pilot)
        assert view.render_lines(whole) == light
        app.theme = "textual-dark"
        await settle(app, pilot)
        assert view.render_lines(whole) != light


async def test_there_is_nowhere_to_go_in_an_empty_note() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)):
        app.view.show("")
        app.view.scroll_to_source_line(3)
        app.view.go_to_end()
        assert not app.view.scroll_to_anchor("part")
        assert app.view.scroll_y == 0
