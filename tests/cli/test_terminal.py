"""At a real terminal: the bytes that reach it are text and our own few styles."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import write

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

_STYLE = re.compile(rb"\x1b\[(?:0|1|2|31|32|36)m")


def at_terminal(*argv: str) -> tuple[int, bytes]:
    """Run `talktui` with a pseudo-terminal as its three streams; its exit code and what it wrote."""
    child, master = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", PYTHONIOENCODING="utf-8")
        os.execv(sys.executable, [sys.executable, "-m", "talktui", *argv])
    written = b""
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:  # Linux says EIO when the other end is closed
            break
        if not data:
            break
        written += data
    os.close(master)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), written


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    root = tmp_path / "evil"
    bad = "\x1b]52;c;ZXZpbA==\x07\u009b31m\u202e"
    write(root / f"n{bad}.md", f"# Title {bad}\n\nBody {bad}\n")
    return root


@pytest.mark.parametrize(
    "argv",
    [
        ("list",),
        ("list", "--paths", "-0"),
        ("show", "title"),
        ("tag", "", "+x", "--dry-run"),
        ("set", "", "rating=9"),
        ("check",),
        ("new", "T", "--dry-run"),
    ],
)
def test_only_our_own_styles_reach_it(evil: Path, argv: tuple[str, ...]) -> None:
    code, written = at_terminal(*argv, "--notes", str(evil))
    assert code in {0, 2}
    text = _STYLE.sub(b"", written).decode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", text.replace("\0", "")), text


def test_styles_are_used_there_and_not_with_no_color(evil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _STYLE.search(at_terminal("tag", "", "+x", "--dry-run", "--notes", str(evil))[1])
    monkeypatch.setenv("NO_COLOR", "1")
    assert not _STYLE.search(at_terminal("tag", "", "+x", "--dry-run", "--notes", str(evil))[1])
