"""Some hundred notes read by this process and a copy of it, half each: for commands.

Other processes that read (:mod:`talktui.notes.read_workers`) are new Pythons, which would begin too late for
so few; a copy has all modules already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import time_ns
from typing import cast

from talktui.notes.forked import answer, begin
from talktui.notes.packed import Packed
from talktui.notes.read_workers import Read, read_one
from talktui.notes.records import RecordError, from_record, to_record
from talktui.notes.store import Store
from talktui.notes.talk import Etag

_Told = tuple[int, tuple[int, ...] | None, bytes, bytes, bool]


def read_halved(store: Store, paths: Sequence[str]) -> Iterator[Read]:
    """The notes at `paths`, in their order. What the copy cannot tell is read here."""
    half = len(paths) - len(paths) // 2
    copy = begin(lambda: [_told(store, path) for path in paths[half:]])
    for path in paths[:half]:
        yield read_one(store, path)
    told = None if copy is None else cast("list[_Told] | None", answer(copy))
    for number, path in enumerate(paths[half:]):
        yield read_one(store, path) if told is None else _heard(store, path, told[number])


def _told(store: Store, path: str) -> _Told:
    when = time_ns()
    note = store.read(path)
    etag = None if note.etag is None else tuple(note.etag)
    return when, etag, note.source.blob, to_record(note), note.conference is not None


def _heard(store: Store, path: str, told: _Told) -> Read:
    when, etag, blob, record, in_conference = told
    state = None if etag is None else Etag._make(etag)
    conference = store.folders.place(path).conference if in_conference else None
    try:
        note = from_record(path, state, Packed(blob), record, conference)
    except RecordError:
        return read_one(store, path)
    store.took([note], when / 1e9)
    return Read(note, when, record)
