"""What the tests in a terminal share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
    own = {f"TALKTUI_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    return {**kept, "LANG": "C.UTF-8", **own}
