"""A large import: killed, interrupted, gone on with, and its bar."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from talktui.cli import main
from tests.cli.conftest import Run, talktui
from tests.cli.import_samples import frab_json

from .conftest import FOLDER, THREE, Source, files

MANY = 200


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large.json"
    file.write_text(frab_json([f"Talk number {number} of many" for number in range(MANY)]))
    return file


def started(large: Path, root: Path) -> subprocess.Popen[bytes]:
    """An import under way, some of its notes written and most of them not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "talktui", "import", str(large), "--notes", str(root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while len(os.listdir(root / FOLDER) if (root / FOLDER).exists() else ()) < 20:
        assert process.poll() is None
        assert time.monotonic() < until
    return process


def whole(tmp_path: Path, large: Path) -> dict[str, bytes]:
    """What an import that nothing stops makes."""
    other = tmp_path / "whole"
    other.mkdir()
    assert talktui("import", str(large), "--notes", str(other)).code == 0
    return files(other)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_an_import_that_was_killed_leaves_whole_files_and_goes_on(
    tmp_path: Path, root: Path, large: Path
) -> None:
    process = started(large, root)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    expected = whole(tmp_path, large)
    there = {path: data for path, data in files(root).items() if not Path(path).name.startswith(".talktui-")}
    assert 0 < len(there) < MANY
    assert there.items() <= expected.items()
    got = talktui("import", str(large), "--notes", str(root))
    assert got.code == 0, got.err
    assert files(root) == expected
    assert b" files before it was interrupted; talktui undo takes all of it back." in got.out
    assert talktui("undo", "--notes", str(root)).code == 0
    assert files(root) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_an_import_that_is_interrupted_says_how_to_go_on(tmp_path: Path, root: Path, large: Path) -> None:
    process = started(large, root)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted: " in err
    assert b"talktui redo" in err
    there = files(root)
    assert 0 < len(there) <= MANY
    assert f"{len(there):,} of {MANY + 1} files written".encode() in out
    got = talktui("import", str(large), "--notes", str(root))
    assert got.code == 0
    assert len(files(root)) == MANY + 1
    assert talktui("list", "--json", "--notes", str(root)).out.count(b'"title"') == MANY
    assert talktui("undo", "--notes", str(root)).code == 0
    assert files(root) == {}
    assert talktui("redo", "--notes", str(root)).code == 0
    assert len(files(root)) == MANY + 1


def test_interrupted_before_anything_is_written(
    run: Run, root: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("talktui.transfer.merging.plan.make_plan", interrupted)
    got = run("import", str(source(frab_json(THREE))), root=root)
    assert (got.code, got.err, files(root)) == (130, "Interrupted; nothing was written.\n", {})


def test_redo_goes_on_with_an_import_that_was_stopped(tmp_path: Path, root: Path, large: Path) -> None:
    process = started(large, root)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert talktui("redo", "--notes", str(root)).code == 0
    assert len(files(root)) == MANY + 1
    assert talktui("undo", "--notes", str(root)).code == 0
    assert files(root) == {}


def test_no_bar_is_drawn_but_at_a_terminal(tmp_path: Path, root: Path, large: Path) -> None:
    got = talktui("import", str(large), "--notes", str(root))
    assert (got.code, got.err) == (0, b"")
    assert b"\x1b" not in got.out


@pytest.mark.parametrize("fails", [False, True])
def test_a_bar_is_drawn_at_a_terminal_and_taken_away(
    root: Path,
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fails: bool,
) -> None:
    monkeypatch.setattr("talktui.cli.import_progress._PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    if fails:
        monkeypatch.setattr("talktui.cli.import_talks._make", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main(["import", str(source(frab_json(THREE))), "--notes", str(root)])
    else:
        assert main(["import", str(source(frab_json(THREE))), "--notes", str(root)]) == 0
    out, err = capsys.readouterr()
    assert "Planning" in err
    assert ("Writing" in err) is not fails
    assert err.rfind("\x1b[?25h") > err.rfind("\x1b[?25l") >= 0  # the cursor is shown again
    assert "\x1b" not in out


def test_no_bar_is_drawn_for_json(
    root: Path, source: Source, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("talktui.cli.import_progress._PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main(["import", str(source(frab_json(THREE))), "--notes", str(root), "--json"])
    assert capsys.readouterr().err == ""
