"""How quick the app is on 21,715 talks, as ratios to bare apps in the same run: `make bench`.

Nothing is asserted.  The yardsticks, measured the same way in the same run:

- *bare start*: a bare Textual app with a tree, a Markdown, an input and a footer, start to first paint;
- *two-pane*: a bare input whose change alters a second pane, which has no work to do: key to that pane
  painted, through a message; and *same cycle*, where the key alters the second pane directly.

Notes are made of the talks in ../shared/data/pyvideo where that is there, else of made-up words.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.screen_timing import LINES, QUIET, Region, TimedTerminal

REPOSITORY = Path(__file__).resolve().parent.parent
PYVIDEO = REPOSITORY.parent / "shared" / "data" / "pyvideo"
BARE = [sys.executable, "-m", "benchmarks.bare_apps"]
TREE = Region(right=57, top=2, bottom=LINES - 1)
READER = Region(left=60, top=2, bottom=LINES - 1)
OPENS = ("▸", "▾")  # stand before a group: talks are there
PANES = Region(top=2, bottom=LINES - 1)

# Typed into the filter bar letter by letter; each is taken back with backspaces, measured as well.
SCRIPT = (
    "a",
    "py",
    "kubernetes",
    '"machine learning"',
    "tag:python",
    "speaker:guido",
    "date:2015..2016",
    "-python",
    "/pyth.n/",
    "café",
)


@dataclass(frozen=True)
class Row:
    """One line of the table. Times are in seconds."""

    what: str
    times: Sequence[float]
    yardstick: str
    unit: float

    def __str__(self) -> str:
        if not self.times:
            return f"{self.what:44} nothing changed on the screen"
        ordered = sorted(self.times)
        middle, high, worst = statistics.median(ordered), percentile(ordered), ordered[-1]
        ratios = "  ".join(f"{value / self.unit:6.2f}" for value in (middle, high, worst))
        return f"{self.what:44} {ratios}  × {self.yardstick:10} ({len(ordered)}; p95 {high * 1000:.0f} ms)"


def percentile(ordered: Sequence[float], share: float = 0.95) -> float:
    """The value that `share` of `ordered` (sorted) are at most."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def real_talks() -> Iterator[tuple[str, str]]:
    """(path, text) of a note for every talk of the pyvideo data."""
    for file in sorted(PYVIDEO.glob("*/videos/*.json")):
        try:
            said = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        video = (said.get("videos") or [{}])[0].get("url", "")
        front = {
            "title": said.get("title", ""),
            "date": said.get("recorded") or "2000-01-01",
            "speakers": said.get("speakers") or [],
            "tags": said.get("tags") or [],
            "video": video,
        }
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
        if said.get("duration"):
            lines.append(f"duration: {said['duration']}")
        event = file.parent.parent.name
        text = "---\n" + "\n".join(lines) + f"\n---\n\n{said.get('description') or ''}\n"
        yield f"{event}/{file.stem}.md", text


def made_up_talks() -> Iterator[tuple[str, str]]:
    """(path, text) of as many notes as are wanted, the same in every run."""
    chance = random.Random(1)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(8000)]
    words += ["python", "kubernetes", "machine", "learning", "guido", "café"]
    number = 0
    while True:
        number += 1
        speaker = " ".join(chance.choices(words, k=2)).title()
        tags = json.dumps(chance.choices(words[:400], k=3))
        body = " ".join(chance.choices(words, k=90))
        date = f"{chance.randint(2008, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        text = (
            f"---\ntitle: {' '.join(chance.choices(words, k=6))}\ndate: {date}\n"
            f"speakers: [{speaker}]\ntags: {tags}\nvideo: https://example.org/{number}\n---\n\n{body}\n"
        )
        yield f"event-{number // 40:04}/talk-{number:06}.md", text


def make_notes(root: Path, count: int) -> int:
    """Write `count` notes below `root`. Returns how many bytes they are."""
    size = written = 0
    for source in (real_talks() if PYVIDEO.is_dir() else iter(()), made_up_talks()):
        for path, text in source:
            if written == count:
                break
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            size += file.write_bytes(text.encode())
            written += 1
    return size


