"""The cache gives back what it was given, to those whose it is."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.cache import Cache
from talktui.notes.cache_rows import SIZE, Row, Search
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store

from .conftest import filled, loaded, make_notes, read


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
