"""How quick talktui is on 100 to 100,000 talks, as ratios to yardsticks in the same run: `make bench`.

Nothing is asserted.  The yardsticks:

- bare start: a bare Textual app with a tree, a Markdown, an input and a footer, start to first paint;
- two-pane: a bare input whose change alters a second pane with no work to do, key to that pane painted,
  through a message; and same cycle, where the key alters the second pane directly; 95th percentiles;
- bare read: scan, read and CSafeLoader over the same files, without the start of Python;
- search: rg -l -i for the same word over the same files (grep -rli where there is no rg);
- bare loop: the same files written anew one by one: a temporary file, fsync, rename.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import commands, keys, machine, starting
from benchmarks.figures import HEAD, Results, by_size, markdown
from benchmarks.made_notes import MadeNotes, filesystem, make_notes, working_folder
from benchmarks.run import Run, compile_modules

SIZES = (21_715, 100_000, 10_000, 1_000, 100)

Part = Callable[[Run], None]
# In this order: parts that change what is kept between starts come last.
PARTS: dict[str, Part] = {
    "warm": starting.start_warm,
    "filter": keys.filtering,
    "fast": keys.typing_fast,
    "cursor": keys.cursor,
    "list": commands.listing,
    "memory": starting.memory,
    "cold": starting.start_cold,
    "reading": starting.keys_while_reading,
    "group": keys.grouping,
    "other": keys.other_keys,
    "tag": commands.tagging,
}
OF_ONE_SIZE = frozenset({"other", "tag", "reading", "fast"})  # measured with 21,715 talks, or those asked for
COLD = frozenset({"cold", "reading", "memory"})  # they end without a cache, or with one half made
NEED_WARM = frozenset({"filter", "fast", "cursor", "list", "group", "other", "tag"})


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--talks", type=int, nargs="+", metavar="N", help=f"sizes; else {SIZES}")
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="21,715 talks only, and a few of each")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there as Markdown")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where notes are made; on a disk")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Make the notes, run everything, print the table."""
    options = options_of(arguments)
    sizes = tuple(options.talks or (SIZES[:1] if options.quick else SIZES))
    parts = tuple(options.only or PARTS)
    folder = options.folder or working_folder()
    compile_modules()
    with tempfile.TemporaryDirectory(prefix="talktui-bench-", dir=folder) as below:
        results = Results(machine.line(filesystem(Path(below))), keys.SCRIPT)
        print(results.machine)
        shown = " · ".join(keys.SCRIPT)
        print(f"typed into the filter, each taken back with backspaces: {shown}\n\n{HEAD}", flush=True)
        for talks in sizes:
            home = Path(below) / str(talks)
            run = Run(make(home, talks, results), home, results, quick=options.quick)
            measure(
                run, [name for name in parts if talks == sizes[0] or name not in OF_ONE_SIZE], options.json
            )
            shutil.rmtree(home, ignore_errors=True)
        print(f"\nload at the end {machine.load()}")
    if options.markdown:
        tables = (results.machine + "\n", markdown(results), by_size(results), markdown(results, False))
        options.markdown.write_text("\n".join(tables), "utf-8")


def make(home: Path, talks: int, results: Results) -> MadeNotes:
    """The notes of one size, on the disk."""
    notes = make_notes(home / "notes", talks)
    os.sync()
    results.sizes[talks] = notes.size
    print(f"  {talks:,} notes of {notes.size / 1e6:.1f} MB", flush=True)
    return notes


def measure(run: Run, parts: list[str], file: Path | None) -> None:
    """Every part on notes of one size; what is found is saved after each, and one that fails is told."""
    warm = False
    for name, part in PARTS.items():
        if name not in parts:
            continue
        try:
            if name in NEED_WARM and not warm:
                run.warm()
            part(run)
        except (TimeoutError, OSError, RuntimeError, subprocess.SubprocessError) as error:
            run.remark(f"{run.notes.count:,} talks: {name} could not be measured: {error}")
        if file:
            run.results.save(file)
        warm = name == "warm" or (name not in COLD and (warm or name in NEED_WARM))


def _end(_number: int, _frame: object) -> None:
    """Ended from outside: what was started is ended as well, and the notes are removed."""
    raise SystemExit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    main()
