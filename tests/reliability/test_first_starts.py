"""Talktuis that start at the same moment, with no journal there yet, share one."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from talktui.notes.changes import Change
from talktui.notes.journal import Journal
from tests.reliability.sizes import size

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
STARTS = 4


def start(folder: Path, name: str, barrier: Barrier) -> None:
    """One talktui: its first step."""
    journal = Journal(folder / "state", folder)
    barrier.wait()
    step = journal.begin(name, [Change("a.md", b"", name.encode())])
    journal.finish(step, [Change("a.md", b"", name.encode())])
    assert journal.warning is None, journal.warning


def test_talktuis_that_start_at_once_write_down_their_steps_in_one_journal(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for number in range(size(300, 12)):
        folder = tmp_path / str(number)
        folder.mkdir()
        barrier = context.Barrier(STARTS)
        started = [context.Process(target=start, args=(folder, str(name), barrier)) for name in range(STARTS)]
        for process in started:
            process.start()
        for process in started:
            process.join()
        assert [process.exitcode for process in started] == [0] * STARTS
        journal = Journal(folder / "state", folder)
        assert {step.title for step in journal.steps(10)} == {str(name) for name in range(STARTS)}
        assert journal.warning is None
        journal.close()
