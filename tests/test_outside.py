"""Another program in this terminal: what is typed into it is its own."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from talktui.outside import CannotOpen, run_here


def test_ctrl_c_in_another_program_ends_that_program_only() -> None:
    before = signal.getsignal(signal.SIGINT)
    # The program sends itself and us what ctrl+c sends to the whole terminal.
    script = f"import os, signal; os.kill({os.getpid()}, signal.SIGINT); os.kill(os.getpid(), signal.SIGINT)"
    assert run_here([sys.executable, "-c", script]) != 0
    assert signal.getsignal(signal.SIGINT) is before


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(CannotOpen, match="no-such-program-here"):
        run_here(["/no-such-program-here"])
