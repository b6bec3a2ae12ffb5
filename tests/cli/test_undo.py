"""`talktui undo` and `redo` take the last step back and make it again, name what they leave, and list the steps."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from talktui.notes.files import NoteFiles
from tests.cli.conftest import LOG, NO_FRONT_MATTER, Run, talktui
from tests.cli.test_changes import contents

SIDECARS = "mesh/sidecars.md"
_WHEN = r"command line, \d{4}-\d\d-\d\d \d\d:\d\d"


def test_a_bulk_edit_is_one_step_back_and_forth(run: Run, notes: Path) -> None:
    before = contents(notes)
    assert run("tag", "", "+seen").code == 0
    after = contents(notes)
    got = run("undo")
    assert (got.code, got.err) == (0, "")
    assert re.fullmatch(rf"Took back: tag #seen \({_WHEN}\), 4 files\.\n", got.out)
    assert contents(notes) == before
    got = run("redo")
    assert re.fullmatch(rf"Made again: tag #seen \({_WHEN}\), 4 files\.\n", got.out)
    assert contents(notes) == after


def test_nothing_to_undo_or_redo_is_code_1(run: Run) -> None:
    assert run("undo") == (1, "", "There is nothing to undo.\n")
    assert run("redo") == (1, "", "There is nothing to redo.\n")
    assert run("undo", "--json").json == {}
    assert run("undo", "--list", "--json").json == []
    got = run("undo", "--list")
    assert (got.code, got.out) == (0, "")
    assert "Nothing was changed here yet" in got.err


def test_every_command_that_changes_notes_is_a_step(run: Run, notes: Path) -> None:
    states = [contents(notes)]
    for argv in (
        ("tag", "tag:mesh", "+x"),
        ("set", "tag:mesh", "rating=3", "status=watched"),
        ("new", "A talk"),
        ("new", "A calm section", "--log=posts/log.md", "--category=Alerts"),
    ):
        assert run(*argv).code == 0
        states.append(contents(notes))
        assert states[-1] != states[-2]
    rows = [line.split("\t") for line in run("undo", "--list").out.splitlines()]
    assert [row[2:] for row in rows] == [
        ["new talk A calm section", "1", "done", "command line"],
        ["new talk A talk", "1", "done", "command line"],
        ["rating 3, status watched", "1", "done", "command line"],
        ["tag #x", "1", "done", "command line"],
    ]
    for state in reversed(states[:-1]):
        assert run("undo").code == 0
        assert contents(notes) == state
    for state in states[1:]:
        assert run("redo").code == 0
        assert contents(notes) == state


def test_a_file_changed_since_is_named_and_left_the_others_are_taken_back(run: Run, notes: Path) -> None:
    before = contents(notes)
    run("tag", "", "+seen")
    (notes / "queues.md").write_text("theirs")
    got = run("undo")
    assert got.code == 1
    assert got.out.endswith(", 3 files.\n")
    assert got.err.startswith("queues.md: not undone: something else has changed it since")
    assert contents(notes) == {**before, "queues.md": b"theirs"}
    again = run("undo", "--json")
    assert again.code == 1
    assert [failure["path"] for failure in again.json["failed"]] == ["queues.md"]


def test_a_dry_run_shows_the_diff_and_what_would_be_left(run: Run, notes: Path) -> None:
    run("tag", "mesh", "+seen")
    after = contents(notes)
    got = run("undo", "--dry-run")
    assert got.code == 0
    assert f"--- a/{SIDECARS}" in got.out
    assert "-tags: [mesh, k8s, seen]\n+tags: [mesh, k8s]\n" in got.out
    assert got.err.startswith("Would take back: tag #seen (")
    [file] = run("undo", "--dry-run", "--json").json["files"]
    assert (file["path"], file["moved_to"]) == (SIDECARS, None)
    assert "+tags: [mesh, k8s]" in file["diff"]
    assert contents(notes) == after
    (notes / SIDECARS).write_text("theirs")
    got = run("undo", "--dry-run")
    assert (got.code, got.out) == (1, "")
    assert f"{SIDECARS}: not undone" in got.err


def test_any_step_of_the_list_can_be_taken_back_by_its_number(run: Run, notes: Path) -> None:
    run("tag", "queues", "+one")
    run("tag", "mesh", "+two")
    rows = run("undo", "--list", "--json").json
    assert [(row["title"], row["state"]) for row in rows] == [("tag #two", "done"), ("tag #one", "done")]
    assert rows[1]["files"] == [{"path": "queues.md", "moved_to": None}]
    first = str(rows[1]["step"])
    assert run("undo", first).code == 0
    assert (notes / "queues.md").read_text() == NO_FRONT_MATTER
    assert b"two" in (notes / SIDECARS).read_bytes()
    got = run("undo", first)
    assert (got.code, got.err) == (1, f"Step {first} is undone already.\n")
    assert run("redo", first).code == 0
    assert "one" in (notes / "queues.md").read_text()
    assert run("redo", first).err == f"Step {first} is done already.\n"


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("undo", "99"), 1, "There is no step 99"),
        (("undo", "one"), 2, "no step's number"),
        (("undo", "9" * 40), 2, "no step's number"),
        (("undo", "-n", "3"), 2, "undo --list -n"),
        (("undo", "--list", "-n", "0"), 2, "from 1 up"),
        (("undo", "--list", "1"), 2, "undoes none"),
        (("undo", "--list", "--dry-run"), 2, "undoes none"),
    ],
)
def test_wrong_usage_is_explained(run: Run, argv: tuple[str, ...], code: int, said: str) -> None:
    got = run(*argv)
    assert (got.code, got.out) == (code, "")
    assert said in got.err


def test_what_was_undone_before_a_new_change_cannot_be_made_again(run: Run) -> None:
    run("tag", "queues", "+one")
    run("undo")
    run("tag", "queues", "+two")
    assert run("redo").code == 1
    rows = run("undo", "--list", "--json").json
    assert [(row["title"], row["state"]) for row in rows] == [("tag #two", "done"), ("tag #one", "gone")]
    assert "undone for good" in run("redo", str(rows[1]["step"])).err


def test_a_command_that_was_killed_half_way_is_taken_back_or_finished(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(notes)
    real = NoteFiles.replace

    def replace(self: NoteFiles, path: str, *args: object, **more: object) -> object:
        if path == "posts/log.md":
            raise SystemExit
        return real(self, path, *args, **more)  # type: ignore[arg-type]

    for back in (True, False):
        with monkeypatch.context() as patch:
            patch.setattr(NoteFiles, "replace", replace)
            with pytest.raises(SystemExit):
                run("tag", "", "+half")
        assert contents(notes) != before
        assert (notes / "posts/log.md").read_text() == LOG
        assert "half done" in run("undo", "--list").out
        changed = sum(before[path] != data for path, data in contents(notes).items())
        got = run("undo" if back else "redo")
        assert got.code == 0
        assert f", {changed if back else len(before) - changed} files." in got.out
        if back:
            assert contents(notes) == before
        else:
            assert all(b"half" in data for data in contents(notes).values())


def test_a_damaged_journal_is_said_and_set_aside(run: Run, home: Path) -> None:
    run("tag", "queues", "+one")
    [journal] = (home / "state" / "talktui" / "journal").glob("*.journal")
    for file in journal.parent.iterdir():
        file.write_bytes(b"not a journal")
    got = run("undo", "--list")
    assert got.code == 0
    assert "set aside" in got.err
    assert run("tag", "queues", "+two").err == ""
    for file in journal.parent.glob("*.journal*"):
        file.write_bytes(b"not a journal")
    got = run("tag", "queues", "+three")
    assert (got.code, got.out) == (0, "Tagged 1 talk in 1 file.\n")
    assert "set aside" in got.err
    assert run("undo").code == 0


def test_a_journal_that_cannot_be_written_stops_bulk_edits_and_is_said_of_single_ones(
    run: Run, notes: Path, home: Path
) -> None:
    (home / "state").write_text("a file where the folder should be")
    before = contents(notes)
    got = run("tag", "", "+seen")
    assert (got.code, got.out) == (1, "Nothing changed.\n")
    assert "undo journal cannot be written" in got.err
    assert "run it again when the journal can be written" in got.err
    assert "redo" not in got.err
    assert contents(notes) == before
    got = run("tag", "queues", "+seen")
    assert (got.code, got.out) == (0, "Tagged 1 talk in 1 file.\n")
    assert "undo cannot take this back" in got.err
    assert run("undo").code == 1


def test_what_is_to_be_known_of_a_file_is_said_with_its_name(run: Run, notes: Path) -> None:
    for name in ("queues.md", "mesh/sidecars.md"):
        (notes / name).with_suffix(".link").hardlink_to(notes / name)
    said = "it has several names (hard links), so it was written in place"
    lines = [f"{name}: {said}" for name in ("mesh/sidecars.md", "queues.md")]
    for argv in (("tag", "", "+seen"), ("undo",), ("redo",)):
        assert sorted(run(*argv).err.splitlines()) == lines, argv


def test_titles_and_names_from_notes_are_shown_safely(run: Run, notes: Path) -> None:
    (notes / "queues.md").rename(notes / "q\x1b]52;c;eA==\x07.md")
    assert run("tag", "queues", "+a\u202eb").code == 0
    for argv in (("undo", "--list"), ("undo", "--dry-run"), ("undo",)):
        got = run(*argv)
        assert not set("\x1b\x07\u202e") & set(got.out + got.err)


def test_listing_talks_does_not_pay_for_the_journal(notes: Path) -> None:
    code = (
        "import sys; from talktui.cli import main; main(['list', '--notes', sys.argv[1]]); "
        "print('talktui.notes.journal' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(notes)], capture_output=True, text=True, check=True
    )
    assert done.stderr == "False\n"


def test_several_commands_at_once_lose_no_step(notes: Path) -> None:
    for number in range(12):
        (notes / f"n{number}.md").write_text(f"# N{number}\n")
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "talktui", "tag", "--notes", str(notes), f"path:n{number}.md", "+x"],
            stdout=subprocess.DEVNULL,
            env=dict(os.environ),
        )
        for number in range(12)
    ]
    assert [process.wait() for process in running] == [0] * 12
    rows = json.loads(talktui("undo", "--list", "--json", "--notes", str(notes)).out)
    assert sorted(row["files"][0]["path"] for row in rows) == sorted(f"n{number}.md" for number in range(12))
