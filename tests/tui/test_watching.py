"""Other programs change notes while the app is open: it shows within a second, and nobody is disturbed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from textual.widgets import Static

from talktui.notes.look_again import Seen
from talktui.notes.watch import Watcher
from talktui.tui.rows import RowId, RowKind
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.menu import MenuScreen
from talktui.tui.screens.problems import ProblemsScreen
from tests.tui.conftest import CONFERENCE, QUIC, WAL, Driver, OpenApp
from tests.tui.watched import QUIC_PATH, WAL_PATH, has, lacks, until, watched


def status(screen: EditorScreen) -> str:
    """What the editor's last line says."""
    return str(screen.query_one("#status", Static).content)


async def test_an_added_file_is_a_row_and_the_cursor_stays(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        (notes_dir / "aaa.md").write_text("# First of all\n")
        await until(lambda: "First of all" in driver.titles)
        assert driver.current == "QUIC in anger"


async def test_a_changed_file_shows_at_once_in_card_and_viewer(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        (notes_dir / QUIC_PATH).write_text(
            QUIC.replace("Streams", "Rivers").replace("Mary Ellen", "Ellen Mary")
        )
        await until(lambda: "Rivers" in driver.drawn(driver.browse.view))
        assert "Ellen Mary" in driver.browse.card.text


async def test_the_text_stands_still_by_what_it_says(open_app: OpenApp, notes_dir: Path) -> None:
    lines = [f"Paragraph {number}.\n" for number in range(200)]
    (notes_dir / "plain.md").write_text("# Plain\n\n" + "\n".join(lines))
    async with watched(open_app) as driver:
        await driver.go_to("Plain")
        driver.browse.view.scroll_to(y=100, animate=False, immediate=True, force=True)
        await driver.settle()
        top = driver.drawn(driver.browse.view).split("\n")[1].strip()
        assert top.startswith("Paragraph")
        (notes_dir / "plain.md").write_text("# Plain\n\nNew above.\n\n" + "\n".join(lines))
        await until(lambda: "New above." in driver.talk.body)
        await driver.settle()
        assert top in driver.drawn(driver.browse.view)


async def test_a_removed_file_is_gone_and_its_mark_too(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v")
        (notes_dir / QUIC_PATH).unlink()
        await until(lacks(driver, "QUIC in anger"))
        await until(lambda: "QUIC in anger" not in driver.titles)
        assert not driver.browse.session.marks


async def test_a_renamed_file_keeps_mark_cursor_and_place(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / QUIC_PATH).write_text(QUIC + "\n".join(f"Paragraph {n}.\n" for n in range(200)))
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v")
        await driver.go_to("QUIC in anger")
        driver.browse.view.scroll_to(y=90, animate=False, immediate=True, force=True)
        await driver.settle()
        before = driver.browse.view.scroll_y
        (notes_dir / QUIC_PATH).rename(notes_dir / "moved.md")
        await until(lambda: "moved.md" in driver.browse.session.library.notes)
        await until(lambda: driver.talk.key.path == "moved.md")
        assert {key.path for key in driver.browse.session.marks} == {"moved.md"}
        assert driver.browse.view.scroll_y == before


async def test_a_renamed_folder_takes_its_talks_along(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v")
        await driver.go_to("QUIC in anger")
        (notes_dir / "gophermeet-2024").rename(notes_dir / "gophers")
        await until(lambda: "gophers/quic.md" in driver.browse.session.library.notes)
        await until(lambda: driver.talk.key.path == "gophers/quic.md")
        await driver.settle()
        assert WAL_PATH not in driver.browse.session.library.notes
        assert {key.path for key in driver.browse.session.marks} == {"gophers/quic.md"}
        assert driver.talk.conference == "GopherMeet 2024"
        (notes_dir / "gophers" / "late.md").write_text("# Late\n")
        await until(has(driver, "Late"))


async def test_a_file_written_anew_by_unlink_and_create_keeps_its_mark(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v")
        await driver.go_to("QUIC in anger")
        (notes_dir / QUIC_PATH).unlink()
        await until(lacks(driver, "QUIC in anger"))
        await driver.settle()
        (notes_dir / QUIC_PATH).write_text(QUIC + "And more.\n")
        await until(has(driver, "QUIC in anger"))
        await until(lambda: driver.current == "QUIC in anger")
        assert {key.path for key in driver.browse.session.marks} == {QUIC_PATH}


async def test_a_changed_conference_file_changes_its_notes(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        (notes_dir / "gophermeet-2024/conference.yaml").write_text(
            CONFERENCE.replace("GopherMeet 2024", "Moles 2024")
        )
        await until(lambda: driver.talk.conference == "Moles 2024")
        assert driver.current == "QUIC in anger"
        (notes_dir / "gophermeet-2024/conference.yaml").unlink()
        await until(lambda: driver.talk.conference == "gophermeet 2024")


async def test_settings_in_the_root_change_all_notes(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        (notes_dir / ".talktui.yaml").write_text("categories:\n  Networking: Networks\n")
        await until(lambda: driver.talk.categories == ("Networks",))


async def test_a_burst_of_thousands_comes_in(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        for number in range(3000):
            folder = notes_dir / f"conf-{number % 30}"
            folder.mkdir(exist_ok=True)
            (folder / f"{number}.md").write_text(f"# Talk {number}\n")
        await until(lambda: len(driver.browse.session.library.notes) == 3005)
        await until(
            lambda: "3006" in driver.browse.title_line.counts or "3007" in driver.browse.title_line.counts
        )
        assert driver.current == "QUIC in anger"
        for number in range(30):
            shutil.rmtree(notes_dir / f"conf-{number}")
        await until(lambda: len(driver.browse.session.library.notes) == 5)


async def test_an_open_menu_stays(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("s")
        menu = driver.app.screen
        assert isinstance(menu, MenuScreen)
        (notes_dir / "aaa.md").write_text("# First of all\n")
        await until(has(driver, "First of all"))
        await until(lambda: "First of all" in driver.titles)
        assert driver.app.screen is menu
        await driver.press("w")
        await until(lambda: "status: watching" in (notes_dir / QUIC_PATH).read_text())


async def test_an_open_editor_keeps_what_was_typed(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("e")
        await driver.type("Mine: ")
        (notes_dir / WAL_PATH).write_text(WAL.replace("think.", "think. Theirs."))
        await until(lambda: "Theirs" in driver.browse.session.library.notes[WAL_PATH].data.decode())
        screen = driver.app.screen
        assert isinstance(screen, EditorScreen)
        assert screen.text.startswith("Mine: The log")
        await until(lambda: "changed on disk: ctrl+s merges" in status(screen))
        await driver.press("ctrl+s")
        await until(lambda: "Theirs." in (notes_dir / WAL_PATH).read_text() and not screen.modified)
        assert "Mine: The log" in (notes_dir / WAL_PATH).read_text()


async def test_an_open_editor_without_changes_takes_theirs(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("e")
        screen = driver.app.screen
        assert isinstance(screen, EditorScreen)
        (notes_dir / QUIC_PATH).write_text(QUIC.replace("Streams", "Rivers"))
        await until(lambda: "changed on disk" in status(screen))
        await driver.press("ctrl+s")
        await until(lambda: screen.text.startswith("Rivers"))
        assert not screen.modified
        assert "changed on disk" not in status(screen)
        (notes_dir / QUIC_PATH).unlink()
        await until(lambda: "gone from the disk" in status(screen))


async def test_the_echo_of_our_own_save_does_nothing(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("4")
        note = driver.browse.session.library.notes[QUIC_PATH]
        said = driver.browse.keys.message
        (notes_dir / "aaa.md").write_text("# First of all\n")  # told after the save
        await until(has(driver, "First of all"))
        assert driver.browse.session.library.notes[QUIC_PATH] is note
        assert driver.browse.keys.message == said


async def test_the_directory_goes_away_and_comes_back(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        elsewhere = notes_dir.with_name("elsewhere")
        notes_dir.rename(elsewhere)
        await until(lambda: "cannot be read" in driver.browse.keys.message)
        assert has(driver, "QUIC in anger")()
        elsewhere.rename(notes_dir)
        (notes_dir / "back.md").write_text("# Back again\n")
        await until(has(driver, "Back again"))
        (notes_dir / "more.md").write_text("# More\n")
        await until(has(driver, "More"))


async def test_where_nothing_can_be_watched_it_says_so_and_looks_on_focus(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Watcher, stop: object) -> object:
        self.problem = "the system watches as many folders as it may"
        return iter(())

    monkeypatch.setattr(Watcher, "changes", refuse)
    async with open_app() as driver:
        driver.app.watch_files = True
        driver.browse.loaded()
        await until(lambda: "as many folders as it may" in driver.browse.keys.message)
        (notes_dir / "aaa.md").write_text("# First of all\n")
        driver.browse.watching.focused()
        await until(has(driver, "First of all"))
        (notes_dir / "bbb.md").write_text("# Second\n")
        await driver.press("r")
        await until(has(driver, "Second"))
        await driver.press("ctrl+e")
        assert isinstance(driver.app.screen, ProblemsScreen)
        assert any("as many folders" in message for _, message, _ in driver.app.screen._problems)


async def test_r_reads_only_what_differs(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        notes = dict(driver.browse.session.library.notes)
        before = os.stat(notes_dir / WAL_PATH)
        (notes_dir / WAL_PATH).write_text(WAL.replace("gently", "boldly"))
        os.utime(notes_dir / WAL_PATH, ns=(before.st_atime_ns, before.st_mtime_ns))
        await driver.press("r")
        await until(has(driver, "Write-ahead logs, boldly"))
        assert driver.browse.session.library.notes[QUIC_PATH] is notes[QUIC_PATH]


async def test_a_file_that_gets_too_large_or_unreadable_says_so(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        with (notes_dir / QUIC_PATH).open("a") as file:
            file.write("x" * (1 << 20))
        await until(lambda: driver.talk.read_only is not None)
        assert "larger than" in driver.browse.card.text
        (notes_dir / QUIC_PATH).unlink()
        os.mkfifo(notes_dir / QUIC_PATH)
        await until(lambda: "it is a pipe" in driver.browse.card.text)


async def test_quitting_ends_the_watcher(open_app: OpenApp) -> None:
    async with watched(open_app) as driver:
        thread = driver.browse.watching._thread
        assert thread is not None
    assert not thread.is_alive()


async def test_without_the_terminals_focus_it_looks_now_and_then(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Watcher, stop: object) -> object:
        self.problem = "a network disk"
        return iter(())

    monkeypatch.setattr(Watcher, "changes", refuse)
    monkeypatch.setattr("talktui.tui.watching.EVERY", 0.01)
    async with open_app() as driver:
        driver.app.watch_files = True
        driver.browse.loaded()
        await until(lambda: driver.browse.watching.problem is not None)
        (notes_dir / "aaa.md").write_text("# First of all\n")
        await until(has(driver, "First of all"))


async def test_a_note_that_is_saved_meanwhile_is_looked_at_again(open_app: OpenApp, notes_dir: Path) -> None:
    async with watched(open_app) as driver:
        watching, library = driver.browse.watching, driver.browse.session.library
        known = library.notes[QUIC_PATH]
        (notes_dir / QUIC_PATH).write_text(QUIC + "Theirs.\n")
        await until(lambda: library.notes[QUIC_PATH] is not known)
        now = library.notes[QUIC_PATH]
        then = driver.browse.session.saved_since.now()
        assert not watching._take([Seen(QUIC_PATH, known, known)], then)  # older than what is known
        assert library.notes[QUIC_PATH] is now


async def test_the_open_groups_stay_open_and_the_others_closed(open_app: OpenApp, notes_dir: Path) -> None:
    def opened(driver: Driver) -> dict[RowId, bool | None]:
        return {row.id: row.opened for row in driver.browse.tree_view.rows if row.kind is RowKind.GROUP}

    async with watched(open_app) as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("h", "h")
        before = opened(driver)
        assert set(before.values()) == {True, False}
        (notes_dir / "gophermeet-2024/new.md").write_text("---\ncategory: Storage\n---\n# New one\n")
        await until(has(driver, "New one"))
        await driver.settle()
        assert opened(driver) == before
