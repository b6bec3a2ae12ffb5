"""D, R and M: what is asked, what is shown first, what changes, and that `u` takes all of it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.long_list import LongList
from talktui.tui.screens.moves import MovesScreen
from talktui.tui.screens.prompt import PromptScreen
from talktui.tui.screens.show_text import TextScreen
from tests.tui.conftest import Driver, OpenApp

WAL_PATH = "gophermeet-2024/wal.md"
LOG_PATH = "winter-2023.md"
LINKING = "# Links\n\n[wal](gophermeet-2024/wal.md) [[wal]] [t](winter-2023.md#tail-latency)\n"


@pytest.fixture
def notes_dir(notes_dir: Path) -> Path:
    """The small notes directory, with a note that links to its others and a second log."""
    (notes_dir / "links.md").write_text(LINKING)
    (notes_dir / "summer.md").write_text(
        "# Summer\n\n## [Sun](https://youtu.be/ssssssssss1)\nhot\n\n## [Sea](https://youtu.be/ssssssssss2)\nwet\n"
    )
    return notes_dir


def files(notes_dir: Path) -> dict[str, bytes]:
    return {
        path.relative_to(notes_dir).as_posix(): path.read_bytes()
        for path in notes_dir.rglob("*")
        if path.is_file()
    }


async def write(driver: Driver, text: str) -> None:
    """Put `text` in the place of what the prompt holds."""
    screen = driver.app.screen
    assert isinstance(screen, PromptScreen), screen
    screen.line.value = text
    await driver.press("enter")


def shown(driver: Driver) -> str:
    return "\n".join(driver.app.screen.query_one(LongList)._lines)


async def test_d_asks_with_the_links_that_end_and_u_brings_it_back(
    open_app: OpenApp, notes_dir: Path, own_trash: Path
) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("D")
        assert isinstance(driver.app.screen, MovesScreen)
        assert "2 links in 1 note will lead nowhere" in shown(driver)
        await driver.press("enter")  # which means no
        assert files(notes_dir) == before
        await driver.press("D", "y")
        assert WAL_PATH not in files(notes_dir)
        assert "Write-ahead logs, gently" not in driver.titles
        assert "u takes it back" in driver.browse.keys.message
        await driver.press("u")
        assert files(notes_dir) == before
        assert driver.current == "Write-ahead logs, gently"


async def test_after_a_deletion_the_cursor_is_on_the_next_talk(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        rows = driver.titles
        await driver.press("D", "y")
        assert driver.current == rows[rows.index("Tail latency") + 1] == "Flame graphs"
        log = (notes_dir / LOG_PATH).read_text()
        assert "Tail latency" not in log
        assert "talks:" not in log


async def test_marked_talks_go_together(open_app: OpenApp, notes_dir: Path) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("v")
        await driver.go_to("QUIC in anger")
        await driver.press("v", "D")
        assert "2 talks" in str(driver.app.screen.query_one("#panel").border_title)
        await driver.press("y")
        assert "gophermeet-2024/quic.md" not in files(notes_dir)
        assert not driver.browse.session.marks
        await driver.press("u")
        assert files(notes_dir) == before


async def test_r_renames_title_file_and_links_after_a_preview(open_app: OpenApp, notes_dir: Path) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("R")
        await write(driver, "Logs first")
        await write(driver, "logs-first.md")
        assert isinstance(driver.app.screen, MovesScreen)
        assert "- [wal](gophermeet-2024/wal.md)" in shown(driver)
        assert "+ [wal](gophermeet-2024/logs-first.md)" in shown(driver)
        await driver.press("d")
        assert isinstance(driver.app.screen, TextScreen)
        await driver.press("escape", "y")
        assert driver.current == "Logs first"
        now = files(notes_dir)
        assert b'title: "Logs first"   # as announced' in now["gophermeet-2024/logs-first.md"]
        assert now["links.md"].decode() == LINKING.replace("2024/wal.md", "2024/logs-first.md").replace(
            "[[wal]]", "[[logs-first]]"
        )
        assert "2 links followed" in driver.browse.keys.message
        await driver.press("u")
        assert files(notes_dir) == before


async def test_nothing_is_asked_where_nothing_else_changes(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("R")
        await write(driver, "Flame charts")
        assert driver.app.screen is driver.browse
        assert driver.current == "Flame charts"
        assert (
            "### [Flame charts](https://www.youtube.com/watch?v=flame000001)"
            in (notes_dir / LOG_PATH).read_text()
        )


async def test_m_moves_a_file_with_completion_over_folders(open_app: OpenApp, notes_dir: Path) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await driver.go_to("A note without front matter")
        await driver.press("M")
        await driver.type("goph")
        await driver.press("tab", "enter")
        assert isinstance(driver.app.screen, ConfirmScreen)  # it will be of another conference
        await driver.press("enter")
        assert "gophermeet-2024/plain.md" in files(notes_dir)
        assert driver.current == "A note without front matter"
        await driver.press("u")
        assert files(notes_dir) == before


async def test_what_one_types_for_m_takes_the_place_of_the_folder_it_is_in(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("M")
        await driver.type("other")
        await driver.press("enter", "enter")
        assert "other/quic.md" in files(notes_dir)


async def test_m_moves_a_section_to_another_log(open_app: OpenApp, notes_dir: Path) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("M")
        await driver.type("summ")
        await driver.press("tab", "enter")
        await driver.press("enter")
        now = files(notes_dir)
        assert b"Tail latency" not in now[LOG_PATH]
        assert b"rating: 5" in now["summer.md"]
        assert b"[t](summer.md#tail-latency)" in now["links.md"]
        assert (driver.current, driver.talk.key.path) == ("Tail latency", "summer.md")
        await driver.press("u")
        assert files(notes_dir) == before


@pytest.mark.parametrize("name", ["..", "../x.md", "/abs", ".hidden", "a\\b", "n" * 260])
async def test_a_name_that_cannot_be_is_refused_where_it_is_typed(
    open_app: OpenApp, notes_dir: Path, name: str
) -> None:
    before = files(notes_dir)
    async with open_app() as driver:
        await driver.go_to("A note without front matter")
        await driver.press("R", "enter")
        await write(driver, name)
        assert isinstance(driver.app.screen, PromptScreen)
        assert str(driver.app.screen.query_one("#said").render()).strip()
        await driver.press("escape")
        assert files(notes_dir) == before


async def test_odd_places_are_told_in_words(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "bad.md").write_bytes(b"# \xff\n")
    async with open_app(size=(60, 20)) as driver:
        for title in ("\ufffd",):
            await driver.go_to(title)
            await driver.press("D")
            assert "UTF-8" in driver.browse.keys.message
        await driver.press("slash")
        await driver.type("nothing-has-this")
        await driver.press("escape")
        for key in ("D", "R", "M"):
            await driver.press(key)
            assert driver.app.screen is driver.browse
            assert driver.browse.keys.message


async def test_thousands_of_links_are_a_list_to_scroll(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "many.md").write_text(
        "".join(f"{n} [wal](gophermeet-2024/wal.md) \\[x]\n" for n in range(3000))
    )
    async with open_app(size=(60, 20)) as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("R")
        await write(driver, "Write-ahead logs, gently")
        await write(driver, "w.md")
        assert "3,002 links in 2 notes follow" in shown(driver)
        await driver.press("d", "escape", "y")
        assert (notes_dir / "many.md").read_text().count("(gophermeet-2024/w.md)") == 3000
