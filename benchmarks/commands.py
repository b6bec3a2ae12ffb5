"""The command line on the notes: what a search in the files, or the bare writes, would take as well."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from benchmarks import machine
from benchmarks.made_notes import filesystem, on_disk
from benchmarks.run import PYTHON, TALKTUI, Run

TAG = "bench-of-writing"


def timed(run: Run, argv: list[str]) -> tuple[float, str]:
    """Seconds that a command takes from its start to its end, and what it printed."""
    began = time.perf_counter()
    done = subprocess.run(argv, env=run.environment, capture_output=True, check=False)
    took = time.perf_counter() - began
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(argv)}: {done.stderr.decode(errors='replace')}")
    return took, done.stdout.decode()


def listing(run: Run) -> None:
    """`talktui list` for a word that one talk has, and the same word looked for in the files."""
    root = str(run.notes.root)
    word = next((rare for rare in run.notes.rare if len(_lines(timed(run, _list(rare, root))[1])) == 1), None)
    if word is None:
        run.remark(f"{run.notes.count:,} talks: no word with one hit")
        return
    search, name = machine.searcher()
    mine, theirs = [], []
    for _ in range(run.times(15, 5)):
        theirs.append(timed(run, [*search, word, root])[0])
        mine.append(timed(run, _list(word, root))[0])
    print(f"  talktui list {word}; {name}")
    run.report("list", mine, theirs)


def tagging(run: Run) -> None:
    """`talktui tag` over about a thousand talks, and as many writes of the same files in a bare loop."""
    root = run.notes.root
    if not on_disk(root):
        run.remark(f"the notes are on {filesystem(root)}, in memory: tagging is not measured")
        return
    mine, theirs = [], []
    changed: list[Path] = []
    for _ in range(run.times(3, 1)):
        before = _written(root)
        mine.append(timed(run, [*TALKTUI, "tag", run.notes.dates, f"+{TAG}", "--notes", str(root)])[0])
        changed = [file for file, at in _written(root).items() if before.get(file) != at]
        theirs.append(_bare_writes(run, changed))
        timed(run, [*TALKTUI, "tag", run.notes.dates, "--notes", str(root), "--", f"-{TAG}"])
    print(f"  talktui tag {run.notes.dates}: {len(changed):,} files written")
    run.report("tag", mine, theirs)


def _list(word: str, root: str) -> list[str]:
    return [*TALKTUI, "list", word, "--notes", root]


def _lines(text: str) -> list[str]:
    return text.splitlines()


def _written(root: Path) -> dict[Path, int]:
    """Every file, and when it was written."""
    return {
        Path(folder, name): os.stat(os.path.join(folder, name)).st_mtime_ns
        for folder, _, names in os.walk(root)
        for name in names
    }


def _bare_writes(run: Run, files: list[Path]) -> float:
    """Seconds to write copies of `files` durably, one by one, in as many folders."""
    copies = run.home / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    for file in files:
        copy = copies / file.relative_to(run.notes.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    os.sync()
    names = run.home / "copies.txt"
    names.write_text("\n".join(str(copies / file.relative_to(run.notes.root)) for file in files), "utf-8")
    argv = [PYTHON, "-m", "benchmarks.bare_work", "write", str(names)]
    return float(subprocess.run(argv, env=run.environment, capture_output=True, check=True).stdout)
