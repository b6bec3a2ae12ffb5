"""The cache gives back what it was given, and nothing of a cache that is not as it should be."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
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
from talktui.notes.cache_rows import SIZE, Row, Search
from talktui.notes.cached_notes import CachedNotes
from talktui.notes.known import state_of
from talktui.notes.scan import survey
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.notes.talk import Etag, Note, Talk
from tests.notes.coarse import coarse_clock

LATER = 60.0  # seconds: by then files have come to rest
is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def make_notes(root: Path, count: int = 6) -> Path:
    for number in range(count):
        folder = root / f"conf-{number % 3}-2024"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"talk-{number:03}.md").write_text(
            f"---\ntitle: Talk {number}\ntags: [t{number % 5}]\nspeakers: [Zoë {number}]\n---\nword{number} Ünïque\n"
        )
    (root / "conf-0-2024" / "conference.yaml").write_text("name: First 2024\nstart: 2024-05-06\n")
    (root / "log.md").write_text(
        "# Log\n\n## [A](https://youtu.be/aaaaaaaaaaa)\nred\n\n## [B](https://youtu.be/bbbbbbbbbbb)\nblue\n"
    )
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_notes(tmp_path / "notes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


class Log(list[str]):
    def __call__(self, line: str) -> None:
        self.append(line)


def read(root: Path) -> dict[str, Note]:
    return {note.path: note for note in Store(root).load()}


def settings_of(root: Path) -> dict[str, Etag | None]:
    return {path: state_of(str(root / path)) for path in survey(str(root)).settings}


def filled(folder: Path, root: Path, opened: float | None = None, log: Log | None = None) -> Cache:
    """A cache of all notes, which have come to rest."""
    cache = Cache(folder, root, log, time.time() + LATER if opened is None else opened)
    now = settings_of(root)
    assert cache.write(read(root).values(), (), now)
    return cache


def loaded(cache: Cache) -> dict[str, Note]:
    return {note.path: note for batch in cache.view().load_rows() for _, note in batch}


def through(folder: Path, root: Path, log: Log | None = None) -> dict[str, Note]:
    """The notes as a command has them, which compares the cache with the files."""
    cache = Cache(folder, root, log, time.time() + LATER)
    notes = CachedNotes(os.path.realpath(root), (), cache, lambda: Store(root))
    found = {note.path: note for note in notes.all()}
    notes.keep()
    cache.close()
    return found


# -- what it is for


def test_notes_come_back_as_they_were_read(folder: Path, root: Path) -> None:
    filled(folder, root).close()
    cache = Cache(folder, root)
    assert loaded(cache) == read(root)
    assert list(loaded(cache)) == sorted(loaded(cache))
    index = cache.view().index()
    assert {path: entry.etag for path, entry in index.items()} == {p: n.etag for p, n in read(root).items()}
    assert all(entry.settled for entry in index.values())
    (note,) = cache.view().fetch([index["log.md"].row])
    assert note == read(root)["log.md"]
    conferences = {id(note.conference) for note in loaded(cache).values() if note.conference}
    assert len(conferences) == 3, "notes share their conference"


def test_search_texts_come_back(folder: Path, root: Path) -> None:
    cache = filled(folder, root)
    talks = {talk.key: talk for note in read(root).values() for talk in note.talks}
    found = dict(cache.view().texts())
    assert found == {key: SearchText(talk) for key, talk in talks.items()}
    rows = {entry.row: path for path, entry in cache.view().index().items()}
    row = cache.view().index()["log.md"].row
    assert {key.path for key, _ in cache.view().texts({row})} == {"log.md"}

    def paths(*needles: bytes) -> set[str]:
        hits = cache.view().search(needles)
        assert hits is not None
        return {rows[row] for row in hits}

    assert paths(b"unique", b"word3") == {"conf-0-2024/talk-003.md"}
    assert paths(b"red") == paths(b"blue") == {"log.md"}
    assert paths(b"red", b"blue") == set(), "no talk has both"
    assert paths() == set(rows.values())


@given(
    st.lists(st.text("ab", max_size=4), max_size=6),
    st.lists(st.text("ab", min_size=1, max_size=3), max_size=3),
)
def test_a_search_finds_the_texts_that_hold_every_needle(raws: list[str], needles: list[str]) -> None:
    texts = [SearchText.from_parts(raw.encode(), 0, 0, own_text=False) for raw in raws]
    rows = [Row("p", None, True, None, b"", b"", ((None, text),)) for text in texts]  # type: ignore[arg-type]
    expected = {n for n, raw in enumerate(raws) if all(needle in raw for needle in needles)}
    assert Search.of(rows).holding([needle.encode() for needle in needles]) == expected


def test_many_writes_keep_few_segments(folder: Path, tmp_path: Path) -> None:
    root = make_notes(tmp_path / "many", SIZE + 60)
    cache = filled(folder, root)
    for number in range(80):
        path = f"conf-{number % 3}-2024/talk-{number:03}.md"
        (root / path).write_text(f"# Anew {number}\n")
        assert cache.write([Store(root).read(path)])
    assert loaded(cache) == read(root)
    assert dict(cache.view().texts()) == {t.key: SearchText(t) for n in read(root).values() for t in n.talks}
    assert cache.file is not None
    with closing(sqlite3.connect(cache.file)) as connection:
        for table in ("segment", "contents", "search"):
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count < 30
    cache.write([], read(root).keys())
    assert not cache.view().index()


def test_large_notes_stand_in_segments_of_their_own(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("cache", "cache_places"):
        monkeypatch.setattr(f"talktui.notes.{module}.LARGEST", 2_000)
    for number in range(40):
        noise = random.Random(number).randbytes(600).hex()
        (root / f"large-{number:02}.md").write_text(f"# Large\n{noise}\n")
    cache = filled(folder, root)
    for number in range(0, 40, 2):
        (root / f"large-{number:02}.md").write_text("# Small now\n")
        assert cache.write([Store(root).read(f"large-{number:02}.md")])
    assert loaded(cache) == read(root)
    assert cache.file is not None
    with closing(sqlite3.connect(cache.file)) as connection:
        (largest,) = connection.execute("SELECT max(length(data)) FROM contents").fetchone()
    assert largest < 10_000  # some records, and one note more than the limit


def test_what_is_remembered_comes_back(folder: Path, root: Path) -> None:
    cache = Cache(folder, root)
    assert cache.recall("first screen") is None
    cache.remember("first screen", b"rows")
    cache.remember("first screen", b"other rows")
    assert Cache(folder, root).recall("first screen") == b"other rows"
    assert Cache(folder, root).recall("settings files") is None


def test_two_directories_have_a_cache_each(folder: Path, tmp_path: Path) -> None:
    for name in ("a/notes", "b/notes"):
        make_notes(tmp_path / name).joinpath("own.md").write_text(f"# {name}\n")
        filled(folder, tmp_path / name).close()
    assert loaded(Cache(folder, tmp_path / "a/notes"))["own.md"].talks[0].title == "a/notes"
    assert len(list(folder.iterdir())) == 2


def test_nobody_else_may_read_it(folder: Path, root: Path) -> None:
    cache = filled(folder, root)
    assert cache.file is not None
    assert stat.S_IMODE(os.stat(cache.file).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_a_store_without_a_cache_has_an_empty_one(root: Path) -> None:
    cache = Store(root).cache
    assert not cache.write(read(root).values())
    cache.remember("x", b"y")
    assert cache.recall("x") is None
    assert not cache.view().index()
    assert list(cache.view().load_rows()) == []


# -- what is not trusted


def test_what_changed_just_before_it_was_read_has_not_settled(folder: Path, root: Path) -> None:
    cache = filled(folder, root, opened=time.time())
    assert not any(entry.settled for entry in cache.view().index().values())
    assert cache.view().unsettled() == set(read(root))
    clock_was_put_back = filled(folder, root, opened=time.time() - 3600)
    assert not any(entry.settled for entry in clock_was_put_back.view().index().values())


def test_a_file_that_changes_within_one_tick_of_the_clock_is_read_again(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coarse_clock(monkeypatch)
    before = time.time()
    filled(folder, root, opened=before).close()
    for title in ("X", "Y"):
        with (root / "log.md").open("r+") as file:
            file.write(f"# {title}og")
        cache = Cache(folder, root, opened=before)
        notes = CachedNotes(os.path.realpath(root), (), cache, lambda: Store(root))
        note = notes.note("log.md")
        assert note is not None
        assert note.data.startswith(f"# {title}".encode())
        notes.keep()
        cache.close()


def test_what_depends_on_more_than_its_bytes_is_not_kept(folder: Path, root: Path) -> None:
    (root / "other.md").symlink_to("log.md")
    (root / "conf-0-2024" / "index.md").write_text("# Index\n")
    (root / "protected.md").write_text("# Protected\n")
    (root / "protected.md").chmod(0o444)
    (root / "nowhere.md").symlink_to("missing")
    (root / "no-text.md").write_bytes(b"# \xff\xfe\n")
    os.mkfifo(root / "pipe.md")
    kept = set(filled(folder, root).view().index())
    left = set(read(root)) - kept
    assert left == {"other.md", "conf-0-2024/index.md", "protected.md", "nowhere.md", "pipe.md"}


@pytest.mark.parametrize("name", ["conf-1-2024/conference.yaml", "conference.yml", ".talktui.yaml"])
@pytest.mark.parametrize("change", ["comes", "changes", "goes"])
def test_notes_are_read_again_when_what_is_said_of_them_changes(
    folder: Path, root: Path, name: str, change: str
) -> None:
    if change != "comes":
        (root / name).write_text("name: Before 2024\ncategories: {a: Before}\n")
    filled(folder, root).close()
    if change == "goes":
        (root / name).unlink()
    else:
        (root / name).write_text("name: After 2024\ncategories: {a: After}\n")
    assert through(folder, root) == read(root)
    assert through(folder, root) == read(root)


def test_notes_read_under_other_settings_are_not_given(folder: Path, root: Path) -> None:
    """Two talktuis: one has not seen yet that conference.yaml changed, and writes after the other."""
    late = filled(folder, root)
    before = settings_of(root)
    old = read(root)
    (root / "conf-0-2024" / "conference.yaml").write_text("name: Another 2024\n")
    filled(folder, root).close()
    late.write(old.values(), (), before)
    assert through(folder, root) == read(root)
    with_new = filled(folder, root)
    assert with_new.write([old["conf-0-2024/talk-000.md"]], (), before)
    names = {
        n.conference.name for n in loaded(with_new).values() if n.path.startswith("conf-0") and n.conference
    }
    assert names == {"First 2024"}, "what is given fits what `settings` says"


# -- what may become of it


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
