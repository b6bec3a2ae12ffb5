"""A deleted file can be found in the trash; where there is none, that is said and the file goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talktui.notes.trash import to_trash


def trashed(own_trash: Path) -> dict[bytes, bytes]:
    files = os.fsencode(own_trash / "files")
    return {name: Path(os.fsdecode(files), os.fsdecode(name)).read_bytes() for name in os.listdir(files)}


@pytest.fixture
def home_is_here(own_trash: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home directory on the file system of the tests' files, so that its trash is taken."""
    monkeypatch.setenv("HOME", str(own_trash.parent))
    return own_trash


@pytest.mark.parametrize("name", ["a talk.md", "-rf", "--help", "ünï.md", os.fsdecode(b"\xff\xfe.md")])
def test_a_file_of_any_name_goes_to_the_trash_whole(name: str, tmp_path: Path, home_is_here: Path) -> None:
    file = tmp_path / name
    file.write_bytes(os.fsencode(name) + b" was here\n")
    assert to_trash(str(file)) is None
    assert not file.exists()
    assert os.fsencode(name) + b" was here\n" in trashed(home_is_here).values()


def test_a_link_goes_itself(tmp_path: Path, home_is_here: Path) -> None:
    target = tmp_path / "target.md"
    target.write_text("stays")
    link = tmp_path / "link.md"
    link.symlink_to(target)
    assert to_trash(str(link)) is None
    assert not os.path.lexists(link)
    assert target.read_text() == "stays"


def test_without_a_trash_the_file_is_removed_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_trash(_: str) -> None:
        raise PermissionError(13, "no trash here")

    monkeypatch.setattr("send2trash.send2trash", no_trash)
    file = tmp_path / "a.md"
    file.write_text("x")
    warning = to_trash(str(file))
    assert warning is not None
    assert "permission denied" in warning
    assert not file.exists()


def test_a_relative_path_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="absolute"):
        to_trash("-rf")
    with pytest.raises(FileNotFoundError):
        to_trash(str(tmp_path / "gone.md"))
