"""kill -9 at random moments during saves, bulk edits and undo: nothing torn, missing or reverted."""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.reliability.figures import Figures
from tests.reliability.sizes import in_memory, processes, seed, size

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = "kill -9 at random moments"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")


def test_a_killed_talktui_leaves_every_file_as_it_was_or_as_it_should_be(
    tmp_path: Path, figures: Figures
) -> None:
    """Most of them in memory, where no wait for a disk makes some moments likelier than others."""
    wanted, first, workers = size(20_000, 200), seed(), processes()
    print(f"TALKTUI_SEED={first}")
    on_disk = max(1, wanted // 20)
    shares = [(on_disk, tmp_path)] + [
        ((wanted - on_disk) // workers + 1, in_memory(tmp_path)) for _ in range(workers)
    ]
    running = [start(folder, count, first + number) for number, (count, folder) in enumerate(shares)]
    counts: collections.Counter[str] = collections.Counter()
    for process in running:
        out, wrong = process.communicate()
        assert process.returncode == 0, wrong[-3000:]
        counts.update(json.loads(out))
    assert counts["kills"] >= wanted
    for what in ("kills", *sorted({*counts} - {"kills"})):
        figures.row(TABLE, what=what, count=counts[what])
    for what in (
        "files torn, missing or reverted",
        "strays lost",
        "steps that neither finished nor were undone",
    ):
        figures.row(TABLE, what=what, count=0)
    figures.row(TABLE, what=f"seconds ({len(running)} processes, seed {first})", count=figures.seconds)


def start(folder: Path, count: int, seed: int) -> subprocess.Popen[str]:
    """One process of kills, in a folder of its own below `folder`; it takes it away when all was right."""
    place = tempfile.mkdtemp(prefix="talktui-kills-", dir=folder)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.kills", place, str(count), str(seed)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
