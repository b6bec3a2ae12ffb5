"""What the tests of the commit share: a note that is saved while others write to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talktui.notes import exchange, write_file
from talktui.notes.aside import Aside
from talktui.notes.late_writes import LateWrites
from talktui.notes.read_file import read_file
from talktui.notes.recovery import Recovery

OLD, OURS, THEIRS, THIRD = b"old\n", b"ours\n", b"theirs\n", b"third\n"


class World:
    """One note, what is kept of it, and somebody who acts when names are exchanged."""

    def __init__(self, parent: Path) -> None:
        self.root = parent / "notes"
        self.root.mkdir(parents=True)
        self.note = self.root / "a.md"
        self.note.write_bytes(OLD)
        self.recovery = Recovery(parent / "state", self.root)
        self.late = LateWrites()
        self.aside = Aside("a.md", self.recovery, self.late)
        self.before: dict[int, Callable[[], object]] = {}  # what happens before which call
        self.calls = 0

    def renameat2(self, *args: Any) -> None:
        self.calls += 1
        self.before.get(self.calls, lambda: None)()
        REAL(*args)

    def save(self, patch: pytest.MonkeyPatch) -> str | None:
        """Raises as `replace_file` does."""
        target = read_file(os.path.realpath(self.root), "a.md")
        with patch.context() as patched:
            patched.setattr(exchange, "renameat2", self.renameat2)
            return write_file.replace_file(target, OURS, self.aside)

    def remove(self, patch: pytest.MonkeyPatch) -> None:
        target = read_file(os.path.realpath(self.root), "a.md")
        with patch.context() as patched:
            patched.setattr(exchange, "renameat2", self.renameat2)
            write_file.remove_file(target, self.aside)

    def replaces(self, data: bytes) -> Callable[[], object]:
        def act() -> None:
            other = self.root / "other"
            other.write_bytes(data)
            other.rename(self.note)

        return act

    def writes(self, data: bytes) -> Callable[[], object]:
        return lambda: self.note.write_bytes(data)

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.root.iterdir()}

    @property
    def kept(self) -> list[bytes]:
        return [item.data for item in self.recovery.items()]


REAL = exchange.renameat2


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def refuse(number: int) -> Callable[[], object]:
    def act() -> None:
        raise OSError(number, os.strerror(number))

    return act
