"""From the command to the first tree and to all talks, with a cache and without; memory when all is loaded.

A bare app is started before each start of the app, so that a busy machine is in both.
"""

from __future__ import annotations

import subprocess
import time

from benchmarks.run import PYTHON, Run
from benchmarks.screen_timing import READER, TITLE, TREE

AFTER_TYPING = 6.0  # seconds after the last letter of a filter: its texts stay for five


def bare_start(run: Run) -> float:
    """Seconds from the start of a bare app to its first paint."""
    with run.bare("start") as bare:
        return bare.seconds_until("first paint")


def bare_read(run: Run) -> float:
    """Seconds for scan, read and CSafeLoader alone, in a process of its own."""
    argv = [PYTHON, "-m", "benchmarks.bare_work", "read", str(run.notes.root)]
    return float(subprocess.run(argv, env=run.environment, capture_output=True, check=True).stdout)


def start_warm(run: Run) -> None:
    """The first tree from the cache, all talks counted, and a key that is typed as soon as it stands."""
    run.warm()
    bare: list[float] = []
    first: list[float] = []
    loaded: list[float] = []
    answered: list[float | None] = []
    for turn in range(run.times(9, 3)):
        bare.append(bare_start(run))
        with run.app() as app:
            first.append(run.until_tree(app))
            loaded.append(run.until_loaded(app))
            app.settle()
            run.leave(app)
        if turn % 3:
            continue
        with run.app() as app:
            tree = run.until_tree(app)
            change = app.first_change("j", TREE, longest=20)
            answered.append(None if change is None else tree + change)
            app.settle()
            run.leave(app)
    run.report("start-warm", first, bare)
    run.report("start-answer", answered, bare)
    run.report("start-loaded", loaded, bare)


def start_cold(run: Run) -> None:
    """The first talks and all of them when nothing is cached."""
    bare: list[float] = []
    reads: list[float] = []
    first: list[float] = []
    everything: list[float] = []
    for _ in range(run.times(2 if run.notes.count > 30_000 else 5, 2)):
        bare.append(bare_start(run))
        reads.append(bare_read(run))
        run.clear_cache()
        with run.app() as app:
            first.append(run.until_tree(app))
            everything.append(run.until_loaded(app))
    run.report("start-cold", first, bare)
    run.report("cold-all", everything, reads)


def keys_while_reading(run: Run) -> None:
    """The cursor moved up and down while the notes are read: nothing is to hold it up."""
    keys: list[float | None] = []
    run.clear_cache()
    with run.bare("cycle") as bare:
        bare.seconds_until("second pane")
        bare.settle()
        yardstick = [bare.time_key("a", READER, quiet=0.1) for _ in range(run.times(20, 5))]
    with run.app() as app:
        run.until_tree(app)
        while (
            f"{run.notes.count} talk" not in app.text(TITLE)
            and len(keys) < 200
            and app.process.poll() is None
        ):
            # The preview changes with every key; a batch that comes in between may change it as well.
            keys.append(app.first_change("jk"[len(keys) % 2], READER))
    run.report("key-loading", keys, [took for took in yardstick if took is not None])


def memory(run: Run) -> None:
    """What the loaded notes hold, over a bare app: from the cache, while one filters, after it, and read."""
    with run.bare("start") as bare:
        bare.seconds_until("first paint")
        bare.settle()
        base = bare.memory
    size = [float(run.notes.size)]
    run.warm()
    with run.ready() as app:
        run.report("memory", [float(app.memory - base)], size)
        app.press("/", *"kube")
        for _ in "kube":
            app.press("\x7f")
        app.press(*"a python")
        run.report("memory-typing", [float(app.memory - base)], size)
        time.sleep(AFTER_TYPING)
        app.settle()
        run.report("memory-filtered", [float(app.memory - base)], size)
    run.clear_cache()
    with run.ready() as app:
        run.report("memory-cold", [float(app.memory - base)], size)
