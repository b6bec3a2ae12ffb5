"""`talktui [DIR]` opens the app, and tells commands and directories apart."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from talktui.cli import main
from tests.cli.conftest import write


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the app was opened with, in place of the app."""
    calls: list[dict[str, Any]] = []
    app = ModuleType("talktui.tui.app")

    def run(root: Path, **rest: Any) -> int:
        calls.append({"root": root, **rest})
        return 0

    app.run = run  # type: ignore[attr-defined]  # a stand-in module
    monkeypatch.setitem(sys.modules, "talktui.tui.app", app)
    monkeypatch.setattr("talktui.cli.output.Output.is_terminal", True)
    monkeypatch.setattr("talktui.cli.open_app.keyboard", lambda: True)
    return calls


def test_it_opens_the_directory_with_the_filter(opened: list[dict[str, Any]], notes: Path) -> None:
    assert main([str(notes), "--filter", "-tag:a is:queued"]) == 0
    assert opened[0]["root"] == notes
    assert opened[0]["filter_text"] == "-tag:a is:queued"
    assert (opened[0]["how"], opened[0]["problems"]) == ("argument", ())


def test_without_a_directory_it_opens_the_samples_and_says_so(opened: list[dict[str, Any]]) -> None:
    assert main([]) == 0
    assert opened[0]["root"].name == "sample-notes"
    assert opened[0]["how"] == "samples"


def test_a_bad_setting_never_stops_it(opened: list[dict[str, Any]], home: Path) -> None:
    write(home / "config" / "talktui" / "config.yaml", "notes: /nowhere/at/all\n")
    assert main([]) == 0
    assert opened[0]["root"].name == "sample-notes"
    assert any("/nowhere/at/all" in problem.message for problem in opened[0]["problems"])


def test_a_folder_named_like_a_command_opens_with_a_dot_before_it(
    opened: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "list").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["./list"]) == 0
    assert opened[0]["root"].name == "list"
    assert main(["--filter", "a", "list"]) == 2
    assert "talktui ./list" in capsys.readouterr().err
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["lsit"], "Did you mean the command “list”?"),
        (["--filter", "is:nonsense"], "the query has a mistake"),
        (["nowhere-at-all"], "does not exist"),
        (["a", "b"], "unrecognized arguments: b"),
        (["--filter"], "needs a value"),
    ],
)
def test_wrong_usage_is_explained(
    opened: list[dict[str, Any]], argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert said in capsys.readouterr().err
    assert opened == []


def test_where_there_is_no_terminal_it_says_what_to_use(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(notes)]) == 2
    assert "talktui list" in capsys.readouterr().err
