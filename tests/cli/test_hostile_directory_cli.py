"""Every command ends, says what is wrong and changes nothing in a directory that means harm."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from talktui.cli import main
from talktui.safe_text import is_safe
from tests.cli.conftest import Result
from tests.notes import hostile_files
from tests.notes.hostile_files import CONFERENCES, HEAVY, NOTES, Hostile


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return hostile_files.make(tmp_path_factory.mktemp("attack"), HEAVY)


def run(hostile: Hostile, capsys: pytest.CaptureFixture[str], *argv: str) -> Result:
    capsys.readouterr()
    code = main([argv[0], f"--notes={hostile.root}", *argv[1:]])
    out, err = capsys.readouterr()
    for text in (out, err):
        assert is_safe(text.replace("\n", "").replace("\t", ""))
    return Result(code, out, err)


def state(hostile: Hostile) -> dict[str, tuple[int, int, int]]:
    """What would show that a file was written: its inode, size and time."""
    found = {}
    for folder, _, names in os.walk(hostile.root.parent):
        for name in names:
            status = os.lstat(os.path.join(folder, name))
            found[os.path.join(folder, name)] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found


def test_list_holds_every_file(hostile: Hostile, capsys: pytest.CaptureFixture[str]) -> None:
    got = run(hostile, capsys, "list", "--json")
    assert got.code == 0
    rows = json.loads(got.out)
    assert {row["path"] for row in rows} == hostile.expected
    assert all(row["title"].strip() for row in rows)


def test_check_names_every_bad_file(hostile: Hostile, capsys: pytest.CaptureFixture[str]) -> None:
    got = run(hostile, capsys, "check", "--json")
    assert got.code == 1
    found = {problem["path"] for problem in json.loads(got.out)}
    assert {
        path for path, (_, words) in {**NOTES, **CONFERENCES}.items() if words and path not in HEAVY
    } <= found


@pytest.mark.parametrize(
    "path", ["huge.md", "fifo.md", "setext.md", "one-line.md", "brackets.md", "escapes.md"]
)
def test_show_shows_it(hostile: Hostile, capsys: pytest.CaptureFixture[str], path: str) -> None:
    got = run(hostile, capsys, "show", path)
    assert got.code in {0, 1}
    assert got.out


def test_a_dry_run_touches_nothing(hostile: Hostile, capsys: pytest.CaptureFixture[str]) -> None:
    before = state(hostile)
    got = run(hostile, capsys, "tag", "", "+new", "--dry-run", "--json")
    assert got.code in {0, 1}
    outcome = json.loads(got.out)
    assert outcome["dry_run"]
    assert {failure["path"] for failure in outcome["failed"]} >= {
        "fifo.md",
        "out.md",
        "huge.md",
        "brackets.md",
    }
    assert state(hostile) == before


def test_tagging_all_of_it_writes_only_notes_inside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside").mkdir()
    hostile = hostile_files.make(tmp_path / "outside", HEAVY)
    before = state(hostile)
    outcome = json.loads(run(hostile, capsys, "tag", "", "+new", "--json").out)
    after = state(hostile)
    assert after.keys() == before.keys()  # no stray file is left
    changed = {os.path.relpath(path, hostile.root) for path in before if before[path] != after[path]}
    told = {file["path"] for file in outcome["changed"]}
    assert changed - {"hard.md", "empty.md"} == told - {"hard.md", "empty.md"}
    assert changed <= hostile.expected
