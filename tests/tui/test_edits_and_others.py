"""Edits while other programs change, remove or lock the same files: nothing typed is lost, nobody's text goes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from talktui.config import Settings
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.show_text import TextScreen
from tests.tui.conftest import LOG, QUIC, WAL, Driver, OpenApp

WAL_PATH = "gophermeet-2024/wal.md"
QUIC_PATH = "gophermeet-2024/quic.md"
LOG_PATH = "winter-2023.md"


def text(notes_dir: Path, name: str) -> str:
    return (notes_dir / name).read_bytes().decode()


async def until(driver: Driver, done: Callable[[], bool]) -> None:
    """Wait for what a worker does that may ask in between."""
    for _ in range(400):
        await driver.pilot.pause()
        if done():
            return
    raise AssertionError("it never came to that")


def editor(driver: Driver) -> EditorScreen:
    screen = driver.app.screen
    assert isinstance(screen, EditorScreen)
    return screen


def asks(driver: Driver, title: str) -> Callable[[], bool]:
    return lambda: title in getattr(driver.app.screen, "heading", "")


async def test_a_save_keeps_what_others_wrote_in_other_lines(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("e")
        await driver.type("Mine: ")
        (notes_dir / WAL_PATH).write_text(WAL.replace("think.", "think. Theirs."))
        await driver.press("ctrl+s")
        await until(driver, lambda: not editor(driver).modified)
        assert text(notes_dir, WAL_PATH) == WAL.replace("think.", "think. Theirs.").replace(
            "The log is", "Mine: The log is"
        )
        await driver.press("escape", "u")
        assert text(notes_dir, WAL_PATH) == WAL.replace("think.", "think. Theirs.")


async def test_where_the_same_lines_changed_the_person_decides(open_app: OpenApp, notes_dir: Path) -> None:
    theirs = QUIC.replace("Streams", "THEIR streams")
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("e")
        await driver.type("My ")
        (notes_dir / QUIC_PATH).write_text(theirs)
        for _ in range(2):  # leaving it changes nothing, and can be left again
            await driver.press("ctrl+s")
            await until(driver, asks(driver, "two versions"))
            await driver.press("escape")
            await until(driver, lambda: driver.app.screen.query("#said").first().display)
            assert editor(driver).text.startswith("My Streams")
            assert text(notes_dir, QUIC_PATH) == theirs
        await driver.press("ctrl+s")
        await until(driver, asks(driver, "two versions"))
        await driver.press("m")
        await until(
            driver, lambda: isinstance(driver.app.screen, EditorScreen) and not editor(driver).modified
        )
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("Streams", "My Streams")
        await driver.press("escape", "u")
        assert text(notes_dir, QUIC_PATH) == theirs


async def test_a_file_that_is_gone_can_be_written_again_from_the_editor(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("e")
        await driver.type("My ")
        (notes_dir / QUIC_PATH).unlink()
        await driver.press("ctrl+s")
        await until(driver, asks(driver, "not there any more"))
        await driver.press("w")
        await until(
            driver, lambda: isinstance(driver.app.screen, EditorScreen) and not editor(driver).modified
        )
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("Streams", "My Streams")
        await driver.press("escape")
        assert driver.current == "QUIC in anger"


async def test_an_edit_of_a_file_that_is_gone_says_so_once_and_its_row_goes(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        (notes_dir / QUIC_PATH).unlink()
        await driver.press("4")
        assert driver.browse.keys.message == f"not saved: {QUIC_PATH}: it is not there any more"
        assert "QUIC in anger" not in driver.titles


async def test_a_bulk_undo_takes_back_what_it_can_and_keeps_the_rest_undoable(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("2")
        for title in ("QUIC in anger", "Write-ahead logs, gently"):
            await driver.go_to(title)
            await driver.press("v")
        await driver.press("3")
        rated = text(notes_dir, QUIC_PATH)
        (notes_dir / QUIC_PATH).write_text(rated + "theirs\n")
        await driver.press("u")
        assert text(notes_dir, WAL_PATH) == WAL
        assert text(notes_dir, QUIC_PATH) == rated + "theirs\n"
        assert f"not in {QUIC_PATH}" in driver.browse.keys.message
        (notes_dir / QUIC_PATH).write_text(rated)
        await driver.press("u")
        assert text(notes_dir, QUIC_PATH) == QUIC
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG


async def test_an_undo_that_is_refused_twice_does_not_stand_in_the_way(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("2")
        await driver.go_to("QUIC in anger")
        await driver.press("3")
        (notes_dir / QUIC_PATH).write_text("theirs\n")
        await driver.press("u")
        assert "u tries it once more" in driver.browse.keys.message
        await driver.press("u")
        assert "goes on with what was before it" in driver.browse.keys.message
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG
        assert text(notes_dir, QUIC_PATH) == "theirs\n"


async def test_E_undoes_only_what_the_editor_did(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "vim"
    program.write_text(f"#!{sys.executable}\n")
    program.chmod(0o755)
    async with open_app(settings=Settings(editor=(str(program),))) as driver:
        monkeypatch.setattr(driver.app, "suspend", nullcontext)
        await driver.go_to("QUIC in anger")
        (notes_dir / QUIC_PATH).write_text(QUIC + "theirs\n")
        await driver.press("E")
        assert "theirs" in driver.drawn(driver.browse.view)
        await driver.press("u")
        assert text(notes_dir, QUIC_PATH) == QUIC + "theirs\n"


async def test_a_logs_own_text_in_two_pieces_is_edited_in_the_whole_file(
    open_app: OpenApp, notes_dir: Path
) -> None:
    log = LOG + "\n## Closing\n\nUntil next year.\n"
    (notes_dir / LOG_PATH).write_text(log)
    async with open_app() as driver:
        await driver.go_to("About this log")
        await driver.press("e")
        assert editor(driver).text == log
        await driver.type("My ")
        await driver.press("ctrl+s")
        await until(driver, lambda: not editor(driver).modified)
        assert text(notes_dir, LOG_PATH) == log.replace("Notes from", "My Notes from")


async def test_what_could_not_be_saved_of_many_is_listed_whole(open_app: OpenApp, notes_dir: Path) -> None:
    broken = (notes_dir / "broken.md").read_text()
    (notes_dir / "worse.md").write_text(broken.replace("Broken", "Worse"))
    async with open_app() as driver:
        await driver.press("V", "3")
        assert isinstance(driver.app.screen, TextScreen)
        assert driver.app.screen.heading == "2 not saved"
        assert "6 of 8 talks" in driver.browse.keys.message
        await driver.press("escape", "u")
        assert text(notes_dir, LOG_PATH) == LOG
        assert text(notes_dir, "worse.md") == broken.replace("Broken", "Worse")
