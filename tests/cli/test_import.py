"""`talktui import`: sources become notes, as one step, and notes follow their source."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talktui.cli import command, main
from talktui.config.stores import open_store
from talktui.transfer.sources import names
from tests.cli.conftest import Run, talktui
from tests.cli.import_samples import SAMPLES, VIDEO, frab_json, post, text, yt_dlp

THREE = ("A Calm Pager at Night", "Budgets for Errors in Practice", "Queues Considered Everywhere")
FOLDER = "conf-2024"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notes directory without notes."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a source file, the same one each time."""

    def source(content: str, name: str = "source") -> Path:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path / name

    return source


Source = Callable[..., Path]


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def note(root: Path, part: str) -> str:
    found = [path for path in root.rglob("*.md") if part in path.name]
    assert len(found) == 1, found
    return found[0].read_text(encoding="utf-8")


def test_every_command_of_the_page_is_a_command_and_every_format_is_told() -> None:
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
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


# -- imported again


def test_the_same_source_again_changes_no_byte(run: Run, root: Path, source: Source) -> None:
    file = str(source(frab_json(THREE)))
    run("import", file, root=root)
    before = files(root)
    got = run("import", file, root=root)
    assert (got.code, files(root)) == (0, before)
    assert "Conf 2024: 3 as before" in got.out
    assert "Nothing changed" in got.out
    assert len(run("undo", "--list", "--json", root=root).json) == 1


def test_what_changed_is_told_and_what_the_person_changed_stays(run: Run, root: Path, source: Source) -> None:
    run("import", str(source(frab_json(THREE))), root=root)
    mine = next(root.rglob("a-calm-pager*.md"))
    mine.write_text(mine.read_text().replace("title: A Calm Pager at Night", "title: My own title"))
    changed = frab_json(THREE[:2]).replace("Ada Byron", "Ada Lovelace").replace(THREE[0], "A Calmer Pager")
    got = run("import", str(source(changed)), root=root)
    assert got.code == 0
    assert "2 changed, 1 left the source" in got.out
    assert "speakers: “Ada Byron” → “Ada Lovelace”" in got.out
    kept = [line for line in got.out.splitlines() if "kept:" in line]
    assert len(kept) == 1
    assert "title: “My own title”, the source has “A Calmer Pager”" in kept[0]
    assert (
        f"“{THREE[2]}” ({FOLDER}/queues-considered-everywhere.md): no longer in the source; the note stays"
        in got.out
    )
    assert "My own title" in mine.read_text()
    assert "Ada Lovelace" in mine.read_text()
    assert (root / FOLDER / "queues-considered-everywhere.md").exists()


def test_what_is_only_linked_is_offered(run: Run, root: Path, source: Source) -> None:
    linked = post(THREE).replace("I liked it.", "See [another one](https://youtu.be/zzzzzzzzzzz).", 1)
    file = str(source(linked))
    got = run("import", file, root=root)
    assert (
        "Also linked, not imported; --related takes them:\n  another one  https://youtu.be/zzzzzzzzzzz"
        in got.out
    )
    assert "related" not in note(root, "a-calm-pager").split("---")[1]
    got = run("import", file, "--related", root=root)
    assert "Also linked" not in got.out
    assert "https://youtu.be/zzzzzzzzzzz" in note(root, "a-calm-pager").split("related:")[1]


def test_of_many_conferences_a_few_are_named(run: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(50):
        text = (
            frab_json(THREE).replace("conf-2024", f"c{number}").replace("Conf 2024", f"Conf {1950 + number}")
        )
        (tmp_path / "many" / f"{number:02}.json").write_text(text)
    got = run("import", str(tmp_path / "many"), root=root)
    assert got.out.splitlines()[-2:] == [
        "10 more conferences: 30 new",
        "200 files written; talktui undo takes all of it back.",
    ]


def test_links_come_from_another_source(run: Run, root: Path, source: Source) -> None:
    plain, playlist = source(text(THREE), "post.txt"), source(yt_dlp(THREE), "playlist.json")
    got = run("import", str(plain), "--links-from", str(playlist), root=root)
    assert got.code == 0
    assert sorted(talk["video"] for talk in run("list", "--json", root=root).json) == [
        VIDEO.format(number) for number in range(3)
    ]


# -- corrected first


def editor(tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that runs `script` (Python) on `text`, the file's."""
    file = tmp_path / "editor.py"
    file.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[-1])\ntext = path.read_text()\n"
        f"{script}\npath.write_text(text)\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {file}")


def kept(home: Path) -> list[Path]:
    folder = home / "state" / "talktui" / "imports"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def playlist(source: Source) -> str:
    return str(source(yt_dlp(THREE)))


