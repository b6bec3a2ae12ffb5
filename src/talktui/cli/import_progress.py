"""How far a large import is, on standard error, where a person looks at a terminal.

A small one is done before a bar would be read, so none is drawn in the first moments. rich is imported for a
bar only.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.5  # seconds without a bar


class ImportProgress:
    """A bar for what is under way: reading, then planning, then writing."""

    def __init__(self, *, shown: bool) -> None:
        """Not `shown`, nothing is ever drawn."""
        self._shown = shown
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._what = ""
        self._unit = ""

    def begin(self, what: str, unit: str) -> None:
        """`what` begins ("Reading"); what is counted is called `unit`."""
        self._what, self._unit = what, unit
        if self._bar is not None:
            self._add(self._bar, None)
        else:
            self._start_if_slow()

    def at(self, done: int, total: int | None = None) -> None:
        """`done` of `total` are done (None: nobody knows of how many). Safe to call for each of many."""
        if self._bar is None:
            self._start_if_slow()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def pause(self) -> None:
        """Take the bar away, since something else is to be shown; the next :meth:`begin` draws a new one."""
        bar, self._bar, self._task = self._bar, None, None
        if bar is not None:
            bar.stop()

    def _start_if_slow(self) -> None:
        if self._shown and time.monotonic() - self._began > _PATIENCE:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[unit]}"),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._add(self._bar, None)

    def _add(self, bar: Progress, total: int | None) -> None:
        if self._task is not None:
            bar.remove_task(self._task)
        self._task = bar.add_task(self._what, total=total, unit=self._unit)


@contextmanager
def import_progress(*, quiet: bool = False) -> Iterator[ImportProgress]:
    """The progress of one import; whatever happens, the terminal is as it was afterwards."""
    at_a_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    progress = ImportProgress(shown=at_a_terminal and not quiet)
    try:
        yield progress
    finally:
        progress.pause()
