"""What the tests of the store share: a directory of one note, and an edit of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system has no /proc")
BEFORE = b"---\ntitle: A talk\n---\nText.\n"


@dataclasses.dataclass(frozen=True)
class Put:
    """An edit that replaces one word of the bytes by another."""

    old: bytes
    new: bytes
    path: str = "a.md"

    @property
    def title(self) -> str:
        return "put"

    @property
    def key(self) -> TalkKey:
        return TalkKey(self.path)

    def apply(self, data: bytes) -> bytes:
        if self.old not in data:
            raise Refused("the word is not there")
        return data.replace(self.old, self.new)


EDIT = Put(b"Text", b"Other text")
AFTER = BEFORE.replace(b"Text", b"Other text")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    root.mkdir()
    (root / "a.md").write_bytes(BEFORE)
    return root


@pytest.fixture
def store(root: Path) -> Store:
    return Store(root)


def files(root: Path) -> dict[str, bytes]:
    """Every file below `root`, hidden ones too: what a save left behind shows here."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
