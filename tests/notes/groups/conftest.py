"""What the tests of groups share: four notes, an edit of one, and a store with its journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from talktui.notes import files, temp_files
from talktui.notes.groups import EditFile
from talktui.notes.journal import Journal
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

NOTE = b"---\ntitle: T\n---\nText.\n"


@dataclass(frozen=True)
class Add:
    """An edit that puts a line below all others; "no" is refused."""

    key: TalkKey
    line: bytes = b"line\n"

    @property
    def title(self) -> str:
        return "add"

    def apply(self, data: bytes) -> bytes:
        if self.line == b"no":
            raise Refused("it may not be")
        return data if data.endswith(self.line) else data + self.line


def add(path: str, line: bytes = b"line\n", base: bytes | None = NOTE) -> EditFile:
    return EditFile(Add(TalkKey(path), line), base)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "to_trash", lambda path, *_: Path(path).unlink())
    root = tmp_path / "notes"
    root.mkdir()
    for name in "abcd":
        (root / f"{name}.md").write_bytes(NOTE)
    return root


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Store:
    return Store(root, journal=Journal(tmp_path / "state", root))


def disk(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def temporary(root: Path) -> list[str]:
    """Names of files that a save has begun and not put in place."""
    return [path.name for path in root.rglob(".*") if temp_files.is_temp(path.name)]
