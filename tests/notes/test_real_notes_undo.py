"""On real notes: adding a tag changes the tags' lines alone, and undo gives back the very bytes."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from talktui.notes.changes import NotSaved
from talktui.notes.document import parse
from talktui.notes.edit import Edit
from talktui.notes.edits import AppendLine, ChangeTags, SetField
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from tests.notes.changed_part import changed_part

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TAG = "added-by-a-test"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    source = DATA / "notes"
    if not source.is_dir():
        pytest.skip(f"the real notes are not there: {source}")
    root = tmp_path / "notes"
    shutil.copytree(source, root)
    shutil.copytree(DATA / "blogs", root / "blogs")
    for path in root.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return Store(root)


def tag_region(data: bytes) -> range:
    """The lines that the tags' value stands on (0-based), by the next key or the fence below."""
    document = parse(data)
    lines = document.text.split("\n")
    start = next(
        (
            number
            for number, line in enumerate(lines)
            if line.strip().lower().startswith(("tags", "keywords"))
        ),
        -1,
    )
    if start < 0:
        return range(0)
    end = start + 1
    while end < len(lines) and lines[end][:1] in {" ", "-", "\t"} and not lines[end].startswith("---"):
        end += 1
    return range(start, end)


def changed_lines(before: bytes, after: bytes) -> tuple[list[int], list[str]]:
    """Numbers of lines of `before` that are gone, and the lines that came."""
    start, gone, came = changed_part(before.decode().split("\n"), after.decode().split("\n"))
    return list(range(start, start + len(gone))), came


def test_a_tag_changes_its_lines_alone_and_undo_gives_the_very_bytes(store: Store) -> None:
    counts: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    refused_without_reason = 0
    for note in list(store.load()):
        if parse(note.data).kind is None:
            counts["without front matter"] += 1
            continue
        path = store.root / note.path
        before = path.read_bytes()
        try:
            saved = store.apply(ChangeTags(TalkKey(note.path), (TAG,)), note.data)
        except Refused as refused:
            refused_without_reason += not refused.message
            assert path.read_bytes() == before
            counts["refused"] += 1
            refusals[refused.message.split(":")[0]] += 1
            continue
        after = path.read_bytes()
        assert saved.change.after == after != before
        gone, came = changed_lines(before, after)
        assert set(gone) <= set(tag_region(before)), note.path
        assert len(gone) <= 1
        assert len(came) <= 3
        assert any(TAG in line for line in came)
        assert saved.note is not None
        assert any(TAG in talk.tags for talk in saved.note.talks), note.path
        store.restore(saved.change)
        assert path.read_bytes() == before, note.path
        counts["edited and undone"] += 1
    assert not refused_without_reason
    print(f"\nreal notes: {dict(counts)}; refused because: {dict(refusals)}")
    assert counts["edited and undone"] > 100


def test_setting_and_clearing_or_undoing_any_edit_gives_the_very_bytes(store: Store) -> None:
    """Every talk, those of logs too: no edit of front matter touches a body, and undo is exact."""
    counts: Counter[str] = Counter()
    for note in list(store.load()):
        for talk in note.talks:
            edits: list[Edit] = [
                SetField(talk.key, "rating", "4"),
                ChangeTags(talk.key, (TAG, "c#", "no")),
                AppendLine(talk.key, "one more line"),
            ]
            for edit in edits:
                counts[_try(store, note.path, edit)] += 1
    print(f"\nreal talks: {dict(counts)}")
    assert counts["edited and undone"] > 500


def _try(store: Store, path: str, edit: Edit) -> str:
    file = store.root / path
    before = file.read_bytes()
    try:
        saved = store.apply(edit, before)
    except (Refused, NotSaved) as error:
        assert file.read_bytes() == before
        return "refused: " + str(error).split("`")[0]
    after = file.read_bytes()
    if isinstance(edit, AppendLine):
        gone, came = changed_lines(before, after)
        assert [line.rstrip("\r") for line in came if line.strip("\r")][-1] == "one more line"
        assert len(gone) <= 1
    else:
        assert parse(after).body == parse(before).body, (path, edit)
    store.restore(saved.change)
    assert file.read_bytes() == before, (path, edit)
    return "edited and undone"
