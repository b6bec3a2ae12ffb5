"""The tree as it was is there at once; the notes take its place without anything moving."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from talktui.config import Settings, State, locations
from talktui.config.stores import open_store
from talktui.notes.grouping import group
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from talktui.tui import first_screen
from talktui.tui.app import NotesAt, TalktuiApp
from talktui.tui.first_screen import FirstScreen
from talktui.tui.rows import Row, RowId, RowKind
from tests.tui.conftest import Driver, many

QUIC = TalkKey("gophermeet-2024/quic.md")


class Start:
    """A start of the app whose notes are not read before `go_on`."""

    def __init__(self, root: Path, last: TalkKey | None, group: tuple[str, ...]) -> None:
        self._may_read = Event()
        self.state = State(last={} if last is None else {str(root): last})
        self.app = TalktuiApp(
            NotesAt(root, lambda: self._store(root)),
            Settings(group=group),
            state=self.state,
            cache=locations().cache,
            paste_guard=False,
        )

    def _store(self, root: Path) -> Store:
        self._may_read.wait(20)
        return open_store(root)

    @asynccontextmanager
    async def opened(self, size: tuple[int, int] = (120, 20)) -> AsyncIterator[Driver]:
        """The app with its first picture on the screen."""
        try:
            async with self.app.run_test(size=size) as pilot:
                await pilot.pause()
                yield Driver(self.app, pilot)
        finally:
            self._may_read.set()

    async def go_on(self, driver: Driver) -> None:
        """Read the notes."""
        self._may_read.set()
        while self.app.session.loading:
            await driver.pilot.pause(0.01)
        await driver.settle()


def first_start(root: Path, last: TalkKey | None = None, by: tuple[str, ...] = ("conference",)) -> None:
    """What a start that ended on the talk `last` leaves behind."""
    library = Library()
    for note in open_store(root).load():
        library.replace(note)
    first = first_screen.made_of(group(library.talks, by, "order", library), by, "order", last)
    assert first is not None
    first_screen.keep(locations().cache, root, first)


def start(root: Path, last: TalkKey | None = None, by: tuple[str, ...] = ("conference",)) -> Start:
    return Start(root, last, by)


def seen(driver: Driver) -> list[str]:
    return Driver.drawn(driver.browse.tree_view).splitlines()


async def test_the_tree_is_there_before_a_note_is_read_and_stays_where_it_is(tmp_path: Path) -> None:
    root, last = many(tmp_path / "notes"), TalkKey("big-2020/040.md")
    first_start(root, last)
    one = start(root, last)
    async with one.opened() as driver:
        assert "reading…" in driver.browse.title_line.counts
        before, scroll = seen(driver), driver.browse.tree_view.scroll_y
        assert any("Talk 040" in line for line in before)
        assert driver.row.id.key == last
        await one.go_on(driver)
        assert seen(driver) == before
        assert driver.browse.tree_view.scroll_y == scroll
        assert driver.talk.body.strip() == "Text 40."
        assert driver.browse.title_line.counts == "60 talks"


async def test_of_a_long_tree_the_part_around_the_cursor_is_shown(tmp_path: Path) -> None:
    root, last = many(tmp_path / "notes", 700), TalkKey("big-2020/500.md")
    first_start(root, last)
    one = start(root, last)
    async with one.opened() as driver:
        await driver.pilot.press("j", "j", "k")
        moved = seen(driver)
        assert driver.row.id.key == TalkKey("big-2020/501.md")
        await one.go_on(driver)
        assert seen(driver) == moved
        assert driver.talk.body.strip() == "Text 501."
        assert len(driver.browse.tree_view.rows) > 700


async def test_without_one_the_notes_are_shown_as_ever(tmp_path: Path) -> None:
    one = start(many(tmp_path / "notes"))
    async with one.opened() as driver:
        assert not driver.browse.tree_view.rows
        await one.go_on(driver)
        assert len(driver.titles) == 60


async def test_what_the_app_leaves_behind_is_what_the_next_start_shows(notes_dir: Path) -> None:
    one = start(notes_dir)
    async with one.opened() as driver:
        await one.go_on(driver)
        await driver.go_to("QUIC in anger")
    one.app.keep_first_screen(one.app.first_groups())
    two = start(notes_dir, one.state.last[str(notes_dir)])
    async with two.opened() as driver:
        assert driver.row.label == "QUIC in anger"
        before = seen(driver)
        await two.go_on(driver)
        assert seen(driver) == before


async def test_keys_that_need_the_notes_wait_for_them(tmp_path: Path) -> None:
    root, last = many(tmp_path / "notes"), TalkKey("big-2020/010.md")
    first_start(root, last)
    one = start(root, last)
    async with one.opened() as driver:
        await driver.pilot.press("j", "v", "j")
        assert "still reading" in driver.browse.keys.message
        assert not driver.browse.session.marks
        await one.go_on(driver)
        assert driver.browse.session.marks == {TalkKey("big-2020/011.md")}
        assert driver.row.label == "Talk 013"  # marking goes on to the next, and so did the last key


async def test_nothing_is_done_to_another_talk_when_the_one_meant_is_gone(tmp_path: Path) -> None:
    root, last = many(tmp_path / "notes"), TalkKey("big-2020/010.md")
    first_start(root, last)
    (root / last.path).unlink()
    one = start(root, last)
    async with one.opened() as driver:
        await driver.pilot.press("v")
        await one.go_on(driver)
        assert not driver.browse.session.marks
        assert "not there any more" in driver.browse.keys.message


async def test_more_keys_than_can_wait_are_told_and_do_nothing(tmp_path: Path) -> None:
    root = many(tmp_path / "notes")
    first_start(root)
    one = start(root)
    async with one.opened() as driver:
        await driver.pilot.press("j", *"vvvvvv")
        assert "works when the talks are there" in driver.browse.keys.message
        await one.go_on(driver)
        assert len(driver.browse.session.marks) == 4


async def test_a_filter_typed_meanwhile_holds_once_the_notes_are_there(tmp_path: Path) -> None:
    root = many(tmp_path / "notes")
    first_start(root)
    one = start(root)
    async with one.opened() as driver:
        await driver.pilot.press("slash", *"023")
        assert driver.browse.bar.text == "023"
        assert driver.browse.meanwhile is not None
        await one.go_on(driver)
        assert driver.titles == ["Talk 023"]


@pytest.mark.parametrize("key", [*"jkgGzvmMeDnstriuUT.?bBfoOyYxXwa123P:", "enter", "tab", "escape", "f5"])
async def test_no_key_fails_before_the_notes_are_there(notes_dir: Path, key: str) -> None:
    first_start(notes_dir, QUIC, ("conference", "category"))
    one = start(notes_dir, QUIC, ("conference", "category"))
    files = {path: path.read_bytes() for path in notes_dir.rglob("*") if path.is_file()}
    async with one.opened() as driver:
        await driver.pilot.press(key)
        assert {path: path.read_bytes() for path in notes_dir.rglob("*") if path.is_file()} == files
        await one.go_on(driver)
    assert one.app._exception is None


async def test_what_changed_since_shows_when_the_notes_are_there(tmp_path: Path) -> None:
    root, last = many(tmp_path / "notes"), TalkKey("big-2020/010.md")
    first_start(root, last)
    for number in (3, 20):
        (root / "big-2020" / f"{number:03}.md").unlink()
    (root / "big-2020" / "005b.md").write_text("---\ntitle: New\n---\n")
    one = start(root, last)
    async with one.opened() as driver:
        line = [index for index, text in enumerate(seen(driver)) if "Talk 010" in text]
        await one.go_on(driver)
        assert driver.talk.key == last
        assert [index for index, text in enumerate(seen(driver)) if "Talk 010" in text] == line
        assert len(driver.titles) == 59


@pytest.mark.parametrize(
    ("by", "sort", "last"),
    [(("tag",), "order", None), (("conference",), "title", None), (("conference",), "order", QUIC)],
)
async def test_one_of_another_grouping_sorting_or_place_is_not_shown(
    notes_dir: Path, by: tuple[str, ...], sort: str, last: TalkKey | None
) -> None:
    row = Row(RowId(("x",)), RowKind.GROUP, 0, "Not to be seen", 1, opened=False)
    first_screen.keep(locations().cache, notes_dir, FirstScreen(by, sort, (row,), last, 0))
    async with start(notes_dir).opened() as driver:
        assert not driver.browse.tree_view.rows


async def test_what_a_label_holds_is_shown_as_text(notes_dir: Path) -> None:
    row = Row(
        RowId(("x",)), RowKind.GROUP, 0, "\x1b[31mred\x1b]0;title\x07 [bold]b[/] \u202e", 1, opened=False
    )
    first_screen.keep(locations().cache, notes_dir, FirstScreen(("conference",), "order", (row,), None, 0))
    async with start(notes_dir).opened() as driver:
        await driver.pilot.press("j", "k")
        drawn = Driver.drawn(driver.browse.tree_view) + driver.browse.card.text
        assert "[bold]b[/]" in drawn
        assert not set(drawn) & {"\x1b", "\x07", "\u202e"}
