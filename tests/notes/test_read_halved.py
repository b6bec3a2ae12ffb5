"""What a command has read by two processes is what one would have read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talktui.notes import forked, read_halved
from talktui.notes.store import Store

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    conference = tmp_path / "conf"
    conference.mkdir()
    (conference / "conference.yaml").write_text("name: MeshDay\n")
    for number in range(12):
        folder = conference if number % 2 else tmp_path
        (folder / f"{number:02}.md").write_text(f"---\ntitle: T{number}\n---\n# T{number}\n#tag\n")
    (tmp_path / "log.md").write_text("# A log\n\n## One\nhttps://youtu.be/aaaaaaaaaaa\n\n## Two\n")
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\0")
    (tmp_path / "z.md").mkdir()
    return Store(tmp_path)


@forks
def test_each_note_is_as_the_store_reads_it(store: Store) -> None:
    paths = [*store.scan(), "gone.md"]
    found = list(read_halved.read_halved(store, paths))
    assert [one.note for one in found] == [store.read(path) for path in paths]
    assert any(one.record is not None for one in found)
    assert found[-1].note.path == "gone.md"


@pytest.mark.parametrize("copied", [True, False])
def test_without_a_copy_that_answers_all_is_read_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, copied: bool
) -> None:
    monkeypatch.setattr(read_halved, "begin", lambda _work: forked.Copy(0, 0) if copied else None)
    monkeypatch.setattr(read_halved, "answer", lambda _copy: None)
    paths = list(store.scan())
    found = list(read_halved.read_halved(store, paths))
    assert [one.note for one in found] == [store.read(path) for path in paths]


@forks
def test_a_copy_that_fails_says_nothing() -> None:
    copy = forked.begin(lambda: 1 // 0)
    assert copy is not None
    assert forked.answer(copy) is None
    copy = forked.begin(lambda: [("plain", 1, None, b"values")])
    assert copy is not None
    assert forked.answer(copy) == [("plain", 1, None, b"values")]
