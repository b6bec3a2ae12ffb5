"""`talktui split` and `join`: what they say, what they change, and one undo for all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.import_samples import SAMPLES
from tests.cli.test_moving import files


def test_a_log_is_split_joined_and_both_taken_back(run: Run, notes: Path) -> None:
    before = files(notes)
    got = run("split", "posts/log.md", "--into", "oslo")
    assert got.code == 0
    assert got.out.startswith("Split log.md into 2 files: ")
    assert not (notes / "posts" / "log.md").exists()
    split = files(notes)
    got = run("join", "path:oslo/", "--into", "oslo/all.md")
    assert (got.code, got.out.partition(":")[0]) == (0, "Joined 2 talks into all.md")
    assert "2 files go to the trash" in got.err
    assert run("undo").code == 0
    assert files(notes) == split
    assert run("undo").code == 0
    assert files(notes) == before


def test_a_dry_run_shows_every_file_and_changes_none(run: Run, notes: Path) -> None:
    before = files(notes)
    got = run("split", "posts/log.md", "--dry-run")
    assert got.code == 0
    assert got.out.count("+++ b/posts/log/") == 3
    got = run("split", "posts/log.md", "--dry-run", "--json")
    assert len(json.loads(got.out)["talks"]) == 2
    assert files(notes) == before


def test_what_cannot_be_done_is_said_and_changes_nothing(run: Run, notes: Path) -> None:
    before = files(notes)
    for words, said in (
        (("split", "mesh/sidecars.md"), "no talk log"),
        (("split", "nowhere.md"), "no note nowhere.md"),
        (("split", "posts/log.md", "--into", "../out"), "notes directory"),
        (("join", "path:posts/log.md"), "in a log already"),
        (("join", "title:nothingofthekind"), "Nothing matches"),
        (("join", "path:mesh/sidecars.md"), "at least two"),
    ):
        got = run(*words)
        assert got.code in {1, 2}
        assert said in got.err
    assert files(notes) == before


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "pyvideo"])
def test_an_imported_log_is_split_into_what_an_import_as_files_makes(
    run: Run, tmp_path: Path, name: str
) -> None:
    source = tmp_path / "source"
    source.write_text(SAMPLES[name](["Opening", "A quiet pager", "Opening"]))
    said = {}
    for kind in ("log", "files"):
        root = tmp_path / kind
        root.mkdir()
        into = ["--notes", str(root)]
        assert run("import", str(source), "--as", kind, *into).code == 0
        if kind == "log":
            (log,) = root.glob("*/*.md")
            assert run("split", str(log), *into).code == 0
            again = run("import", str(source), *into)
            assert "Nothing changed" in again.out + again.err
        talks = run("export", "--format", "json", *into).json["talks"]
        said[kind] = [{key: talk[key] for key in talk if key != "source"} for talk in talks]
    assert said["log"] == said["files"]
