"""What the tests of watching and looking again share: a directory of one note."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    (root / "a").mkdir(parents=True)
    (root / "a" / "x.md").write_text("# X\n")
    return root
