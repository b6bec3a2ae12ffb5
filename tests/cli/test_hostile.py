"""Nothing that stands in a note, a file name or an argument reaches the terminal as a sequence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from talktui.safe_text import is_safe
from tests.cli.conftest import Run, talktui

BAD = "\x1b]52;c;ZXZpbA==\x07\x9b31m\u202e\u200b\r"
YAML_BAD = r"\e]52;c;ZXZpbA==\a\x9b31m\u202e\u200b\r"  # the same, as a quoted YAML text has it

NOTE = f"""---
title: "Evil {YAML_BAD} title"
conference: "Conf {YAML_BAD}"
tags: ["tag{YAML_BAD}", plain]
speakers: [{{name: "Name {YAML_BAD}", role: "R{YAML_BAD}", organisation: "Org {YAML_BAD}"}}]
verdict: "V {YAML_BAD}"
rating: "{YAML_BAD}"
video: "https://example.org/{YAML_BAD}"
"key{YAML_BAD}": "own {YAML_BAD}"
---
Body &#x202e; {BAD}
"""

LOG = f"""# Log

## [One {BAD}](https://www.youtube.com/watch?v=aaaaaaaaaaa)

Text {BAD}

## [Two {BAD}](https://www.youtube.com/watch?v=bbbbbbbbbbb)
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    root = tmp_path / "hostile"
    folder = root / f"fol{BAD[:-1]}der"
    folder.mkdir(parents=True)
    (folder / f"na{BAD[:-1]}me.md").write_text(NOTE)
    (root / "log.md").write_text(LOG)
    (root / f"broken{BAD[:-1]}.md").write_text(f"---\ntitle: a: {BAD}\n\x1b: [\n---\n{BAD}\n")
    (root / "conference.yaml").write_text(f"name: [{BAD}\n")
    if sys.platform == "linux":
        with open(os.fsencode(root) + b"/not-utf-8-\xff\x1b[31m.md", "wb") as file:
            file.write(b"# Bytes \xff\n")
    return root


def safe(text: str) -> bool:
    return is_safe(text.replace("\n", "").replace("\t", "").replace("\0", ""))


RUNS = [
    ("list",),
    ("list", "--paths"),
    ("list", "--json"),
    ("list", "--sort", BAD),
    ("list", f"({BAD}"),
    ("list", f"title:{BAD}"),
    ("list", f"--{BAD}"),
    ("show", "evil"),
    ("show", "evil", "--json"),
    ("show", "e"),
    ("show", "log.md#one"),
    ("show", BAD),
    ("check",),
    ("check", "--json"),
    ("tag", "", "+new", "--dry-run"),
    ("tag", "", "+new", "--dry-run", "--json"),
    ("tag", "", "+new", "-plain"),
    ("tag", "", f"+{BAD}"),
    ("tag", BAD),
    ("set", "", "rating=3", "--dry-run"),
    ("set", "", "rating=3"),
    ("set", "", f"status={BAD}"),
    ("set", "", f"{BAD}=1"),
    ("new", f"T {BAD}", "--dry-run"),
    ("new", f"T {BAD}", "--tag", BAD),
    ("new", "T", "--log", BAD),
    ("new", "T", "--date", BAD),
]


@pytest.mark.parametrize("argv", RUNS, ids=lambda argv: " ".join(argv).encode("unicode_escape").decode()[:60])
@pytest.mark.parametrize("terminal", [False, True])
def test_no_command_prints_what_a_terminal_would_act_on(
    run: Run, hostile: Path, argv: tuple[str, ...], terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if terminal:
        monkeypatch.setattr("talktui.cli.output.Output.is_terminal", True)
    monkeypatch.setenv("NO_COLOR", "1")
    got = run(*argv, root=hostile)
    assert got.code in {0, 1, 2}
    assert got.out or got.err
    assert safe(got.out), got.out.encode()
    assert safe(got.err), got.err.encode()


def test_a_directorys_own_name_is_made_safe(run: Run, tmp_path: Path) -> None:
    got = run("list", root=tmp_path / f"no{BAD}where")
    assert got.code == 2
    assert safe(got.err)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text on this system")
def test_a_name_that_is_not_utf_8_is_listed_and_given_as_json(hostile: Path) -> None:
    for argv in (("list",), ("list", "--json"), ("list", "--paths"), ("check",)):
        got = talktui(*argv, "--notes", str(hostile))
        assert got.code in {0, 1}
        assert b"Traceback" not in got.err
        got.out.decode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text on this system")
def test_null_ended_paths_in_a_pipe_are_the_very_bytes(hostile: Path) -> None:
    got = talktui("list", "path:utf", "--paths", "-0", "--notes", str(hostile))
    assert got.out == b"not-utf-8-\xff\x1b[31m.md\0"
