"""A directory of 300 files that mean harm opens, lists, says what is wrong, and takes little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from talktui.safe_text import is_safe
from tests.notes.hostile_files import HEAVY, NOTES, SPECIAL
from tests.reliability import hostile_directory
from tests.reliability.figures import Figures
from tests.reliability.sizes import seed, size, tortured
from tests.reliability.test_foreign_screens import environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up in /proc")

MOST = 200 * 1024
"""Kilobytes over a bare app."""


def measured(home: Path, *arguments: str) -> dict[str, Any]:
    report = home / f"report{len(arguments)}.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.memory", str(report), *arguments],
        env=environment(home),
        capture_output=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def test_it_opens_lists_and_shows_each_with_its_reason_in_little_memory(
    tmp_path: Path, figures: Figures
) -> None:
    without = () if tortured() else HEAVY
    count = size(300, 200)
    hostile, expected = hostile_directory.make(tmp_path, count, seed(), without)
    before = {
        path: os.lstat(path).st_mtime_ns for path in map(str, tmp_path.rglob("*")) if not os.path.isdir(path)
    }
    bare = measured(tmp_path)
    found = measured(tmp_path, str(hostile.root), "1" if tortured() else "8")
    assert set(found["rows"]) == expected
    for path, (_, words) in NOTES.items():
        if words and path not in without and found["rows"][path] is not None:
            assert any(words in reason for reason in found["rows"][path]["told"]), path
    for path, words in SPECIAL.items():
        if path not in hostile.skipped:
            assert words in (found["rows"][path]["read_only"] or ""), path
            assert words in found["rows"][path]["card"], path
    shown = {path: row for path, row in found["rows"].items() if row is not None}
    for path, row in shown.items():
        assert is_safe(row["card"].replace("\n", "")), path
        assert row["card"].strip(), path
    more = {name: found[name] - bare[name] for name in ("VmRSS", "VmHWM")}
    figures.row(
        "A directory that means harm",
        files=len(expected),
        rows=len(found["rows"]),
        shown=len(shown),
        bad_with_reason=sum(bool(row["told"] or row["read_only"]) for row in shown.values()),
        bare_app_MB=bare["VmHWM"] // 1024,
        more_at_the_end_MB=more["VmRSS"] // 1024,
        more_at_most_MB=more["VmHWM"] // 1024,
    )
    assert more["VmHWM"] <= MOST, (bare, more)
    after = {path: os.lstat(path).st_mtime_ns for path in before if os.path.lexists(path)}
    assert after == before
