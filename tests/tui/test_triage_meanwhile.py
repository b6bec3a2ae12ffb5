"""What happens during a round of triage: late refusals, other programs, corrections, pastes; nothing is decided about another talk."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from talktui.notes.edits import ReplaceText
from talktui.notes.groups import MoveFile
from talktui.notes.talk import Status
from talktui.tui.commands import Context
from talktui.tui.screens.triaged import TriagedScreen
from tests.tui.watched import QUIC_PATH, until, watched

from .conftest import OpenApp
from .triaged import begin, contents, line, pane, press, settle, statuses


async def test_a_refused_change_is_told_and_the_talk_stays(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "plain.md").chmod(0o444)
    before = contents(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Broken: on purpose")
        await press(driver, "w", "q")
        assert driver.current == "Broken: on purpose"
        assert driver.browse.keys.warns
        assert "not queued: broken.md: line 2" in driver.browse.keys.message
        await press(driver, "l", "x")
        assert driver.browse.keys.warns
        assert "plain.md" in driver.browse.keys.message
        assert contents(notes_dir) == before
        assert statuses(driver)["A note without front matter"] is None


async def test_a_change_that_is_refused_late_is_not_counted_and_comes_again_at_the_end(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as driver:
        await begin(driver)
        (notes_dir / "gophermeet-2024" / "quic.md").write_text("---\ntitle: [broken\n---\n")
        await press(driver, "q")
        assert driver.browse.keys.warns
        assert "not saved, comes again at the end: gophermeet-2024/quic.md" in driver.browse.keys.message
        assert line(driver) == "1 of 6 to triage"
        assert driver.current == "Tail latency"
        await press(driver, "l", "l", "l", "l", "l")
        assert line(driver) == "6 of 6 to triage left 5"
        assert driver.talk.key.path == "gophermeet-2024/quic.md"
        await press(driver, "q")  # now it is known to be broken
        assert "not queued: gophermeet-2024/quic.md" in driver.browse.keys.message
        await press(driver, "l")
        assert isinstance(driver.app.screen, TriagedScreen)


async def test_the_last_ones_late_refusal_comes_again_before_the_end(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await begin(driver)
        await press(driver, "l", "l", "l", "l", "l")
        path = notes_dir / driver.talk.key.path
        was = path.read_bytes()
        path.write_text("---\ntitle: [broken\n---\n")
        await press(driver, "q")
        assert driver.app.screen is driver.browse
        assert line(driver) == "6 of 6 to triage left 5"
        assert "comes again at the end" in driver.browse.keys.message
        path.write_bytes(was)


async def test_leaving_while_something_is_saved_says_that_it_leaves(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await begin(driver)
        async with driver.browse.editing.saving.turn:
            driver.browse.run_command("triage-queue")
            driver.browse.run_command("quit")
            await driver.pilot.pause()
            assert "leaving as soon as all is saved" in driver.browse.keys.message
        await driver.browse.workers.wait_for_complete()


async def test_a_talk_that_another_program_removes_is_passed_by(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await begin(driver)
        (notes_dir / "gophermeet-2024" / "quic.md").unlink()
        driver.browse.choosing.reload()
        await settle(driver)
        assert driver.current == "Tail latency"
        assert line(driver) == "2 of 6 to triage"
        assert pane(driver) is Context.TRIAGE


async def test_a_talk_that_another_program_renames_is_decided_about_all_the_same(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with watched(open_app) as driver:
        await begin(driver)
        (notes_dir / QUIC_PATH).rename(notes_dir / "quick.md")
        await until(lambda: driver.talk.key.path == "quick.md")
        await driver.settle()
        assert line(driver) == "1 of 6 to triage"
        await press(driver, "q")
        assert statuses(driver)["QUIC in anger"] is Status.QUEUED
        assert line(driver) == "2 of 6 to triage queued 1"
        (notes_dir / "quick.md").rename(notes_dir / "quicker.md")  # it was decided about
        await until(lambda: "quicker.md" in driver.browse.session.library.notes)
        await driver.settle()
        assert line(driver) == "2 of 6 to triage queued 1"
        await press(driver, "l", "l", "l", "l", "x")
        assert "queued 1" in " ".join(driver.shown().split())


async def test_one_that_is_renamed_before_its_decision_is_saved_comes_again_at_the_end(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with watched(open_app) as driver:
        await begin(driver)
        async with driver.browse.editing.saving.turn:
            driver.browse.run_command("triage-queue")
            (notes_dir / QUIC_PATH).rename(notes_dir / "quick.md")
        await until(lambda: "quick.md" in driver.browse.session.library.notes)
        await settle(driver)
        assert statuses(driver)["QUIC in anger"] is None
        assert line(driver) == "1 of 6 to triage"
        await press(driver, "l", "l", "l", "l", "l")
        assert driver.talk.key.path == "quick.md"
        await press(driver, "q")
        assert statuses(driver)["QUIC in anger"] is Status.QUEUED
        assert isinstance(driver.app.screen, TriagedScreen)


async def test_a_talk_of_a_log_whose_heading_one_corrects_is_decided_about_all_the_same(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await begin(driver, "Blameless reviews")
        log = next(path for path in notes_dir.rglob("*.md") if "Blameless reviews" in path.read_text())
        talk = driver.talk
        edit = ReplaceText(talk.key, log.read_text(), log.read_text().replace("Blameless", "Blame-free"))
        driver.browse.editing.saving.start([edit], "edit text")
        await settle(driver)
        assert driver.current == "Blame-free reviews"
        assert line(driver).startswith("1 of ")
        await press(driver, "q")
        assert statuses(driver)["Blame-free reviews"] is Status.QUEUED


async def test_a_talk_that_is_renamed_here_is_decided_about_all_the_same(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await begin(driver)
        path = "gophermeet-2024/quic.md"
        task = MoveFile(path, "gophermeet-2024/quick.md", (notes_dir / path).read_bytes())
        driver.browse.editing.saving.start_tasks([task], "rename")
        await settle(driver)
        assert driver.talk.key.path == "gophermeet-2024/quick.md"
        assert line(driver) == "1 of 6 to triage"
        await press(driver, "q")
        assert statuses(driver)["QUIC in anger"] is Status.QUEUED


async def test_a_paste_decides_nothing(open_app: OpenApp, notes_dir: Path) -> None:
    before = contents(notes_dir)
    async with open_app(paste_guard=True) as driver:
        await begin(driver)
        while pane(driver) is not Context.TRIAGE:
            await driver.pilot.pause()
        for character in "qxslqxslqx":
            driver.app.post_message(events.Key(character, character))
        while "none was run" not in driver.browse.keys.message:
            await driver.pilot.pause(0.01)
        await settle(driver)
        assert contents(notes_dir) == before
        assert driver.current == "QUIC in anger"
        driver.browse.post_message(events.Paste("qqqqqq"))
        await settle(driver)
        assert contents(notes_dir) == before