def test_what_was_found_can_be_corrected_before(
    run: Run, root: Path, home: Path, tmp_path: Path, playlist: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(
        tmp_path,
        "text = text.replace('### [Queues Considered Everywhere]', '## Queues\\n\\n### [Queues Reconsidered]')",
        monkeypatch,
    )
    got = run("import", playlist, "--edit", root=root)
    assert (got.code, kept(home)) == (0, [])
    assert "Corrected: 3 talks." in got.err
    talk = run("list", "reconsidered", "--json", root=root).json[0]
    assert (talk["title"], talk["categories"], talk["video"]) == (
        "Queues Reconsidered", ["Queues"], VIDEO.format(2),
    )  # fmt: skip


def test_what_was_corrected_is_not_said_to_need_it(
    run: Run, root: Path, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(source(text(THREE)))
    assert "--edit" in run("import", file, "--dry-run", root=root).err
    editor(tmp_path, "text = text.replace('Queues Considered', 'Queues Reconsidered')", monkeypatch)
    assert "--edit" not in run("import", file, "--edit", root=root).err


def test_what_was_corrected_stays_when_the_source_is_imported_again(
    run: Run, root: Path, tmp_path: Path, playlist: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, "text = text.replace('Queues Considered', 'Queues Reconsidered')", monkeypatch)
    run("import", playlist, "--edit", root=root)
    before = files(root)
    again = run("import", playlist, root=root)
    assert (again.code, files(root)) == (0, before)
    assert (
        "kept: title: “Queues Reconsidered Everywhere”, the source has “Queues Considered Everywhere”"
        in again.out
    )
    assert "kept" not in run("import", playlist, "--edit", root=root).out
    assert files(root) == before
    editor(tmp_path, "text = text.replace('Queues Considered', 'Queues, once more,')", monkeypatch)
    assert "1 changed" in run("import", playlist, "--edit", root=root).out
    assert run("list", "more", "--json", root=root).json[0]["title"] == "Queues, once more, Everywhere"


@pytest.mark.parametrize(
    ("script", "code", "words", "talks", "texts"),
    [
        ("", 0, "The text was not changed", 3, 0),
        ("text = ''", 1, "The text was emptied: nothing is imported.", 0, 0),
        ("path.unlink(); raise SystemExit(0)", 1, "nothing is imported", 0, 0),
        ("raise SystemExit(3)", 1, "ended with code 3: nothing is imported", 0, 0),
        ("path.write_text(text + '!'); raise SystemExit(3)", 1, "The corrected text is kept in ", 0, 1),
        ("text = text.replace('title:', 'title: [')", 2, "The corrected text is kept in ", 0, 1),
        ("text = text + '### ' + 'x' * 1001", 2, "1,001 characters", 0, 1),
    ],
)
def test_whatever_the_editor_leaves_is_said_and_typing_is_kept(
    run: Run, root: Path, home: Path, tmp_path: Path, playlist: str, monkeypatch: pytest.MonkeyPatch,
    script: str, code: int, words: str, talks: int, texts: int,
) -> None:  # fmt: skip
    editor(tmp_path, script, monkeypatch)
    got = run("import", playlist, "--edit", root=root)
    assert got.code == code
    assert words in got.err
    assert len(list(root.rglob("*.md"))) == talks
    assert len(kept(home)) == texts
    for file in kept(home):
        assert f"The corrected text is kept in {file}." in got.err


def test_a_text_that_cannot_be_read_is_offered_again_to_a_person(
    run: Run, root: Path, home: Path, tmp_path: Path, playlist: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(
        tmp_path,
        "broken = 'talks: [' in text\n"
        "text = text.replace('talks: [', 'talks:') if broken else text.replace('talks:', 'talks: [')\n"
        "text = text.replace('Queues Considered', 'Queues Reconsidered') if broken else text",
        monkeypatch,
    )
    monkeypatch.setattr("talktui.cli.import_edit.at_a_terminal", lambda: True)
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return ""

    monkeypatch.setattr("builtins.input", answer)
    got = run("import", playlist, "--edit", root=root)
    assert (got.code, asked, kept(home)) == (0, ["Open the text again? [Y/n] "], [])
    assert run("list", "reconsidered", "--json", root=root).json


def test_a_dry_run_keeps_what_was_typed(
    run: Run, root: Path, home: Path, tmp_path: Path, playlist: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, "text = text.replace('Queues Considered', 'Queues Reconsidered')", monkeypatch)
    got = run("import", playlist, "--edit", "--dry-run", root=root)
    assert "Queues Reconsidered" in got.out
    assert "Queues Reconsidered" in kept(home)[0].read_text()
    # The next one tells of it, and the text can be imported as it is.
    editor(tmp_path, "", monkeypatch)
    got = run("import", playlist, "--edit", "--dry-run", root=root)
    assert f"A text that was corrected and not imported is in {kept(home)[0].parent}." in got.err
    assert len(kept(home)) == 1
    assert run("import", str(kept(home)[0]), root=root).code == 0
    assert len(run("list", "--json", root=root).json) == 3
    assert run("list", "reconsidered", "--json", root=root).json[0]["video"] == VIDEO.format(2)


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


# -- large ones

MANY = 200


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large.json"
    file.write_text(frab_json([f"Talk number {number} of many" for number in range(MANY)]))
    return file


def started(large: Path, root: Path) -> subprocess.Popen[bytes]:
    """An import under way, some of its notes written and most of them not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "talktui", "import", str(large), "--notes", str(root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while len(os.listdir(root / FOLDER) if (root / FOLDER).exists() else ()) < 20:
        assert process.poll() is None
        assert time.monotonic() < until
    return process


def whole(tmp_path: Path, large: Path) -> dict[str, bytes]:
    """What an import that nothing stops makes."""
    other = tmp_path / "whole"
    other.mkdir()
    assert talktui("import", str(large), "--notes", str(other)).code == 0
    return files(other)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_an_import_that_was_killed_leaves_whole_files_and_goes_on(
    tmp_path: Path, root: Path, large: Path
) -> None:
    process = started(large, root)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    expected = whole(tmp_path, large)
    there = {path: data for path, data in files(root).items() if not Path(path).name.startswith(".talktui-")}
    assert 0 < len(there) < MANY
    assert there.items() <= expected.items()
    got = talktui("import", str(large), "--notes", str(root))
    assert got.code == 0, got.err
    assert files(root) == expected
    assert b" files before it was interrupted; talktui undo takes all of it back." in got.out
    assert talktui("undo", "--notes", str(root)).code == 0
    assert files(root) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_an_import_that_is_interrupted_says_how_to_go_on(tmp_path: Path, root: Path, large: Path) -> None:
    process = started(large, root)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted: " in err
    assert b"talktui redo" in err
    there = files(root)
    assert 0 < len(there) <= MANY
    assert f"{len(there):,} of {MANY + 1} files written".encode() in out
    got = talktui("import", str(large), "--notes", str(root))
    assert got.code == 0
    assert len(files(root)) == MANY + 1
    assert talktui("list", "--json", "--notes", str(root)).out.count(b'"title"') == MANY
    assert talktui("undo", "--notes", str(root)).code == 0
    assert files(root) == {}
    assert talktui("redo", "--notes", str(root)).code == 0
    assert len(files(root)) == MANY + 1


def test_interrupted_before_anything_is_written(
    run: Run, root: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("talktui.transfer.merging.plan.make_plan", interrupted)
    got = run("import", str(source(frab_json(THREE))), root=root)
    assert (got.code, got.err, files(root)) == (130, "Interrupted; nothing was written.\n", {})


def test_redo_goes_on_with_an_import_that_was_stopped(tmp_path: Path, root: Path, large: Path) -> None:
    process = started(large, root)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert talktui("redo", "--notes", str(root)).code == 0
    assert len(files(root)) == MANY + 1
    assert talktui("undo", "--notes", str(root)).code == 0
    assert files(root) == {}


def test_no_bar_is_drawn_but_at_a_terminal(tmp_path: Path, root: Path, large: Path) -> None:
    got = talktui("import", str(large), "--notes", str(root))
    assert (got.code, got.err) == (0, b"")
    assert b"\x1b" not in got.out


@pytest.mark.parametrize("fails", [False, True])
def test_a_bar_is_drawn_at_a_terminal_and_taken_away(
    root: Path,
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fails: bool,
) -> None:
    monkeypatch.setattr("talktui.cli.import_progress._PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    if fails:
        monkeypatch.setattr("talktui.cli.import_talks._make", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main(["import", str(source(frab_json(THREE))), "--notes", str(root)])
    else:
        assert main(["import", str(source(frab_json(THREE))), "--notes", str(root)]) == 0
    out, err = capsys.readouterr()
    assert "Planning" in err
    assert ("Writing" in err) is not fails
    assert err.rfind("\x1b[?25h") > err.rfind("\x1b[?25l") >= 0  # the cursor is shown again
    assert "\x1b" not in out


def test_no_bar_is_drawn_for_json(
    root: Path, source: Source, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("talktui.cli.import_progress._PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main(["import", str(source(frab_json(THREE))), "--notes", str(root), "--json"])
    assert capsys.readouterr().err == ""


def test_the_store_knows_who_did_it(run: Run, root: Path, source: Source) -> None:
    run("import", str(source(frab_json(THREE))), root=root)
    step = open_store(root).journal.next_undo()
    assert step is not None
    assert (step.title, step.source) == ("import 3 talks of Conf 2024", "command line")
    assert json.dumps(sorted(change.path for change in step.changes))


# -- what is said of notes that were there


def test_of_a_note_that_is_refused_nothing_is_said_to_have_changed(
    run: Run, root: Path, source: Source
) -> None:
    run("import", str(source(frab_json(THREE))), root=root)
    mine = next(root.rglob("a-calm-pager*.md"))
    mine.write_text(mine.read_text().replace("title: A Calm Pager at Night", "title: [A calm: pager"))
    before = mine.read_text()
    changed = str(source(frab_json(THREE).replace("Ada Byron", "Ada Lovelace")))
    planned = run("import", changed, "--dry-run", "--json", root=root).json
    assert [talk["follows"] for talk in planned["talks"] if talk["state"] == "refused"] == [[]]
    got = run("import", changed, root=root)
    assert (got.code, mine.read_text()) == (1, before)
    assert "not imported" in got.err
    assert "a-calm-pager" not in got.out
    assert "Conf 2024: 2 changed, 1 not imported" in got.out


def test_long_texts_are_shown_where_they_differ_and_a_note_by_its_own_title(
    run: Run, root: Path, source: Source
) -> None:
    long = "I liked it, as everybody who was in the room with me that morning seemed to do, and then some."
    run("import", str(source(post(THREE).replace("I liked it.", long))), root=root)
    mine = next(root.rglob("a-calm-pager*.md"))
    mine.write_text(mine.read_text().replace("then some.", "then some more.").replace(THREE[0], "Pagers"))
    changed = post(THREE).replace("I liked it.", long.replace("some.", "somewhat."))
    got = run("import", str(source(changed)), root=root)
    kept = [line for line in got.out.splitlines() if "kept: body" in line]
    assert len(kept) == 1
    assert kept[0].startswith("“Pagers” (")
    assert "then some more.”, the source has" in kept[0]
    assert kept[0].endswith("then somewhat.”")


def test_a_note_of_ones_own_that_an_import_finds_is_told_in_a_line(
    run: Run, root: Path, source: Source
) -> None:
    mine = f"---\ntitle: {THREE[0]}\nconference: Conf 2024\nspeakers: [Ada Byron]\n---\n\nMine.\n"
    (root / "mine.md").write_text(mine)
    file = str(source(frab_json(THREE[:1])))
    assert run("import", file, "--dry-run", root=root).code == 0
    verbose = run("import", file, "-v", root=root)
    told = [line for line in verbose.out.splitlines() if "(mine.md)" in line]
    assert len(told) > 2
    assert run("undo", root=root).code == 0
    assert (root / "mine.md").read_text() == mine
    got = run("import", file, root=root)
    told = [line for line in got.out.splitlines() if "(mine.md)" in line]
    assert len(told) == 1
    assert "gets " in told[0]
    assert "duration" in told[0]


def test_a_note_that_only_remembers_more_is_told(run: Run, root: Path, source: Source) -> None:
    run("import", str(source(frab_json(THREE[:1]))), root=root)
    made = next(root.rglob("a-calm-pager*.md"))
    made.write_text(re.sub(r"source:\n(?: .*\n)+", "", made.read_text()))
    file = str(source(frab_json(THREE[:1])))
    assert run("import", file, "--dry-run", root=root).out.rstrip().endswith("source")
    assert f"{made.name}): now remembers where it is from" in run("import", file, root=root).out


def test_a_linked_talk_that_is_a_note_is_not_offered(run: Run, root: Path, source: Source) -> None:
    (root / "mine.md").write_text("---\ntitle: Other\nvideo: https://youtu.be/zzzzzzzzzzz?t=5\n---\n")
    linked = "See [one](https://youtube.com/watch?v=zzzzzzzzzzz), [two](https://youtu.be/yyyyyyyyyyy)."
    file = str(source(post(THREE).replace("I liked it.", linked, 1)))
    got = run("import", file, "--dry-run", "--json", root=root)
    assert [offer["title"] for offer in got.json["offers"]] == ["two"]


def test_a_folder_that_is_a_file_is_refused_in_a_sentence(run: Run, root: Path, source: Source) -> None:
    (root / "afile").write_text("mine")
    file = str(source(frab_json(THREE)))
    for into in ("afile", "afile/below"):
        got = run("import", file, "--into", into, root=root)
        assert (got.code, got.out, files(root)) == (2, "", {"afile": b"mine"})
        assert got.err == "talktui import: afile is a file, not a folder; name another folder for new notes\n"
