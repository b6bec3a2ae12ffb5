"""A text that a save had in its hands for a moment is kept, whatever a third program made of that moment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from talktui.notes import exchange
from talktui.notes.edits import AppendLine
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

BEFORE = b"---\ntitle: A\n---\nText.\n"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")


def test_what_a_third_program_writes_over_from_a_text_that_was_never_saved_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One writes into the note as it is exchanged; another reads ours there, and writes after it went back."""
    root = tmp_path / "notes"
    root.mkdir()
    file = root / "a.md"
    file.write_bytes(BEFORE)
    real, calls, seen = exchange.exchange, [], []

    def meanwhile(one: str, other: str, folder: int) -> None:
        calls.append(one)
        if len(calls) == 1:
            with file.open("ab") as open_file:
                open_file.write(b"Written in place.\n")
        real(one, other, folder)
        if len(calls) == 1:
            seen.append(file.read_bytes())
        elif len(calls) == 2:
            assert b"Written in place." in file.read_bytes()  # it was given back
            (root / "new").write_bytes(seen[0] + b"Replaced.\n")
            (root / "new").replace(file)

    monkeypatch.setattr(exchange, "exchange", meanwhile)
    recovery = Recovery(tmp_path / "state", root)
    store = Store(root, recovery=recovery)
    store.apply(AppendLine(TalkKey("a.md"), "Ours."), BEFORE)
    assert b"Replaced." in file.read_bytes()
    assert b"Ours." in file.read_bytes()
    assert [b"Written in place." in item.data for item in recovery.items()] == [True]
