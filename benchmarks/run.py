"""One run on notes of one size: where things are, the app with a cache or none, bare apps beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import talktui
from benchmarks.figures import Results, text_line
from benchmarks.made_notes import REPOSITORY, MadeNotes
from benchmarks.screen_timing import READER, TITLE, TREE, TimedTerminal

PYTHON = sys.executable
TALKTUI = [PYTHON, "-m", "talktui"]
OPENS = ("▸", "▾")  # stand before a group: then the tree is painted
READING = "reading"  # the title line says so while notes are read


class Run:
    """The notes, the environment of their own that the app runs in, and what came out so far."""

    def __init__(self, notes: MadeNotes, home: Path, results: Results, *, quick: bool) -> None:
        self.notes = notes
        self.home = home
        self.results = results
        self.quick = quick
        self.cache = home / "cache"
        self.environment = own_environment(home)

    def times(self, usual: int, quick: int) -> int:
        """How often something is measured."""
        return quick if self.quick else usual

    def report(self, name: str, values: Iterable[float | None], yardstick: Iterable[float]) -> None:
        """Keep a figure and print its line."""
        figure = self.results.add(name, self.notes.count, values, yardstick)
        print(text_line(figure) if figure else f"! {self.results.remarks[-1]}", flush=True)

    def remark(self, words: str) -> None:
        """Something that whoever reads the figures has to know."""
        self.results.remarks.append(words)
        print(f"! {words}", flush=True)

    def app(self) -> TimedTerminal:
        """The app, just started."""
        return TimedTerminal([*TALKTUI, str(self.notes.root)], self.environment)

    def bare(self, kind: str) -> TimedTerminal:
        """A bare app, just started: start, message or cycle."""
        return TimedTerminal([PYTHON, "-m", "benchmarks.bare_apps", kind], self.environment)

    def until_tree(self, app: TimedTerminal) -> float:
        """Seconds from the start until rows of groups or talks stand in the tree's pane."""
        return app.seconds_until(OPENS, TREE)

    def until_loaded(self, app: TimedTerminal) -> float:
        """Seconds from the start until every talk is counted and none is being read."""
        return app.seconds_until(f"{self.notes.count} talk", TITLE, longest=600, without=READING)

    def clear_cache(self) -> None:
        """As if the app had never been started on these notes."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def leave(self, app: TimedTerminal) -> None:
        """End the app as a person does; raises TimeoutError when it does not end."""
        app.send("q")
        end = time.perf_counter() + 60
        while app.process.poll() is None:
            app.draw(app.until_quiet(quiet=0.05, longest=0.05))
            if time.perf_counter() > end:
                raise TimeoutError("the app did not end\n" + "\n".join(app.screen.display))

    def warm(self) -> None:
        """Start the app once, wait until everything is loaded and kept, and leave it."""
        self.clear_cache()
        with self.app() as app:
            self.until_loaded(app)
            app.settle()
            self.leave(app)
        files = [file for file in self.cache.rglob("*") if file.is_file()]
        kept = sum(file.stat().st_size for file in files)
        if not kept:
            self.remark(f"{self.notes.count:,} talks: no cache was written; the warm rows are cold ones")
        else:
            print(f"  cache of {self.notes.count:,} talks: {kept / 1e6:.1f} MB")
        # What was written is on the disk then, and does not get in the way of what is measured.
        os.sync()

    @contextmanager
    def ready(self) -> Iterator[TimedTerminal]:
        """The app with everything loaded and nothing going on."""
        with self.app() as app:
            self.until_loaded(app)
            app.settle()
            yield app


class BareKeys:
    """A bare app beside the app: one of its keys after each of the app's, so that noise is in both."""

    def __init__(self, bare: TimedTerminal) -> None:
        self._bare = bare
        self.times: list[float] = []
        bare.seconds_until("second pane")
        bare.settle()

    def beside(self, took: float | None) -> float | None:
        """What the app took for a key, as it is; then a key of the bare one."""
        self.press()
        return took

    def press(self) -> None:
        """A key that alters the second pane."""
        key = "\x7f" if len(self.times) % 2 else "a"
        took = self._bare.time_key(key, READER, quiet=0.1)
        if took is not None:
            self.times.append(took)


def own_environment(home: Path) -> Mapping[str, str]:
    """An environment in which talktui keeps all its things below `home`."""
    path = os.pathsep.join([str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])])
    places = {
        f"TALKTUI_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "DATA", "CACHE")
    }
    # The first slows every start down; the others, where they are set, go before the terminal's own size.
    not_ours = {"PYTHONDONTWRITEBYTECODE", "LINES", "COLUMNS"}
    usual = {name: value for name, value in os.environ.items() if name not in not_ours}
    return {**usual, "PYTHONPATH": path} | places


def compile_modules() -> None:
    """Put talktui's byte code beside its modules, where an installation has it: no start pays for that."""
    folders = [*talktui.__path__, str(REPOSITORY / "benchmarks")]
    subprocess.run([PYTHON, "-m", "compileall", "-q", *folders], check=False, stdout=subprocess.DEVNULL)
