"""The installed command in a real terminal: find a talk, tag it, edit it, and look at the file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")

NOTE = """\
---
title: "Sidecars considered"   # the real title is longer
tags: [mesh, k8s] # mine
rating: 3
---
Why two containers\t are a crowd.
"""
OTHER = "---\ntitle: Ingress\ntags:\n  - k8s\n---\nRoutes.\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    folder = root / "kubecon-2023"
    folder.mkdir(parents=True)
    (folder / "sidecars.md").write_bytes(NOTE.replace("\n", "\r\n").encode())
    (folder / "ingress.md").write_text(OTHER)
    return root


def command() -> str:
    return str(Path(sys.executable).with_name("talktui"))


def holds(terminal: Terminal, file: Path, expected: bytes) -> None:
    """Wait until the file has exactly these bytes."""
    terminal.wait_until(lambda: file.read_bytes() == expected, f"{file.name} never held {expected!r}")


def test_filter_tag_edit_undo_and_find_exactly_that_in_the_file(
    notes: Path, environment: dict[str, str]
) -> None:
    file = notes / "kubecon-2023" / "sidecars.md"
    before = file.read_bytes()
    with Terminal([command(), str(notes)], environment) as terminal:
        terminal.wait_for("2 talks")
        terminal.key("/")
        terminal.wait_for("keep it")
        for letter in "tag:mesh crowd":
            terminal.send(letter)
        terminal.wait_for("1 of 2 talks")
        terminal.key("enter")
        terminal.wait_for("Why two containers")

        terminal.key("t")
        terminal.wait_for("+new -old")
        terminal.send("+ebpf -k8s")
        terminal.wait_for("ebpf")
        terminal.key("enter")
        tagged = before.replace(b"[mesh, k8s] # mine", b"[mesh, ebpf] # mine")
        holds(terminal, file, tagged)

        terminal.key("5")
        rated = tagged.replace(b"rating: 3", b"rating: 5")
        holds(terminal, file, rated)

        terminal.key("A")
        terminal.wait_for("Add a line")
        terminal.send("See the Ingress talk.")
        terminal.wait_for("See the Ingress talk.")
        terminal.key("enter")
        lengthened = rated + b"See the Ingress talk.\r\n"
        holds(terminal, file, lengthened)

        for expected in (rated, tagged, before):
            terminal.key("u")
            holds(terminal, file, expected)

        terminal.key("q")
        assert terminal.wait_exit() == 0
    assert (notes / "kubecon-2023" / "ingress.md").read_text() == OTHER
    assert sorted(path.name for path in file.parent.iterdir()) == ["ingress.md", "sidecars.md"]


def test_a_note_full_of_escape_sequences_sends_none_to_the_terminal(
    notes: Path, environment: dict[str, str]
) -> None:
    clipboard = "\x1b]52;c;aGFja2Vk\x07"
    nasty = f"Pwn {clipboard}\x9b31m \u202e[@click=app.quit]x[/] [/foo]"
    quoted = nasty.encode("unicode_escape").decode().replace("\\x", "\\x")
    (notes / "nasty.md").write_text(
        f'---\ntitle: "{quoted}"\ntags: ["{quoted}"]\nspeakers: "{quoted}"\nconference: "{quoted}"\n---\n'
        f"# {nasty}\n\n{nasty} &#x202e; &#27;]52;c;aGFja2Vk&#7;\n\n```\n{nasty}\n```\n"
    )
    with Terminal([command(), str(notes)], environment) as terminal:
        terminal.wait_for("3 talks")
        terminal.key("/")
        terminal.wait_for("keep it")
        for letter in "pwn":
            terminal.send(letter)
        terminal.wait_for("1 of 3 talks")
        terminal.key("enter")
        terminal.wait_for("[@click=app.quit]x[/]")
        for opener, marker in (
            ("t", "+new -old"),
            ("i", "ctrl+s save"),
            ("?", "Everywhere"),
            ("b", "Group by"),
        ):
            terminal.key(opener)
            terminal.wait_for(marker)
            terminal.key("esc")
            terminal.wait_gone(marker)
        terminal.key("q")
        assert terminal.wait_exit() == 0
    assert b"\x1b]52" not in terminal.output
    assert "\u202e".encode() not in terminal.output
    assert b"\xc2\x9b" not in terminal.output
