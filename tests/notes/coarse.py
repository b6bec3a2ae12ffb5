"""A file system whose clock goes in ticks of two seconds, as FAT's does."""

from __future__ import annotations

import os

import pytest

from talktui.notes import cache, known, read_file
from talktui.notes.read_file import etag_of
from talktui.notes.talk import Etag

TICK = 2_000_000_000  # nanoseconds


def coarse_etag_of(status: os.stat_result) -> Etag:
    etag = etag_of(status)
    return etag._replace(mtime_ns=etag.mtime_ns // TICK * TICK, ctime_ns=etag.ctime_ns // TICK * TICK)


def coarse_clock(patch: pytest.MonkeyPatch) -> None:
    """Let files look as they would on such a file system."""
    for module in (read_file, known, cache):
        patch.setattr(module, "etag_of", coarse_etag_of)
