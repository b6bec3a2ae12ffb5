"""Which process something belongs to, and whether that one still runs.

A process number alone is given to another program sooner or later; with the moment that the process
began it is its own. Drafts say so whose they are: what belongs to a running talktui is not offered to
another one.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

ENDED = "ended"
"""When a process began that has ended, and that nobody has asked for its end yet."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Owner(NamedTuple):
    """A process: its number, and when it began, in the system's own words ("" when it does not tell)."""

    pid: int
    started: str

    @property
    def is_living(self) -> bool:
        """Whether this very process still runs."""
        if self.pid <= 0:
            return False
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:  # it is another user's: there is one
            pass
        now = _started(self.pid)
        if now == ENDED:
            return False
        return not now or not self.started or now == self.started


def this_process() -> Owner:
    """The process that asks."""
    return _this(os.getpid())


@cache
def _this(pid: int) -> Owner:
    return Owner(pid, _started(pid))


def _started(pid: int) -> str:
    """When the process `pid` began: Linux's ticks after this start of the system, else what `ps` says."""
    try:
        # proc(5): the 22nd field; the second is a name in brackets that may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        if fields[0] in {b"Z", b"X"}:
            return ENDED
        return f"{_BOOT.read_text('ascii').strip()} {int(fields[19])}"
    except (OSError, ValueError, IndexError):
        pass
    if Path("/proc/self/stat").exists():
        return ""
    import subprocess  # where /proc does not tell

    try:
        answer = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True,
            check=False,
            timeout=2,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("ascii", "replace").strip()
