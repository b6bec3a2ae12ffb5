"""`talktui recover`: what was typed and not saved is listed, shown, taken out and thrown away."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from talktui.config import locations
from talktui.notes.drafts import Draft, Drafts
from talktui.notes.recovery import Recovery
from talktui.notes.talk import TalkKey

from .conftest import Run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "a.md").write_text("one\ntwo\n")
    return root


def keep(root: Path, text: str, path: str = "a.md", base: str = "one\ntwo\n") -> Draft:
    return Drafts(locations().state, root).keep(Draft(TalkKey(path), f"title of {path}", base, text))


def test_it_lists_the_newest_first_with_how_the_note_stands(run: Run, root: Path) -> None:
    keep(root, "one\nTWO\n")
    keep(root, "gone\n", "gone.md")
    Recovery(locations().state, root).keep("a.md", b"other\n", "a save was cut off")
    result = run("recover", "--notes", str(root))
    assert result.code == 0
    lines = result.out.splitlines()
    assert [line.split("  ")[-1] for line in lines[::2]] == ["a.md", "title of gone.md", "title of a.md"]
    assert "a save was cut off" in lines[1]
    assert "its note has changed since" in lines[1]
    assert "its note is not there any more" in lines[3]
    assert "its note is as it was" in lines[5]


def test_show_is_a_diff_to_the_note_and_json_has_the_text(run: Run, root: Path) -> None:
    keep(root, "one\nTWO\n")
    out = run("recover", "--show", "1", "--notes", str(root)).out
    assert "-two\n+TWO\n" in out
    (found,) = run("recover", "--show", "1", "--json", "--notes", str(root)).json
    assert (found["text"], found["present"], found["state"]) == ("one\nTWO\n", "one\ntwo\n", "same")


def test_taking_out_gives_the_very_bytes_and_overwrites_nothing(run: Run, root: Path, tmp_path: Path) -> None:
    Recovery(locations().state, root).keep("a.md", b"\xff\x00 any\r\nbytes", "why")
    file = tmp_path / "out.md"
    command = ("recover", "--show", "1", "-o", str(file), "--notes", str(root))
    assert run(*command).code == 0
    assert file.read_bytes() == b"\xff\x00 any\r\nbytes"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = run(*command)
    assert again.code == 2
    assert "already" in again.err


def test_drop_throws_one_away_and_then_there_is_nothing(run: Run, root: Path) -> None:
    keep(root, "one\nTWO\n")
    assert run("recover", "--drop", "1", "--notes", str(root)).code == 0
    result = run("recover", "--notes", str(root))
    assert result.code == 1
    assert "Nothing to recover" in result.err
    assert run("recover", "--json", "--notes", str(root)).json == []


def test_a_text_that_is_in_its_note_already_is_not_listed(run: Run, root: Path) -> None:
    keep(root, "one\ntwo\n", base="one\n")
    assert run("recover", "--notes", str(root)).code == 1


@pytest.mark.parametrize(
    "words", [("--show", "2"), ("--show", "x"), ("--drop", "0"), ("-o", "f"), ("--show", "1", "--drop", "1")]
)
def test_what_does_not_fit_is_wrong_usage(run: Run, root: Path, words: tuple[str, ...]) -> None:
    keep(root, "one\nTWO\n")
    assert run("recover", *words, "--notes", str(root)).code == 2
