"""`talktui check` points at each problem."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, write


def test_good_notes_have_no_problems(run: Run) -> None:
    assert run("check") == (0, "", "")
    assert run("check", "--json").json == []


def test_each_problem_has_its_place(run: Run, notes: Path) -> None:
    write(notes / "odd.md", "---\ntitle: Odd\nrating: twelve\nstatus: seen\n---\n")
    write(notes / "broken.md", "---\ntitle: A: b\n---\n")
    got = run("check")
    assert got.code == 1
    lines = got.out.splitlines()
    assert [line.split(":")[:2] for line in lines] == [["broken.md", "2"], ["odd.md", "3"], ["odd.md", "4"]]
    found = run("check", "--json").json
    assert [(problem["path"], problem["line"]) for problem in found] == [
        ("broken.md", 2),
        ("odd.md", 3),
        ("odd.md", 4),
    ]


def test_a_query_narrows_it_down(run: Run, notes: Path) -> None:
    write(notes / "odd.md", "---\ntitle: Odd\nrating: twelve\n---\n")
    assert run("check", "sidecars") == (0, "", "")
    assert run("check", "title:odd").code == 1
    assert run("check", "tag:nowhere").code == 1


def test_conference_files_are_checked_too(run: Run, notes: Path) -> None:
    write(notes / "mesh" / "conference.yaml", "name: [\n")
    got = run("check")
    assert got.code == 1
    assert got.out.startswith("mesh/conference.yaml:")


def test_problems_of_the_settings_go_to_standard_error_and_count(run: Run, home: Path) -> None:
    write(home / "config" / "talktui" / "config.yaml", "speed: fast and loose\n")
    got = run("check")
    assert (got.code, got.out) == (1, "")
    assert "config.yaml:1: " in got.err


def test_keys_that_clash_and_commands_there_are_not_are_told_with_their_line(run: Run, home: Path) -> None:
    config = home / "config" / "talktui" / "config.yaml"
    write(config, "width: 80\nkeys:\n  tags: f4\n  tagz: x\n  mark: /\n  sort: nokey\n")
    got = run("check")
    assert got.code == 1
    assert "config.yaml:4: keys: there is no command `tagz`" in got.err
    assert "config.yaml:5: keys: `/` for `mark` is taken by `filter`" in got.err
    assert "config.yaml:6: keys: there is no key `nokey`" in got.err
    assert ":3:" not in got.err
    write(config, "keys:\n  tags: f4\n")
    assert "keys" not in run("check").err