def bare_read(root: Path) -> float:
    """Seconds for scan, read and CSafeLoader alone."""
    began = time.perf_counter()
    for folder, _, names in os.walk(root):
        for name in names:
            text = Path(folder, name).read_bytes().decode()
            end = text.find("\n---\n", 4)
            try:
                yaml.load(text[4:end], yaml.CSafeLoader)
            except yaml.YAMLError:
                continue
    return time.perf_counter() - began


class Bench:
    """One run: the yardsticks, then the app."""

    def __init__(self, root: Path, size: int, environment: dict[str, str], samples: int) -> None:
        self.root = root
        self.size = size
        self.environment = environment
        self.samples = samples
        self.same_cycle = self.two_pane = self.bare_start = 1.0

    def app(self) -> TimedTerminal:
        return TimedTerminal([sys.executable, "-m", "talktui", str(self.root)], self.environment)

    def yardsticks(self) -> None:
        """Measure the bare apps and print what they take."""
        starts = []
        for _ in range(5):
            with TimedTerminal([*BARE, "start"], self.environment) as bare:
                starts.append(bare.seconds_until("first paint"))
                bare_memory = bare.memory
        self.bare_start = statistics.median(starts)
        self.bare_memory = bare_memory
        figures = {}
        for kind in ("cycle", "message"):
            with TimedTerminal([*BARE, kind], self.environment) as bare:
                bare.seconds_until("second pane")
                bare.draw(bare.until_quiet())
                keys = [bare.time_key("ab"[n % 2], READER) for n in range(self.samples)]
                figures[kind] = percentile(sorted(time for time in keys if time is not None))
        self.same_cycle, self.two_pane = figures["cycle"], figures["message"]
        print(
            f"bare start {self.bare_start * 1000:.0f} ms · two-pane {self.two_pane * 1000:.1f} ms"
            f" · same cycle {self.same_cycle * 1000:.1f} ms (95th percentile)\n"
        )
        print(f"{'':44} {'median':>6}  {'95 %':>6}  {'worst':>6}")

    def row(self, what: str, times: Sequence[float | None], yardstick: str, unit: float) -> None:
        print(Row(what, [time for time in times if time is not None], yardstick, unit), flush=True)

    def start(self, count: int) -> None:
        """Start to first talks and to all; keys while it reads."""
        firsts, alls = [], []
        counted = f"{count} talk"
        for _ in range(3):
            with self.app() as app:
                firsts.append(app.seconds_until(OPENS, TREE))
                alls.append(app.seconds_until(counted, Region(bottom=1)) - firsts[-1])
        self.row("start → first talks painted", firsts, "bare start", self.bare_start)
        self.row("start → all loaded, less first paint", alls, "bare read", bare_read(self.root))
        keys: list[float | None] = []
        with self.app() as app:
            app.seconds_until(OPENS, TREE)
            while counted not in app.text(Region(bottom=1)):
                # The preview changes with every key; a batch that comes in between may change it as well.
                keys.append(self._first_change(app, "jk"[len(keys) % 2], READER))
        self.row("key while loading → preview changed", keys, "same cycle", self.same_cycle)

    def _first_change(self, app: TimedTerminal, key: str, region: Region) -> float | None:
        """Seconds until `region` is another; here the terminal is never quiet."""
        before = app.region(region)
        pressed = time.perf_counter()
        app.send(key)
        while time.perf_counter() - pressed < 2:
            pieces = app.until_quiet(longest=0.001, quiet=0.5)
            app.draw(pieces)
            if pieces and app.region(region) != before:
                return pieces[-1][0] - pressed
        return None

    def ready(self, count: int) -> TimedTerminal:
        """The app with everything loaded and nothing going on."""
        app = self.app()
        app.seconds_until(f"{count} talk", Region(bottom=1))
        app.draw(app.until_quiet(quiet=2.5))
        return app

    def filter_first(self, count: int) -> None:
        """The first word asked for after the start."""
        with self.ready(count) as app:
            app.send("/")
            app.draw(app.until_quiet())
            first = app.time_key("k", PANES, quiet=2)
            self.row("first filter key → new tree", [first], "two-pane", self.two_pane)

    def filtering(self, count: int) -> None:
        """The script, key by key, and the same keys taken back."""
        with self.ready(count) as app:
            app.send("/")
            app.draw(app.until_quiet())
            there, back = [], []
            for text in SCRIPT:
                there += [app.time_key(key, PANES, quiet=2 * QUIET) for key in text]
                back += [app.time_key("\x7f", PANES, quiet=2 * QUIET) for _ in text]
            self.row("filter key → new tree", there, "two-pane", self.two_pane)
            self.row("backspace in the filter → new tree", back, "two-pane", self.two_pane)

    def moving(self, count: int) -> None:
        """Cursor, groups, folding, grouping, sorting."""
        with self.ready(count) as app:
            app.send("g")
            app.draw(app.until_quiet())
            self.row("open a group", [app.time_key("l", TREE)], "same cycle", self.same_cycle)
            keys = [app.time_key("j", READER) for _ in range(self.samples)]
            self.row("cursor down → preview", keys, "same cycle", self.same_cycle)
            app.send("g")
            app.draw(app.until_quiet())
            folds = [app.time_key("z", TREE, quiet=2 * QUIET) for _ in range(6)]
            self.row("fold all, unfold all", folds, "two-pane", self.two_pane)
            self._choices(app, "b", "tsoanc", "group by another facet")
            self._choices(app, "B", "tdslo", "sort otherwise")

    def _choices(self, app: TimedTerminal, menu: str, choices: str, what: str) -> None:
        times = []
        for choice in choices:
            app.send(menu)
            app.draw(app.until_quiet())
            times.append(app.time_key(choice, PANES, quiet=2 * QUIET))
        self.row(what, times, "two-pane", self.two_pane)

    def editing(self, count: int) -> None:
        """Ratings of one talk: key to the stars painted, saved on the disk in between."""
        with self.ready(count) as app:
            for keys in ("g", "l", "j", "j"):
                app.send(keys)
                app.draw(app.until_quiet())
            edits = [app.time_key(str(1 + n % 5), READER, quiet=2 * QUIET) for n in range(10)]
            self.row("rating → saved and painted", edits, "two-pane", self.two_pane)
            app.send("/pyth")
            app.draw(app.until_quiet())
            app.send("\r")
            app.draw(app.until_quiet())
            app.send("J")
            app.draw(app.until_quiet())
            edits = [app.time_key(str(1 + n % 5), READER, quiet=2 * QUIET) for n in range(10)]
            self.row("rating with a filter → saved and painted", edits, "two-pane", self.two_pane)

    def memory(self, count: int) -> None:
        """What loading the notes adds, before and after the first filter."""
        with self.ready(count) as app:
            loaded = app.memory - self.bare_memory
            app.send("/kube")
            app.draw(app.until_quiet(quiet=2))
            folded = app.memory - self.bare_memory
        print(
            f"{'memory over a bare app, loaded; filtered':44} {loaded / self.size:6.2f}  "
            f"{folded / self.size:6.2f}          × size of the notes ({self.size / 1e6:.1f} MB)"
        )


def main() -> None:
    """Make the notes, run everything, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=21_715)
    parser.add_argument("--samples", type=int, default=40, help="keys where any number will do")
    parser.add_argument("--only", help="one part: start, filter_first, filtering, moving, editing, memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        root = home / "notes"
        size = make_notes(root, options.talks)
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)} | {
            f"TALKTUI_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "DATA", "CACHE")
        }
        print(
            f"{options.talks} talks, {size / 1e6:.1f} MB · Python {platform.python_version()} · "
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
        )
        bench = Bench(root, size, environment, options.samples)
        bench.yardsticks()
        parts: list[Callable[[int], None]] = [
            bench.start, bench.filter_first, bench.filtering, bench.moving, bench.editing, bench.memory,
        ]  # fmt: skip
        for part in parts:
            if options.only in {None, part.__name__}:
                part(options.talks)


if __name__ == "__main__":
    main()
