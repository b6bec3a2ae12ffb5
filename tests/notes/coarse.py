"""A file system whose clock goes in ticks of two seconds, as FAT's does."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from talktui.notes import cache, known, read_file, scan
from talktui.notes.read_file import etag_of
from talktui.notes.talk import Etag

TICK = 2_000_000_000  # nanoseconds


def coarse_etag_of(status: os.stat_result) -> Etag:
    return Etag(*coarse(etag_of(status)))


def coarse(state: Sequence[int]) -> Sequence[int]:
    """What a file looks like: the two times come last."""
    return *state[:-2], *(time // TICK * TICK for time in state[-2:])


def coarse_clock(patch: pytest.MonkeyPatch) -> None:
    """Let files look as they would on such a file system."""
    for module in (read_file, known, cache):
        patch.setattr(module, "etag_of", coarse_etag_of)
    patch.setattr(scan, "_pack", lambda *state: scan.STATE.pack(*coarse(state)))
