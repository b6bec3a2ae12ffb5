"""Nothing comes of a cache that is not as it should be: damaged, locked, full, gone, killed while it is written."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktui.notes import cache_file
from talktui.notes.cache import Cache
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.notes.talk import Note, Talk

from .conftest import LATER, Log, filled, loaded, make_notes, read, through

is_root = hasattr(os, "geteuid") and os.geteuid() == 0


@dataclass(repr=False)
class Whole:
    root: Path
    file: Path
    data: bytes

    def __repr__(self) -> str:
        return "Whole"


def damaged_in(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 200))):
        place = chance.randrange(len(changed))
        changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.fixture(scope="module")
def whole_cache(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    top = tmp_path_factory.mktemp("cache")
    root = make_notes(top / "notes", 40)
    cache = filled(top / "cache", root)
    cache.remember("x", b"y" * 100)
    cache.close()
    assert cache.file is not None
    return Whole(root, cache.file, cache.file.read_bytes())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_a_damaged_cache_gives_nothing_that_is_wrong(whole_cache: Whole, seed: int) -> None:
    root, file, data = whole_cache.root, whole_cache.file, whole_cache.data
    file.write_bytes(damaged_in(data, seed))
    log = Log()
    cache = Cache(file.parent, root, log, time.time() + LATER)
    fresh = _read_once(root)
    for path, note in loaded(cache).items():
        if note.etag == fresh[path].etag:
            assert note == fresh[path]
            assert note.data == fresh[path].data
    talks = {talk.key: talk for note in fresh.values() for talk in note.talks}
    rows = {entry.row: path for path, entry in cache.view().index().items() if entry.etag == fresh[path].etag}
    for key, text in cache.view().texts(rows):
        assert text == SearchText(talks[key])
    view = cache.view()
    rows = {e.row: path for path, e in view.index().items() if e.etag == fresh[path].etag}
    hits = view.search([b"word7"])
    if hits is not None:
        wanted = {row for row, path in rows.items() if path.endswith("talk-007.md")}
        assert wanted <= hits
    assert cache.recall("x") in {None, b"y" * 100}
    cache.close()
    assert through(file.parent, root, log) == fresh
    again = Cache(file.parent, root, log)
    assert loaded(again) == fresh, "it is made anew"
    again.close()
    assert len(log) <= 2  # one for each cache that was opened on the damaged file
    assert all("damaged" in line for line in log)


_fresh: dict[Path, dict[str, Note]] = {}


def _read_once(root: Path) -> dict[str, Note]:
    return _fresh.setdefault(root, read(root))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True))
def test_a_cache_that_was_cut_off_is_made_anew(whole_cache: Whole, part: float) -> None:
    root, file, data = whole_cache.root, whole_cache.file, whole_cache.data
    file.write_bytes(data[: int(len(data) * part)])
    assert through(file.parent, root) == _read_once(root)
    assert loaded(Cache(file.parent, root)) == _read_once(root)


@pytest.mark.parametrize("what", [b"", b"not a database at all" * 100, b"SQLite format 3\0" + b"\0" * 84])
def test_another_file_in_its_place_is_replaced(folder: Path, root: Path, what: bytes) -> None:
    cache = Cache(folder, root)
    assert cache.file is not None
    folder.mkdir()
    cache.file.write_bytes(what)
    assert through(folder, root) == read(root)
    assert loaded(Cache(folder, root)) == read(root)


def test_a_cache_of_another_version_is_made_anew_without_a_word(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(folder, root).close()
    log = Log()
    monkeypatch.setattr(cache_file, "version", lambda: b"another talktui")
    assert not loaded(Cache(folder, root, log))
    assert through(folder, root, log) == read(root)
    assert loaded(Cache(folder, root, log)) == read(root)
    monkeypatch.setattr(cache_file, "SCHEMA_VERSION", 2)
    assert through(folder, root, log) == read(root)
    assert not log


def test_the_version_changes_with_the_modules_that_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache_file.version.__wrapped__()
    assert cache_file.version.__wrapped__() == before
    monkeypatch.setattr(cache_file, "_state", lambda entry: entry.name)
    assert cache_file.version.__wrapped__() != before


def test_a_locked_cache_is_done_without(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "WAIT", 0.01)
    cache = filled(folder, root)
    cache.close()
    assert cache.file is not None
    log = Log()
    with closing(sqlite3.connect(cache.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = Cache(folder, root, log)
        assert not loaded(locked)
        assert locked.view().search([b"word1"]) in {None, frozenset()}
        assert not locked.write(read(root).values())
        assert through(folder, root) == read(root)
        other.execute("ROLLBACK")
    assert loaded(locked) == read(root)
    assert len(log) == 1
    assert "locked" in log[0]


@pytest.mark.skipif(is_root, reason="root may write everything")
def test_a_directory_that_may_not_be_written_is_read(folder: Path, root: Path) -> None:
    filled(folder, root).close()
    log = Log()
    for path in (*folder.iterdir(), folder):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        cache = Cache(folder, root, log)
        assert loaded(cache) == read(root)
        (root / "log.md").write_text("# New\n")
        assert not cache.write([Store(root).read("log.md")])
        assert through(folder, root) == read(root)
    finally:
        folder.chmod(0o700)
    assert len(log) == 1


def test_a_place_where_nothing_can_be_made_is_done_without(tmp_path: Path, root: Path) -> None:
    (tmp_path / "file").write_text("")
    log = Log()
    cache = Cache(tmp_path / "file" / "below", root, log)
    assert not cache.write(read(root).values())
    cache.remember("x", b"")
    assert not cache.view().index()
    assert len(log) == 1
    folder = tmp_path / "cache"
    strange = Cache(folder, root, log := Log())
    assert strange.file is not None
    strange.file.mkdir(parents=True)
    assert not strange.write(read(root).values())
    assert not strange.view().index()
    assert len(log) == 1


def test_a_full_disk_is_done_without(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder, root).close()
    connect = cache_file.connect

    def small(file: Path, root: str, *, make: bool) -> sqlite3.Connection | None:
        connection = connect(file, root, make=make)
        if connection is not None:
            connection.execute(
                f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}"
            )
        return connection

    monkeypatch.setattr(cache_file, "connect", small)
    log = Log()
    cache = Cache(folder, root, log, time.time() + LATER)
    before = read(root)
    make_notes(root, 400)
    assert not cache.write(read(root).values())
    assert len(log) == 1
    assert "full" in log[0]
    now = read(root)
    assert all(note in (before.get(path), now[path]) for path, note in loaded(cache).items())
    monkeypatch.undo()
    assert through(folder, root) == read(root)


def test_a_cache_that_is_removed_meanwhile_is_made_again(folder: Path, root: Path) -> None:
    cache = filled(folder, root)
    loaded(cache)
    shutil.rmtree(folder)
    assert loaded(cache) == read(root), "what is open can be read"
    assert not cache.write([Store(root).read("log.md")]), "it says that the others are not there any more"
    assert set(loaded(cache)) == {"log.md"}
    assert cache.write(read(root).values())
    assert loaded(Cache(folder, root)) == read(root)


WRITER = """
import sys, time
from talktui.notes.cache import Cache
from talktui.notes.store import Store
folder, root = sys.argv[1:3]
notes = list(Store(root).load())
print("ready", flush=True)
sys.stdin.readline()
for turn in range(15):
    cache = Cache(__import__("pathlib").Path(folder), root, lambda line: print(line, flush=True), time.time() + 60)
    some = notes[turn % 3 :: 3]
    cache.write(some, [note.path for note in notes[(turn + 1) % 3 :: 3]] if turn % 2 else [])
    for batch in cache.view().load_rows():
        for _, note in batch:
            assert note in notes, note.path
    cache.close()
