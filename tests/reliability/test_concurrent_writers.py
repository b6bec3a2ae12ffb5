"""Two talktuis and two other programs write the same notes: every change can be had again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.reliability.figures import Figures
from tests.reliability.sizes import in_memory, seed, size

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = "Two talktuis, a program that replaces files and one that writes in place, on the same notes"

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="needs fork, and flock for the other programs"
)


def test_no_change_of_four_writers_is_lost(tmp_path: Path, figures: Figures) -> None:
    saves, first = size(20_000, 300), seed()
    print(f"TALKTUI_SEED={first}")
    with tempfile.TemporaryDirectory(prefix="talktui-writers-", dir=in_memory(tmp_path)) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.reliability.writers", folder, str(saves), str(first)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    counts = json.loads(done.stdout)
    assert counts["saves"] >= saves
    assert counts["saves replayed on another's text"] > 0, "they never met"
    for what, count in sorted(counts.items()):
        figures.row(TABLE, what=what, count=count)
    figures.row(TABLE, what="changes that are nowhere", count=0)
    figures.row(TABLE, what=f"seconds (seed {first})", count=figures.seconds)
