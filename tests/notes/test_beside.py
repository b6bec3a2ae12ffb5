"""Swap files, locks and sync-conflict copies: told apart from notes, and believed no further than checked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.beside import (
    Beside,
    ConflictPaths,
    Opened,
    beside,
    conflict_of,
    is_backup,
    lock_of,
    opened_among,
    opened_by,
    opened_now,
    swap_file,
)
from talktui.notes.scan import scan, survey

HERE = socket.gethostname()


def swap_head(pid: int, host: str, version: bytes = b"VIM 9.0", user: str = "ada") -> bytes:
    """The first block of a swap file, as Vim's memline.c lays it out."""
    return b"".join((
        b"b0", version.ljust(10, b"\0"), bytes(12), pid.to_bytes(4, "little"),
        user.encode().ljust(40, b"\0"), host.encode().ljust(40, b"\0"), b"~/notes/a.md".ljust(900, b"\0"),
    )).ljust(4096, b"\0")  # fmt: skip


def wait_until_named(process: subprocess.Popen[bytes], name: str) -> None:
    """Wait until the system calls a new process `name`: it says it has begun a moment before it does."""
    told = Path(f"/proc/{process.pid}/comm")
    while told.exists() and told.read_text().strip() != name:
        assert process.poll() is None
        os.sched_yield()


def gone() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("talk.sync-conflict-20240131-235959-ABCDEFG.md", "talk.md"),
        ("talk.sync-conflict-20240131-235959.md", "talk.md"),
        ("a.b c.sync-conflict-20240131-235959-ABCDEFG.markdown", "a.b c.markdown"),
        ("talk (Ada's conflicted copy 2024-01-31).md", "talk.md"),
        ("talk (conflicted copy 2024-01-31 235959).md", "talk.md"),
        ("talk (Ada's Conflicted Copy 2024-01-31) (1).md", "talk.md"),
        ("talk_conflict-20240131-235959.md", "talk.md"),
        ("talk.md", None),
        ("conflict.md", None),
        ("how to settle a conflict (with care).md", None),
        ("talk.sync-conflict-.md", None),
        (".sync-conflict-20240131-235959-ABCDEFG.md", None),
    ],
)
def test_a_copys_name_says_whose_it_is(name: str, of: str | None) -> None:
    assert conflict_of(name) == of


@pytest.mark.parametrize(
    ("name", "of"),
    [
        (".a.md.swp", "a.md"),
        (".a.md.swo", "a.md"),
        (".a.md.svz", "a.md"),
        (".#a.md", "a.md"),
        ("a.md", None),
        (".a.md", None),
        (".swp", None),
        ("a.swp", None),
        (".#", None),
    ],
)
def test_a_locks_name_says_whose_it_is(name: str, of: str | None) -> None:
    assert lock_of(name) == of


@given(st.text(max_size=300))
def test_any_name_is_judged(name: str) -> None:
    assert conflict_of(name) != ""
    assert lock_of(name) != ""


def test_a_running_vim_is_named_and_one_that_ended_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    vim = tmp_path / "vim"
    vim.symlink_to(shutil.which("sleep") or "/bin/sleep")
    with subprocess.Popen([vim, "60"]) as process:
        wait_until_named(process, "vim")
        (tmp_path / ".a.md.swp").write_bytes(swap_head(process.pid, HERE))
        assert swap_file(str(tmp_path), "a.md") == f"open in vim (pid {process.pid})"
        process.kill()
    assert swap_file(str(tmp_path), "a.md") is None
    left = beside(str(tmp_path), "a.md").opened
    assert left is not None
    assert str(left) == "vim ended without closing it: .a.md.swp is left; `vim -r` recovers what was typed"


def test_a_number_that_another_program_has_now_is_not_vims(tmp_path: Path) -> None:
    (tmp_path / ".a.md.swp").write_bytes(swap_head(os.getpid(), HERE))
    assert opened_now(str(tmp_path), "a.md") is None


def test_on_another_machine_nobody_knows_whether_it_runs(tmp_path: Path) -> None:
    (tmp_path / ".a.md.swp").write_bytes(swap_head(4711, "other-machine"))
    assert swap_file(str(tmp_path), "a.md") == "open in vim (pid 4711, on other-machine)"


def test_nano_writes_the_same_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / ".a.md.swp").write_bytes(swap_head(4711, "other-machine", b"nano 7.2"))
    assert swap_file(str(tmp_path), "a.md") == "open in nano (pid 4711, on other-machine)"


