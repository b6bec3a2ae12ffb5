"""`talktui export`: what is written, where, and what is refused."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import stat
from pathlib import Path

import pytest
from icalendar import Calendar

from talktui.config import locations
from tests.cli.conftest import Run, write


def test_a_post_goes_to_standard_output(run: Run) -> None:
    got = run("export")
    assert (got.code, got.err) == (0, "")
    assert (
        "## Networking\n\n### [Sidecars considered](https://example.org/v/1)\n\nA proxy beside each *pod*.\n"
        in got.out
    )
    assert "### [A calm pager](https://www.youtube.com/watch?v=aaaaaaaaaaa)\n\nFewer alerts.\n" in got.out


def test_a_query_says_which_talks(run: Run) -> None:
    got = run("export", "--format", "csv", "rating:>=4")
    assert sorted(row["title"] for row in csv.DictReader(io.StringIO(got.out))) == [
        "A calm pager",
        "Compilers at breakfast",
    ]


def test_nothing_that_matches_is_exit_code_1(run: Run) -> None:
    got = run("export", "nosuchword")
    assert (got.code, got.out) == (1, "")
    assert "Nothing matches" in got.err


def test_front_matter_and_json_can_be_imported_again(run: Run, tmp_path: Path) -> None:
    mine = "has:conference"  # a talk without one is of the conference that a post is called after
    for arguments, name in ((["--front-matter", "zola"], "post.md"), (["--format", "json"], "notes.json")):
        file, back = tmp_path / name, tmp_path / f"back-{name}"
        back.mkdir()
        assert run("export", mine, *arguments, "-o", str(file)).code == 0
        assert run("import", str(file), "--notes", str(back)).code == 0
        before, after = (run("list", "--json", *more).json for more in ([mine], ["--notes", str(back)]))
        told = (
            "title",
            "conference",
            "categories",
            "tags",
            "speakers",
            "date",
            "video",
            "duration",
            "status",
            "rating",
        )
        said = [
            sorted(json.dumps([talk[name] for name in told]) for talk in talks) for talks in (before, after)
        ]
        assert said[0] == said[1]


def test_a_file_is_written_whole_and_replaced(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    got = run("export", "--format", "json", "-o", str(target))
    assert (got.code, got.out) == (0, "")
    assert "talks written to" in got.err
    assert json.loads(target.read_text())["talktui"] == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "folder" / "out.csv"
    write(target, "old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    got = run("export", "--format", "csv", "-o", str(target))
    assert (got.code, got.out) == (2, "")
    assert "cannot be written: No space left on device" in got.err
    assert target.read_text() == "old"
    assert [path.name for path in target.parent.iterdir()] == ["out.csv"]


def test_a_link_to_a_file_stays_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert run("export", "--format", "csv", "-o", str(tmp_path / "link.csv")).code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("title,")


def test_no_note_is_overwritten(run: Run, notes: Path, tmp_path: Path) -> None:
    write(notes / "mesh" / "conference.yaml", "name: MeshDay 2023\n")
    (tmp_path / "link.md").symlink_to(notes / "mesh" / "sidecars.md")
    for target in (notes / "mesh" / "sidecars.md", notes / "mesh" / "conference.yaml", tmp_path / "link.md"):
        before = target.read_bytes()
        got = run("export", "-o", str(target))
        assert (got.code, got.out) == (2, "")
        assert "a file of your notes" in got.err
        assert target.read_bytes() == before
    assert run("export", "-o", str(notes / "post.txt")).code == 0
    assert "which is a note now" in run("export", "-o", str(notes / "post.md")).err


@pytest.mark.parametrize("name", [".obsidian/app.json", ".post.html", "sub/.git/config"])
def test_nothing_hidden_in_the_notes_is_written(run: Run, notes: Path, name: str) -> None:
    target = notes / name
    target.parent.mkdir(parents=True, exist_ok=True)
    for there in (False, True):
        if there:
            target.write_text("theirs")
        got = run("export", "-o", str(target))
        assert (got.code, target.exists()) == (2, there)
        assert "hidden in your notes directory" in got.err
    assert target.read_text() == "theirs"


def test_nothing_of_talktuis_own_is_written(run: Run, tmp_path: Path) -> None:
    for folder in (locations().config, locations().state, locations().cache):
        folder.mkdir(parents=True, exist_ok=True)
        own = folder / "config.yaml"
        before = own.read_bytes() if own.exists() else None
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to(own)
        for target in (own, tmp_path / "link"):
            got = run("export", "-o", str(target))
            assert got.code == 2
            assert "talktui's own directory" in got.err
        assert (own.read_bytes() if own.exists() else None) == before


def test_notes_beside_the_settings_take_an_export(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALKTUI_CONFIG_DIR", str(notes.parent))
    assert run("export", "--notes", str(notes), "-o", str(notes / "post.txt")).code == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever runs this may write anywhere")
def test_a_folder_that_takes_no_file_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    got = run("export", "-o", str(tmp_path / "closed" / "x.md"))
    assert got.code == 2
    assert "cannot be written" in got.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "csv", "--group-by", "day"], "--group-by is for --format post and html"),
        (["--format", "json", "--template", "log"], "--template is for --format post"),
        (["--format", "html", "--front-matter", "hugo"], "--front-matter is for --format post"),
        (["--format", "ics", "--whole"], "--whole is for --format post and html"),
        (["--format", "pdf"], "invalid choice"),
        (["-o", "."], "is a directory"),
        (["-o", "no/such/folder/x.md"], "there is no directory"),
        (["--template", "nosuch"], "by name there are log, sessions"),
        (["tag:("], "the query has a mistake"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(run: Run, arguments: list[str], said: str) -> None:
    got = run("export", *arguments)
    assert (got.code, got.out) == (2, "")
    assert said in got.err


def test_a_persons_own_template_is_found_by_name_and_its_mistake_has_file_and_line(
    run: Run, tmp_path: Path
) -> None:
    own = locations().config / "templates" / "mine.md.j2"
    write(own, "{% for talk in talks %}\n* {{ talk.title }}\n{% endfor %}")
    assert run("export", "--template", "mine", "title:sidecars").out == "* Sidecars considered\n"
    write(own, "one\n{{ talks[0].titel }}\n")
    got = run("export", "--template", "mine", "-o", str(tmp_path / "x.md"))
    assert got.code == 2
    assert f"{own}:2: " in got.err
    assert "titel" in got.err
    assert not (tmp_path / "x.md").exists()


def test_a_calendar_is_of_queued_talks_unless_a_query_says_others(run: Run, notes: Path) -> None:
    write(
        notes / "q.md", "---\ntitle: Queued\nstatus: queued\ndate: 2023-05-04 10:00\nduration: 30 min\n---\n"
    )
    write(notes / "w.md", "---\ntitle: Watched\nstatus: watched\ndate: 2023-05-04 11:00\n---\n")
    got = run("export", "--format", "ics")
    assert [str(event["summary"]) for event in Calendar.from_ical(got.out).walk("VEVENT")] == ["Queued"]
    assert got.err == "1 talk has no date with a time, and is not in the calendar\n"
    other = run("export", "--format", "ics", "title:watched")
    assert [str(event["summary"]) for event in Calendar.from_ical(other.out).walk("VEVENT")] == ["Watched"]
    none = run("export", "--format", "ics", "title:breakfast")
    assert (none.code, none.out) == (1, "")


def test_a_page_needs_nothing_else(run: Run) -> None:
    got = run("export", "--format", "html", "--group-by", "conference")
    assert got.out.startswith("<!doctype html>")
    assert "<h2>MeshDay 2023</h2>" in got.out


def test_a_file_that_cannot_be_read_is_told_and_left_out(run: Run, notes: Path) -> None:
    (notes / "broken.md").write_bytes(b"\xff\xfe\x00\x01 broken")
    got = run("export", "--format", "json")
    assert got.code == 0
    assert all("broken" not in talk["title"] or talk["body"] for talk in got.json["talks"])
