"""Every note read, by other processes where that is quicker: YAML and typing take one core seconds.

The processes are told paths and answer with records (:mod:`talktui.notes.records`), of which a note is
made in a twentieth of the time that reading takes.  Nothing depends on them: what one does not answer
is read here.  They are processes of their own and no forks, since a fork of a program with threads and a
terminal may hang or write to it; they see neither the terminal nor its signals, and end with this one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from time import time_ns

from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.notes.talk import Note

FIRST = 120
"""Notes that are read here before anything else is begun: what a screen shows of them comes at once."""

FEWEST = 3_000
"""Notes for which processes are started: fewer are read before one would have begun."""

MOST_WORKERS = 8
BATCH = 50
"""Notes read here between two looks at what others ask for."""

PATIENCE = 10.0
"""Seconds after which a process that has answered nothing is given up. A note of 1 MB takes one or two."""


@dataclass(frozen=True, slots=True)
class Read:
    """A note, and what was made of it where it was read."""

    note: Note
    when: int  # nanoseconds: the clock just before its file was opened
    record: bytes | None = None  # what `to_record` gives; None: read here, and not made yet
    texts: tuple[SearchText, ...] = ()  # of `note.talks` in their order; none where there is no record


Problem = Callable[[str], object]


def load(
    store: Store, paths: Iterable[str] | None = None, problem: Problem | None = None
) -> Generator[list[Note], None, None]:
    """Every note, in batches as they are read; or those at `paths`. See :func:`read`."""
    with closing(read(store, paths, problem)) as batches:
        for batch in batches:
            yield [read.note for read in batch]


def read(
    store: Store,
    paths: Iterable[str] | None = None,
    problem: Problem | None = None,
    *,
    fewest: int = FEWEST,
) -> Generator[list[Read], None, None]:
    """Every note with what was found out about it, in batches, each note once and as `store.read` gives it.

    The first ones come by path, the others as they are ready. A batch may be empty: then there is nothing
    yet, and whoever waits may look whether it still wants to. What folders say is read afresh when `paths`
    is None. Closing the iterator ends the processes at once. `problem` (the store's log) is told what
    went wrong with them, though nothing is lost by it. Raises :class:`NotesDirectoryError` as `store.scan`
    does.
    """
    if paths is None:
        store.refresh_folders()
        paths = store.scan()
    found = iter(paths)
    yield from _read_here(store, islice(found, FIRST))
    rest = list(found)
    workers = min(cores(), MOST_WORKERS, len(rest) // (fewest // 2 or 1))
    if len(rest) < fewest or workers < 2:
        yield from _read_here(store, rest)
        return
    yield []  # whoever has something to show may do so: the next takes a while
    from talktui.notes.read_pool import Pool  # for many notes only: it needs `subprocess`

    told = problem or store.log
    try:
        pool = Pool(store, rest, workers, told)
    except OSError as error:  # so many files are open
        told(f"no process to read notes can be talked to ({error}); they are read here")
        yield from _read_here(store, rest)
        return
    with closing(pool.run()) as batches:
        yield from batches


def read_one(store: Store, path: str) -> Read:
    """One note, read here."""
    when = time_ns()
    return Read(store.read(path), when)


def _read_here(store: Store, paths: Iterable[str]) -> Iterator[list[Read]]:
    found = iter(paths)
    while batch := [read_one(store, path) for path in islice(found, BATCH)]:
        yield batch


def cores() -> int:
    """Processors that this process may use; 1 where other processes cannot be talked to through pipes."""
    if os.name != "posix" or getattr(sys, "frozen", False) or not sys.executable:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
