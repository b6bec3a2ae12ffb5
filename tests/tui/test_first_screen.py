"""The tree as it was is there at once; the notes take its place without anything moving."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.config import Settings, State, locations
from talktui.config.stores import open_store
from talktui.notes.grouping import group
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Status, Talk, TalkKey
from talktui.tui import first_screen
from talktui.tui.app import NotesAt, TalktuiApp
from talktui.tui.first_screen import FirstScreen
from talktui.tui.rows import Row, RowId, RowKind
from tests.tui.conftest import Driver

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


def many(root: Path, count: int = 60) -> Path:
    for number in range(count):
        note = root / "big-2020" / f"{number:03}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"---\ntitle: Talk {number:03}\n---\nText {number}.\n")
    return root


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


# -- the file

LABELS = st.text(max_size=30)
PATHS = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=20)
GROUPS = st.builds(
    lambda path, label, count, opened: Row(RowId(path), RowKind.GROUP, 0, label, count, opened),
    st.lists(LABELS, max_size=3).map(tuple),
    LABELS,
    st.integers(0, 10**6),
    st.booleans(),
)


def _talk_row(path: str, anchor: str | None, label: str, status: Status | None, rating: int | None) -> Row:
    key = TalkKey(path, anchor)
    talk = Talk(key, label, kind=Kind.TALK, status=status, rating=rating)
    return Row(RowId(("g",), key), RowKind.TALK, 1, label, talk=talk)


TALKS = st.builds(
    _talk_row,
    PATHS,
    st.none() | LABELS,
    LABELS,
    st.none() | st.sampled_from(Status),
    st.none() | st.integers(1, 5),
)


@given(st.lists(GROUPS | TALKS, min_size=1, max_size=20), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_kept_comes_back(rows: list[Row], data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(rows) - 1))
    first = FirstScreen(("conference",), "order", tuple(rows), rows[cursor].id.key, cursor, 3, 4)
    root = Path("/notes")
    assert first_screen.from_bytes(first_screen.to_bytes(first, root), root) == first


RECORD = json.loads(
    first_screen.to_bytes(
        FirstScreen(
            ("conference",),
            "order",
            (
                Row(RowId(("g",)), RowKind.GROUP, 0, "Group", 1, opened=True),
                _talk_row("a.md", None, "A", Status.QUEUED, 4),
            ),
            TalkKey("a.md"),
            1,
        ),
        Path("/notes"),
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


def _changed(record: Any, path: list[int], to: Any) -> Any:
    """`record` with something in it replaced: at each step the way says which part to go into."""
    if not path or not isinstance(record, dict | list) or not record:
        return to
    if isinstance(record, dict):
        names = sorted(record)
        name = names[path[0] % len(names)]
        return {**record, name: _changed(record[name], path[1:], to)}
    index = path[0] % len(record)
    return [*record[:index], _changed(record[index], path[1:], to), *record[index + 1 :]]


@given(st.lists(st.integers(0, 20), max_size=4), JSON)
@settings(max_examples=300, deadline=None)
def test_whatever_else_stands_in_the_file_is_one_or_is_none(path: list[int], to: Any) -> None:
    data = json.dumps(_changed(RECORD, path, to)).encode()
    try:
        first = first_screen.from_bytes(data, Path("/notes"))
    except ValueError:
        return
    assert 0 <= first.cursor < len(first.rows)
    for row in first.rows:
        assert isinstance(row.label, str)
        assert isinstance(row.count, int)
        assert (row.kind is RowKind.GROUP) == (row.talk is None) == (row.id.key is None)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff", b"null", b"x" * (2 << 20)])
def test_a_damaged_file_is_as_none(tmp_path: Path, data: bytes) -> None:
    file = first_screen.file_of(locations().cache, tmp_path)
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    assert first_screen.read(locations().cache, tmp_path) is None


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    row = Row(RowId(("x",)), RowKind.GROUP, 0, "x", 1, opened=False)
    first = FirstScreen(("conference",), "order", (row,), None, 0)
    first_screen.keep(tmp_path / "cache", tmp_path, first)
    assert first_screen.read(tmp_path / "cache", tmp_path) is None


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


# Which modules come with the first picture

LATER = """
talktui.notes.store talktui.notes.reader talktui.notes.cache talktui.query talktui.tui.session
talktui.tui.editing talktui.tui.moving talktui.tui.tagging talktui.tui.making talktui.tui.screens.editor
talktui.tui.watching talktui.markdown.document yaml regex sqlite3 watchfiles markdown_it mdit_py_plugins
pygments.lexers textual.widgets._text_area
""".split()


def imported_by(program: str, *arguments: str) -> set[str]:
    return set(
        subprocess.run(
            [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)", *arguments],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split()
    )


@pytest.mark.parametrize("module", ["talktui.cli.open_app", "talktui.tui.app"])
def test_the_first_picture_brings_in_nothing_that_can_wait(module: str) -> None:
    assert not imported_by(f"import {module}") & set(LATER)


# Which modules come with the first talks

AFTER_THEM = """
talktui.query.parsing talktui.query.clauses talktui.query.answers talktui.query.build talktui.query.explanation
talktui.tui.searching talktui.tui.filtering talktui.tui.regrouping talktui.tui.reading talktui.tui.screens.dialog
talktui.notes.links talktui.notes.changes talktui.notes.files talktui.notes.aside talktui.notes.late_writes
talktui.notes.write_file talktui.notes.journal talktui.notes.recovery talktui.notes.records talktui.notes.known
talktui.notes.read_pool talktui.markdown.document talktui.markdown.escape markdown_it pygments.lexers
yaml regex sqlite3 watchfiles subprocess tempfile logging.handlers
""".split()

FIRST_TALKS = """
import sys
from pathlib import Path
import talktui.tui.app
from talktui.tui.controllers import FIRST, import_modules
import_modules(FIRST)
from talktui.config import Settings, State
from talktui.config.stores import open_store
from talktui.tui.session import Session
root = Path(sys.argv[1])
store = open_store(root)
assert not list(store.cache.view().load_rows())
session = Session(root, Settings(), State())
session.loading = True
session.add(store.load())
session.refresh()
assert len(session.rows()) > 50
"""


def test_the_first_talks_are_shown_without_what_only_keys_need(tmp_path: Path) -> None:
    root = many(tmp_path / "notes")
    beside_a_bare_app = imported_by("import textual.app, textual.widgets")
    assert not (imported_by(FIRST_TALKS, str(root)) - beside_a_bare_app) & set(AFTER_THEM)


def _every_module(check: Callable[[str], bool]) -> list[str]:
    from talktui.tui.controllers import FIRST, LANGUAGE, MARKDOWN, REST

    return [name for name in (*FIRST, *MARKDOWN, *LANGUAGE, *REST) if check(name)]


def test_what_is_imported_in_the_background_is_there() -> None:
    from importlib.util import find_spec

    assert not _every_module(lambda name: find_spec(f"talktui.{name}") is None)
