"""What a killed save left is found at the next start and never just deleted; a living one's is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talktui.notes import strays, temp_files
from talktui.notes.changes import Change, JournalError
from talktui.notes.journal import Journal
from talktui.notes.recovery import Recovery
from talktui.notes.scan import scan
from talktui.notes.strays import Stray, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX systems")

OLD, NEW, THEIRS = b"old text\n", b"new text\n", b"theirs\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.md").write_bytes(OLD)
    return root


@pytest.fixture
def recovery(root: Path, tmp_path: Path) -> Recovery:
    return Recovery(tmp_path / "state", root)


@pytest.fixture
def journal() -> Journal:
    journal = Journal.in_memory()
    change = Change("sub/a.md", OLD, NEW)
    journal.finish(journal.begin("edit", [change]), [change])
    return journal


def stray(root: Path, data: bytes, note: str = "a.md") -> Path:
    place = root / "sub" / temp_files.new_name(note)
    place.write_bytes(data)
    return place


@pytest.mark.parametrize("data", [OLD, NEW, b""])
def test_what_the_journal_holds_may_go(root: Path, recovery: Recovery, journal: Journal, data: bytes) -> None:
    place = stray(root, data)
    assert sweep(root, recovery, journal) == [Stray("sub/a.md", None)]
    assert not place.exists()
    assert recovery.items() == []


def test_everything_else_is_kept_under_its_notes_name(
    root: Path, recovery: Recovery, journal: Journal
) -> None:
    place = stray(root, THEIRS)
    (found,) = sweep(root, recovery, journal)
    assert found.path == "sub/a.md"
    assert not place.exists()
    (item,) = recovery.items()
    assert (item.id, item.path, item.data) == (found.kept, "sub/a.md", THEIRS)


def test_a_text_of_a_note_that_is_gone_is_kept_under_its_own(root: Path, recovery: Recovery) -> None:
    place = stray(root, THEIRS, "gone.md")
    sweep(root, recovery, None)
    assert recovery.items()[0].path == f"sub/{place.name}"


@pytest.mark.parametrize("shared", [False, True])
def test_the_file_of_a_save_under_way_is_left_alone(
    root: Path, recovery: Recovery, journal: Journal, shared: bool
) -> None:
    place = stray(root, THEIRS)
    saving = os.open(place, os.O_RDWR)
    temp_files.lock(saving, shared=shared)
    assert sweep(root, recovery, journal) == []
    assert place.exists()
    os.close(saving)
    assert len(sweep(root, recovery, journal)) == 1
    assert not place.exists()


def test_the_file_of_another_process_is_left_alone_until_it_is_killed(
    root: Path, recovery: Recovery, journal: Journal
) -> None:
    code = (
        "import os, sys, time\n"
        "from talktui.notes import temp_files\n"
        f"folder = os.open({str(root / 'sub')!r}, os.O_RDONLY)\n"
        "name, descriptor = temp_files.make('a.md', folder, 0o600)\n"
        "os.write(descriptor, b'half of a te')\n"
        "print('ready', flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert sweep(root, recovery, journal) == []
        process.kill()
        process.wait()
    assert len(sweep(root, recovery, journal)) == 1
    assert [item.data for item in recovery.items()] == [b"half of a te"]


def test_a_text_that_cannot_be_kept_stays_where_it_is(root: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, no folder")
    place = stray(root, THEIRS)
    (found,) = sweep(root, Recovery(tmp_path / "state", root), None)
    assert found.left
    assert place.read_bytes() == THEIRS


def test_a_journal_that_cannot_be_read_is_as_good_as_none(
    root: Path, recovery: Recovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise JournalError("it is damaged")

    journal = Journal.in_memory()
    monkeypatch.setattr(journal, "has", broken)
    stray(root, OLD)
    sweep(root, recovery, journal)
    assert [item.data for item in recovery.items()] == [OLD]


def test_only_files_of_our_name_are_touched(root: Path, recovery: Recovery, tmp_path: Path) -> None:
    for name in (".talktui-0123.tmp", ".talktui-0123456789abcdeg.tmp", ".talktui.yaml", "talktui-x.tmp"):
        (root / name).write_text("mine")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / temp_files.new_name("a.md")).write_bytes(THEIRS)
    (root / "link").symlink_to(elsewhere)
    (root / ".git").mkdir()
    (root / ".git" / temp_files.new_name("a.md")).write_bytes(THEIRS)
    assert sweep(root, recovery, None) == []
    (root / temp_files.new_name("a.md")).symlink_to(elsewhere)
    (root / temp_files.new_name("b.md")).mkdir()
    assert [found.left for found in sweep(root, recovery, None)] == [True, True]
    assert len(list(root.iterdir())) == 9


def test_hidden_folders_are_looked_into(root: Path, recovery: Recovery) -> None:
    (root / ".store").mkdir()
    (root / ".store" / temp_files.new_name("a.md")).write_bytes(THEIRS)
    assert len(sweep(root, recovery, None)) == 1


def test_strays_are_no_notes(root: Path) -> None:
    stray(root, THEIRS)
    assert list(scan(str(root))) == ["sub/a.md"]


def test_without_locks_the_age_tells(root: Path, recovery: Recovery, monkeypatch: pytest.MonkeyPatch) -> None:
    place = stray(root, THEIRS)
    monkeypatch.setattr(temp_files, "is_free", lambda _: None)
    assert sweep(root, recovery, None) == []
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + strays.WITHOUT_LOCKS + 60)
    assert len(sweep(root, recovery, None)) == 1
    assert not place.exists()


def test_a_folder_that_cannot_be_listed_is_passed_over(
    root: Path, recovery: Recovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray(root, THEIRS)
    (root / "secret").mkdir()
    real = os.scandir

    def denied(path: str) -> object:
        if "secret" in path:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert len(sweep(root, recovery, None)) == 1
    assert sweep(root / "nowhere", recovery, None) == []
