"""A save keeps whose a file is, what it may do and what it is called; where a new one could not, it writes in place."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talktui.notes import exchange
from talktui.notes.changes import NotSaved
from talktui.notes.store import Store

from .conftest import AFTER, BEFORE, EDIT, files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes of POSIX systems")
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
SOMEBODY = 65534


@pytest.fixture
def root() -> Iterator[Path]:
    """A notes directory that every user may go into; pytest's own are for one."""
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    root = parent / "notes"
    root.mkdir()
    root.chmod(0o755)
    (root / "a.md").write_bytes(BEFORE)
    (root / "a.md").chmod(0o644)
    yield root
    shutil.rmtree(parent)


def as_somebody(root: Path) -> dict[str, Any]:
    """What a save by another user comes to: its warning or its error."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(SOMEBODY)
            os.setuid(SOMEBODY)
            try:
                said: dict[str, Any] = {"warning": Store(root).apply(EDIT, BEFORE).warning}
            except NotSaved as error:
                said = {"error": str(error)}
            os.write(writing, json.dumps(said).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    found = json.loads(data)
    assert isinstance(found, dict)
    return found


def looks(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)


@needs_root
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_who_may_give_files_away_keeps_owner_group_and_mode(root: Path, mode: int) -> None:
    os.chown(root / "a.md", SOMEBODY, SOMEBODY - 1)
    (root / "a.md").chmod(mode)
    assert Store(root).apply(EDIT, BEFORE).warning is None
    assert looks(root / "a.md") == (SOMEBODY, SOMEBODY - 1, mode)
    assert files(root) == {"a.md": AFTER}


@needs_root
def test_a_folder_that_takes_no_new_file_has_it_written_in_place(root: Path) -> None:
    os.chown(root / "a.md", SOMEBODY, SOMEBODY)
    before = (root / "a.md").stat()
    said = as_somebody(root)
    assert "no new file may be made in its folder, so it was written in place" in said["warning"]
    assert (root / "a.md").stat().st_ino == before.st_ino
    assert looks(root / "a.md") == (SOMEBODY, SOMEBODY, 0o644)
    assert files(root) == {"a.md": AFTER}


@needs_root
@pytest.mark.parametrize("folder_mode", [0o755, 0o1777])
def test_a_file_of_another_user_stays_that_users(root: Path, folder_mode: int) -> None:
    os.chown(root, SOMEBODY, SOMEBODY)
    root.chmod(folder_mode)
    (root / "a.md").chmod(0o666)
    said = as_somebody(root)
    assert "could not have its owner, so it was written in place" in said["warning"]
    assert looks(root / "a.md") == (0, 0, 0o666)
    assert files(root) == {"a.md": AFTER}


@needs_root
def test_a_file_of_a_group_that_is_not_ours_stays_that_groups(root: Path) -> None:
    os.chown(root, SOMEBODY, SOMEBODY)
    os.chown(root / "a.md", SOMEBODY, 0)
    (root / "a.md").chmod(0o660)
    said = as_somebody(root)
    assert "could not have its group, so it was written in place" in said["warning"]
    assert looks(root / "a.md") == (SOMEBODY, 0, 0o660)
    assert files(root) == {"a.md": AFTER}


@needs_root
def test_a_file_that_may_not_be_written_is_not_saved(root: Path) -> None:
    said = as_somebody(root)
    assert "you may not write this file: permission denied" in said["error"]
    assert files(root) == {"a.md": BEFORE}


@needs_root
def test_ones_own_file_in_a_folder_of_all_is_exchanged(root: Path) -> None:
    root.chmod(0o1777)
    os.chown(root / "a.md", SOMEBODY, SOMEBODY)
    before = (root / "a.md").stat().st_ino
    assert as_somebody(root) == {"warning": None}
    assert (root / "a.md").stat().st_ino != before
    assert files(root) == {"a.md": AFTER}


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EBUSY, "mounted there by itself"), (errno.EPERM, "the system allows no new file in its place")],
)
def test_a_file_that_cannot_be_replaced_is_written_in_place(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(exchange, "renameat2", refuse)
        patch.setattr(os, "replace", refuse)
        saved = Store(root).apply(EDIT, BEFORE)
    assert saved.warning == f"{_the(words)}, so it was written in place"
    assert files(root) == {"a.md": AFTER}


def _the(words: str) -> str:
    return words if words.startswith("the ") else f"it is {words}"


@pytest.mark.parametrize("name", ["user.colour", "system.posix_acl_access"])
def test_an_attribute_that_a_new_file_cannot_have_stays_with_the_old_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def names(_: object) -> list[str]:
        return [name]

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    inode = (root / "a.md").stat().st_ino
    with monkeypatch.context() as patch:
        patch.setattr(os, "listxattr", names, raising=False)
        patch.setattr(os, "getxattr", lambda *_: b"red", raising=False)
        patch.setattr(os, "setxattr", refuse, raising=False)
        saved = Store(root).apply(EDIT, BEFORE)
    assert "extended attributes, so it was written in place" in (saved.warning or "")
    assert (root / "a.md").stat().st_ino == inode
    assert files(root) == {"a.md": AFTER}


def test_before_it_is_written_in_place_the_journal_has_the_text(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "b.md").hardlink_to(root / "a.md")
    store = Store(root)
    seen: list[bool] = []
    real: Callable[..., int] = os.write

    def write(descriptor: int, data: bytes) -> int:
        seen.append(store.journal.has(BEFORE) and store.journal.has(AFTER))
        return real(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        store.apply(EDIT, BEFORE)
    assert seen
    assert all(seen)


def test_a_link_stays_and_what_it_leads_to_keeps_its_attributes(root: Path) -> None:
    (root / "sub").mkdir()
    (root / "a.md").rename(root / "sub" / "real.md")
    (root / "sub" / "real.md").chmod(0o640)
    (root / "a.md").symlink_to("sub/real.md")
    assert Store(root).apply(EDIT, BEFORE).warning is None
    assert os.readlink(root / "a.md") == "sub/real.md"
    assert stat.S_IMODE((root / "sub" / "real.md").stat().st_mode) == 0o640
    assert files(root) == {"a.md": AFTER, "sub/real.md": AFTER}
