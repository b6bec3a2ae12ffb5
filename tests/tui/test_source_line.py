"""The line that names what to import: words as a shell has them, paths completed, mistakes told."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talktui.tui.source_line import (
    Asked,
    completions,
    folder_of,
    names_in,
    understood,
    word_before,
    written,
)

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)


def completed(text: str, names: list[str]) -> list[str]:
    return [one.text for one in completions(text, len(text), names)]


def test_several_sources_have_spaces_between_and_quotes_hold_one_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert understood("a.json 'my talks/b.json' ~/c\\ d").sources == (
        "a.json",
        "my talks/b.json",
        "/home/ada/c d",
    )


def test_it_takes_what_the_command_takes() -> None:
    line = "a.json --conference 'Lake Days' --into lake --as=log --format frab --links-from b.json --related"
    assert understood(line) == Asked(("a.json",), "Lake Days", "lake", "log", "frab", "b.json", True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "name a file"),
        ("--related", "name a file"),
        ("'a.json", "quote is open"),
        ("a.json \\", "backslash"),
        ("-", "standard input"),
        ("a --as heap", "files or log"),
        ("a --conference", "needs a name"),
        ("a --into ''", "needs a folder"),
        ("a --dry-run", "--dry-run is not taken here"),
    ],
)
def test_a_mistake_is_a_sentence(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        understood(line)


@given(before=st.lists(NAMES, max_size=2), name=NAMES)
@example(before=["it's"], name='a "b" \\ c')
def test_what_completion_writes_is_the_one_path_again(before: list[str], name: str) -> None:
    text = "".join(f"{shlex.quote(one)} " for one in before) + written(f"./{name}")
    assert shlex.split(text) == [*before, f"./{name}"]
    start, word = word_before(text, len(text))
    assert word == f"./{name}"
    assert text[start:] == written(word)


@given(text=st.text("ab'\"\\ ~/-", max_size=12), cursor=st.integers(0, 12))
def test_any_line_has_a_word_before_the_cursor(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    start, _ = word_before(text, cursor)
    assert 0 <= start <= cursor
    completions(text, cursor, ["a", "b/"])


def test_names_complete_without_regard_to_case_and_hidden_ones_when_asked_for() -> None:
    names = ["Lake days/", ".hidden", "lake.json", "other"]
    assert completed("x/la", names) == ["x/Lake\\ days/", "x/lake.json"]
    assert completed("x/.", names) == ["x/.hidden"]
    assert completed("'x/Lake d", names) == ["x/Lake\\ days/"]
    assert completed("a.json --re", names) == ["--related "]


def test_the_directory_of_a_word_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "b").mkdir()
    (tmp_path / "A.json").touch()
    (tmp_path / "no\x1bname").touch()
    assert names_in(folder_of("~/")) == ("A.json", "b/")
    assert names_in(folder_of("~/nowhere/x")) == ()
    monkeypatch.chdir(tmp_path / "b")
    assert names_in(folder_of("../A")) == ("A.json", "b/")
    assert names_in(folder_of("")) == ()
