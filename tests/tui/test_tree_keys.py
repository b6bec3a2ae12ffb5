"""Moving about in the tree: every key, and that the viewer follows."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.command import CommandList

from talktui.tui.rows import RowKind
from tests.tui.conftest import OpenApp


async def test_the_tree_shows_conferences_with_their_counts_and_categories_in_order(
    open_app: OpenApp,
) -> None:
    async with open_app() as driver:
        rows = driver.browse.tree_view.rows
        groups = [(row.depth, row.label, row.count) for row in rows if row.kind is RowKind.GROUP]
        assert (0, "GopherMeet 2024", 2) in groups
        assert groups.index((1, "Storage", 1)) < groups.index((1, "Networking", 1))
        assert (0, "Winter Systems Days 2023", 3) in groups
        assert driver.browse.title_line.counts == "7 talks"


async def test_j_k_g_G_move_and_the_card_follows(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        assert "Mary Ellen (Packet Co), Jo Hopper" in driver.browse.card.text
        await driver.press("k")
        assert driver.row.kind is RowKind.GROUP
        await driver.press("j")
        assert driver.current == "QUIC in anger"
        await driver.press("g")
        assert driver.browse.tree_view.cursor == 0
        await driver.press("G")
        assert driver.browse.tree_view.cursor == len(driver.browse.tree_view.rows) - 1
        await driver.press("up", "down", "pageup", "pagedown", "home", "end")
        assert driver.browse.tree_view.cursor == len(driver.browse.tree_view.rows) - 1


async def test_h_l_and_space_fold(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("h")
        assert driver.current == "Networking"
        await driver.press("h")
        assert driver.row.opened is False
        assert "QUIC in anger" not in driver.titles
        await driver.press("l")
        assert "QUIC in anger" in driver.titles
        await driver.press("l")
        assert driver.current == "QUIC in anger"
        await driver.press("space")
        assert driver.current == "Networking"
        assert driver.row.opened is False
        await driver.press("right", "right", "left", "left")
        assert driver.row.opened is False


async def test_z_folds_everything_and_opens_it_again(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("z")
        assert driver.titles == []
        await driver.press("z")
        assert "QUIC in anger" in driver.titles
        assert "Tail latency" in driver.titles


async def test_J_and_K_walk_the_talks_opening_groups_on_the_way(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("z", "g")
        seen = []
        for _ in range(7):
            await driver.press("J")
            seen.append(driver.current)
        assert len(set(seen)) == 7, seen
        await driver.press("z", "G")
        back = []
        for _ in range(7):
            await driver.press("K")
            back.append(driver.current)
        assert len(set(back)) >= 6, back


async def test_enter_reads_and_esc_comes_back(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("enter")
        assert driver.has_focus(driver.browse.view)
        await driver.press("escape")
        assert driver.has_focus(driver.browse.tree_view)
        await driver.press("tab")
        assert driver.has_focus(driver.browse.view)
        await driver.press("shift+tab")
        assert driver.has_focus(driver.browse.tree_view)


async def test_a_notes_row_opens_into_its_sections_and_the_viewer_goes_there(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("l")
        sections = [row.label for row in driver.browse.tree_view.rows if row.kind is RowKind.SECTION]
        assert sections == ["Fsync", "Checkpoints"]
        await driver.press("j", "j")
        assert driver.row.section is not None
        assert driver.row.section.title == "Checkpoints"
        assert "Write-ahead logs, gently" in driver.browse.card.text


async def test_v_marks_and_goes_on_and_V_marks_all_shown(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("v")
        assert driver.current == "Flame graphs"
        assert "1 marked" in driver.browse.title_line.counts
        await driver.press("V")
        assert "7 marked" in driver.browse.title_line.counts
        await driver.press("V")
        assert "marked" not in driver.browse.title_line.counts
        await driver.press("v", "escape")
        assert driver.browse.session.marks == set()


async def test_a_conferences_row_shows_its_facts(open_app: OpenApp) -> None:
    async with open_app() as driver:
        index = next(
            i for i, row in enumerate(driver.browse.tree_view.rows) if row.label == "GopherMeet 2024"
        )
        driver.browse.browsing._move_to(index)
        await driver.settle()
        assert "2024-05-06 – 2024-05-07 · Lisbon" in driver.browse.card.text
        assert "where bytes rest" in driver.drawn(driver.browse.view)


async def test_b_groups_and_B_sorts(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("b", "t")
        groups = {row.label for row in driver.browse.tree_view.rows if row.kind is RowKind.GROUP}
        assert {"latency", "quic", "storage"} <= groups
        assert driver.current == "Tail latency"
        await driver.press("b", "n")
        assert all(row.kind is not RowKind.GROUP for row in driver.browse.tree_view.rows)
        await driver.press("B", "t")
        shown = [row.label.casefold() for row in driver.browse.tree_view.rows if row.kind is RowKind.TALK]
        named = [title for title in shown if title != "about this log"]
        assert named == sorted(named)


async def test_a_logs_introduction_makes_no_group_of_its_own(open_app: OpenApp) -> None:
    async with open_app() as driver:
        assert "About this log" in driver.titles
        await driver.press("b", "w")
        counts = [row.count for row in driver.browse.tree_view.rows if row.kind is RowKind.GROUP]
        assert all(counts)
        await driver.press("b", "m")
        counts = [row.count for row in driver.browse.tree_view.rows if row.kind is RowKind.GROUP]
        assert all(counts)


async def test_r_reads_the_directory_again_without_moving_the_cursor(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        (notes_dir / "new.md").write_text("# Fresh\n")
        (notes_dir / "plain.md").unlink()
        await driver.press("r")
        assert driver.current == "Tail latency"
        titles = {talk.title for talk in driver.browse.session.library.talks}
        assert "Fresh" in titles
        assert "A note without front matter" not in titles


async def test_the_last_place_is_remembered(open_app: OpenApp) -> None:
    from talktui.config import State

    state = State()
    async with open_app(state=state) as driver:
        await driver.go_to("Flame graphs")
    async with open_app(state=state) as driver:
        assert driver.current == "Flame graphs"


async def test_less_and_greater_change_the_trees_width_and_it_is_remembered(open_app: OpenApp) -> None:
    from talktui.config import State

    state = State()
    async with open_app(state=state) as driver:
        before = driver.browse.tree_view.size.width
        await driver.press("less_than_sign")
        assert driver.browse.tree_view.size.width < before
        await driver.press("greater_than_sign", "greater_than_sign")
        assert driver.browse.tree_view.size.width > before
    assert state.tree_width == 47


async def test_a_click_moves_the_cursor_and_a_second_one_reads(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        tree = driver.browse.tree_view
        row = tree.cursor + 1 - round(tree.scroll_y)
        await driver.pilot.click("#tree", offset=(20, row))
        await driver.settle()
        assert driver.current == "Flame graphs"
        await driver.pilot.click("#tree", offset=(20, row), times=2)
        await driver.settle()
        assert driver.has_focus(driver.browse.view)


async def test_the_palette_jumps_to_a_talk_by_its_title(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("ctrl+p")
        await driver.type("blame")
        for _ in range(50):
            await driver.pilot.pause(0.05)
            if driver.app.screen.query_one(CommandList).option_count:
                break
        await driver.press("enter")
        assert driver.current == "Blameless reviews"


async def test_help_lists_every_key_and_problems_list_what_is_wrong(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("question_mark")
        assert type(driver.app.screen).__name__ == "HelpScreen"
        await driver.press("escape", "ctrl+e")
        assert type(driver.app.screen).__name__ == "ProblemsScreen"
        await driver.press("enter")
        assert driver.talk.key.path == "broken.md"


async def test_q_leaves(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("q")
        assert driver.app.return_code == 0


async def test_the_title_line_tells_grouping_and_sorting_that_are_not_the_usual(open_app: OpenApp) -> None:
    async with open_app() as driver:
        title = driver.browse.title_line
        assert "by " not in driver.drawn(title)
        await driver.press("b", "t")
        await driver.press("B", "t")
        assert "by tag · sorted by title · 7 talks" in driver.drawn(title)
        await driver.pilot.resize_terminal(40, 20)
        await driver.settle()
        assert driver.drawn(title).endswith(" 7 talks")
        await driver.press("b", "c")
        await driver.press("B", "o")
        assert "by " not in driver.drawn(title)


async def test_the_title_line_names_the_file_that_is_shown(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        assert "/gophermeet-2024/quic.md " in driver.drawn(driver.browse.title_line)
        await driver.press("g")
        assert ".md" not in driver.drawn(driver.browse.title_line)
        await driver.pilot.resize_terminal(50, 20)
        await driver.go_to("QUIC in anger")
        assert "2024/quic.md " in driver.drawn(driver.browse.title_line)


async def test_a_paste_into_the_tree_runs_nothing_and_says_so(open_app: OpenApp) -> None:
    async with open_app() as driver:
        driver.app.post_message(events.Paste("q5t"))
        await driver.settle()
        assert "/ goes to the filter bar" in driver.browse.keys.message
        assert driver.app.screen is driver.browse


async def test_a_closed_groups_row_tells_of_the_marks_in_it(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v", "z", "g")
        tree = driver.browse.tree_view

        def sign(label: str) -> str:
            return next(line for line in driver.drawn(tree).splitlines() if label in line)[0]

        assert sign("GopherMeet 2024") == "-"
        assert sign("Winter Systems Days 2023") == " "
        await driver.press("V")
        assert sign("GopherMeet 2024") == "✓"
        assert sign("Winter Systems Days 2023") == "✓"


async def test_marks_that_the_filter_hides_are_counted_apart(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("V", "slash")
        await driver.type("quic")
        assert driver.browse.title_line.counts == "1 of 7 marked · 1 of 7 talks"


async def test_what_is_wrong_with_a_talk_stands_before_what_else_is_known_of_it(
    open_app: OpenApp, notes_dir: Path
) -> None:
    (notes_dir / "odd.md").write_text(
        "---\ntitle: Odd\nrating: 9\nverdict: so so\nabstract: " + "word " * 99 + "\n---\nx\n"
    )
    async with open_app() as driver:
        await driver.go_to("Odd")
        *_, problem, verdict, others = driver.browse.card.text.splitlines()
        assert problem.startswith("! line 3")
        assert verdict == "“so so”"
        assert others.startswith("abstract: word")
        assert len(others) <= 80


async def test_a_groups_card_counts_statuses_and_ratings(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("h", "h", "h")
        assert driver.current == "GopherMeet 2024"
        assert driver.browse.card.text.endswith("2 talks · 1 watched, 1 not triaged · ★ 4.0 of 1 rated")


async def test_the_hints_are_of_the_row_the_app_opens_on(open_app: OpenApp) -> None:
    async with open_app() as driver:
        assert driver.row.kind is RowKind.GROUP
        assert "enter close" in driver.drawn(driver.browse.keys)


async def test_rows_that_are_kept_drawn_change_with_marks_edits_and_the_theme(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        tree = driver.browse.tree_view
        before = tree.render_lines(tree.size.region)
        assert "★★" not in driver.drawn(tree).splitlines()[tree.cursor]
        await driver.press("2")
        assert "★★" in driver.drawn(tree).splitlines()[tree.cursor]
        await driver.press("v", "k")
        assert "✓" in driver.drawn(tree).splitlines()[tree.cursor]
        driver.app.theme = "textual-light"
        await driver.settle()
        after = tree.render_lines(tree.size.region)
        assert next(iter(after[0])).style != next(iter(before[0])).style


async def test_what_was_prepared_for_the_next_key_is_what_is_shown(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        view = driver.browse.view
        driver.browse.preview._prepare(driver.browse.tree_view.cursor)  # what the timer does
        prepared = view._document
        await driver.press("j", "k")
        assert view._document is prepared
        await driver.press("exclamation_mark", *"better", "enter")
        view.show("another text")
        assert view._document is not prepared
        assert "another text" in driver.drawn(view)


async def test_what_was_prepared_for_a_group_is_what_is_shown(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("z", "g")
        tree, view = driver.browse.tree_view, driver.browse.view
        line = next(n for n, row in enumerate(tree.rows) if n > tree.cursor and row.group is not None)
        driver.browse.preview._prepare(line)  # what the timer does
        prepared = view._begun.latest
        await driver.press(*"j" * (line - tree.cursor))
        assert tree.cursor == line
        assert view._document is prepared
