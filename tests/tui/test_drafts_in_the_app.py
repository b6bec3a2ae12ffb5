"""Nothing typed is lost: drafts while typing, two versions of a text, and what is offered at the start."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from talktui.config import locations
from talktui.notes.drafts import Draft, DraftKind, Drafts
from talktui.notes.recovery import Recovery
from talktui.notes.talk import TalkKey
from talktui.tui.screens.conflict import ConflictScreen
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.recovered import RecoveredScreen
from tests.tui.conftest import QUIC, WAL, Driver, OpenApp

WAL_PATH = "gophermeet-2024/wal.md"
QUIC_PATH = "gophermeet-2024/quic.md"
BODY = "Streams without head-of-line blocking.\n"


def drafts_of(notes_dir: Path) -> Drafts:
    """As another start finds them."""
    return Drafts(locations().state, notes_dir)


def texts(notes_dir: Path) -> list[str]:
    return [draft.text for draft in drafts_of(notes_dir).left()]


async def until(driver: Driver, done: Callable[[], bool]) -> None:
    for _ in range(600):
        await driver.pilot.pause(0.01)
        if done():
            return
    raise AssertionError(f"it never came to that:\n{driver.shown()}")


def shows(driver: Driver, text: str) -> Callable[[], bool]:
    return lambda: text in driver.shown()


def editor(driver: Driver) -> EditorScreen:
    screen = driver.app.screen
    assert isinstance(screen, EditorScreen)
    return screen


async def edit_quic(driver: Driver) -> None:
    await driver.go_to("QUIC in anger")
    await driver.press("e")
    await driver.type("My ")


async def in_conflict(driver: Driver, notes_dir: Path) -> None:
    await edit_quic(driver)
    (notes_dir / QUIC_PATH).write_text(QUIC.replace("Streams", "THEIR streams"))
    await driver.press("ctrl+s")
    await until(driver, lambda: isinstance(driver.app.screen, ConflictScreen))


# -- drafts


async def test_what_is_typed_is_a_draft_until_it_is_saved(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await edit_quic(driver)
        await until(driver, shows(driver, "draft kept"))
        await until(driver, lambda: texts(notes_dir) == ["My " + BODY])
        await driver.press("ctrl+s")
        await until(driver, lambda: not texts(notes_dir))
        assert "draft kept" not in driver.shown()


async def test_a_text_that_is_thrown_away_leaves_no_draft_and_one_that_is_left_does(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await edit_quic(driver)
        await until(driver, lambda: bool(texts(notes_dir)))
        await driver.press("escape", "t")
        await until(driver, lambda: not texts(notes_dir))
        await edit_quic(driver)
        await driver.press("escape", "d")
        await until(driver, lambda: texts(notes_dir) == ["My " + BODY])
        assert (notes_dir / QUIC_PATH).read_text() == QUIC
        await driver.press("ctrl+g")
        await until(driver, shows(driver, "QUIC in anger  text"))


async def test_taking_back_what_was_typed_takes_the_draft_away(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await edit_quic(driver)
        await until(driver, lambda: bool(texts(notes_dir)))
        editor(driver).area.load_text(BODY)
        await until(driver, lambda: not texts(notes_dir))


async def test_a_full_disk_is_told_and_typing_goes_on(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    async with open_app() as driver:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            await edit_quic(driver)
            await until(driver, shows(driver, "not kept on disk: the disk is full"))
            await driver.type("own ")
            assert editor(driver).text == "My own " + BODY
        await until(driver, lambda: texts(notes_dir) == ["My own " + BODY])
        await until(driver, shows(driver, "draft kept"))


async def test_a_line_and_fields_are_drafts_until_they_are_saved(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("A")
        await driver.type("a line")
        await until(driver, lambda: texts(notes_dir) == ["a line"])
        await driver.press("enter")
        await until(driver, lambda: not texts(notes_dir))
        assert (notes_dir / QUIC_PATH).read_text() == QUIC + "a line\n"
        await driver.press("i", "e")
        await driver.type(" indeed")
        await driver.press("enter")
        await until(driver, lambda: bool(texts(notes_dir)))
        assert "QUIC in anger indeed" in texts(notes_dir)[0]
        await driver.press("ctrl+s")
        await until(driver, lambda: not texts(notes_dir))


async def test_a_line_that_could_not_be_saved_stays_a_draft(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("A")
        await driver.type("a line")
        (notes_dir / QUIC_PATH).unlink()
        await driver.press("enter")
        await until(driver, lambda: texts(notes_dir) == ["a line"])


# -- two versions


async def test_a_merged_save_shows_the_others_lines_and_the_next_save_keeps_them(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("e")
        await driver.type("Mine: ")
        theirs = WAL.replace("think.", "think. Theirs.")
        (notes_dir / WAL_PATH).write_text(theirs)
        await driver.press("ctrl+s")
        await until(driver, lambda: "Theirs." in editor(driver).text)
        assert not editor(driver).modified
        assert editor(driver).area.cursor_location == (0, 6)
        await driver.type("more ")
        await driver.press("ctrl+s")
        await until(driver, lambda: not editor(driver).modified)
        assert (notes_dir / WAL_PATH).read_text() == theirs.replace("The log is", "Mine: more The log is")


async def test_taking_theirs_keeps_mine_as_a_draft(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await in_conflict(driver, notes_dir)
        await driver.press("t")
        await until(driver, lambda: isinstance(driver.app.screen, EditorScreen))
        await until(driver, lambda: editor(driver).text.startswith("THEIR"))
        assert not editor(driver).modified
        assert "Yours is kept" in driver.shown()
        assert (notes_dir / QUIC_PATH).read_text() == QUIC.replace("Streams", "THEIR streams")
        await until(driver, lambda: texts(notes_dir) == ["My " + BODY])


async def test_mine_is_not_given_up_when_it_cannot_be_kept(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    async with open_app() as driver:
        await in_conflict(driver, notes_dir)
        monkeypatch.setattr(Path, "replace", full)
        await driver.press("t")
        await until(driver, shows(driver, "could not be kept"))
        assert editor(driver).text == "My " + BODY


async def test_the_two_together_are_saved_once_the_marks_are_out(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await in_conflict(driver, notes_dir)
        await driver.press("b")
        await until(driver, lambda: isinstance(driver.app.screen, EditorScreen))
        await until(driver, shows(driver, "<<<<<<< mine"))
        assert editor(driver).text.split("\n")[:5] == [
            "<<<<<<< mine",
            "My " + BODY.strip(),
            "======= mine above, theirs below",
            "THEIR streams without head-of-line blocking.",
            ">>>>>>> theirs",
        ]
        await driver.press("ctrl+s")
        await until(driver, shows(driver, "line 1 still marks"))
        assert "THEIR" in (notes_dir / QUIC_PATH).read_text()
        await until(driver, lambda: any(draft.markers for draft in drafts_of(notes_dir).left()))
        editor(driver).area.load_text("Our streams.\n")
        await driver.press("ctrl+s")
        await until(driver, lambda: not editor(driver).modified)
        assert (notes_dir / QUIC_PATH).read_text() == QUIC.replace(BODY, "Our streams.\n")
        await until(driver, lambda: not texts(notes_dir))


# -- at the start


def left(notes_dir: Path, text: str = "My " + BODY, **changes: object) -> Draft:
    kept = {"key": TalkKey(QUIC_PATH), "title": "QUIC in anger", "base": BODY, "text": text} | changes
    return drafts_of(notes_dir).keep(Draft(**kept))  # type: ignore[arg-type]  # a test's shorthand


async def opened_with_list(driver: Driver) -> None:
    await until(driver, lambda: isinstance(driver.app.screen, RecoveredScreen))
    await until(driver, shows(driver, "its "))


async def test_a_draft_that_was_left_is_opened_over_what_others_changed(
    open_app: OpenApp, notes_dir: Path
) -> None:
    base = BODY + "\nOne.\nTwo.\nThree.\n"
    (notes_dir / QUIC_PATH).write_text(QUIC.replace(BODY, base.replace("Three.", "Three, theirs.")))
    left(notes_dir, "My " + base, base=base)
    async with open_app() as driver:
        await opened_with_list(driver)
        assert "has changed since" in driver.shown()
        await driver.press("e")
        await until(driver, lambda: isinstance(driver.app.screen, EditorScreen))
        assert (editor(driver).text, editor(driver).modified) == ("My " + base, True)
        await driver.press("ctrl+s")
        await until(driver, lambda: not editor(driver).modified)
        expected = "My " + base.replace("Three.", "Three, theirs.")
        assert (notes_dir / QUIC_PATH).read_text() == QUIC.replace(BODY, expected)
        assert editor(driver).text == expected
        await driver.press("escape")
        await until(driver, lambda: driver.app.screen is driver.browse)
        assert texts(notes_dir) == []


async def test_a_draft_is_saved_as_it_is_where_its_note_is_as_it_was(
    open_app: OpenApp, notes_dir: Path
) -> None:
    left(notes_dir)
    async with open_app() as driver:
        await opened_with_list(driver)
        await driver.press("s")
        await until(driver, lambda: driver.app.screen is driver.browse)
        assert (notes_dir / QUIC_PATH).read_text() == QUIC.replace(BODY, "My " + BODY)
        await until(driver, lambda: not texts(notes_dir))
        await driver.press("u")
        await until(driver, lambda: (notes_dir / QUIC_PATH).read_text() == QUIC)


async def test_a_draft_on_a_changed_note_is_not_saved_as_it_is(open_app: OpenApp, notes_dir: Path) -> None:
    left(notes_dir, base="something else\n")
    async with open_app() as driver:
        await opened_with_list(driver)
        await driver.press("s")
        assert "cannot be saved as it is" in driver.shown()
        assert (notes_dir / QUIC_PATH).read_text() == QUIC


async def test_throwing_away_asks_and_later_is_not_offered_again(open_app: OpenApp, notes_dir: Path) -> None:
    left(notes_dir)
    async with open_app() as driver:
        await opened_with_list(driver)
        await driver.press("d", "n")
        assert len(texts(notes_dir)) == 1
        await driver.press("escape")
        await until(driver, lambda: driver.app.screen is driver.browse)
    async with open_app() as driver:
        await until(driver, shows(driver, "1 text is kept for later"))
        await driver.press("ctrl+g")
        await opened_with_list(driver)
        await driver.press("d", "y")
        await until(driver, lambda: driver.app.screen is driver.browse)
        assert texts(notes_dir) == []


async def test_a_draft_whose_note_is_gone_is_opened_as_a_new_file(open_app: OpenApp, notes_dir: Path) -> None:
    left(notes_dir, key=TalkKey("gone/away.md"))
    async with open_app() as driver:
        await opened_with_list(driver)
        assert "not there any more" in driver.shown()
        await driver.press("e")
        await until(driver, lambda: isinstance(driver.app.screen, EditorScreen))
        await driver.press("ctrl+s")
        await until(driver, lambda: not editor(driver).modified)
        assert (notes_dir / "gone/away.md").read_text() == "My " + BODY


async def test_a_recovered_text_of_a_note_that_is_gone_is_written_again(
    open_app: OpenApp, notes_dir: Path
) -> None:
    Recovery(locations().state, notes_dir).keep("again.md", b"# Again\r\n", "a save was cut off")
    async with open_app() as driver:
        await opened_with_list(driver)
        assert "a save was cut off" in driver.shown()
        await driver.press("s")
        await until(driver, lambda: driver.app.screen is driver.browse)
        assert (notes_dir / "again.md").read_bytes() == b"# Again\r\n"


async def test_a_line_that_was_left_comes_back_in_its_dialog(open_app: OpenApp, notes_dir: Path) -> None:
    left(notes_dir, "a line", kind=DraftKind.APPEND, base="", title="Add a line to QUIC in anger")
    async with open_app() as driver:
        await opened_with_list(driver)
        await driver.press("e")
        await until(driver, shows(driver, "Add a line to QUIC in anger"))
        await driver.press("enter")
        await until(driver, lambda: driver.app.screen is driver.browse)
        await until(driver, lambda: (notes_dir / QUIC_PATH).read_text() == QUIC + "a line\n")
        await until(driver, lambda: not texts(notes_dir))


async def test_a_text_that_is_in_its_note_already_is_not_offered(open_app: OpenApp, notes_dir: Path) -> None:
    left(notes_dir, BODY, base="before\n")
    async with open_app() as driver:
        await driver.press("ctrl+g")
        await until(driver, shows(driver, "Nothing here"))
        assert texts(notes_dir) == []


@pytest.mark.parametrize("size", [(120, 30), (60, 20)], ids=str)
async def test_a_long_draft_and_hostile_names_fit(
    open_app: OpenApp, notes_dir: Path, size: tuple[int, int]
) -> None:
    left(notes_dir, "word \x1b[31m[@click=app.quit]x[/]\n" * 5_000, title="[/] \x1b]52;c;x\x07 title")
    async with open_app(size) as driver:
        await opened_with_list(driver)
        await until(driver, shows(driver, "␛[31m[@click=app.quit]x[/]"))
        assert "\x1b" not in driver.shown()
        await driver.press("tab", "G", "N", "n")
        assert driver.app.is_running
