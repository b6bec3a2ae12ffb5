"""A file that cannot be written says why before anyone edits it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from talktui.notes.changes import NotSaved
from talktui.notes.edits import SetField
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
    return Store(tmp_path)


def no_writing(path: object, mode: int, **_: object) -> bool:
    return not mode & os.W_OK


def disk(flags: int) -> Callable[[object], object]:
    return lambda _: SimpleNamespace(f_flag=flags)


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (os.ST_RDONLY, "it is on a disk that can only be read"),
        (0, "you may not write this file: permission denied"),
    ],
)
def test_a_file_one_cannot_write_is_read_only_with_the_reason(
    store: Store, monkeypatch: pytest.MonkeyPatch, flags: int, reason: str
) -> None:
    monkeypatch.setattr("talktui.notes.read_file.os.access", no_writing)
    monkeypatch.setattr("talktui.notes.read_file.os.statvfs", disk(flags))
    note = store.read("a.md")
    assert note.read_only == reason
    assert [talk.read_only for talk in note.talks] == [reason]
    assert not note.problems
    with pytest.raises(NotSaved, match=reason):
        store.apply(SetField(TalkKey("a.md"), "rating", "4"), None)


def test_a_write_protected_file_says_how_to_allow_it(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.md").chmod(0o444)
    assert "chmod u+w" in str(store.read("a.md").read_only)


def test_a_file_one_can_write_is_not_read_only(store: Store) -> None:
    assert store.read("a.md").read_only is None
