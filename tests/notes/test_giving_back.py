"""What another program wrote into a file as it was being saved ends in the note, or is kept."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from talktui.notes.changes import NotSaved
from talktui.notes.giving_back import PutTogether
from talktui.notes.late_writes import PATIENCE
from talktui.notes.problem import Refused
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from tests.notes.store.conftest import AFTER, BEFORE, EDIT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be replaced there")
KEY = TalkKey("a.md")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_bytes(BEFORE)
    return Store(tmp_path / "notes", recovery=Recovery(tmp_path / "state", tmp_path / "notes"))


def write_late(store: Store, data: bytes) -> None:
    """Open the note, let it be saved, then write."""
    descriptor = os.open(store.root / "a.md", os.O_RDWR)
    store.apply(EDIT, BEFORE)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, data, 0)
    os.close(descriptor)


def kept(store: Store) -> list[tuple[str, bytes]]:
    assert store.recovery is not None
    return [(item.path, item.data) for item in store.recovery.items()]


def test_a_late_change_of_another_line_is_put_into_the_note_and_can_be_undone(store: Store) -> None:
    write_late(store, BEFORE.replace(b"A talk", b"Their talk"))
    (found,) = store.look_for_late_writes(leaving=True)
    assert found.saved is not None
    assert (store.root / "a.md").read_bytes() == AFTER.replace(b"A talk", b"Their talk")
    assert kept(store) == []
    step = store.journal.next_undo()
    assert step is not None
    store.take_back(step)
    assert (store.root / "a.md").read_bytes() == AFTER


def test_a_late_change_of_the_same_line_is_kept(store: Store) -> None:
    late = BEFORE.replace(b"Text", b"Their text")
    write_late(store, late)
    (found,) = store.look_for_late_writes(leaving=True)
    assert found.saved is None
    assert found.kept is not None
    assert (store.root / "a.md").read_bytes() == AFTER
    assert kept(store) == [("a.md", late)]


@pytest.mark.parametrize("late", [b"\xff\xfe\x00broken", b"x" * (2 << 20)])
def test_what_is_no_note_is_kept_as_it_is(store: Store, late: bytes) -> None:
    write_late(store, late)
    store.look_for_late_writes(leaving=True)
    assert kept(store) == [("a.md", late)]
    assert (store.root / "a.md").read_bytes() == AFTER


def test_a_note_that_is_gone_keeps_the_text(store: Store) -> None:
    late = BEFORE + b"more\n"
    write_late(store, late)
    (store.root / "a.md").unlink()
    store.look_for_late_writes(leaving=True)
    assert kept(store) == [("a.md", late)]


def test_without_a_recovery_the_text_itself_is_told(store: Store) -> None:
    bare = Store(store.root)
    late = BEFORE.replace(b"Text", b"Their text")
    write_late(bare, late)
    (found,) = bare.look_for_late_writes(leaving=True)
    assert (found.saved, found.kept, found.data) == (None, None, late)


def test_a_save_is_watched_and_then_let_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.apply(EDIT, BEFORE)
    assert store.expects_late_writes
    monkeypatch.setattr(store._late, "_clock", lambda: 1e12)
    assert store.look_for_late_writes() == []
    assert not store.expects_late_writes
    assert PATIENCE < 1e6


def test_undo_and_removal_are_watched_as_well(store: Store) -> None:
    saved = store.apply(EDIT, BEFORE)
    store.look_for_late_writes(leaving=True)
    descriptor = os.open(store.root / "a.md", os.O_WRONLY | os.O_APPEND)
    store.restore(saved.change)
    os.write(descriptor, b"late\n")
    os.close(descriptor)
    (found,) = store.look_for_late_writes(leaving=True)
    assert found.data == AFTER + b"late\n"
    assert b"late\n" in b"".join([(store.root / "a.md").read_bytes(), *(data for _, data in kept(store))])


def test_the_edit_is_what_it_says(store: Store) -> None:
    edit = PutTogether(KEY, b"a\nb\nc\nd\ne\n", b"a\nb\nc\nd\nE\n")
    assert edit.apply(b"A\nb\nc\nd\ne\n") == b"A\nb\nc\nd\nE\n"
    assert edit.apply(edit.before) == edit.late
    assert edit.apply(edit.late) == edit.late
    with pytest.raises(Refused, match="same lines"):
        edit.apply(b"a\nb\nc\nd\nother\n")
    assert "a.md" in edit.title
    with pytest.raises(NotSaved):
        store.apply(PutTogether(TalkKey("absent.md"), b"x", b"y"), None)


def test_what_a_killed_save_left_is_swept(store: Store) -> None:
    from talktui.notes import temp_files

    store.apply(EDIT, BEFORE)
    for data in (AFTER, b"of another\n"):
        (store.root / temp_files.new_name("a.md")).write_bytes(data)
    assert {stray.path for stray in store.sweep()} == {"a.md"}
    assert kept(store) == [("a.md", b"of another\n")]
    assert [path.name for path in store.root.iterdir()] == ["a.md"]
    assert Store(store.root).sweep() == []
