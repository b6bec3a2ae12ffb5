"""`talktui show` finds the one talk that is meant and prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, write


@pytest.mark.parametrize(
    ("talk", "title"),
    [
        ("mesh/sidecars.md", "Sidecars considered"),
        ("./mesh/sidecars.md", "Sidecars considered"),
        ("posts/log.md#a-calm-pager", "A calm pager"),
        ("SIDECARS", "Sidecars considered"),
        ("errors", "Budgets for errors"),
    ],
)
def test_a_talk_is_named_by_path_anchor_or_title(run: Run, talk: str, title: str) -> None:
    got = run("show", talk)
    assert (got.code, got.err) == (0, "")
    assert got.out.splitlines()[0] == title


def test_it_prints_facts_then_the_text(run: Run) -> None:
    lines = run("show", "sidecars").out.splitlines()
    assert "speakers    Ada Byron (Engineer, Analytical Ltd)" in lines
    assert "tags        #mesh #k8s" in lines
    assert lines[-2:] == ["", "A proxy beside each *pod*."]


def test_a_path_is_read_alone_also_as_a_shell_completes_it(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the whole directory was read")

    monkeypatch.setattr("talktui.notes.store.Store.load", never)
    for talk in ("mesh/sidecars.md", str(notes / "mesh" / "sidecars.md")):
        assert run("show", talk).out.startswith("Sidecars considered\n")
    monkeypatch.chdir(notes / "mesh")
    assert run("show", "sidecars.md").out.startswith("Sidecars considered\n")
    assert run("show", "../posts/log.md#a-calm-pager").out.startswith("A calm pager\n")


def test_a_file_outside_the_notes_directory_is_no_talk(run: Run, notes: Path) -> None:
    write(notes.parent / "secret.md", "# Secret\n")
    for talk in ("../secret.md", str(notes.parent / "secret.md")):
        assert run("show", talk).code == 1


def test_of_a_log_it_prints_that_talks_section_only(run: Run) -> None:
    got = run("show", "a calm pager")
    assert "Fewer alerts." in got.out
    assert "Spend them." not in got.out


def test_a_whole_title_goes_before_a_part_of_one(run: Run, notes: Path) -> None:
    write(notes / "more.md", "# Queues everywhere, again\n")
    got = run("show", "queues everywhere")
    assert (got.code, "Waiting is the work." in got.out) == (0, True)


def test_several_candidates_are_listed(run: Run, notes: Path) -> None:
    for number in range(12):
        write(notes / f"many/{number:02}.md", f"# Plenty {number}\n")
    got = run("show", "plenty")
    assert (got.code, got.out) == (2, "")
    assert "“plenty” may be 12 talks" in got.err
    assert "  many/00.md  Plenty 0\n" in got.err
    assert got.err.endswith("  … and 2 more\n")
    assert run("show", "posts/log.md").code == 2


@pytest.mark.parametrize("talk", ["nothing of the kind", "posts/log.md#no-such-heading", ""])
def test_a_talk_that_is_not_there_is_code_1(run: Run, talk: str) -> None:
    got = run("show", talk)
    assert (got.code, got.out) == (1, "")
    assert "No talk has the path" in got.err


def test_json_has_the_body(run: Run) -> None:
    [talk] = run("show", "errors", "--json").json
    assert talk["anchor"] == "budgets-for-errors"
    assert talk["body"].strip() == "Spend them."


def test_problems_and_why_it_is_read_only_are_shown(run: Run, notes: Path) -> None:
    write(notes / "odd.md", "---\ntitle: Odd\nrating: twelve\n---\n")
    assert "problem  line 3: rating “twelve”" in run("show", "odd.md").out
