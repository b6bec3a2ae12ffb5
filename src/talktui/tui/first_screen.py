"""The first picture of the tree: the rows as the next start shows them, kept in a small file.

Reading it takes a millisecond, the notes a second; so the tree is painted from it, and the rows are
replaced when the notes are there (:mod:`talktui.tui.meanwhile` does that).  It stands in the cache
directory: it may be lost at any time, and whatever is in it may be stale, damaged or made by somebody
else.  It is only ever shown; what is not as it should be makes all of it count as not there.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talktui.notes.problem import Problem
from talktui.notes.talk import Kind, Status, Talk, TalkKey
from talktui.tui.rows import OPEN_AT_FIRST, Openness, Row, RowId, RowKind, build_rows

if TYPE_CHECKING:
    from talktui.notes.grouping import Group

VERSION = 1
FOLDER = "screens"
MOST_ROWS = 300  # are kept, around the cursor: several screens
_MOST_BYTES = 1 << 20
_LONGEST = 400  # characters of a label
_DEEPEST = 50
_MOST = 10**9
_PROBLEM = (Problem("the note has a problem"),)


@dataclass(frozen=True)
class FirstScreen:
    """Some rows of the tree, and the cursor's place among them."""

    group: tuple[str, ...]  # what the tree is grouped by
    sort: str
    rows: tuple[Row, ...]
    last: TalkKey | None  # where the person left; the cursor is on it, if it is still there
    cursor: int
    above: int = 0  # rows that are not kept, before the first
    below: int = 0


def made_of(
    groups: Sequence[Group], group: tuple[str, ...], sort: str, last: TalkKey | None
) -> FirstScreen | None:
    """The first screen of `groups`, for a person who left on the talk `last`; None when it has no rows."""
    opened = {RowId(top.path) for top in groups} if len(groups) <= OPEN_AT_FIRST else set()
    place = _holding(groups, last) if last is not None else None
    if place is not None:
        opened |= {RowId(place[:end]) for end in range(1, len(place) + 1)}
    rows = build_rows(groups, Openness(opened, frozenset(), all_groups=False))
    if not rows:
        return None
    wanted = RowId(place, last) if place is not None else rows[0].id
    cursor = rows.find(wanted)
    start = max(0, min(cursor - MOST_ROWS // 2, len(rows) - MOST_ROWS))
    kept = tuple(rows[start : start + MOST_ROWS])
    return FirstScreen(group, sort, kept, last, cursor - start, start, len(rows) - start - len(kept))


def _holding(groups: Sequence[Group], key: TalkKey) -> tuple[str, ...] | None:
    """The path of the first group that the talk stands in."""
    for found in groups:
        if any(talk.key == key for talk in found.talks):
            return found.path
        if (inside := _holding(found.groups, key)) is not None:
            return inside
    return None


# -- on the disk


def file_of(cache: Path, root: Path) -> Path:
    """Where the first screen of the notes directory `root` is kept."""
    # A name that two directories have by chance is no harm: the file says whose it is.
    return cache / FOLDER / f"{zlib.crc32(os.fsencode(root)):08x}.json"


def read(cache: Path, root: Path) -> FirstScreen | None:
    """The first screen that was kept for `root`; None without one that can be used. Never raises."""
    try:
        with file_of(cache, root).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        return None if len(data) > _MOST_BYTES else from_bytes(data, root)
    except (OSError, ValueError):
        return None


def keep(cache: Path, root: Path, first: FirstScreen) -> None:
    """Keep it for the next start. Never raises: without it that start is a little slower."""
    file = file_of(cache, root)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(to_bytes(first, root))
        part.replace(file)
    except (OSError, ValueError):  # ValueError: a path that no system call takes
        return


def to_bytes(first: FirstScreen, root: Path) -> bytes:
    """As JSON, in ASCII: a path may hold bytes that are no UTF-8, as lone surrogates."""
    record = {
        "version": VERSION,
        "root": str(root),
        "group": first.group,
        "sort": first.sort,
        "last": first.last,
        "cursor": first.cursor,
        "above": first.above,
        "below": first.below,
        "rows": [_record(row) for row in first.rows],
    }
    return json.dumps(record, separators=(",", ":")).encode("ascii")


def _record(row: Row) -> list[object]:
    talk = row.talk
    return [
        str(row.kind),
        row.depth,
        row.label[:_LONGEST],
        row.count,
        row.opened,
        row.id.group,
        row.id.key,
        row.id.section,
        None if talk is None else [str(talk.kind), talk.status, talk.rating, bool(talk.problems)],
    ]


class _NotOursError(ValueError):
    """Something in it is not as `to_bytes` makes it."""


def from_bytes(data: bytes, root: Path) -> FirstScreen:
    """What :func:`to_bytes` was given. Raises ValueError for anything else."""
    try:
        record = json.loads(data)
    except RecursionError as error:
        raise _NotOursError from error
    match record:
        case {
            "version": 1,
            "root": str(whose),
            "group": [*group],
            "sort": str(sort),
            "last": last,
            "cursor": int(cursor),
            "above": int(above),
            "below": int(below),
            "rows": [*rows],
        } if whose == str(root) and 0 <= cursor < len(rows) <= MOST_ROWS:
            made = tuple(_row(row) for row in rows)
            return FirstScreen(_texts(group), sort, made, _key(last), cursor, _count(above), _count(below))
    raise _NotOursError


def _count(number: int) -> int:
    if not 0 <= number <= _MOST:
        raise _NotOursError
    return int(number)


def _texts(items: Sequence[Any]) -> tuple[str, ...]:
    if not all(isinstance(item, str) for item in items):
        raise _NotOursError
    return tuple(items)


def _row(record: object) -> Row:
    match record:
        case [
            str(kind),
            int(depth),
            str(label),
            int(count),
            None | bool() as opened,
            [*group],
            key,
            None | str() as section,
            talk,
        ] if 0 <= depth <= _DEEPEST and len(label) <= _LONGEST:
            of = _key(key)
            if (RowKind(kind) is RowKind.GROUP) is not (talk is None) or (of is None) is not (talk is None):
                raise _NotOursError
            found = None if talk is None or of is None else _talk(of, label, talk)
            row_id = RowId(_texts(group), of, section)
            return Row(row_id, RowKind(kind), depth, label, _count(count), opened, talk=found)
    raise _NotOursError


def _key(record: object) -> TalkKey | None:
    match record:
        case None:
            return None
        case [str(path), None | str() as anchor]:
            return TalkKey(path, anchor)
    raise _NotOursError


def _talk(key: TalkKey, title: str, record: object) -> Talk:
    """As much of a talk as its row shows."""
    match record:
        case [str(kind), None | str() as status, None | 1 | 2 | 3 | 4 | 5 as rating, bool(problems)] if (
            not isinstance(rating, bool | float)
        ):
            return Talk(
                key,
                title,
                kind=Kind(kind),
                status=None if status is None else Status(status),
                rating=rating,
                problems=_PROBLEM if problems else (),
            )
    raise _NotOursError
