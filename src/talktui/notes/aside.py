"""Where a save puts what it has in its hands and may not drop.

Saving exchanges files, so that for a moment a save holds a text that another program wrote.  Nearly
always it is put back.  Where it cannot be, it is kept here; and every file that goes is watched for a
while, since a program that had it open may still write to it.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import Protocol


class Keeps(Protocol):
    """What keeps texts for the person: :class:`talktui.notes.recovery.Recovery`."""

    def keep(self, path: str, data: bytes, why: str) -> str:
        """Keep `data`, durably; return what it is found by. Raises :class:`OSError`."""


class Watches(Protocol):
    """What watches files that are gone: :class:`talktui.notes.late_writes.LateWrites`."""

    def add(self, path: str, descriptor: int, base: bytes) -> None:
        """Take over `descriptor`, a file that held `base` and has no name any more."""

    def found(self, path: str, before: bytes, late: bytes, kept: str | None) -> None:
        """Another program made `late` of `before`, and it stands in no file now."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What a save of the note `path` hands over; without keepers it drops nothing, it leaves it lying."""

    path: str = ""
    keeper: Keeps | None = None
    watcher: Watches | None = None

    def watch(self, descriptor: int, base: bytes) -> None:
        """Take over the descriptor of a file that has no name any more and held `base`."""
        if self.watcher is not None:
            self.watcher.add(self.path, descriptor, base)
            return
        with contextlib.suppress(OSError):
            os.close(descriptor)

    def keep(self, before: bytes, data: bytes, why: str) -> bool:
        """Keep `data`, which another program made of `before`; whether it is on the disk now."""
        kept: str | None = None
        if self.keeper is not None:
            with contextlib.suppress(OSError):
                kept = self.keeper.keep(self.path, data, why)
        if self.watcher is not None and kept is not None:
            self.watcher.found(self.path, before, data, kept)
        return kept is not None
