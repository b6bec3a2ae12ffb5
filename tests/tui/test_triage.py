"""Triage in the app: keys that queue, skip, leave and go back, and what they do to the files."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktui.config import Settings
from talktui.config.stores import open_store
from talktui.notes.talk import Status
from talktui.tui.app import TalktuiApp
from talktui.tui.commands import Context
from talktui.tui.screens.history import HistoryScreen
from talktui.tui.screens.tags import TagsScreen
from talktui.tui.screens.triaged import TriagedScreen
from talktui.tui.widgets.triage_line import TriageLine

from .conftest import CONFERENCE, LOG, PLAIN, QUIC, Driver, OpenApp
from .triaged import begin, contents, line, pane, press, settle, statuses


async def test_a_key_decides_and_goes_on_to_the_next_in_the_trees_order(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        assert pane(driver) is Context.TRIAGE
        assert line(driver) == "1 of 6 to triage"
        assert driver.current == "QUIC in anger"
        await press(driver, "q")
        assert driver.current == "Tail latency"
        assert "Hedge your requests" in Driver.drawn(driver.browse.view)
        assert "Tail latency" in driver.browse.card.text
        assert line(driver) == "2 of 6 to triage queued 1"
        await press(driver, "x", "l", "s", "space")
        assert driver.current == "A note without front matter"
        found = statuses(driver)
        assert found["QUIC in anger"] is Status.QUEUED
        assert found["Tail latency"] is Status.SKIPPED
        assert found["Flame graphs"] is None
        assert found["Blameless reviews"] is Status.SKIPPED


async def test_the_next_talk_shows_before_the_last_one_is_saved(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        async with driver.browse.editing.saving.turn:
            for title in ("Tail latency", "Flame graphs", "Blameless reviews"):
                driver.browse.run_command("triage-queue")
                assert driver.current == title
            assert driver.browse.editing.saving.pending == 3
        await settle(driver)
        assert [title for title, status in statuses(driver).items() if status is Status.QUEUED] == [
            "QUIC in anger",
            "Tail latency",
            "Flame graphs",
        ]
        assert driver.current == "Blameless reviews"


async def test_back_takes_the_change_back_and_the_file_has_its_very_bytes(
    open_app: OpenApp, notes_dir: Path
) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "q", "x", "l", "x")
        assert contents(notes_dir) != before
        await press(driver, "u", "u", "u", "u")
        assert contents(notes_dir) == before
        assert driver.current == "QUIC in anger"
        assert line(driver) == "1 of 6 to triage"
        await press(driver, "u")
        assert "this is the first of them" in driver.browse.keys.message
        assert contents(notes_dir) == before


async def test_back_before_the_save_is_done_takes_it_back_all_the_same(
    open_app: OpenApp, notes_dir: Path
) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        await begin(driver)
        async with driver.browse.editing.saving.turn:
            for command in ("triage-queue", "triage-back", "triage-later"):
                driver.browse.run_command(command)
        await settle(driver)
        assert contents(notes_dir) == before
        assert driver.current == "Tail latency"
        assert line(driver) == "2 of 6 to triage left 1"


async def test_it_ends_with_what_came_of_it(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "gophermeet-2024" / "quic.md").write_text(QUIC.replace("tags:", "duration: 1:05:00\ntags:"))
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "q", "q", "x", "l", "l", "l")
        assert isinstance(driver.app.screen, TriagedScreen)
        text = " ".join(driver.shown().replace("│", " ").split())
        assert "You queued 2 (1 h 05, 32 min at 2×, +1 of" in text
        await driver.pilot.press("q", "x", "l", "space")  # a key ahead of the end
        assert isinstance(driver.app.screen, TriagedScreen)
        await driver.pilot.press("enter")
        await settle(driver)
        assert driver.browse.is_active
        assert pane(driver) is Context.TREE
        assert not driver.browse.query_one(TriageLine).display


async def test_at_its_end_u_goes_back_a_takes_those_left_and_f_filters(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "q", "l", "l", "l", "l", "x")
        await press(driver, "u")
        assert driver.current == "A note without front matter"
        assert statuses(driver)["A note without front matter"] is None
        await press(driver, "x", "a")
        assert line(driver) == "1 of 4 to triage"
        assert driver.current == "Tail latency"
        await press(driver, "l", "l", "l", "l")
        assert isinstance(driver.app.screen, TriagedScreen)
        await press(driver, "escape")
        await driver.go_to("Tail latency")
        await press(driver, "w", "q", "l", "l", "l", "f")
        assert driver.browse.bar.text == "status:queued"
        assert sorted(driver.titles) == ["QUIC in anger", "Tail latency"]


async def test_leaving_says_what_was_done_and_the_key_goes_on(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "q", "x", "l", "escape")
        assert pane(driver) is Context.TREE
        message = driver.browse.keys.message
        assert message == "triage left: queued 1 · skipped 1 · 4 to go, w goes on"
        await press(driver, "w")
        assert line(driver) == "1 of 4 to triage"
        assert driver.current == "Blameless reviews"


async def test_a_group_its_talks_and_the_marked_ones_only(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await press(driver, "h", "w")
        assert line(driver) == "1 of 2 to triage"
        await press(driver, "escape")
        driver.browse.session.marks.add(driver.browse.session.library.talks[-1].key)
        await press(driver, "w")
        assert line(driver) == "1 of 1 to triage"
        await press(driver, "escape")
        driver.browse.session.marks.clear()
        driver.browse.bar.set_text("tag:latency")
        await settle(driver)
        await press(driver, "w")
        assert line(driver) == "1 of 1 to triage"
        assert driver.current == "Tail latency"


async def test_what_has_a_status_is_nothing_to_triage(open_app: OpenApp) -> None:
    async with open_app(filter_text="status:watched") as driver:
        await press(driver, "w")
        assert "nothing to triage" in driver.browse.keys.message
        assert pane(driver) is Context.TREE
        await press(driver, "escape")
        driver.browse.run_command("triage-queue")
        assert "no triage under way; w begins one" in driver.browse.keys.message


async def test_with_a_filter_that_a_decision_leaves_the_round_goes_on(open_app: OpenApp) -> None:
    async with open_app(filter_text="-is:triaged") as driver:
        await driver.go_to("QUIC in anger")
        await press(driver, "w", *"qxqx", "l", "x")  # one cannot be changed: its front matter is broken
        assert isinstance(driver.app.screen, TriagedScreen)
        assert statuses(driver)["A note without front matter"] is Status.SKIPPED


async def test_its_edits_are_steps_of_undo_outside_of_it(open_app: OpenApp, notes_dir: Path) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "q", "x", "escape", "u", "u")
        assert contents(notes_dir) == before


async def test_rating_and_tags_are_about_the_talk_shown_whatever_is_marked(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        driver.browse.session.marks.update(
            talk.key for talk in driver.browse.session.library.talks if talk.title != "Flame graphs"
        )
        await press(driver, "w", "5")
        rated = [talk.title for talk in driver.browse.session.library.talks if talk.rating == 5]
        assert sorted(rated) == ["QUIC in anger", "Tail latency"]
        assert driver.current == "QUIC in anger"
        await press(driver, "t")
        assert isinstance(driver.app.screen, TagsScreen)
        assert "QUIC in anger" in driver.shown()
        await press(driver, "escape")
        assert pane(driver) is Context.TRIAGE


async def test_the_viewers_keys_scroll_and_enter_gives_it_all_of_them(
    open_app: OpenApp, notes_dir: Path
) -> None:
    long = "".join(f"Paragraph {number}.\n\n" for number in range(100))
    (notes_dir / "gophermeet-2024" / "quic.md").write_text(QUIC + long)
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "j", "j")
        assert driver.browse.view.scroll_y == 2
        await press(driver, "G")
        assert driver.browse.view.scroll_y > 50
        assert driver.current == "QUIC in anger"
        await press(driver, "enter")
        assert pane(driver) is Context.VIEWER
        await press(driver, "q")  # neither queues nor leaves
        assert "has no key in the triage" in driver.browse.keys.message
        assert driver.app.is_running
        await press(driver, "escape")
        assert pane(driver) is Context.TRIAGE
        await press(driver, "v", "escape", "f", "P", "escape")
        assert pane(driver) is Context.TRIAGE
        assert statuses(driver)["QUIC in anger"] is None


async def test_keys_that_would_go_elsewhere_are_told_to_have_none(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        for key in ("slash", "b", "J", "D", "tab", "V"):
            await press(driver, key)
            assert pane(driver) is Context.TRIAGE, key
            assert driver.current == "QUIC in anger", key
        await press(driver, "U")
        assert isinstance(driver.app.screen, HistoryScreen)
        await press(driver, "escape")
        assert pane(driver) is Context.TRIAGE


async def test_a_jump_to_one_of_its_talks_goes_on_there_and_to_another_leaves(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        await driver.go_to("Flame graphs")
        assert line(driver) == "3 of 6 to triage"
        await driver.go_to("Write-ahead logs, gently")
        assert pane(driver) is Context.TREE
        assert "triage left" in driver.browse.keys.message


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_narrow_terminal_shows_the_talk_and_the_keys(
    open_app: OpenApp, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as driver:
        await begin(driver)
        assert not driver.browse.tree_view.region
        text = driver.shown()
        assert "QUIC in anger" in text
        assert "Streams without head-of-line blocking." in text
        assert "1 of 6 to triage" in text
        assert "q queue  x skip  l later  u back" in text
        assert "esc leave" in text
        await press(driver, "q")
        assert "Hedge your requests" in driver.shown()
        assert "queued 1" in line(driver)
        await press(driver, "escape")
        assert driver.browse.tree_view.region


async def test_its_hints_are_buttons(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        y = driver.browse.keys.region.y
        for name in ("skip", "rate"):
            x = driver.shown().split("\n")[y].index(name)
            await driver.pilot.click(offset=(x, y))
            await settle(driver)
        assert statuses(driver)["QUIC in anger"] is Status.SKIPPED
        assert "1 to 5 rate the talk" in driver.browse.keys.message
        assert driver.current == "Tail latency"


KEYS = {"q": Status.QUEUED, "x": Status.SKIPPED, "s": Status.SKIPPED, "l": None, "space": None}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from([*KEYS, "u"]), max_size=8), waits=st.booleans())
def test_files_are_as_the_kept_decisions_say_and_undo_gives_the_very_bytes(
    keys: list[str], waits: bool
) -> None:
    asyncio.run(_decided(keys, waits=waits))


async def _decided(keys: list[str], *, waits: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            patch.setenv(f"TALKTUI_{name}_DIR", str(Path(folder) / name.lower()))
        root = Path(folder) / "notes"
        (root / "gophermeet-2024").mkdir(parents=True)
        (root / "gophermeet-2024" / "conference.yaml").write_text(CONFERENCE)
        (root / "gophermeet-2024" / "quic.md").write_text(QUIC)
        (root / "winter-2023.md").write_text(LOG)
        (root / "plain.md").write_text(PLAIN)
        before = contents(root)
        app = TalktuiApp(open_store(root, ()), Settings(), paste_guard=False)
        async with app.run_test(size=(100, 24)) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            await begin(driver)
            order = ["QUIC in anger", "Tail latency", "Flame graphs", "Blameless reviews"]
            order.append("A note without front matter")
            kept: list[str] = []
            for key in keys:
                await pilot.press(key)
                if waits or isinstance(app.screen, TriagedScreen) or len(kept) >= len(order) - 1:
                    await settle(driver)
                if key == "u":
                    kept = kept[:-1]
                elif len(kept) < len(order):
                    kept.append(key)
            await settle(driver)
            wanted = {title: KEYS[key] for title, key in zip(order, kept, strict=False)}
            found = statuses(driver)
            assert {title: found[title] for title in order} == {title: wanted.get(title) for title in order}
            if isinstance(app.screen, TriagedScreen):
                await pilot.press("escape")
            else:
                assert driver.current == order[len(kept)]
                await pilot.press("escape")
            await settle(driver)
            for _ in keys:
                if app.store.journal.next_undo() is None:
                    break
                await press(driver, "u")
            assert app.store.journal.next_undo() is None
            assert contents(root) == before
