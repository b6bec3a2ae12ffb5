"""Saves on a full disk: every file stays whole, what is said is so, and the draft of what was not saved is kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.figures import Figures
from tests.reliability.full_disk import SKIPPED
from tests.reliability.sizes import seed, size

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = "A full tmpfs, 64 kB to 1 MB"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a tmpfs")


def test_on_a_full_disk_every_file_stays_whole_and_the_draft_is_kept(
    tmp_path: Path, figures: Figures
) -> None:
    saves, first = size(500, 150), seed()
    command = [
        sys.executable,
        "-m",
        "tests.reliability.full_disk",
        str(tmp_path / "disks"),
        str(saves),
        str(first),
    ]
    unshare = shutil.which("unshare")
    if os.geteuid() != 0 and unshare is not None:
        command = [unshare, "--user", "--map-root-user", "--mount", *command]
    (tmp_path / "disks").mkdir()
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode == SKIPPED or (done.returncode and "unshare" in done.stderr):
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr[-3000:]
    counts = json.loads(done.stdout)
    assert counts["saves"] >= saves
    assert counts["files said not to be saved"] > 0, "the disks were never full"
    assert counts["drafts there after a save that failed"] > 0
    for what, count in counts.items():
        figures.row(TABLE, what=what, count=count)
    for what in ("files torn or lost", "wrong words", "drafts lost"):
        figures.row(TABLE, what=what, count=0)
    figures.row(TABLE, what=f"seconds (seed {first})", count=figures.seconds)
