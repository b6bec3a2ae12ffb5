"""Undo and redo across restarts, what was left half done, and the edit history screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Static

from talktui.cli import main
from talktui.config.stores import open_store
from talktui.notes.changes import StepState
from talktui.notes.edits import ChangeTags
from talktui.notes.files import NoteFiles
from talktui.notes.groups import EditFile, MoveFile, Task
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from talktui.tui.screens.history import HistoryScreen
from talktui.tui.screens.menu import MenuScreen

from .conftest import Driver, OpenApp

WAL = "gophermeet-2024/wal.md"
QUIC = "gophermeet-2024/quic.md"


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def tag_both(store: Store, tag: str) -> None:
    tasks = [EditFile(ChangeTags(TalkKey(path), (tag,), ()), None) for path in (WAL, QUIC)]
    assert len(store.make(f"tag #{tag}", tasks).saved) == 2


async def history(driver: Driver) -> HistoryScreen:
    await driver.press("U")
    screen = driver.app.screen
    assert isinstance(screen, HistoryScreen)
    for _ in range(9):
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
    return screen


def shown(driver: Driver) -> str:
    return "\n".join(strip.text.rstrip() for strip in driver.app.screen._compositor.render_strips())


async def test_what_was_done_before_a_restart_is_undone_after_it(open_app: OpenApp, notes_dir: Path) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("4")
        assert contents(notes_dir) != before
    after = contents(notes_dir)
    async with open_app() as driver:
        await driver.press("u")
        assert contents(notes_dir) == before
        assert driver.browse.keys.message.startswith("took back: rating ★★★★ (")
    async with open_app() as driver:
        await driver.press("ctrl+r")
        assert contents(notes_dir) == after
        await driver.press("ctrl+r")
        assert driver.browse.keys.message == "nothing to redo"


async def test_what_the_command_line_did_is_undone_in_the_app(open_app: OpenApp, notes_dir: Path) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        assert main(["tag", f"--notes={notes_dir}", "conf:gophermeet", "+seen"]) == 0
        await driver.press("u")
        assert contents(notes_dir) == before
        assert driver.browse.keys.message.startswith("took back: tag #seen (command line, ")


async def test_a_file_renamed_and_edited_comes_back_and_the_mark_goes_with_it(
    open_app: OpenApp, notes_dir: Path
) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v")
        await driver.go_to("QUIC in anger")
        tasks: list[Task] = [
            EditFile(ChangeTags(TalkKey(QUIC), ("moved",), ()), None),
            MoveFile(QUIC, "elsewhere/quic.md", None),
        ]
        driver.browse.editing.saving.start_tasks(tasks, "move it")
        await driver.settle()
        assert driver.browse.session.marks == {TalkKey("elsewhere/quic.md")}
        assert driver.current == "QUIC in anger"
        assert QUIC not in driver.browse.session.library.notes
        await driver.press("u")
        assert contents(notes_dir) == before
        assert QUIC in driver.browse.session.library.notes
        assert "elsewhere/quic.md" not in driver.browse.session.library.notes


def cut_off(notes_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bulk edit that ends between its first and its second file."""
    real = NoteFiles.replace

    def replace(self: NoteFiles, path: str, *args: object, **more: object) -> object:
        if path == QUIC:
            raise SystemExit
        return real(self, path, *args, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(NoteFiles, "replace", replace)
        with pytest.raises(SystemExit):
            tag_both(open_store(notes_dir), "half")


async def test_what_is_to_be_known_of_a_file_is_said_with_its_name(
    open_app: OpenApp, notes_dir: Path
) -> None:
    (notes_dir / "other-name").hardlink_to(notes_dir / WAL)
    async with open_app() as driver:
        tag_both(driver.app.store, "linked")
        for key in ("u", "ctrl+r"):
            await driver.press(key)
            await driver.settle()
            assert f"{WAL}: it has several names" in driver.browse.keys.message


@pytest.mark.parametrize("answer", ["f", "t", "l"])
async def test_a_bulk_edit_that_was_cut_off_is_finished_or_taken_back(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    before = contents(notes_dir)
    cut_off(notes_dir, monkeypatch)
    half = contents(notes_dir)
    assert (half[WAL] != before[WAL], half[QUIC] != before[QUIC]) == (True, False)
    async with open_app() as driver:
        assert isinstance(driver.app.screen, MenuScreen)
        assert "Half done when talktui was stopped: tag #half" in shown(driver)
        await driver.press(answer)
        await driver.settle()
        now = contents(notes_dir)
        if answer == "f":
            assert b"half" in now[WAL]
            assert b"half" in now[QUIC]
        else:
            assert now == (before if answer == "t" else half)
        store = driver.app.store
        assert [step.title for step in store.unfinished()] == (["tag #half"] if answer == "l" else [])
        if answer != "l":
            await driver.press("u" if answer == "f" else "ctrl+r")
            assert contents(notes_dir)[QUIC] != now[QUIC]


async def test_a_step_that_was_cut_off_after_its_last_file_is_not_asked_about(
    open_app: OpenApp, notes_dir: Path
) -> None:
    store = open_store(notes_dir)
    before = contents(notes_dir)
    tag_both(store, "all")
    [step] = store.journal.steps(1)
    assert store.journal.begin_restore(step.id, back=True)
    store.journal.release(step.id)  # as if it had been killed before the first file
    async with open_app() as driver:
        assert driver.app.screen is driver.browse
        assert [found.state for found in driver.app.store.journal.steps(1)] == [StepState.DONE]
        await driver.press("u")
        assert contents(notes_dir) == before


async def test_the_history_lists_steps_newest_first_with_their_difference(
    open_app: OpenApp, notes_dir: Path
) -> None:
    store = open_store(notes_dir, source="command line")
    tag_both(store, "first")
    tag_both(store, "second")
    async with open_app() as driver:
        screen = await history(driver)
        text = shown(driver)
        assert text.index("tag #second") < text.index("tag #first")
        assert "2 files · done · command line" in text
        assert f"changes {WAL}" in text
        assert "+tags: [storage, durability, first, second]" in text
        await driver.press("j")
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
        about = screen.query_one("#about", Static)
        assert "Cannot be undone now" in str(about.render())
        await driver.press("u")
        assert driver.app.screen_stack[-1] is screen  # its files were changed since: it stays
        await driver.press("escape")
        assert driver.app.screen_stack == [driver.browse]


async def test_any_step_whose_files_are_unchanged_since_is_undone_from_the_history(
    open_app: OpenApp, notes_dir: Path
) -> None:
    before = contents(notes_dir)
    store = open_store(notes_dir)
    for path in (WAL, QUIC):
        store.make(f"tag {path}", [EditFile(ChangeTags(TalkKey(path), ("x",), ()), None)])
    after = contents(notes_dir)
    async with open_app() as driver:
        screen = await history(driver)
        await driver.press("j")
        await driver.app.workers.wait_for_complete()
        await driver.press("enter")
        await driver.settle()
        assert driver.app.screen is not screen
        assert contents(notes_dir) == {**after, WAL: before[WAL]}
        await history(driver)
        assert "○" in shown(driver)
        await driver.press("j")
        await driver.app.workers.wait_for_complete()
        await driver.press("enter")  # it is undone: redo
        await driver.settle()
        assert contents(notes_dir) == after


async def test_a_history_of_nothing_says_so(open_app: OpenApp) -> None:
    async with open_app(size=(60, 20)) as driver:
        await history(driver)
        assert "Nothing was changed here yet" in shown(driver)
        await driver.press("u", "enter", "ctrl+r", "tab", "space", "j", "escape")
        assert driver.app.screen is driver.browse


async def test_a_history_of_thousands_is_read_page_by_page(open_app: OpenApp, notes_dir: Path) -> None:
    store = open_store(notes_dir)
    for number in range(450):
        store.apply(ChangeTags(TalkKey(QUIC), (f"t{number}",), ()), None)
    async with open_app(size=(60, 20)) as driver:
        screen = await history(driver)
        assert screen.rows.count == 200
        for _ in range(4):
            await driver.press("G")
            await driver.app.workers.wait_for_complete()
            await driver.pilot.pause()
        assert screen.rows.count == 450
        assert "tag #t0 " in shown(driver)


_OTHER = """
import sys
from pathlib import Path
from talktui.config.stores import open_store
from talktui.notes.edits import ChangeTags
from talktui.notes.talk import TalkKey
open_store(Path(sys.argv[1])).apply(ChangeTags(TalkKey(sys.argv[2]), ("theirs",), ()), None)
"""


async def test_two_talktuis_share_what_can_be_undone(open_app: OpenApp, notes_dir: Path) -> None:
    before = contents(notes_dir)
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("3")
        subprocess.run([sys.executable, "-c", _OTHER, str(notes_dir), QUIC], check=True)
        await driver.press("u")
        assert driver.browse.keys.message.startswith("took back: tag #theirs (")
        await driver.press("u")
        assert driver.browse.keys.message == "took back: rating ★★★"
        assert contents(notes_dir) == before
