"""What a thread read before our own save or undo does not come back after it, and names are told at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from talktui.notes.groups import NewFile
from talktui.notes.look_again import Lookout, Seen
from talktui.notes.read_workers import Read, read
from talktui.notes.store import Store
from talktui.notes.talk import Note
from talktui.tui.rows import RowKind
from tests.tui.watched import until, watched

from .conftest import Driver, OpenApp
from .import_case import THREE, schedule
from .import_driver import look, on, write

NEW = "lake-days-2025/new.md"
YAML = "lake-days-2025/conference.yaml"
TEXT = b"---\ntitle: New one\n---\n"


class Gate:
    """Where a thread waits until the test lets it go on."""

    def __init__(self) -> None:
        self.holds = True
        self.reached = Event()
        self.opened = Event()

    def wait(self) -> None:
        """In the thread: stand still, once."""
        if self.holds and not self.reached.is_set():
            self.reached.set()
            assert self.opened.wait(20)


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, path: str) -> Iterator[Gate]:
    """Looks of the watcher stand still where they have read the note at `path`, or have seen it gone."""
    gate, some, everything = Gate(), Lookout.some, Lookout.everything

    def through(seen: Iterator[Seen]) -> Iterator[Seen]:
        for one in seen:
            if one.path == path:
                gate.wait()
            yield one

    def held_some(self: Lookout, known: Mapping[str, Note], paths: Collection[str]) -> Iterator[Seen]:
        return through(some(self, known, paths))

    def held_everything(self: Lookout, known: Mapping[str, Note]) -> Iterator[Seen]:
        return through(everything(self, known))

    monkeypatch.setattr(Lookout, "some", held_some)
    monkeypatch.setattr(Lookout, "everything", held_everything)
    try:
        yield gate
    finally:
        gate.opened.set()


def slow_reads(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Reading everything stands still, once it is told to, where all is read and nothing handed on."""
    gate = Gate()
    gate.holds = False

    def slow(store: Store) -> Iterator[list[Read]]:
        batches = list(read(store))
        gate.wait()
        yield from batches

    monkeypatch.setattr("talktui.tui.loading.read", slow)
    return gate


def groups(driver: Driver) -> list[str]:
    """The tree's outermost rows and how many talks each says it has."""
    return [
        f"{row.label} {row.group.count}"
        for row in driver.browse.tree_view.rows
        if row.kind is RowKind.GROUP and not row.depth and row.group is not None
    ]


def idle(driver: Driver) -> Callable[[], bool]:
    browse = driver.browse
    return lambda: not (browse.watching.is_looking or browse.editing.saving.pending or browse.session.loading)


async def make(driver: Driver, *tasks: NewFile) -> None:
    await driver.browse.editing.saving.carry_out(tasks, "make")


async def undo(driver: Driver) -> None:
    driver.browse.undoing.undo()
    await until(lambda: not driver.browse.editing.saving.pending)


async def test_a_note_that_a_look_read_before_its_undo_does_not_come_back(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watched(open_app) as driver:
        await until(idle(driver))
        library, before = driver.browse.session.library, groups(driver)
        came: list[str] = []
        replace = library.replace

        def told(note: Note) -> None:
            came.append(note.path)
            replace(note)

        with held(monkeypatch, NEW) as gate:
            (notes_dir / NEW).parent.mkdir()
            (notes_dir / NEW).write_bytes(TEXT)
            await until(gate.reached.is_set)
            note = await asyncio.to_thread(driver.app.store.read, NEW)
            driver.browse.editing.saving.take([(NEW, note)], [])
            (notes_dir / NEW).unlink()
            (notes_dir / NEW).parent.rmdir()
            driver.browse.editing.saving.take([(NEW, None)], [])
            driver.browse.browsing.update()
            monkeypatch.setattr(library, "replace", told)
        await until(idle(driver))
        assert NEW not in came
        assert groups(driver) == before


async def test_a_note_that_a_reload_read_before_its_undo_does_not_come_back(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = slow_reads(monkeypatch)
    async with open_app() as driver:
        before = groups(driver)
        await make(driver, NewFile(NEW, TEXT))
        gate.holds = True
        driver.browse.choosing.reload()
        await until(gate.reached.is_set)
        await undo(driver)
        gate.opened.set()
        await until(idle(driver))
        await driver.settle()
        assert NEW not in driver.browse.session.library.notes
        assert groups(driver) == before


async def test_a_note_that_is_made_while_a_reload_reads_stays(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = slow_reads(monkeypatch)
    async with open_app() as driver:
        gate.holds = True
        driver.browse.choosing.reload()
        await until(gate.reached.is_set)
        await make(driver, NewFile(NEW, TEXT))
        gate.opened.set()
        await until(idle(driver))
        await driver.settle()
        assert NEW in driver.browse.session.library.notes


async def test_an_import_says_its_conferences_name_before_anything_is_looked_at_again(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "lake.json", schedule(THREE, "Lake Days of 2025"))
    async with open_app() as driver:
        monkeypatch.setattr(driver.browse.choosing, "look_again", lambda: None)
        await look(driver, source)
        await driver.pilot.press("enter")
        await until(on(driver, type(driver.browse)))
        await until(lambda: "imported" in driver.browse.keys.message)
        await until(idle(driver))
        await driver.settle()
        assert {talk.conference for talk in driver.browse.session.library.talks} >= {"Lake Days of 2025"}
        assert "Lake Days of 2025 3" in groups(driver)
        assert "lake days 2025" not in driver.shown()
        assert "Lake Days of 2025" in driver.browse.card.text


async def test_a_conferences_name_reaches_notes_that_were_saved_while_it_was_read(
    open_app: OpenApp, notes_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watched(open_app) as driver:
        await make(driver, NewFile(NEW, TEXT))
        await until(idle(driver))
        await driver.go_to("New one")
        assert "lake days 2025" in driver.browse.card.text
        library = driver.browse.session.library
        with held(monkeypatch, NEW) as gate:
            old, store = library.notes[NEW], driver.app.store
            monkeypatch.setattr(store, "_clock", lambda: time.time() + 60)  # its file has come to rest
            (notes_dir / YAML).write_text("name: Lake Days of 2025\n")
            await until(gate.reached.is_set)
            stale = replace(old)
            driver.browse.editing.saving.take([(NEW, stale)], [])
        await until(lambda: "Lake Days of 2025 1" in groups(driver))
        await until(idle(driver))
        await driver.settle()
        assert library.talks_of(NEW)[0].conference == "Lake Days of 2025"
        assert "Lake Days of 2025" in driver.browse.card.text
