"""What the tests of `talktui import` share: a directory without notes, and sources written into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

THREE = ("A Calm Pager at Night", "Budgets for Errors in Practice", "Queues Considered Everywhere")
FOLDER = "conf-2024"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notes directory without notes."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a source file, the same one each time."""

    def source(content: str, name: str = "source") -> Path:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path / name

    return source


Source = Callable[..., Path]


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def note(root: Path, part: str) -> str:
    found = [path for path in root.rglob("*.md") if part in path.name]
    assert len(found) == 1, found
    return found[0].read_text(encoding="utf-8")
