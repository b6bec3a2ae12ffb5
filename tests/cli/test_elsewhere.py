"""Commands beside notes that are open in another program, and beside sync-conflict copies."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import PLAIN, Run, write
from tests.notes.test_beside import swap_head

SWAP = swap_head(4711, "other-machine")


def test_an_edit_of_a_note_that_is_open_in_vim_goes_on_and_warns(notes: Path, run: Run) -> None:
    write(notes / "open.md", PLAIN)
    (notes / ".open.md.swp").write_bytes(SWAP)
    result = run("tag", "path:open.md", "+new")
    assert result.code == 0
    assert "open.md: open in vim (pid 4711, on other-machine), which will say that" in result.err
    assert "new" in (notes / "open.md").read_text()


def test_a_note_that_is_open_in_vim_is_not_removed(notes: Path, run: Run) -> None:
    write(notes / "open.md", PLAIN)
    (notes / ".open.md.swp").write_bytes(SWAP)
    result = run("delete", "open.md", "--yes")
    assert result.code == 1
    assert "close it there first" in result.err
    assert (notes / "open.md").read_text() == PLAIN


def test_a_sync_conflict_is_found_by_filter_and_check(notes: Path, run: Run) -> None:
    write(notes / "two.md", PLAIN)
    write(notes / "two.sync-conflict-20240131-235959-ABCDEFG.md", PLAIN)
    found = run("list", "is:conflict", "--json")
    assert [talk["path"] for talk in found.json] == ["two.md"]
    checked = run("check")
    assert "two.md:1: a sync-conflict copy stands beside it" in checked.out
