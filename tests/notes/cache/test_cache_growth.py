"""However often notes are written to the cache, its file stays as large as what is in it asks for."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes import cache, cache_places, cache_view
from talktui.notes.cache import Cache
from talktui.notes.cache_rows import Contents, Entries
from talktui.notes.store import Store
from talktui.notes.talk import Note

from .conftest import LATER

SMALL = 8  # notes of a segment here
NOTES = 40

some_notes = st.sets(st.integers(0, NOTES - 1), max_size=NOTES)


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SIZE", SMALL)
    monkeypatch.setattr(cache_places, "SIZE", SMALL)
    monkeypatch.setattr(cache_places, "_SPARSE", SMALL // 2)


class Kept:
    """A notes directory, its cache, and what the cache should hold."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notes"
        self.root.mkdir()
        self.store = Store(self.root)
        self.cache = Cache(folder / "cache", self.root, pytest.fail, time.time() + LATER)
        self.notes: dict[str, Note] = {}
        self.writes = 0

    def write(self, changed: set[int], gone: set[int] = frozenset()) -> None:  # type: ignore[assignment]  # not changed
        """Write the notes of these numbers anew, and take others away."""
        self.writes += 1
        read = []
        for number in changed - gone:
            path = f"talk-{number:02}.md"
            (self.root / path).write_text(f"---\ntitle: Talk {number}\n---\n" + f"word{self.writes} " * 40)
            self.notes[path] = self.store.read(path)
            read.append(self.notes[path])
        paths = {f"talk-{number:02}.md" for number in gone}
        for path in paths:
            self.notes.pop(path, None)
        assert self.cache.write(read, paths, settings={})

    @property
    def size(self) -> int:
        """Bytes of the cache's file."""
        assert self.cache.file is not None
        return os.stat(self.cache.file).st_size

    def segments(self) -> list[Entries]:
        """What stands in the file, struck out or not."""
        assert self.cache.file is not None
        with closing(sqlite3.connect(self.cache.file)) as connection:
            blobs = connection.execute("SELECT entries FROM segment").fetchall()
            for table in ("contents", "search"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(blobs),)
        return [Entries.read(blob) for (blob,) in blobs]

    def check(self) -> None:
        """It holds the notes and few others, in few segments."""
        assert {note.path: note for some in self.cache.view().load_rows() for _, note in some} == self.notes
        segments = self.segments()
        live = sum(sum(entries.live) for entries in segments)
        assert live == len(self.notes)
        full = live // (SMALL // 2)  # as many as that may be half full, or more
        assert len(segments) <= full + cache_places._FEW
        assert sum(len(entries.paths) for entries in segments) <= 2 * SMALL * (full + cache_places._FEW)


@given(st.lists(st.tuples(some_notes, some_notes), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_any_writes_leave_the_notes_and_few_segments(writes: list[tuple[set[int], set[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(Path(folder))
        for changed, gone in writes:
            kept.write(changed, gone)
            kept.check()
        kept.cache.close()


def test_a_thousand_edits_do_not_make_the_file_grow(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.write(set(range(NOTES)))
    sizes = []
    for number in range(1_000):
        kept.write({number * 7 % NOTES})
        sizes.append(kept.size)
    kept.check()
    assert max(sizes) == max(sizes[:200])


def test_going_back_and_forth_between_two_states_does_not_make_the_file_grow(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    every = set(range(NOTES))
    sizes = []
    for number in range(50):
        some = {one for one in every if one % 3 == number % 3}
        kept.write(every - some, some)
        kept.write(every)
        sizes.append(kept.size)
    kept.check()
    assert max(sizes) == max(sizes[:10])


def test_notes_that_were_edited_are_loaded_with_one_look_at_each_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By path, edited notes stand between others that are in another segment."""
    kept = Kept(tmp_path)
    kept.write(set(range(NOTES)))
    for number in range(60):
        kept.write({number * 7 % NOTES})
    looks = []
    read = Contents.read

    def counted(blob: object, token: bytes) -> Contents:
        looks.append(token)
        return read(blob, token)

    monkeypatch.setattr(Contents, "read", counted)
    monkeypatch.setattr(cache_view, "_AT_HAND", 1)
    kept.check()
    assert len(looks) == len(kept.segments())
