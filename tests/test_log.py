"""The log: a line when there is something to say, never in the way, never large."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from talktui.config import log


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKTUI_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_line_says_when_and_what(state: Path) -> None:
    log.note("the cache was\ndamaged \udcff")
    log.note("and again")
    first, second = (state / log.NAME).read_text("utf-8").splitlines()
    assert first.endswith("the cache was damaged \\udcff")
    assert second[:4].isdigit()


def test_nothing_is_said_where_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    for place in ("file", "file/below"):
        monkeypatch.setenv("TALKTUI_STATE_DIR", str(tmp_path / place))
        log.note("lost")
    (tmp_path / "dir" / log.NAME).mkdir(parents=True)
    monkeypatch.setenv("TALKTUI_STATE_DIR", str(tmp_path / "dir"))
    log.note("lost")
    assert capsys.readouterr() == ("", "")


def test_it_does_not_grow_for_ever(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 1000)
    for number in range(200):
        log.note(f"line {number}")
    assert sum(file.stat().st_size for file in state.iterdir()) <= 2000
    assert (state / log.NAME).read_text("utf-8").endswith("line 199\n")


def test_who_says_nothing_does_not_pay_for_it() -> None:
    code = "import sys, talktui.config.stores, talktui.notes.cache; print({'logging', 'sqlite3'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"
