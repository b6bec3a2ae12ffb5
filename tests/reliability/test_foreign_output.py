"""Whatever a note, a name, a setting or an argument holds: no command sends it to the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from talktui.cli import MODULES
from tests.reliability import hostile_notes
from tests.reliability.commands import rows
from tests.reliability.figures import Figures
from tests.reliability.test_foreign_screens import TABLE, environment, groups
from tests.terminal.payloads import sequences
from tests.terminal.terminal import captured

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")


@pytest.mark.parametrize("name", groups())
def test_no_command_sends_a_foreign_sequence(tmp_path: Path, name: str, figures: Figures) -> None:
    payloads = groups()[name]
    root = hostile_notes.write(tmp_path / "notes", payloads)
    hostile_notes.settings(tmp_path / "CONFIG", payloads, "'true'")
    hostile_notes.state(tmp_path / "STATE", root, payloads)
    text = tmp_path / "text"
    text.write_text("".join(payloads), encoding="utf-8")
    argv = [sys.executable, "-m", "tests.reliability.commands", str(root), str(text)]
    code, output = captured(argv, environment(tmp_path))
    assert code == 0, output[-4000:]
    assert f"ran {len(rows())} command lines".encode() in output
    found = sequences(output)
    figures.row(
        TABLE,
        payload=name,
        kinds_of_place=len(hostile_notes.KINDS),
        commands=f"{len(MODULES)} of the command line, {len(rows())} ways",
        screens=0,
        bytes=len(output),
        foreign=len(found),
    )
    assert found == set()
