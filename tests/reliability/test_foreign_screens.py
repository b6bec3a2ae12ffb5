"""Whatever a note, a name, a setting or a file beside a note holds: no screen sends it to the terminal."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from talktui.tui.commands import COMMANDS
from tests.reliability import hostile_notes
from tests.reliability.figures import Figures
from tests.reliability.our_screens import screens
from tests.reliability.sizes import tortured
from tests.reliability.walk import NOT_RUN
from tests.terminal.payloads import PAYLOADS, sequences
from tests.terminal.terminal import captured

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")

TOGETHER = "all together"
TABLE = "Terminal sequences in notes, names and settings"
_COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_KEPT = re.compile(r"[^\n\t -~\u00a0-\U0010ffff]")


USUAL = {
    *(
        f"\x1b[?{mode}{switch}"
        for mode in (7, 25, 1000, 1003, 1004, 1006, 1015, 1049, 2004)
        for switch in "hl"
    ),
    *("\x1b[<u", "\x1b[>25u"),  # keys told apart, https://sw.kovidgoyal.net/kitty/keyboard-protocol/
    *("\x1b[?2026$p", "\x1b[?2048$p", "\x1b[?2026h", "\x1b[?2026l", "\x1b[?2048h", "\x1b[?2048l"),
    "\x1b]22;default\x07",  # the mouse's pointer
}
"""What Textual sends for harmless notes: modes of the terminal, and questions about them."""


def environment(home: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL", "PYTHONPATH"}
    }
    own = {f"TALKTUI_{name}_DIR": str(home / name) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    more = {"HOME": str(home), "XDG_DATA_HOME": str(home / "xdg"), "PYTHONIOENCODING": "utf-8"}
    return {**kept, "LANG": "C.UTF-8", **own, **more}


def walked(home: Path, payloads: list[str], *, everywhere: bool) -> tuple[bytes, dict[str, Any]]:
    """All that the app sends while it is walked on notes of these payloads, and what the walk saw."""
    home.mkdir()
    root = hostile_notes.write(home / "notes", payloads)
    hostile_notes.settings(home / "CONFIG", payloads, "'true'")
    hostile_notes.state(home / "STATE", root, payloads)
    text = home / "text"
    text.write_text("".join(payloads), encoding="utf-8")
    report = home / "report.json"
    places = "all" if everywhere else "one"
    argv = [sys.executable, "-m", "tests.reliability.walk", str(root), str(text), str(report), places]
    code, output = captured(argv, environment(home))
    said = json.loads(report.read_text()) if report.exists() else {"opened": {}, "trouble": "no report"}
    assert code == 0, f"{said['trouble']}\n{output[-4000:]!r}"
    return output, said


def foreign(output: bytes) -> set[str]:
    """The sequences in `output`, but for copies to the clipboard that hold nothing but text."""

    def copied(match: re.Match[bytes]) -> bytes:
        text = base64.b64decode(match[1]).decode("utf-8")
        return match[0] if _KEPT.search(text) or text == "EVIL" else b""

    return sequences(_COPIED.sub(copied, output))


NOT_WALKED = {
    "TextScreen": "comes up when something was not saved; tests/tui/test_screens_any.py shows it",
    "ConfirmScreen": "asks about a group's edit where there is no difference to show; likewise",
    "BrowseScreen": "is always there",
}


def groups() -> dict[str, list[str]]:
    """The payloads: all of them together in every place, and at full size each by itself too."""
    every = list(PAYLOADS.values())
    # A NUL in a note makes it read-only, so that most commands would only say so.
    together = {TOGETHER: ["".join(every).replace("\0", ""), "".join(reversed(every))]}
    return {**together, **{name: [payload] for name, payload in PAYLOADS.items()}} if tortured() else together


@pytest.mark.parametrize("name", groups())
def test_no_screen_sends_a_foreign_sequence(tmp_path: Path, name: str, figures: Figures) -> None:
    everywhere = tortured() and name == TOGETHER
    output, report = walked(tmp_path / "home", groups()[name], everywhere=everywhere)
    found = foreign(output) - USUAL
    opened = {screen for screens in report["opened"].values() for screen in screens}
    figures.row(
        TABLE,
        payload=name,
        kinds_of_place=len(hostile_notes.KINDS),
        commands=len(report["opened"]),
        screens=len(opened) + 1,
        bytes=len(output),
        foreign=len(found),
    )
    assert found == set()
    if name == TOGETHER:
        assert opened >= screens() - set(NOT_WALKED)
    assert set(report["opened"]) >= {command.id for command in COMMANDS} - set(NOT_RUN)


@pytest.mark.skipif(not tortured(), reason="what Textual sends is listed; looked at with `make torture`")
def test_harmless_notes_send_the_same_kinds(tmp_path: Path) -> None:
    output, _ = walked(tmp_path / "home", [f"plain {number}" for number in range(2)], everywhere=True)
    assert foreign(output) <= USUAL
