"""A text that stands in no note is kept until the person says otherwise."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktui.notes.recovery import Recovery


@pytest.fixture
def recovery(tmp_path: Path) -> Recovery:
    return Recovery(tmp_path / "state", tmp_path / "notes")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(st.characters(blacklist_characters="\0"), min_size=1, max_size=30)
    | st.binary(min_size=1, max_size=20).map(os.fsdecode),
    data=st.binary(max_size=400),
    why=st.text(max_size=30),
)
def test_what_is_kept_comes_back_byte_by_byte(
    tmp_path_factory: pytest.TempPathFactory, path: str, data: bytes, why: str
) -> None:
    parent = tmp_path_factory.mktemp("recovery")
    id_ = Recovery(parent, parent / "notes").keep(path, data, why)
    (item,) = Recovery(parent, parent / "notes").items()  # after a restart, too
    assert (item.id, item.path, item.data, item.why) == (id_, path, data, why)
    assert item.when.tzinfo is not None


def test_only_its_owner_may_read_it(recovery: Recovery) -> None:
    recovery.keep("a.md", b"mine", "why")
    (file,) = recovery.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(recovery.folder.stat().st_mode) == 0o700


def test_the_same_text_is_kept_once_and_another_beside_it(recovery: Recovery) -> None:
    first = recovery.keep("a.md", b"one", "why")
    assert recovery.keep("a.md", b"one", "why else") == first
    second = recovery.keep("a.md", b"two", "why")
    third = recovery.keep("b.md", b"one", "why")
    assert [item.id for item in recovery.items()] == [third, second, first]


def test_nothing_goes_but_what_is_dropped(recovery: Recovery, tmp_path: Path) -> None:
    keep, go = recovery.keep("a.md", b"one", ""), recovery.keep("a.md", b"two", "")
    outside = tmp_path / "x.text"
    outside.write_text("x")
    for name in (go, go, "unknown", "../../../x", ""):
        recovery.drop(name)
    assert [item.id for item in recovery.items()] == [keep]
    assert recovery.get(go) is None
    kept = recovery.get(keep)
    assert kept is not None
    assert kept.data == b"one"
    assert outside.exists()


def test_each_notes_directory_has_its_own(tmp_path: Path) -> None:
    one, other = Recovery(tmp_path, tmp_path / "one"), Recovery(tmp_path, tmp_path / "other")
    one.keep("a.md", b"text", "")
    assert other.items() == []


@pytest.mark.parametrize("cut", [0, 5, 60, -1])
def test_a_damaged_file_is_still_a_text(recovery: Recovery, cut: int) -> None:
    id_ = recovery.keep("a.md", b"some text", "why")
    file = recovery.folder / f"{id_}.text"
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    (item,) = recovery.items()
    assert item.data == whole[:cut]
    assert "damaged" in item.why
    recovery.drop(item.id)
    assert recovery.items() == []


def test_a_full_disk_is_told_and_leaves_no_half(recovery: Recovery, monkeypatch: pytest.MonkeyPatch) -> None:
    recovery.keep("a.md", b"one", "")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="space"):
            recovery.keep("a.md", b"two", "")
    assert len(list(recovery.folder.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    recovery = Recovery(tmp_path / "state", tmp_path)
    assert recovery.items() == []
    with pytest.raises(NotADirectoryError):
        recovery.keep("a.md", b"text", "")


def test_several_threads_keep_what_they_bring(recovery: Recovery) -> None:
    threads = [
        threading.Thread(target=recovery.keep, args=("a.md", b"text %d" % (number % 10), ""))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {item.data for item in recovery.items()} == {b"text %d" % number for number in range(10)}
    assert len(recovery.items()) == 10
