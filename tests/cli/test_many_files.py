"""A command that changes so many files that two processes work it out does what one would have done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talktui.cli import changes
from talktui.notes import cached_notes, forked
from tests.cli.conftest import LOG, Run, write
from tests.cli.test_changes import contents

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def many(notes: Path) -> Path:
    for number in range(40):
        write(notes / f"many/{number:02}.md", f"---\ntags: [a, t{number}]\n---\n# N{number}\n")
    write(notes / "zz/log.md", LOG)
    write(notes / "zz/so.md", "---\ntags: [new]\n---\n# So already\n")
    write(notes / "zz/marked.md", "---\ntags: &x [a]\nmore: *x\n---\n# May be refused\n")
    write(notes / "zz/broken.md", "---\ntags: [a\n---\n# Refused\n")
    return notes


def test_what_two_processes_work_out_is_what_one_does(
    run: Run, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(many)
    alone = run("tag", "", "+new", "-T3", "-t39", "--json", "--dry-run")
    begun = []

    def begin(work: object) -> forked.Copy | None:
        begun.append(copy := forked.begin(work))  # type: ignore[arg-type]
        return copy

    for module in (changes, cached_notes):
        monkeypatch.setattr(module, "can_fork", lambda: True)
    monkeypatch.setattr(changes, "begin", begin)
    monkeypatch.setattr(changes, "_MANY", 2)
    monkeypatch.setattr(cached_notes, "_HALVED", 2)
    together = run("tag", "", "+new", "-T3", "-t39", "--json", "--dry-run")
    assert begun[0] is not None
    assert (together.code, together.out, together.err) == (alone.code, alone.out, alone.err)
    assert contents(many) == before
    assert "zz/broken.md" in together.out
    made = run("tag", "", "+new", "-t39")
    assert (many / "many/39.md").read_text() == "---\ntags: [a, new]\n---\n# N39\n"
    assert "2 failed" in made.out
    assert run("undo").code == 0
    assert contents(many) == before


def test_a_command_after_many_changes_sees_them(run: Run, many: Path) -> None:
    run("list", "many")
    run("tag", "tag:a", "+new")
    assert len(run("list", "tag:new path:many", "--paths").out.split()) == 40
    run("tag", "tag:new path:many", "-new")
    assert run("list", "tag:new path:many", "--paths").out == ""
