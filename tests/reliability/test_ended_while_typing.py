"""The app ended at random moments with text in its editor: the terminal is as it was, the typing is kept.

What counts as typed is what the screen showed; when it was shown is known, so that "at most a second is
lost" can be said of every run, however busy the machine is.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from talktui.notes.drafts import Drafts
from tests.reliability.figures import Figures
from tests.reliability.sizes import seed, size, tortured
from tests.reliability.test_foreign_screens import environment
from tests.terminal.payloads import sequences
from tests.terminal.terminal import Terminal
from tests.terminal.test_leaving import RAISES, is_restored

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")

TABLE = "Ended with text in the editor"
NOTE = "---\ntitle: Sidecars considered\n---\nWhy two containers are a crowd.\n"
WAYS: dict[str, signal.Signals | None] = {
    "SIGTERM": signal.SIGTERM,
    "SIGHUP": signal.SIGHUP,
    "exception": None,
    "kill -9": signal.SIGKILL,
}
_WORD = re.compile(r"w(\d{4})\.")
MOST_LOST = 1.0  # seconds


class Typist:
    """Types numbered words, and knows when each was first on the screen."""

    def __init__(self, terminal: Terminal, source: random.Random) -> None:
        self._terminal = terminal
        self._source = source
        self.sent = 0
        self.sent_at: dict[int, float] = {}
        self.shown: dict[int, float] = {}

    def look(self, seconds: float) -> None:
        self._terminal.read(seconds)
        now = time.monotonic()
        for found in _WORD.findall("".join(self._terminal.screen.display)):
            self.shown.setdefault(int(found), now)

    def type_for(self, seconds: float) -> None:
        """A word every few hundredths of a second, with a rest now and then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.sent += 1
            self.sent_at[self.sent] = time.monotonic()
            self._terminal.send(f"w{self.sent:04}. ")
            self.look(self._source.choice((0.02, 0.05, 0.05, 0.4)))


class Run(NamedTuple):
    """What one run came to."""

    lost: float  # seconds of typing, as the screen had shown it
    lost_keys: float  # seconds of keys that the terminal was given, shown yet or not
    restored: bool | None  # None: kill -9 leaves nobody who could
    unchanged: bool  # the note


def ended(home: Path, way: str, source: random.Random) -> Run:
    """The app ended that way while somebody types."""
    home.mkdir()
    notes = home / "notes"
    notes.mkdir()
    (notes / "sidecars.md").write_text(NOTE)
    around = environment(home)
    number = WAYS[way]
    program = ["-c", RAISES] if number is None else ["-m", "talktui"]
    with Terminal([sys.executable, *program, str(notes)], around, 160, 40) as terminal:
        terminal.wait_for("1 talk")
        terminal.key("e")
        terminal.wait_for("ctrl+s save")
        typist = Typist(terminal, source)
        typist.type_for(source.uniform(0.3, 2.5))
        at = time.monotonic()
        if number is None:
            terminal.send("\x13")
        else:
            os.kill(terminal.process.pid, number)
        code = terminal.wait_exit(60)
        terminal.read_rest()
        restored = None if way == "kill -9" else is_restored(terminal)
        assert code == (1 if number is None else -9 if way == "kill -9" else 128 + number), code
        if number is None:
            assert not {found for found in sequences(bytes(terminal.output)) if "52;" in found}
    drafts = Drafts(Path(around["TALKTUI_STATE_DIR"]), notes).left()
    text = drafts[0].text if drafts else ""
    assert len(drafts) <= 1
    kept = {int(found) for found in _WORD.findall(text)}
    lost = [at - when for word, when in typist.shown.items() if word not in kept and when <= at]
    keys = [at - when for word, when in typist.sent_at.items() if word not in kept]
    unchanged = (notes / "sidecars.md").read_text() == NOTE
    return Run(max(lost, default=0.0), max(keys, default=0.0), restored, unchanged)


@pytest.mark.parametrize("way", WAYS if tortured() else ["kill -9"])  # the others: terminal/test_leaving.py
def test_the_typing_is_kept_and_the_terminal_restored(tmp_path: Path, way: str, figures: Figures) -> None:
    source = random.Random(f"{seed()} {way}")
    runs = [ended(tmp_path / str(number), way, source) for number in range(size(100, 1))]
    lost = [run.lost for run in runs]
    figures.row(
        TABLE,
        by=way,
        runs=len(runs),
        terminal_restored="cannot be" if way == "kill -9" else sum(bool(run.restored) for run in runs),
        most_seconds_lost_of_what_was_shown=round(max(lost), 2),
        most_seconds_lost_of_keys_sent=round(max(run.lost_keys for run in runs), 2),
        notes_unchanged=sum(run.unchanged for run in runs),
    )
    assert all(run.restored is not False for run in runs)
    assert max(lost) <= MOST_LOST
    assert all(run.unchanged for run in runs)
    if way != "kill -9":
        assert max(lost) == 0
