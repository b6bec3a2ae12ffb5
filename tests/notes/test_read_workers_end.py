"""No process that reads notes outlives the one that asked for it, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# What asks: it reads with two processes, says which they are, and then does nothing but to keep them.
ASKER = """
import signal, sys, time
for ends in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # who runs the tests may have them ignored
    signal.signal(ends, signal.SIG_DFL)
from pathlib import Path
from talktui.notes.read_pool import Pool, worker_command
from talktui.notes.store import Store

store = Store(Path(sys.argv[1]))
command = worker_command()
if sys.argv[2]:
    command = [*command[:-3], "import sys; sys.path.extend(sys.argv[1:])\\n" + sys.argv[2], *command[-2:]]
paths = list(store.scan()) * 400
reading = Pool(store, paths, 2, print, command=command, late=1e9, patience=1e9)
batches = reading.run()
next(batches)
if not sys.argv[2]:
    next(batch for batch in batches if batch)
    answered = True
print(*reading.processes, flush=True)
if sys.argv[3] == "keeps reading":
    for _ in batches:
        pass
while True:
    time.sleep(1)
"""
# What is asked: once it knows who asks, it does this for ever, and never looks at its pipes again.
STUCK = """
from talktui.notes import read_worker_process as worker
def stuck(self, path):
    print("stuck", file=sys.stderr, flush=True)
    {what}
worker._Reading._read = stuck
worker.main()
"""
BUSY = STUCK.format(what="while True: pass")
ASLEEP = STUCK.format(what="import time; time.sleep(1000)")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    root.mkdir()
    for number in range(30):
        (root / f"{number}.md").write_text(f"---\ntitle: {number}\n---\n{'Text. ' * 2_000}\n")
    return root


def lives(process: int) -> bool:
    """Whether it is there and is no zombie that waits for whoever inherited it."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def wait_until_gone(processes: list[int]) -> None:
    for _ in range(2_000):
        if not any(map(lives, processes)):
            return
        time.sleep(0.01)
    left = [process for process in processes if lives(process)]
    for process in left:
        os.kill(process, signal.SIGKILL)
    pytest.fail(f"{len(left)} processes are left")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell of processes")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("meanwhile", ["keeps reading", "stands still"])
def test_processes_end_with_the_one_that_asked(notes: Path, end: signal.Signals, meanwhile: str) -> None:
    _assert_ends(notes, "", meanwhile, end)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell of processes")
@pytest.mark.parametrize("program", [BUSY, ASLEEP], ids=["busy", "asleep"])
def test_processes_that_hang_end_with_the_one_that_asked(notes: Path, program: str) -> None:
    _assert_ends(notes, program, "keeps reading", signal.SIGKILL)


def _assert_ends(notes: Path, program: str, meanwhile: str, end: signal.Signals) -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", ASKER, str(notes), program, meanwhile],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert asker.stdout is not None
        processes = [int(word) for word in asker.stdout.readline().split()]
        assert len(processes) == 2
        if program:  # until they have been asked, and hang
            for process in processes:
                _wait_until_it_has_a_lifeline(process)
        assert all(map(lives, processes))
    finally:
        asker.send_signal(end)
        asker.wait()
    wait_until_gone(processes)


def _wait_until_it_has_a_lifeline(process: int) -> None:
    """Until it has said which pipe ends it: O_ASYNC is set on one."""
    for _ in range(2_000):
        for file in Path(f"/proc/{process}/fdinfo").iterdir():
            flags = next(line for line in file.read_text().splitlines() if line.startswith("flags:"))
            if int(flags.split()[1], 8) & os.O_ASYNC:
                return
        time.sleep(0.01)
    pytest.fail("the process knows nothing of the one that asked")
