"""`talktui new` makes the smallest note that says what it was told, where it belongs."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LOG, Run, write


def test_a_title_alone_is_a_file_with_a_heading(run: Run, notes: Path) -> None:
    got = run("new", "What", "we learned")
    assert got == (0, "what-we-learned.md\n", "")
    assert (notes / "what-we-learned.md").read_text() == "# What we learned\n"


def test_what_is_said_reads_back(run: Run, notes: Path) -> None:
    got = run(
        "new",
        "Caches: a love story",
        "--conference=CacheCon 2024",
        "--category=Storage",
        "--category=Humour",
        "--speaker=Ada Byron, Engineer, Analytical Ltd",
        "--speaker=Bo Diaz",
        "--date=2024-03-01 10:00",
        "--video=https://example.org/v",
        "--tag=#cache",
        "--tag=fun/dry",
        "--json",
    )
    assert got.code == 0
    made = got.json
    assert made["anchor"] is None
    assert Path(made["file"]) == notes / made["path"]
    [talk] = run("show", made["path"], "--json").json
    assert talk["title"] == "Caches: a love story"
    assert talk["conference"] == "CacheCon 2024"
    assert talk["categories"] == ["Storage", "Humour"]
    assert talk["tags"] == ["cache", "fun/dry"]
    assert [speaker["name"] for speaker in talk["speakers"]] == ["Ada Byron", "Bo Diaz"]
    assert talk["organisations"] == ["Analytical Ltd"]
    assert (talk["date"], talk["video"]) == ("2024-03-01T10:00:00", "https://example.org/v")
    assert talk["problems"] == []


def test_a_known_conference_gives_the_folder_and_is_not_said_again(run: Run, notes: Path) -> None:
    write(notes / "2024" / "depth" / "conference.yaml", "name: DepthConf\n")
    write(notes / "2024" / "depth" / "one.md", "# One\n")
    assert run("new", "Two", "--conference", "depthconf").out == "2024/depth/two.md\n"
    assert (notes / "2024/depth/two.md").read_text() == "# Two\n"
    [talk] = run("show", "2024/depth/two.md", "--json").json
    assert talk["conference"] == "DepthConf"


def test_a_folder_can_be_named_and_is_made(run: Run, notes: Path) -> None:
    assert run("new", "Deep", "--folder", "a/b/").out == "a/b/deep.md\n"
    assert (notes / "a/b/deep.md").is_file()


@pytest.mark.parametrize("folder", ["..", "../elsewhere", "/tmp", "a/../../b"])
def test_a_folder_outside_is_refused(run: Run, folder: str) -> None:
    got = run("new", "Out", "--folder", folder)
    assert (got.code, got.out) == (2, "")
    assert "not inside the notes directory" in got.err


def test_a_taken_name_gets_a_number(run: Run, notes: Path) -> None:
    before = (notes / "queues.md").read_bytes()
    assert run("new", "Queues").out == "queues-2.md\n"
    assert (notes / "queues.md").read_bytes() == before


def test_in_a_log_it_is_a_section_of_its_category(run: Run, notes: Path) -> None:
    got = run(
        "new",
        "Paging: when?",
        "--log=posts/log.md",
        "--category=Alerts",
        "--tag=pager",
        "--speaker=Ada Byron, Analytical Ltd",
        "--video=https://youtu.be/ccccccccccc",
    )
    assert (got.code, got.out) == (0, "posts/log.md#paging-when\n")
    text = (notes / "posts/log.md").read_text()
    assert text.split("---\n", 2)[2].startswith(LOG.split("---\n", 2)[2])
    [talk] = run("show", "posts/log.md#paging-when", "--json").json
    assert (talk["title"], talk["categories"], talk["tags"]) == ("Paging: when?", ["Alerts"], ["pager"])
    assert talk["organisations"] == ["Analytical Ltd"]
    assert talk["video"] == "https://youtu.be/ccccccccccc"
    assert talk["conference"] == "OpsDays 2022"


def test_in_a_log_a_category_without_a_heading_is_said_in_its_entry(run: Run) -> None:
    assert run("new", "Elsewhere", "--log=posts/log.md", "--category=Odd ones").code == 0
    [talk] = run("show", "elsewhere", "--json").json
    assert talk["categories"] == ["Odd ones"]


@pytest.mark.parametrize("argv", [("Dry",), ("Dry", "--log=posts/log.md", "--tag=a")])
def test_a_dry_run_makes_nothing(run: Run, notes: Path, argv: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in notes.rglob("*.md")}
    got = run("new", *argv, "--dry-run")
    assert got.code == 0
    assert "Dry" in got.out
    assert "+++ b/" in got.out
    planned = run("new", *argv, "--dry-run", "--json").json
    assert planned["dry_run"] is True
    assert {path: path.read_bytes() for path in notes.rglob("*.md")} == before
    assert run("new", *argv, "--json").json["path"] == planned["path"]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        ((), 2, "needs a title"),
        (("",), 2, "needs a title"),
        (("T", "--date", "soon"), 2, "YYYY-MM-DD"),
        (("T", "--video", "not a link"), 2, "https://"),
        (("T\x1b[31m",), 2, "control"),
        (("T", "--log", "posts/log.md", "--folder", "a"), 2, "a section of a log, or a file"),
        (("T", "--log", "nowhere.md"), 1, "nowhere.md"),
        (("T", "--log", "queues.md"), 2, "no talk log"),
    ],
)
def test_what_cannot_be_made_is_explained_and_nothing_is_written(
    run: Run, notes: Path, argv: tuple[str, ...], code: int, said: str
) -> None:
    before = {path: path.read_bytes() for path in notes.rglob("*") if path.is_file()}
    got = run("new", *argv)
    assert (got.code, got.out) == (code, "")
    assert said in got.err
    assert {path: path.read_bytes() for path in notes.rglob("*") if path.is_file()} == before


def editor(tmp_path: Path, code: int = 0) -> Path:
    """An editor that writes down its arguments."""
    script = tmp_path / "an editor"
    script.write_text(
        f"#!{sys.executable}\nimport json, sys\n"
        f"json.dump(sys.argv[1:], open({str(tmp_path / 'seen')!r}, 'w'))\nsys.exit({code})\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def test_edit_opens_the_editor_on_the_file_by_its_whole_path(
    run: Run, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", f"'{editor(tmp_path)}' --flag '$(touch pwned); x'")
    got = run("new", "+call writefile", "--edit")
    assert (got.code, got.out) == (0, "call-writefile.md\n")
    seen = json.loads((tmp_path / "seen").read_text())
    assert seen == ["--flag", "$(touch pwned); x", str(notes / "call-writefile.md")]


def test_the_setting_goes_before_the_environment(
    run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-program-anywhere")
    write(home / "config" / "talktui" / "config.yaml", f"editor: ['{editor(tmp_path)}', -x]\n")
    assert run("new", "Set", "--edit").code == 0
    assert '"-x"' in (tmp_path / "seen").read_text()


@pytest.mark.parametrize("value", ["vi 'unclosed", "no-such-program-anywhere"])
def test_a_bad_editor_is_explained_before_anything_is_made(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("VISUAL", value)
    got = run("new", "Not made", "--edit")
    assert (got.code, got.out) == (2, "")
    assert "$VISUAL" in got.err
    assert not (notes / "not-made.md").exists()


def test_an_editor_that_fails_is_told(
    run: Run, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", f"'{editor(tmp_path, 3)}'")
    got = run("new", "Made", "--edit")
    assert (got.code, got.out) == (1, "made.md\n")
    assert "ended with code 3" in got.err
    assert (notes / "made.md").exists()


def test_at_a_terminal_a_missing_title_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talktui.cli.new.at_a_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: " Asked for ")
    assert run("new").out == "asked-for.md\n"
