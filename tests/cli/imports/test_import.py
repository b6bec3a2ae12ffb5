"""`talktui import`: sources become notes, as one step; what cannot be is said before anything."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from talktui.cli import command
from talktui.config.stores import open_store
from talktui.transfer.sources import names
from tests.cli.conftest import Run
from tests.cli.import_samples import SAMPLES, frab_json, yt_dlp

from .conftest import FOLDER, THREE, Source, files


def test_every_command_of_the_page_is_a_command_and_every_format_is_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
    lines = re.findall(r"talktui import [^`\n]*", page)
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line, comments=True)
        if "SOURCE…" not in line:
            command("import").parser().parse(words[2:])
    told = {
        name
        for row in re.findall(r"^\| (`.*?`) \| ", page, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    assert set(names()) <= told


# -- what is made


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "pyvideo"])
def test_every_format_becomes_notes_of_its_conference(
    run: Run, root: Path, source: Source, name: str
) -> None:
    got = run("import", str(source(SAMPLES[name](THREE))), root=root)
    assert (got.code, re.findall("Traceback", got.err)) == (0, [])
    assert "Conf 2024: 3 new\n" in got.out
    assert "talktui undo takes all of it back" in got.out
    talks = run("list", "--json", root=root).json
    assert sorted(talk["title"] for talk in talks) == sorted(THREE)
    assert {talk["conference"] for talk in talks} == {"Conf 2024"}


def test_there_is_a_sample_of_every_format() -> None:
    assert set(SAMPLES) == set(names())


def test_an_import_is_one_step_and_undone_as_one(run: Run, root: Path, source: Source) -> None:
    (root / "mine.md").write_text("# Mine\n")
    before = files(root)
    run("import", str(source(frab_json(THREE))), root=root)
    assert len(files(root)) == 1 + 3 + 1  # and its conference.yaml
    assert [step["title"] for step in run("undo", "--list", "--json", root=root).json] == [
        "import 3 talks of Conf 2024"
    ]
    assert run("undo", root=root).code == 0
    assert files(root) == before
    assert run("redo", root=root).code == 0
    assert len(files(root)) == 5


def test_without_a_journal_nothing_is_imported_and_neither_undo_nor_redo_is_said_to_help(
    run: Run, root: Path, home: Path, source: Source
) -> None:
    (home / "state").write_text("a file where the folder should be")
    got = run("import", str(source(frab_json(THREE))), root=root)
    assert (got.code, files(root)) == (1, {})
    assert "undo journal cannot be written" in got.err
    assert "Running it again goes on." in got.err
    assert "talktui redo" not in got.err
    assert "talktui undo" not in got.out


def test_a_dry_run_shows_the_plan_and_writes_nothing(run: Run, root: Path, source: Source) -> None:
    file = str(source(frab_json(THREE)))
    got = run("import", file, "--dry-run", root=root)
    assert got.code == 0
    assert [line.split("\t")[:3] for line in got.out.splitlines()] == [
        ["new", title, "Conf 2024"] for title in THREE
    ]
    assert "Would write 4 files." in got.err
    diffs = run("import", file, "--dry-run", "-v", root=root).out
    assert f"+++ b/{FOLDER}/conference.yaml" in diffs
    assert "+title: A Calm Pager at Night" in diffs
    assert files(root) == {}
    assert run("undo", "--list", "--json", root=root).json == []


def test_a_dry_run_is_a_table_at_a_terminal(
    run: Run, root: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talktui.cli.output.Output.is_terminal", True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "72")
    lines = run("import", str(source(frab_json(THREE))), "--dry-run", root=root).out.splitlines()
    assert lines[0].split() == ["What", "Title", "Conference", "Where"]
    assert all(len(line) <= 72 for line in lines)


def test_the_json_tells_everything(run: Run, root: Path, source: Source) -> None:
    file = str(source(frab_json(THREE)))
    dry = run("import", file, "--dry-run", "--json", root=root).json
    assert (dry["dry_run"], dry["step"], len(dry["files"])) == (True, None, 4)
    assert "diff" in dry["files"][0]
    got = run("import", file, "--json", root=root)
    assert got.err == ""
    assert got.json["counts"] == {"new": 3, "changed": 0, "same": 0, "left": 0, "refused": 0}
    assert [talk["title"] for talk in got.json["talks"]] == list(THREE)
    assert got.json["step"] == 1
    assert got.json["sources"] == [
        {
            "source": "frab:conf-2024",
            "format": "frab-json",
            "conference": "Conf 2024",
            "talks": 3,
            "complete": True,
        }
    ]
    assert {"path": f"{FOLDER}/conference.yaml"} in got.json["files"]
    assert got.json["stopped"] is None


def test_standard_input_is_a_source(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(yt_dlp(THREE).encode())))
    assert "3 new" in run("import", "-", root=root).out


def test_a_conference_a_folder_and_a_shape_can_be_named(run: Run, root: Path, source: Source) -> None:
    got = run(
        "import",
        str(source(yt_dlp(THREE))),
        "--conference",
        "My Conf",
        "--into",
        "videos",
        "--as",
        "log",
        root=root,
    )
    assert (got.code, got.err) == (0, "")
    assert all(path.startswith("videos/") for path in files(root))
    assert len(list(root.rglob("*.md"))) == 1
    talks = run("list", "--json", root=root).json
    assert {(talk["conference"], talk["anchor"] is not None) for talk in talks} == {("My Conf", True)}
    assert len(talks) == 3


# -- what cannot be


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ((), "SOURCE"),
        (("--format", "vhs", "x"), "--format vhs: no format; it is one of frab-xml,"),
        (("-", "-"), "can be read once only"),
        (("-", "--edit"), "save the source to a file first"),
        (("--conference", " ", "x"), "--conference needs a name"),
        (("--conference", "a\x1b]0;x\x07", "x"), "without control or invisible characters"),
        (("--as", "book", "x"), "invalid choice: 'book'"),
        (("gone.json",), "gone.json: there is no such file"),
    ],
)
def test_what_cannot_be_is_said_before_anything(
    run: Run, root: Path, argv: tuple[str, ...], words: str
) -> None:
    got = run("import", *argv, root=root)
    assert (got.code, got.out) == (2, "")
    assert words in got.err


@pytest.mark.parametrize("into", ["../elsewhere", "/tmp", "..", "a/../../b", ".hidden", "node_modules"])
def test_nothing_is_put_outside_or_where_notes_are_not_found(
    run: Run, root: Path, source: Source, into: str
) -> None:
    got = run("import", str(source(frab_json(THREE))), "--into", into, root=root)
    assert (got.code, got.out, files(root)) == (2, "", {})


@pytest.mark.parametrize("good", [0, 1, 2])
def test_whichever_source_is_bad_nothing_is_written(run: Run, root: Path, tmp_path: Path, good: int) -> None:
    paths = []
    for number in range(3):
        (tmp_path / f"{number}.json").write_text(frab_json(THREE).replace("conf-2024", f"c{number}"))
        paths.append(str(tmp_path / f"{number}.json"))
    (tmp_path / f"{good}.json").write_text('{"schedule": {"conference": {')
    got = run("import", *paths, root=root)
    assert (got.code, got.out, files(root)) == (2, "", {})
    assert f"{good}.json:1:" in got.err


def test_talks_that_a_log_cannot_hold_are_refused_in_a_line(run: Run, root: Path, source: Source) -> None:
    large = frab_json([f"Talk {number}" for number in range(30)]).replace("What it is", "What it is " * 5000)
    got = run("import", str(source(large)), "--as", "log", root=root)
    assert (got.code, got.out) == (1, "Conf 2024: 30 not imported\nNothing was written.\n")
    assert "Conf 2024: 30 talks not imported: a log of these 30 talks would be larger than 1 MB" in got.err
    assert len(got.err.splitlines()) == 1


def test_a_file_where_the_conferences_folder_would_be_is_no_obstacle(
    run: Run, root: Path, source: Source
) -> None:
    (root / FOLDER).write_text("a file where the folder should be")
    got = run("import", str(source(frab_json(THREE))), root=root)
    assert (got.code, got.err) == (0, "")
    assert (root / FOLDER).read_text() == "a file where the folder should be"
    assert len([*(root / f"{FOLDER}-2").glob("*.md")]) == 3


def test_the_store_knows_who_did_it(run: Run, root: Path, source: Source) -> None:
    run("import", str(source(frab_json(THREE))), root=root)
    step = open_store(root).journal.next_undo()
    assert step is not None
    assert (step.title, step.source) == ("import 3 talks of Conf 2024", "command line")
    assert json.dumps(sorted(change.path for change in step.changes))


def test_a_folder_that_is_a_file_is_refused_in_a_sentence(run: Run, root: Path, source: Source) -> None:
    (root / "afile").write_text("mine")
    file = str(source(frab_json(THREE)))
    for into in ("afile", "afile/below"):
        got = run("import", file, "--into", into, root=root)
        assert (got.code, got.out, files(root)) == (2, "", {"afile": b"mine"})
        assert got.err == "talktui import: afile is a file, not a folder; name another folder for new notes\n"
