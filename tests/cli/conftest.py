"""Notes directories and runs of `talktui` that never see the person's own settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from talktui.cli import main

PLAIN = """---
title: Sidecars considered
conference: MeshDay 2023
categories: [Networking]
tags: [mesh, k8s]
speakers:
  - name: Ada Byron
    role: Engineer
    organisation: Analytical Ltd
date: 2023-05-04
video: https://example.org/v/1
status: queued
---

A proxy beside each *pod*.
"""

NO_FRONT_MATTER = "# Queues everywhere\n\nWaiting is the work.\n"

LOG = """---
title: OpsDays 2022
talks:
  a-calm-pager:
    heading: A calm pager
    tags: [oncall]
    rating: 4
---

# OpsDays 2022

## Alerts

### [A calm pager](https://www.youtube.com/watch?v=aaaaaaaaaaa)

Fewer alerts.

### [Budgets for errors](https://www.youtube.com/watch?v=bbbbbbbbbbb)

Spend them.
"""

RATED = """---
title: Compilers at breakfast
conference: LangConf
date: 2021-01-02
status: watched
rating: 5
tags:
  - compilers
---
Parsing is easy.
"""


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, empty."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("NO_COLOR", "VISUAL", "EDITOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Five talks: two files, one without front matter, and a log of two."""
    root = tmp_path / "notes"
    write(root / "mesh" / "sidecars.md", PLAIN)
    write(root / "queues.md", NO_FRONT_MATTER)
    write(root / "posts" / "log.md", LOG)
    write(root / "lang" / "compilers.md", RATED)
    return root


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


@pytest.fixture
def run(notes: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `talktui COMMAND …` on `notes` in this process."""

    def run(*argv: str, root: Path | None = notes) -> Result:
        capsys.readouterr()
        where = [f"--notes={root}"] if root else []
        code = main([*argv[:1], *where, *argv[1:]])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


class Raw(NamedTuple):
    code: int
    out: bytes
    err: bytes


def talktui(*argv: str | bytes, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Raw:
    """Run `python -m talktui` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "talktui", *argv],
        env={**os.environ, **(env or {})},
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Raw(done.returncode, done.stdout, done.stderr)
