"""However the app is ended with text in the editor: the text is kept, and the terminal is as it was."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from talktui.notes.drafts import Draft, Drafts
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")

NOTE = "---\ntitle: Sidecars considered\n---\nWhy two containers are a crowd.\n"
TYPED = "Typed and not saved. "
RAISES = """
import sys
from talktui.cli import main
from talktui.tui.screens.editor import EditorScreen
def fails(self):
    raise RuntimeError("on purpose \\x1b]52;c;eA==\\x07 \\x9b31m")
EditorScreen.action_save = fails
sys.exit(main(sys.argv[1:]))
"""
_MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
_OFF = (1049, 1000, 1003, 1006, 1015, 2004, 1004)  # alternate screen, mouse, bracketed paste, focus


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    root.mkdir()
    (root / "sidecars.md").write_text(NOTE)
    return root


def command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("talktui")), *arguments]


def drafts(environment: dict[str, str], notes: Path) -> list[Draft]:
    return Drafts(Path(environment["TALKTUI_STATE_DIR"]), notes).left()


@contextmanager
def typing(
    notes: Path, environment: dict[str, str], argv: list[str] | None = None, *, wait: bool = True
) -> Iterator[Terminal]:
    """The app with text in its editor; `wait`: until it is on the disk."""
    with Terminal(argv or command(str(notes)), environment) as terminal:
        terminal.wait_for("1 talk")
        terminal.key("e")
        terminal.wait_for("ctrl+s save")
        terminal.send(TYPED)
        terminal.wait_for(TYPED.strip())
        if wait:
            terminal.wait_for("draft kept")
        yield terminal


def is_restored(terminal: Terminal) -> bool:
    modes = {int(number): letter == b"h" for number, letter in _MODE.findall(bytes(terminal.output))}
    flags = termios.tcgetattr(terminal._fd)[3]
    return (
        not any(modes.get(number) for number in _OFF)
        and modes[25]
        and bool(flags & termios.ECHO)
        and bool(flags & termios.ICANON)
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_keeps_the_text_and_gives_the_terminal_back(
    notes: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    with typing(notes, environment, wait=False) as terminal:
        os.kill(terminal.process.pid, number)
        assert terminal.wait_exit() == 128 + number
        while terminal.read(0.2) and not is_restored(terminal):
            pass
        assert is_restored(terminal)
    (draft,) = drafts(environment, notes)
    assert draft.text == TYPED + NOTE.split("---\n")[2]
    assert (notes / "sidecars.md").read_text() == NOTE


def test_kill_9_loses_nothing_that_was_kept_and_the_next_start_offers_it(
    notes: Path, environment: dict[str, str]
) -> None:
    with typing(notes, environment) as terminal:
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.wait_exit()
    (draft,) = drafts(environment, notes)
    assert draft.text == TYPED + NOTE.split("---\n")[2]
    with Terminal(command(str(notes)), environment) as terminal:
        terminal.wait_for("Drafts and recovered texts (1)")
        terminal.wait_for("its note is as it was")
        terminal.key("e")
        terminal.wait_for("ctrl+s save")
        terminal.wait_for(TYPED.strip())
        terminal.wait_for("modified")
        terminal.send("\x13")
        terminal.wait_until(
            lambda: (notes / "sidecars.md").read_text() == NOTE.replace("Why", TYPED + "Why"),
            "the draft was never saved",
        )
        terminal.wait_until(lambda: not draft_files(environment), "the draft stayed")
        terminal.key("esc")
        terminal.wait_for("1 talk")
        terminal.key("q")
        assert terminal.wait_exit() == 0


def draft_files(environment: dict[str, str]) -> list[Path]:
    return list(Path(environment["TALKTUI_STATE_DIR"]).glob("drafts/*/*.draft"))


def test_a_draft_of_a_running_talktui_is_not_offered_to_another(
    notes: Path, environment: dict[str, str]
) -> None:
    with typing(notes, environment), Terminal(command(str(notes)), environment) as other:
        other.wait_for("1 talk")
        other.send("\x07")
        other.wait_for("Nothing here")
        other.key("esc")
        other.wait_gone("Nothing here")
        other.key("q")
        assert other.wait_exit() == 0


def test_a_closed_terminal_ends_the_app_and_keeps_the_text(notes: Path, environment: dict[str, str]) -> None:
    with typing(notes, environment, wait=False) as terminal:
        os.close(terminal._fd)
        terminal._fd = os.open(os.devnull, os.O_RDONLY)
        assert terminal.process.wait(timeout=30) == 128 + signal.SIGHUP
    (draft,) = drafts(environment, notes)
    assert draft.text.startswith(TYPED)


def test_a_terminal_that_goes_without_a_signal_ends_the_app_too(
    notes: Path, environment: dict[str, str]
) -> None:
    deaf = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    argv = [sys.executable, "-c", deaf, *command(str(notes))]
    with typing(notes, environment, argv) as terminal:
        os.close(terminal._fd)
        terminal._fd = os.open(os.devnull, os.O_RDONLY)
        assert terminal.process.wait(timeout=30) == 128 + signal.SIGHUP
    (draft,) = drafts(environment, notes)
    assert draft.text.startswith(TYPED)


def test_an_error_keeps_the_text_says_where_and_gives_the_terminal_back(
    notes: Path, environment: dict[str, str]
) -> None:
    argv = [sys.executable, "-c", RAISES, str(notes)]
    with typing(notes, environment, argv, wait=False) as terminal:
        terminal.send("\x13")
        assert terminal.wait_exit() == 1
        while terminal.read(0.2) and b"talktui recover" not in terminal.output:
            pass
        assert is_restored(terminal)
        after = bytes(terminal.output).rpartition(b"\x1b[?1049l")[2]
        assert b"on purpose" in after
        assert b"What you typed is kept" in after
        assert b"\x1b]52" not in terminal.output
        assert b"\xc2\x9b" not in terminal.output
    (draft,) = drafts(environment, notes)
    assert draft.text.startswith(TYPED)


def test_a_signal_ends_an_app_whose_terminal_takes_nothing_more(
    notes: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = (
        "import sys; from talktui.tui import leaving; leaving.PATIENCE = 1.0;"
        "from talktui.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    argv = [sys.executable, "-c", quick, str(notes)]
    with typing(notes, environment, argv) as terminal:
        terminal.send("x" * 20_000)  # is drawn again and again, and nobody reads it
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.process.wait(timeout=30) == 128 + signal.SIGTERM
    (draft,) = drafts(environment, notes)
    assert TYPED in draft.text
