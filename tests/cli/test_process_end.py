"""A command's process ends without Python's own end: what it says and keeps is whole all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import talktui, write


def kept(home: Path) -> list[str]:
    """The names of all files that talktui keeps, without the hashes in them."""
    return sorted(path.suffix for path in home.rglob("*") if path.is_file() and path.name != "talktui.log")


def test_what_a_command_keeps_is_closed_when_it_ends(notes: Path, home: Path) -> None:
    done = talktui("tag", "queues", "+new", f"--notes={notes}")
    assert (done.code, done.out, done.err) == (0, b"Tagged 1 talk in 1 file.\n", b"")
    assert kept(home) == [".cache", ".journal"]
    assert b"tag #new" in talktui("undo", "--list", f"--notes={notes}").out
    assert talktui("undo", f"--notes={notes}").code == 0
    assert kept(home) == [".cache", ".journal"]


def test_all_of_a_long_answer_comes_through_a_pipe(notes: Path) -> None:
    for number in range(300):
        write(notes / f"many/{number}.md", f"---\ntitle: {'x' * 500} {number}\n---\n")
    done = talktui("list", "", f"--notes={notes}")
    assert len(done.out.splitlines()) == 305


@pytest.mark.parametrize(
    ("words", "code"), [(["list", "nosuchword"], 1), (["list", "--nosuch"], 2), (["--version"], 0)]
)
def test_the_exit_code_is_the_commands(notes: Path, words: list[str], code: int) -> None:
    assert talktui(*words, *([f"--notes={notes}"] if words[0] == "list" else [])).code == code


def test_a_reader_that_goes_early_is_no_mistake(notes: Path) -> None:
    for number in range(300):
        write(notes / f"many/{number}.md", f"---\ntitle: {'x' * 500} {number}\n---\n")
    with subprocess.Popen(
        [sys.executable, "-m", "talktui", "list", f"--notes={notes}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
