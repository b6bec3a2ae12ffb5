"""`talktui import --edit`: what was found is corrected as a text before it becomes notes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.import_samples import VIDEO, text, yt_dlp

from .conftest import THREE, Source, files


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
