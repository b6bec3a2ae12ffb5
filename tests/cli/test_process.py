"""The command as a process of its own: quick to start, polite to pipes, with settings and samples."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from talktui.cli import MODULES, main
from tests.cli.conftest import talktui, write

REPORT = """
import sys
from talktui.cli import main
code = main(sys.argv[1:])
heavy = [name for name in ("textual", "rich", "markdown_it", "pygments", "asyncio") if name in sys.modules]
print("loaded:", *heavy, file=sys.stderr)
sys.exit(code)
"""


def loaded(*argv: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *argv], capture_output=True, text=True, timeout=60, check=False
    )
    assert "loaded:" in done.stderr, done.stderr
    return set(done.stderr.rsplit("loaded:", 1)[1].split())


@pytest.mark.parametrize(
    "argv", [("list",), ("list", "--json"), ("show", "queues"), ("tag", "", "+a"), ("check",)]
)
def test_no_command_pays_for_the_app(notes: Path, argv: tuple[str, ...]) -> None:
    assert loaded(*argv, "--notes", str(notes)) == set()


@pytest.mark.parametrize("argv", [("--help",), ("--version",), *((name, "--help") for name in MODULES)])
def test_help_does_not_pay_for_the_app(argv: tuple[str, ...]) -> None:
    assert loaded(*argv) == set()


def test_a_pipe_that_closes_early_is_no_error(notes: Path) -> None:
    for number in range(3000):
        (notes / f"{number}.md").write_text(f"# A talk with a rather long title, number {number}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "talktui", "list", "--notes", str(notes)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (141, b"")


def test_an_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch, notes: Path) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("talktui.cli.list_talks.open_notes", interrupted)
    assert main(["list", "--notes", str(notes)]) == 128 + signal.SIGINT


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_is_not_utf_8_does_not_stop_it(notes: Path, encoding: str) -> None:
    write(notes / "n.md", "# Gołąb ★\n")
    got = talktui("list", "--notes", str(notes), env={"PYTHONIOENCODING": encoding})
    assert got.code == 0
    assert b"Go??b ?" in got.out or b"Go??" in got.out


def test_without_anything_said_it_works_on_a_copy_of_the_sample_notes(home: Path) -> None:
    got = talktui("list", "--json")
    assert got.code == 0
    said = got.err.decode()
    copy = home / "data" / "talktui" / "sample-notes"
    assert str(copy) in said
    assert "--notes DIR" in said
    assert talktui("tag", "", "+mine").code == 0
    assert b"mine" in b"".join(path.read_bytes() for path in copy.rglob("*.md"))
    assert os.listdir(copy.parent) == ["sample-notes"]
    # What was tried out stays; it is not copied over.
    assert b"mine" in talktui("list", "tag:mine").out


def test_the_configured_directory_is_used_and_notes_goes_before_it(home: Path, notes: Path) -> None:
    write(home / "config" / "talktui" / "config.yaml", f"notes: {notes}\n")
    got = talktui("list", "--paths")
    assert (got.code, got.err) == (0, b"")
    assert b"mesh/sidecars.md" in got.out
    assert talktui("list", "--paths", "--notes", str(notes / "lang")).out == b"compilers.md\n"


def test_a_configured_directory_that_is_gone_is_not_replaced_by_the_samples(
    home: Path, tmp_path: Path
) -> None:
    write(home / "config" / "talktui" / "config.yaml", f"notes: {tmp_path / 'gone'}\n")
    got = talktui("list")
    assert (got.code, got.out) == (2, b"")
    assert b"gone" in got.err
    assert b"config.yaml" in got.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_may_not_be_read_is_said(notes: Path) -> None:
    notes.chmod(0)
    got = talktui("list", "--notes", str(notes))
    notes.chmod(0o755)
    assert (got.code, got.out) == (2, b"")
    assert b"Traceback" not in got.err


def test_a_relative_directory_is_found_from_where_one_stands(notes: Path) -> None:
    assert talktui("list", "--notes", "mesh", "--paths", cwd=notes).out == b"sidecars.md\n"
