"""No sequence from a note, a name or an argument reaches a terminal, through any command or screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.terminal.payloads import PAYLOADS, file_name, note, sequences
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")


def fill(root: Path, payloads: list[str]) -> Path:
    """A note for each payload; with each a broken one, for what is said of it, and a `conference.yaml`."""
    root.mkdir()
    for number, payload in enumerate(payloads):
        folder, name = os.fsencode(root), file_name(number, payload)
        with open(folder + b"/" + name, "wb") as file:
            file.write(note(number, payload))
        with open(folder + b"/q" + name[1:], "wb") as file:
            file.write(
                f"---\ntitle: q{number:02} {payload}: {payload}\n{payload}: [\n---\n# {payload}\n".encode()
            )
    (root / "conference.yaml").write_bytes(f"name: [{''.join(payloads)}\nstart: {payloads[0]}\n".encode())
    return root


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL"}}
    own = {f"TALKTUI_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    return {**kept, "LANG": "C.UTF-8", "HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8", **own}


def test_what_is_looked_for_is_found() -> None:
    for name, payload in PAYLOADS.items():
        if name not in {"entities", "markup"}:
            assert sequences(f"text {payload} text".encode()), name
    assert not sequences("\x1b[1;31mtext\x1b[0m ★ é\r\n\x1b[3;4H".encode())


RUNS = {
    "list": ["list"],
    "list of paths": ["list", "--paths"],
    "list, ended with NUL": ["list", "--paths", "-0"],
    "list as JSON": ["list", "--json"],
    "check": ["check"],
    "tag": ["tag", "", "+x", "--dry-run"],
    "set": ["set", "", "rating=3", "--dry-run"],
    "set a bad value": ["set", "", "rating={}"],
    "show nothing": ["show", "{}"],
    "query": ["list", "title:({}"],
    "unknown field": ["set", "", "{}=1"],
    "new": ["new", "T {}", "--tag", "{}", "--dry-run"],
    "option": ["list", "--{}"],
    "sort": ["list", "--sort", "{}"],
}


@pytest.mark.parametrize("run", RUNS)
def test_no_command_sends_a_foreign_sequence(tmp_path: Path, environment: dict[str, str], run: str) -> None:
    payloads = list(PAYLOADS.values())
    root = fill(tmp_path / "notes", payloads)
    together = "".join(payloads).replace("\0", "")
    words = [word.replace("{}", together) for word in RUNS[run]]
    with Terminal([sys.executable, "-m", "talktui", *words, "--notes", str(root)], environment) as terminal:
        terminal.wait_exit()
        terminal.read_rest()
        found = sequences(bytes(terminal.output))
    assert found <= {"\0"} if run == "list, ended with NUL" else not found


def test_show_sends_no_foreign_sequence(tmp_path: Path, environment: dict[str, str]) -> None:
    root = fill(tmp_path / "notes", list(PAYLOADS.values()))
    for number in (0, 2, 11, 22, 24, 26):
        argv = [sys.executable, "-m", "talktui", "show", f"p{number:02}", "--notes", str(root)]
        with Terminal(argv, environment) as terminal:
            terminal.wait_exit()
            assert not sequences(bytes(terminal.output))


def settle(terminal: Terminal) -> None:
    """Read until the app has drawn what a key changed, and is quiet."""
    before = -1
    while before != len(terminal.output):
        before = len(terminal.output)
        terminal.read(0.15)


def walked(root: Path, environment: dict[str, str], count: int) -> bytes:
    """All that the app sends while every talk and the main screens are looked at."""
    with Terminal([sys.executable, "-m", "talktui", str(root)], environment) as terminal:
        terminal.wait_for(f"{2 * count} talks")
        terminal.key("/")
        terminal.wait_for("keep it")
        terminal.send("body")
        terminal.wait_for(f"{count} of {2 * count} talks")
        terminal.key("enter")
        seen: set[int] = set()
        settle(terminal)
        for _ in range(4 * count):
            seen |= {number for number in range(count) if terminal.shows(f"body{number:02}")}
            if len(seen) == count:
                break
            terminal.key("down")
            settle(terminal)
        assert len(seen) == count, f"not seen: {sorted({*range(count)} - seen)}"
        for opener, marker in (
            ("t", "+new -old"),
            ("i", "ctrl+s save"),
            ("?", "Everywhere"),
            ("b", "Group by"),
            ("\x05", "Problems"),
        ):
            terminal.key(opener)
            terminal.wait_for(marker)
            terminal.key("esc")
            terminal.wait_gone(marker)
        terminal.key("q")
        assert terminal.wait_exit() == 0
        return bytes(terminal.output)


def test_no_screen_sends_a_foreign_sequence(tmp_path: Path, environment: dict[str, str]) -> None:
    """What the app sends for hostile notes is of the kinds that it sends for harmless ones."""
    harmless = fill(tmp_path / "harmless", [f"plain {number}" for number in range(3)])
    every = list(PAYLOADS.values())
    together = ["".join(every[start : start + 4]) for start in range(0, len(every), 4)]  # fewer rows to walk
    hostile = fill(tmp_path / "hostile", together)
    usual = sequences(walked(harmless, environment, 3))
    assert sequences(walked(hostile, environment, len(together))) - usual == set()
