"""The app ended while other processes read its notes: none of them is left, however it ended."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from talktui.notes.read_workers import cores
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="processes are looked at in /proc"
)

COUNT = 6_000
TALKTUI = str(Path(sys.executable).with_name("talktui"))


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many") / "notes"
    for number in range(COUNT):
        folder = root / f"conference-{number // 100} 2023"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.md").write_text(f"---\ntitle: Talk {number}\ntags: [a]\n---\n{'Words. ' * 50}\n")
    return root


def started_by(environment: dict[str, str]) -> set[int]:
    """Processes that have this environment, and so come from the app that was started in it."""
    mark = os.fsencode(environment["TALKTUI_STATE_DIR"])
    found = set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if mark in (process / "environ").read_bytes():
                    found.add(int(process.name))
            except OSError:  # gone, or another user's
                continue
    return found


def wait_for_readers(terminal: Terminal, environment: dict[str, str]) -> set[int]:
    """The processes that read, as soon as there are some."""
    for _ in range(5_000):
        if readers := started_by(environment) - {terminal.process.pid}:
            return readers
        terminal.read(0.002)
    pytest.fail("no process reads")


def wait_until_gone(environment: dict[str, str]) -> None:
    for _ in range(1_000):
        if not started_by(environment):
            return
        time.sleep(0.01)
    left = started_by(environment)
    for process in left:
        os.kill(process, signal.SIGKILL)
    pytest.fail(f"{len(left)} processes are left")


@pytest.mark.skipif(cores() < 2, reason="with one processor the app reads by itself")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", "SIGHUP", "q"])
def test_no_process_is_left(notes: Path, environment: dict[str, str], end: str) -> None:
    with Terminal([TALKTUI, str(notes)], environment) as terminal:
        wait_for_readers(terminal, environment)
        if end == "q":
            terminal.wait_for("▸")
            terminal.send("q")
        else:
            terminal.process.send_signal(signal.Signals[end])
        terminal.wait_exit()
        wait_until_gone(environment)


@pytest.mark.skipif(cores() < 2, reason="with one processor the app reads by itself")
def test_all_is_read_when_the_processes_are_killed(notes: Path, environment: dict[str, str]) -> None:
    with Terminal([TALKTUI, str(notes)], environment) as terminal:
        for reader in wait_for_readers(terminal, environment):
            os.kill(reader, signal.SIGKILL)
        terminal.wait_for(f"{COUNT} talks")
        terminal.send("q")
        terminal.wait_exit()
        wait_until_gone(environment)
