"""`talktui delete`, `rename` and `move`: what they say, what they change, and one undo for all of it."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import LOG, Run, write

LINKING = "# Links\n\n[s](mesh/sidecars.md) [[sidecars]] [p](posts/log.md#a-calm-pager)\n"
OTHER_LOG = "# OpsDays 2023\n\n## [One](https://youtu.be/111aaaaaaaa)\nx\n\n## [Two](https://youtu.be/222aaaaaaaa)\ny\n"


@pytest.fixture
def notes(notes: Path) -> Path:
    write(notes / "links.md", LINKING)
    write(notes / "posts" / "later.md", OTHER_LOG)
    return notes


def files(notes: Path) -> dict[str, bytes]:
    return {
        path.relative_to(notes).as_posix(): path.read_bytes() for path in notes.rglob("*") if path.is_file()
    }


def test_rename_takes_the_file_and_the_links_and_undo_takes_it_all_back(run: Run, notes: Path) -> None:
    before = files(notes)
    got = run("rename", "mesh/sidecars.md", "Sidecars reconsidered", "--file", "sidecars-2.md")
    assert (got.code, got.out) == (0, "Renamed to “Sidecars reconsidered”: 3 files.\n")
    assert got.err == "2 links in 1 note follow.\n"
    now = files(notes)
    assert now["links.md"].decode() == LINKING.replace("mesh/sidecars.md", "mesh/sidecars-2.md").replace(
        "[[sidecars]]", "[[sidecars-2]]"
    )
    assert b"title: Sidecars reconsidered\n" in now["mesh/sidecars-2.md"]
    assert run("undo").code == 0
    assert files(notes) == before
    assert run("redo").code == 0
    assert files(notes) == now


def test_a_file_that_was_named_after_its_title_is_renamed_after_the_new_one(run: Run, notes: Path) -> None:
    write(notes / "2023-05-04-queues-everywhere.md", "# Queues everywhere\n")
    assert run("rename", "2023-05-04-queues-everywhere.md", "Queues: nowhere?").code == 0
    assert (notes / "2023-05-04-queues-nowhere.md").read_text() == "# Queues: nowhere?\n"


def test_a_dry_run_changes_nothing_and_shows_everything(run: Run, notes: Path) -> None:
    before = files(notes)
    got = run("rename", "mesh/sidecars.md", "Sidecars reconsidered", "--file", "s.md", "--dry-run")
    assert got.code == 0
    assert "rename mesh/sidecars.md to mesh/s.md" in got.out
    assert "-title: Sidecars considered" in got.out
    assert "+[s](mesh/s.md) [[s]]" in got.out
    assert "Would rename" in got.err
    result = run("move", "mesh/sidecars.md", "x", "--dry-run", "--json").json
    assert result["dry_run"] is True
    assert result["links"] == {"rewritten": 1, "notes": 1, "lost": 0}
    assert run("delete", "queues.md", "--dry-run").code == 0
    assert files(notes) == before


def test_a_section_is_renamed_moved_and_deleted(run: Run, notes: Path) -> None:
    before = files(notes)
    assert run("rename", "posts/log.md#a-calm-pager", "A calmer pager").code == 0
    assert "[p](posts/log.md#a-calmer-pager)" in (notes / "links.md").read_text()
    got = run("move", "A calmer pager", "posts/later.md", "--json")
    assert got.code == 0
    assert got.json["talks"][0]["becomes"] == {"path": "posts/later.md", "anchor": "a-calmer-pager"}
    assert "[p](posts/later.md#a-calmer-pager)" in (notes / "links.md").read_text()
    [talk] = run("show", "posts/later.md#a-calmer-pager", "--json").json
    assert (talk["rating"], talk["tags"]) == (4, ["oncall"])
    got = run("delete", "posts/later.md#a-calmer-pager", "--yes")
    assert got.code == 0
    assert "1 link in 1 note will lead nowhere" in got.err
    assert (notes / "posts/later.md").read_bytes() == OTHER_LOG.encode()
    for _ in range(3):
        assert run("undo").code == 0
    assert files(notes) == before


def test_several_talks_are_one_step(run: Run, notes: Path) -> None:
    before = files(notes)
    assert run("move", "queues.md", "lang/compilers.md", "2024/deep").code == 0
    assert {"2024/deep/queues.md", "2024/deep/compilers.md"} <= set(files(notes))
    assert run("undo").code == 0
    assert files(notes) == before
    assert run("delete", "queues.md", "posts/log.md#a-calm-pager", "--yes").code == 0
    assert "queues.md" not in files(notes)
    assert run("undo").code == 0
    assert files(notes) == before


def test_delete_never_asks_where_nobody_is(run: Run, notes: Path) -> None:
    got = run("delete", "queues.md")
    assert got.code == 2
    assert "--yes" in got.err
    assert (notes / "queues.md").exists()
    assert run("delete", "queues.md", "--json").code == 2


@pytest.mark.parametrize(
    ("answer", "gone"), [("y\n", True), ("yes\n", True), ("\n", False), ("no\n", False), ("", False)]
)
def test_delete_asks_a_person(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, gone: bool
) -> None:
    monkeypatch.setattr("talktui.cli.delete.at_a_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", StringIO(answer))
    got = run("delete", "queues.md")
    assert (notes / "queues.md").exists() is not gone
    assert got.code == (0 if gone else 2)


def test_a_whole_log_is_told_with_its_talks(run: Run, notes: Path) -> None:
    write(notes / "posts" / "log.md", LOG.replace("## Alerts", "An introduction.\n\n## Alerts"))
    got = run("delete", "posts/log.md", "--yes")
    assert got.code == 0
    assert "its 2 talks go with it" in got.err
    assert not (notes / "posts/log.md").exists()


@pytest.mark.parametrize("target", ["..", "../x", "/etc", ".git", "a/../../b", "x.md", "a\\b", "n" * 300])
def test_a_target_outside_or_odd_is_refused_in_words(run: Run, notes: Path, target: str) -> None:
    before = files(notes)
    got = run("move", "queues.md", target)
    assert got.code == 1
    assert got.err.startswith("Nothing changed: ")
    assert files(notes) == before


@pytest.mark.parametrize("name", ["..", "/abs.md", "a/b.md", "\x1b]0;x\x07.md", "n" * 300, ".hidden"])
def test_a_file_name_that_cannot_be_is_refused_in_words(run: Run, notes: Path, name: str) -> None:
    before = files(notes)
    got = run("rename", "queues.md", "Queues everywhere", "--file", name)
    assert got.code == 1
    assert got.err.startswith("Nothing changed: ")
    assert "\x1b" not in got.err
    assert files(notes) == before


@pytest.mark.parametrize("name", ["-rf.md", "--help.md"])
def test_a_name_that_looks_like_an_option_is_a_name(run: Run, notes: Path, name: str) -> None:
    assert run("rename", "queues.md", "--file", name).code == 0
    assert (notes / name).exists()
    assert run("move", "--", f"./{name}", "sub").code == 0
    assert run("delete", "--yes", "--", f"sub/{name}").code == 0
    assert not (notes / "sub" / name).exists()


def test_what_is_not_there_is_told(run: Run) -> None:
    assert run("rename", "no-such-talk", "x").code == 1
    assert run("rename", "queues.md").code == 2
    assert run("move", "queues.md").code == 2
    assert run("delete", "--yes").code == 2


def test_a_folder_s_page_is_left_alone(run: Run, notes: Path) -> None:
    write(notes / "mesh" / "README.md", "# The mesh\n")
    got = run("delete", "mesh/README.md", "--yes")
    assert got.code == 1
    assert "page of its folder" in got.err


def test_without_a_journal_nothing_is_renamed_and_redo_is_not_said_to_help(
    run: Run, notes: Path, home: Path
) -> None:
    (home / "state").write_text("a file where the folder should be")
    before = files(notes)
    got = run("rename", "mesh/sidecars.md", "Sidecars reconsidered", "--file", "sidecars-2.md")
    assert (got.code, files(notes)) == (1, before)
    assert "run it again when the journal can be written" in got.err
    assert "redo" not in got.err