def test_emacs_lock_is_a_link_to_nowhere_or_a_file(tmp_path: Path) -> None:
    os.symlink("ada@other-machine.example.4711:1700000000", tmp_path / ".#a.md")
    assert swap_file(str(tmp_path), "a.md") == "open in Emacs (pid 4711, on other-machine.example)"
    (tmp_path / ".#a.md").unlink()
    (tmp_path / ".#a.md").write_text("ada@other-machine.4711")
    assert swap_file(str(tmp_path), "a.md") == "open in Emacs (pid 4711, on other-machine)"
    (tmp_path / ".#a.md").unlink()
    os.symlink(f"ada@{HERE}.{gone()}:1", tmp_path / ".#a.md")
    assert opened_now(str(tmp_path), "a.md") is None


@pytest.mark.parametrize(
    "data", [b"", b"b0", b"x" * 5000, b"b0" + b"\xff" * 5000, swap_head(1, HERE)[:1000], b"\0" * 1008]
)
def test_what_only_has_the_name_of_a_swap_file_is_no_lock(tmp_path: Path, data: bytes) -> None:
    (tmp_path / ".a.md.swp").write_bytes(data)
    opened = opened_by(str(tmp_path), ".a.md.swp")
    assert opened is None or opened.running is not True


@given(st.binary(max_size=2000))
def test_any_content_of_a_swap_file_is_data(data: bytes) -> None:
    folder = Path("/proc/self") if Path("/proc/self").exists() else Path("/")
    assert opened_by(str(folder), ".a.md.swp") is None  # not there
    descriptor = os.memfd_create("swap") if hasattr(os, "memfd_create") else None
    if descriptor is None:
        return
    try:
        os.write(descriptor, b"b0" + data)
        link = f"/proc/self/fd/{descriptor}"
        opened = opened_by(os.path.dirname(link), os.path.basename(link))
        assert opened is None or isinstance(opened, Opened)
    finally:
        os.close(descriptor)


def test_a_pipe_or_a_folder_by_that_name_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".a.md.swp")
    (tmp_path / ".a.md.swo").mkdir()
    os.symlink("/dev/zero", tmp_path / ".a.md.swn")
    (tmp_path / ".#a.md").mkdir()
    assert beside(str(tmp_path), "a.md") == Beside()


def test_a_copy_is_no_note_while_its_note_is_there(tmp_path: Path) -> None:
    copy = "f/a.sync-conflict-20240131-235959-ABCDEFG.md"
    (tmp_path / "f").mkdir()
    (tmp_path / "f/a.md").write_text("mine")
    (tmp_path / copy).write_text("theirs")
    (tmp_path / "f/.a.md.swp").write_bytes(swap_head(4711, "other-machine"))
    assert list(scan(str(tmp_path))) == ["f/a.md"]
    found = survey(str(tmp_path))
    assert found.notes == ["f/a.md"]
    assert set(found.beside["f/a.md"]) == {Path(copy).name, ".a.md.swp"}
    there = beside(str(tmp_path), "f/a.md")
    assert there.copies == (copy,)
    assert there.opened is not None
    assert "f/a.md" in ConflictPaths(str(tmp_path), ["f/a.md", "b.md"])
    assert "b.md" not in ConflictPaths(str(tmp_path), ["f/a.md", "b.md"])
    (tmp_path / "f/a.md").unlink()
    assert list(scan(str(tmp_path))) == [copy]


def test_backups_are_no_notes(tmp_path: Path) -> None:
    for name in ("a.md", "a.md~", "#a.md#"):
        (tmp_path / name).write_text("x")
    assert is_backup("a.md~")
    assert list(scan(str(tmp_path))) == ["a.md"]


def test_of_many_notes_those_that_are_open_are_told(tmp_path: Path) -> None:
    names = [f"{folder}{number}.md" for folder in ("", "sub/") for number in range(5)]
    (tmp_path / "sub").mkdir()
    for name in names:
        (tmp_path / name).write_text("note")
    (tmp_path / "sub" / ".#3.md").symlink_to(f"me@another-machine.{os.getpid()}:1")
    (tmp_path / ".2.md.swp").write_text("no swap file")
    found = dict(opened_among(str(tmp_path), [*names, "missing/a.md", "nul\0/b.md"]))
    assert found == {"sub/3.md": opened_now(str(tmp_path), "sub/3.md")}
