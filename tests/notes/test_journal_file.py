"""The journal's file: kept across restarts, nobody else's to read, set aside when damaged, written by one at a time."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from talktui.notes.changes import JournalError
from talktui.notes.journal import Journal
from tests.notes.journalled import changes, done, next_title, undo


def test_what_was_done_can_be_undone_after_a_restart(tmp_path: Path) -> None:
    first = Journal(tmp_path / "state", tmp_path)
    done(first, "one")
    first.close()
    second = Journal(tmp_path / "state", tmp_path)
    assert undo(second)[0].changes == tuple(changes("one"))
    second.close()
    third = Journal(tmp_path / "state", tmp_path)
    assert next_title(third, back=False) == "one"


def test_every_notes_directory_has_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        done(Journal(tmp_path / "state", tmp_path / name), name)
    (tmp_path / "link").symlink_to("one")
    assert next_title(Journal(tmp_path / "state", tmp_path / "two")) == "two"
    assert next_title(Journal(tmp_path / "state", tmp_path / "link")) == "one"


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        done(Journal(tmp_path / "state" / "journal", tmp_path), "one")
    finally:
        os.umask(umask)
    folder = tmp_path / "state" / "journal"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("how", ["zeros", "text", "cut", "older", "newer", "foreign"])
def test_a_damaged_journal_is_set_aside_and_begun_anew(tmp_path: Path, how: str) -> None:
    first = Journal(tmp_path / "state", tmp_path)
    done(first, "one")
    first.close()
    [file] = (tmp_path / "state").iterdir()
    data = file.read_bytes()
    if how in {"older", "newer"}:
        connection = sqlite3.connect(file)
        connection.execute(f"PRAGMA user_version={0 if how == 'older' else 99}")
        connection.close()
    elif how == "foreign":
        file.unlink()
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE step (something TEXT)")
        connection.close()
    else:
        file.write_bytes(
            {"zeros": data[:100] + bytes(len(data)), "text": b"not a journal" * 99, "cut": data[:5000]}[how]
        )
    damaged = file.read_bytes()
    second = Journal(tmp_path / "state", tmp_path)
    done(second, "two")
    assert [step.title for step in second.steps(9)] == ["two"]
    assert second.warning is not None
    assert "set aside" in second.warning
    [aside] = [
        path for path in (tmp_path / "state").glob("*.damaged-*") if not path.name.endswith(("-wal", "-shm"))
    ]
    assert aside.read_bytes() == damaged
    assert aside.name in second.warning


def test_a_text_that_is_not_what_was_saved_is_never_handed_out(tmp_path: Path) -> None:
    first = Journal(tmp_path / "state", tmp_path)
    done(first, "one")
    first.close()
    [file] = (tmp_path / "state").iterdir()
    connection = sqlite3.connect(file)
    connection.execute("UPDATE change SET before_hash=zeroblob(32)")
    connection.commit()
    connection.close()
    second = Journal(tmp_path / "state", tmp_path)
    assert second.next_undo() is None
    assert second.warning is not None


def test_a_journal_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, where the folder should be")
    journal = Journal(tmp_path / "state", tmp_path)
    with pytest.raises(JournalError, match=r"exists|not a directory"):
        journal.begin("one", changes("one"))


_OTHER = """
import os, sys
from pathlib import Path
from talktui.notes.changes import Change
from talktui.notes.journal import Journal
journal = Journal(Path(sys.argv[1]), Path(sys.argv[2]))
journal.begin("other", [Change("a", b"1", b"2")])
print("begun", flush=True)
sys.stdin.read()
os._exit(9)
"""


def test_a_step_of_another_process_is_unfinished_once_that_is_gone(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state", tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(tmp_path / "state"), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"begun\n"
        assert journal.unfinished() == []
        assert journal.next_undo() is None
        [listed] = journal.steps(9)
        assert not journal.begin_restore(listed.id, back=True)
        done(journal, "mine")
        assert next_title(journal) == "mine"
        other.stdin.close()
        other.wait()
        assert [step.title for step in journal.unfinished()] == ["other"]
        assert journal.begin_restore(listed.id, back=True)


def test_two_talktuis_never_undo_one_step_twice(tmp_path: Path) -> None:
    mine, theirs = Journal(tmp_path / "state", tmp_path), Journal(tmp_path / "state", tmp_path)
    step = done(mine, "one")
    assert mine.begin_restore(step, back=True)
    assert not theirs.begin_restore(step, back=True)
    mine.finish_restore(step, back=True)
    assert not theirs.begin_restore(step, back=True)
    assert theirs.begin_restore(step, back=False)


_MANY = """
import sys
from pathlib import Path
from talktui.notes.changes import Change
from talktui.notes.journal import Journal
journal = Journal(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(40):
    change = Change("a", b"1", str(number).encode())
    journal.finish(journal.begin(f"{sys.argv[3]} {number}", [change]), [change])
"""


def test_several_processes_write_to_one_journal(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _MANY, str(tmp_path / "state"), str(tmp_path), name])
        for name in "abc"
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    titles = [step.title for step in Journal(tmp_path / "state", tmp_path).steps(999)]
    assert len(titles) == 120
    for name in "abc":
        mine = [title for title in titles if title.startswith(name)]
        assert mine == [f"{name} {number}" for number in reversed(range(40))]