print("done", flush=True)
"""


def test_two_talktuis_at_once_harm_nothing(folder: Path, tmp_path: Path) -> None:
    root = make_notes(tmp_path / "many", 120)
    with writers(folder, root, 2) as processes:
        for process in processes:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=60)[0] for process in processes]
    assert said == ["done\n"] * 2
    assert through(folder, root) == read(root)
    assert loaded(Cache(folder, root)) == read(root)


@contextmanager
def writers(folder: Path, root: Path, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_kill_in_the_middle_of_writing_leaves_it_whole(folder: Path, tmp_path: Path) -> None:
    root = make_notes(tmp_path / "many", 120)
    fresh = read(root)
    for size in (1, 60_000, 120_000):
        with writers(folder, root, 1) as (process,):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
            while process.poll() is None and all(
                file.stat().st_size < size for file in folder.glob("*.cache")
            ):
                pass
            process.kill()
            process.wait()
        log = Log()
        cache = Cache(folder, root, log)
        assert loaded(cache).items() <= fresh.items()
        cache.close()
        assert through(folder, root) == fresh
        assert not log, "nothing of it is damaged"


def test_what_text_of_raises_ends_the_writing_and_leaves_it_whole(folder: Path, root: Path) -> None:
    class Stop(Exception):
        pass

    def stop(talk: Talk) -> SearchText:
        raise Stop

    cache = filled(folder, root)
    (root / "log.md").write_text("# New\n")
    with pytest.raises(Stop):
        cache.write([Store(root).read("log.md")], text_of=stop)
    assert through(folder, root) == read(root)
