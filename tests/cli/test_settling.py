"""A command that changed notes looks, before it leaves, for what would be lost with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from talktui.cli.output import Output
from talktui.cli.settling import settle
from talktui.config.stores import open_store
from talktui.notes import temp_files
from talktui.notes.store import Store
from tests.notes.store.conftest import AFTER, BEFORE, EDIT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be replaced there")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("TALKTUI_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_bytes(BEFORE)
    return open_store(tmp_path / "notes")


def said(store: Store, capsys: pytest.CaptureFixture[str]) -> str:
    settle(store, Output())
    return capsys.readouterr().err


def test_nothing_happened_nothing_is_said(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.apply(EDIT, BEFORE)
    assert said(store, capsys) == ""


@pytest.mark.parametrize(
    ("late", "words", "after"),
    [
        (BEFORE.replace(b"A talk", b"Theirs"), "both changes", AFTER.replace(b"A talk", b"Theirs")),
        (BEFORE.replace(b"Text", b"Theirs"), "`talktui recover` lists it", AFTER),
    ],
)
def test_what_another_wrote_meanwhile_is_told(
    store: Store, capsys: pytest.CaptureFixture[str], late: bytes, words: str, after: bytes
) -> None:
    with (store.root / "a.md").open("rb+") as other:
        store.apply(EDIT, BEFORE)
        other.write(late)
    assert words in said(store, capsys)
    assert (store.root / "a.md").read_bytes() == after


def test_what_could_not_be_kept_is_printed(
    store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bare = Store(store.root)
    with (store.root / "a.md").open("rb+") as other:
        bare.apply(EDIT, BEFORE)
        other.write(BEFORE.replace(b"Text", b"The\x1b]52;c;!\x07irs"))
    text = said(bare, capsys)
    assert "could not be kept" in text
    assert "The␛]52;c;!␇irs" in text


def test_what_a_killed_save_left_is_told_by_the_next_that_writes(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    (store.root / temp_files.new_name("a.md")).write_bytes(b"theirs")
    assert said(store, capsys) == ""
    store.apply(EDIT, BEFORE)
    assert "a.md: a save that was cut off left a text" in said(store, capsys)
    assert os.listdir(store.root) == ["a.md"]


def test_every_command_comes_to_it(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from talktui.cli import main

    stray = store.root / temp_files.new_name("a.md")
    stray.write_bytes(b"theirs")
    main(["tag", "--notes", str(store.root), "", "+new"])
    assert "cut off" in capsys.readouterr().err
    assert not stray.exists()
