"""What the app keeps of its tree for the next start: it comes back, and whatever else stands in the file is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.config import locations
from talktui.notes.talk import Kind, Status, Talk, TalkKey
from talktui.tui import first_screen
from talktui.tui.first_screen import FirstScreen
from talktui.tui.rows import Row, RowId, RowKind

LABELS = st.text(max_size=30)
PATHS = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=20)
GROUPS = st.builds(
    lambda path, label, count, opened: Row(RowId(path), RowKind.GROUP, 0, label, count, opened),
    st.lists(LABELS, max_size=3).map(tuple),
    LABELS,
    st.integers(0, 10**6),
    st.booleans(),
)


def _talk_row(path: str, anchor: str | None, label: str, status: Status | None, rating: int | None) -> Row:
    key = TalkKey(path, anchor)
    talk = Talk(key, label, kind=Kind.TALK, status=status, rating=rating)
    return Row(RowId(("g",), key), RowKind.TALK, 1, label, talk=talk)


TALKS = st.builds(
    _talk_row,
    PATHS,
    st.none() | LABELS,
    LABELS,
    st.none() | st.sampled_from(Status),
    st.none() | st.integers(1, 5),
)


@given(st.lists(GROUPS | TALKS, min_size=1, max_size=20), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_kept_comes_back(rows: list[Row], data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(rows) - 1))
    first = FirstScreen(("conference",), "order", tuple(rows), rows[cursor].id.key, cursor, 3, 4)
    root = Path("/notes")
    assert first_screen.from_bytes(first_screen.to_bytes(first, root), root) == first


RECORD = json.loads(
    first_screen.to_bytes(
        FirstScreen(
            ("conference",),
            "order",
            (
                Row(RowId(("g",)), RowKind.GROUP, 0, "Group", 1, opened=True),
                _talk_row("a.md", None, "A", Status.QUEUED, 4),
            ),
            TalkKey("a.md"),
            1,
        ),
        Path("/notes"),
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


def _changed(record: Any, path: list[int], to: Any) -> Any:
    """`record` with something in it replaced: at each step the way says which part to go into."""
    if not path or not isinstance(record, dict | list) or not record:
        return to
    if isinstance(record, dict):
        names = sorted(record)
        name = names[path[0] % len(names)]
        return {**record, name: _changed(record[name], path[1:], to)}
    index = path[0] % len(record)
    return [*record[:index], _changed(record[index], path[1:], to), *record[index + 1 :]]


@given(st.lists(st.integers(0, 20), max_size=4), JSON)
@settings(max_examples=300, deadline=None)
def test_whatever_else_stands_in_the_file_is_one_or_is_none(path: list[int], to: Any) -> None:
    data = json.dumps(_changed(RECORD, path, to)).encode()
    try:
        first = first_screen.from_bytes(data, Path("/notes"))
    except ValueError:
        return
    assert 0 <= first.cursor < len(first.rows)
    for row in first.rows:
        assert isinstance(row.label, str)
        assert isinstance(row.count, int)
        assert (row.kind is RowKind.GROUP) == (row.talk is None) == (row.id.key is None)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff", b"null", b"x" * (2 << 20)])
def test_a_damaged_file_is_as_none(tmp_path: Path, data: bytes) -> None:
    file = first_screen.file_of(locations().cache, tmp_path)
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    assert first_screen.read(locations().cache, tmp_path) is None


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    row = Row(RowId(("x",)), RowKind.GROUP, 0, "x", 1, opened=False)
    first = FirstScreen(("conference",), "order", (row,), None, 0)
    first_screen.keep(tmp_path / "cache", tmp_path, first)
    assert first_screen.read(tmp_path / "cache", tmp_path) is None
