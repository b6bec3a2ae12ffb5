"""Runs every command of the command line, in many ways, in one process on a terminal.

`python -m tests.reliability.commands NOTES TEXT`, run on a pty: TEXT stands wherever an argument can.  A
command that is new gets the rows of `ANY` by itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from talktui.cli import MODULES, main

ANY: tuple[tuple[str, ...], ...] = (
    (),
    ("--help",),
    ("{}",),
    ("--{}",),
    ("--json",),
    ("{}", "--json"),
    ("p00", "{}", "--dry-run"),
    ("p00", "{}", "--dry-run", "--json"),
    ("p00", "--json"),
    ("p00",),
    ("({}",),
    ("{}", "{}", "{}"),
    ("-n", "{}"),
)

MORE: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": (
        ("--paths",),
        ("--sort", "{}"),
        ("title:({}",),
        ("tag:{}",),
        ("/{}/",),
        ("is:problem", "--json"),
        ("--paths", "--json"),
    ),
    "show": (("log",), ("p00", "--json"), ("q00",), ("link00.md",), ("nothing",), ("log00#{}",)),
    "tag": (
        ("", "+x", "--dry-run"),
        ("", "+x", "--dry-run", "--json"),
        ("", "+{}"),
        ("", "-{}"),
        ("p00", "+a"),
        ("", "+b", "--json"),
    ),
    "tags": (
        ("--sort", "{}"),
        ("rename", "{}", "x", "--dry-run"),
        ("rename", "x", "{}"),
        ("merge", "{}", "x"),
        ("delete", "{}", "--dry-run", "--json"),
        ("rename", "b", "c"),
    ),
    "set": (
        ("", "rating=3", "--dry-run"),
        ("", "rating=3", "--dry-run", "--json"),
        ("", "rating={}"),
        ("", "{}=1"),
        ("", "verdict={}", "--dry-run"),
        ("", "rating=4"),
        ("p00", "status={}"),
    ),
    "new": (
        ("T {}", "--dry-run"),
        ("T {}", "--dry-run", "--json"),
        ("T {}", "--tag", "{}"),
        ("T", "--log", "{}"),
        ("T", "--conference", "{}", "--dry-run"),
        ("T", "--date", "{}"),
        ("T {}", "--folder", "../{}"),
        ("T {}",),
    ),
    "check": (("p00",), ("is:problem",), ("is:problem", "--json")),
    "delete": (("p00", "--dry-run"), ("link00", "--dry-run", "--json"), ("link00",)),
    "rename": (("p00", "New {}", "--dry-run"), ("p00", "New {}"), ("p00", "New", "--file", "../{}")),
    "move": (("p00", "{}", "--dry-run"), ("p00", "../{}"), ("p00", "a folder")),
    "undo": (("--list",), ("--list", "--json"), (), ("--dry-run",), ("--json",), (), ()),
    "redo": (("--dry-run",), (), ("--json",)),
    "recover": (("--list",), ("--list", "--json"), ("1",), ("--show", "1"), ("--diff", "1")),
}

LAST = ("undo", "redo")
"""What is about the others' changes comes after them."""


def rows() -> list[tuple[str, ...]]:
    """Every command line, without the notes directory."""
    names = [name for name in MODULES if name not in LAST] + [name for name in LAST if name in MODULES]
    lines = [(name, *row) for name in names for row in (*ANY, *MORE.get(name, ()))]
    return [("--help",), ("--version",), ("--{}",), ("{}",), ("no-such-dir{}", "--filter", "({}"), *lines]


def run(root: str, text: str) -> int:
    """Each of them; gives how many there were."""
    for row in rows():
        words = [word.replace("{}", text) for word in row]
        where = [f"--notes={root}"] if words[0] in MODULES else []
        code = main([*words[:1], *where, *words[1:]])
        if code not in {0, 1, 2}:
            raise AssertionError(f"{words!r} ended with {code}")
    return len(rows())


if __name__ == "__main__":
    notes, text_file = sys.argv[1:3]
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - nobody answers a question
    print(f"ran {run(notes, Path(text_file).read_text('utf-8').replace(chr(0), ''))} command lines")
