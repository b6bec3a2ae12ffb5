"""Every system call of every save path failing in turn: the files are right, and so is what talktui says.

SQLite's calls are among them, and so are kills right before and right after each call.
"""

from __future__ import annotations

import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.reliability.figures import Figures
from tests.reliability.save_paths import WAYS
from tests.reliability.sizes import in_memory, processes, seed, size

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = (
    "Each system call of each save path × ENOSPC, EIO, EACCES, EROFS, EINTR, and killed before and after it"
)
COMPILER = shutil.which("cc") or shutil.which("gcc")

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or COMPILER is None,
    reason="needs Linux and a C compiler, for a library that lets system calls fail",
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """`faults.c`, compiled."""
    made = tmp_path / "faults.so"
    source = Path(__file__).with_name("faults.c")
    assert COMPILER is not None
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return made


def test_whatever_call_fails_the_files_are_right_and_the_word_is_right(
    tmp_path: Path, library: Path, figures: Figures
) -> None:
    share, first, workers = size(1_000, 12) / 1_000, seed(), processes()
    print(f"TALKTUI_SEED={first}")
    names = [way.name for way in WAYS]
    running = []
    base = Path(tempfile.mkdtemp(prefix="talktui-faults-", dir=in_memory(tmp_path)))
    for number in range(workers):
        folder = base / str(number)
        folder.mkdir()
        command = [
            sys.executable,
            "-m",
            "tests.reliability.faults",
            str(folder),
            str(share),
            str(first + number),
        ]
        running.append(
            subprocess.Popen(
                [*command, *names[number::workers]],
                cwd=REPOSITORY,
                env={**os.environ, "LD_PRELOAD": str(library)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    table: dict[str, dict[str, int]] = {}
    problems: list[str] = []
    for process in running:
        out, error = process.communicate()
        assert process.returncode == 0, error[-3000:]
        found, wrong = json.loads(out)
        table.update(found)
        problems += wrong
    shutil.rmtree(base)
    assert not problems, f"{len(problems)} wrong:\n" + "\n".join(problems[:20])
    assert {*table} == {*names}
    columns = (
        "system calls", "faults", "not saved", "saved", "saved, durability unknown", "some saved, some not",
        "kills", "wrong",
    )  # fmt: skip
    total: collections.Counter[str] = collections.Counter()
    for name in names:
        total.update(table[name])
        figures.row(TABLE, save_path=name, **{column: table[name].get(column, 0) for column in columns})
    figures.row(TABLE, save_path="together", **{column: total[column] for column in columns})
    figures.row(TABLE, save_path=f"seconds ({workers} processes)", **{columns[0]: figures.seconds})
