"""Importing in the app: asked, looked through, made as one step, and taken back to the very bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from talktui.config import State, load_state
from talktui.transfer import sources
from talktui.tui.screens.import_plan import ImportScreen
from talktui.tui.screens.import_source import ImportSourceScreen
from talktui.tui.widgets.safe_input import SafeInput

from .conftest import OpenApp
from .import_case import POST, THREE, event, schedule
from .import_driver import ask, files, imported, keys, look, on, title, until, write


async def test_a_schedule_becomes_untriaged_notes_as_one_step_and_u_takes_them_back(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await look(driver, lake)
        assert "Import 3 of 3 talks" in title(driver)
        assert "Lake Days 2025 → lake-days-2025/, a file a talk" in driver.shown()
        assert files(notes_dir) == before
        await imported(driver)
        now = files(notes_dir)
        assert set(now) - set(before) == {
            f"lake-days-2025/{name}"
            for name in ("conference.yaml", "lakes-and-logs.md", "ducks-in-a-row.md", "reeds-at-rest.md")
        }
        assert driver.current == "Lakes and logs"
        assert driver.talk.status is None
        message = driver.browse.keys.message
        assert message == "3 talks imported; u takes it back; w triages them"
        await driver.press("u")
        assert files(notes_dir) == before
        assert not (notes_dir / "lake-days-2025").exists()


async def test_what_is_not_ticked_is_left_and_comes_when_it_is_imported_again(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with open_app() as driver:
        await look(driver, lake)
        await keys(driver, "space")
        await imported(driver)
        assert driver.browse.keys.message.startswith("2 talks imported")
        assert driver.current == "Ducks in a row"
        assert not (notes_dir / "lake-days-2025" / "lakes-and-logs.md").exists()
        await look(driver, lake)
        assert "new 1 · same 2" in driver.shown()
        assert "Import 1 of 3" in title(driver)
        await imported(driver)
        assert driver.browse.keys.message.startswith("1 talk imported")
        assert driver.current == "Lakes and logs"
        await look(driver, lake)
        assert "Everything is as it was: nothing to import." in driver.shown()
        await keys(driver, "enter", "escape")
        assert driver.app.screen is driver.browse


async def test_notes_follow_a_source_that_changed_and_what_is_mine_stays(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with open_app() as driver:
        await look(driver, lake)
        await imported(driver)
        note = notes_dir / "lake-days-2025" / "ducks-in-a-row.md"
        write(note, note.read_text("utf-8").replace("room: Hall", "room: Under the stairs"))
        await driver.press("r")
        moved = [event(n, one["title"], "Attic") for n, one in enumerate(THREE[:2], 1)]
        write(lake, schedule(moved))
        await look(driver, lake)
        assert "follows 1 · kept 1 · left 1" in driver.shown()
        assert "room: “Hall” → “Attic”" in driver.shown()
        await keys(driver, "j")
        assert "room: “Under the stairs” stays; the source has “Attic”" in driver.shown()
        await keys(driver, "k", "d")
        await until(driver, lambda: "+room: Attic" in driver.shown())
        await imported(driver)
        assert driver.browse.keys.message.startswith("1 follows the source; u takes it back")
        assert "room: Under the stairs" in note.read_text("utf-8")
        assert "room: Attic" in (note.parent / "lakes-and-logs.md").read_text("utf-8")


async def test_a_conference_file_alone_is_imported(open_app: OpenApp, notes_dir: Path, lake: Path) -> None:
    async with open_app() as driver:
        await look(driver, lake)
        await imported(driver)
        about = notes_dir / "lake-days-2025" / "conference.yaml"
        before = about.read_bytes()
        about.unlink()
        await driver.press("r")
        await look(driver, lake)
        assert "No talk is new; conference.yaml gets what the source adds" in driver.shown()
        await imported(driver)
        assert about.read_bytes() == before
        assert driver.browse.keys.message.startswith("import Lake Days 2025; u takes it back")


async def test_conference_folder_and_shape_can_be_others(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await look(driver, lake)
        await keys(driver, "c")
        driver.app.screen.query_one("#line", SafeInput).value = "Pond Days"
        await keys(driver, "enter")
        await keys(driver, "f")
        driver.app.screen.query_one("#line", SafeInput).value = "water/ponds"
        await keys(driver, "enter")
        await keys(driver, "l", "l")
        await until(driver, lambda: "Pond Days → water/ponds/, as a log" in driver.shown())
        await imported(driver)
        (log,) = (name for name in files(notes_dir).keys() - before.keys() if name.endswith(".md"))
        assert log == "water/ponds/pond-days.md"
        assert driver.current == "Lakes and logs"
        assert driver.talk.conference == "Pond Days"
        await driver.press("u")
        assert files(notes_dir) == before


async def test_the_line_takes_the_commands_options(open_app: OpenApp, notes_dir: Path, lake: Path) -> None:
    async with open_app() as driver:
        await look(driver, lake, "--conference 'Pond Days' --into ponds --as log")
        assert "Pond Days → ponds/, as a log" in driver.shown()
        await keys(driver, "escape")
        assert files(notes_dir).keys().isdisjoint({"ponds/pond-days.md"})


async def test_a_talk_that_is_only_linked_is_taken_as_related(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path
) -> None:
    post = write(tmp_path / "post.md", POST)
    async with open_app() as driver:
        screen = await look(driver, post)
        assert "new 2 · linked 1" in driver.shown()
        await keys(driver, "G", "space")
        assert screen.linked == {0}
        await keys(driver, "g", "d")
        await until(driver, lambda: "+related:" in driver.shown() or "related: [" in driver.shown())
        await imported(driver)
        assert driver.current == "Still water"
        assert driver.talk.related == ("https://www.youtube.com/watch?v=deep0000001",)


async def test_what_cannot_be_imported_is_said_and_the_line_stays(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path
) -> None:
    before = files(notes_dir)
    (tmp_path / "nothing").mkdir()
    bad = write(tmp_path / "bad.json", schedule(THREE)[:-40])
    async with open_app() as driver:
        for words, said in (
            (tmp_path / "nowhere.json", "there is no such file"),
            (bad, "the JSON is cut off here"),
            (tmp_path / "nothing", "there is no file in it to import"),
            (write(tmp_path / "empty.json", ""), "it is empty"),
            (f"{bad} --format heap", "--format heap: no format"),
            (f"{write(tmp_path / 'lake.json', schedule(THREE))} --into ../out", "leads out"),
        ):
            await ask(driver, words)
            await until(driver, lambda said=said: said in " ".join(driver.shown().split()))  # type: ignore[misc]
            assert isinstance(driver.app.screen, ImportSourceScreen)
            assert driver.app.screen.line.value == str(words)
            assert not driver.app.screen.line.disabled
            await driver.press("escape")
            assert driver.browse.is_current
    assert files(notes_dir) == before


async def test_what_was_imported_last_is_remembered(open_app: OpenApp, lake: Path) -> None:
    state = State()
    async with open_app(state=state) as driver:
        await look(driver, lake)
        await keys(driver, "escape")
        await driver.settle()
        await driver.press("I")
        await until(driver, on(driver, ImportSourceScreen))
        assert driver.app.screen.query_one("#line", SafeInput).value == str(lake)
    assert state.imported == str(lake)
    assert load_state()[0].imported == str(lake)


async def test_a_filter_does_not_hide_what_was_imported(
    open_app: OpenApp, notes_dir: Path, lake: Path
) -> None:
    async with open_app(filter_text="tag:quic") as driver:
        await look(driver, lake)
        await imported(driver)
        assert driver.current == "Lakes and logs"


async def test_a_paste_on_the_table_imports_nothing(open_app: OpenApp, notes_dir: Path, lake: Path) -> None:
    before = files(notes_dir)
    async with open_app(paste_guard=True) as driver:
        await driver.pilot.press("I")
        await until(driver, on(driver, ImportSourceScreen))
        driver.app.screen.query_one("#line", SafeInput).value = str(lake)
        await driver.pilot.press("enter")
        screen = None
        await until(driver, on(driver, ImportScreen))
        screen = driver.app.screen
        from textual import events

        for character in "dd j\rdd\r":
            key = {"\r": "enter", " ": "space"}.get(character, character)
            driver.app.post_message(events.Key(key, character))
        await until(driver, lambda: "as from a paste" in driver.shown())
        assert driver.app.screen is screen
        assert files(notes_dir) == before


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (80, 24), (60, 20)], ids=str)
async def test_it_fits_every_size(open_app: OpenApp, lake: Path, size: tuple[int, int]) -> None:
    async with open_app(size=size) as driver:
        await look(driver, lake)
        lines = driver.shown().split("\n")
        assert "Lakes and logs" in driver.shown()
        assert "Import 3" in lines[-2]
        assert "enter import" in lines[-1]
        assert "? keys" in lines[-1]
        await keys(driver, "escape")


def test_reading_and_planning_are_imported_by_who_imports() -> None:
    program = "import sys; from talktui.tui.controllers import *; import_modules((*FIRST, *MARKDOWN, *REST))"
    modules = subprocess.run(
        [sys.executable, "-c", f"{program}; print(*sys.modules)"], capture_output=True, check=True, text=True
    ).stdout.split()
    assert "talktui.tui.importing" in modules
    assert not [name for name in modules if name.startswith(("talktui.transfer", "talktui.tui.import_"))]


def test_the_samples_are_what_an_import_reads(lake: Path) -> None:
    assert json.loads(lake.read_text("utf-8"))["schedule"]
    assert [talk.title for talk in sources.read([str(lake)])[0].talks] == [one["title"] for one in THREE]


async def test_a_conference_that_comes_too_late_for_notes_that_are_there_is_told(
    open_app: OpenApp, lake: Path
) -> None:
    async with open_app() as driver:
        await look(driver, lake)
        await imported(driver)
        await look(driver, lake)
        await keys(driver, "c")
        driver.app.screen.query_one("#line", SafeInput).value = "Pond Days"
        await keys(driver, "enter")
        assert "Lake Days 2025" in driver.shown()
        assert "3 talks have notes already, of Lake Days 2025" in driver.shown()
