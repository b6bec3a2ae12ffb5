"""How quick the viewer is, as ratios to bare apps in the same run: `make bench`.

Nothing is asserted.  A key is typed on a real terminal of 140×40; what counts is the moment at which a
marker of the note's own text stands in the viewer's pane.  The yardstick, in the same run, is a bare
two-pane app whose key alters the second pane in the same message cycle, with no work to do (its 95th
percentile), and Textual's own Markdown widget on the same text.

Long notes are a talk log of ../shared/data many times over where that is there, else made up.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.figures import percentile
from benchmarks.made_notes import REPOSITORY
from benchmarks.run import own_environment
from benchmarks.screen_timing import LONGEST, READER, Region, TimedTerminal
from talktui.markdown.document import Document

LOG = REPOSITORY.parent / "shared" / "data" / "blogs" / "zola-kubecon-chicago-log.md"
SIZES = (16, 64, 256, 1024)  # KiB


def sample() -> str:
    """About 15 KB of Markdown such as people write on talks; no heading of it is a talk of its own."""
    if LOG.is_file():
        text = re.sub(r"\A\+\+\+.*?\n\+\+\+\n", "", LOG.read_text(encoding="utf-8"), flags=re.DOTALL)
        return text.replace("youtu", "vide0").rstrip("\n") + "\n"
    paragraph = (
        "## A talk on something\n\nWhat was **said** there, with a [link](https://example.org/a), `code` and "
        "*stress*: the first half explained how the parts fit, the second what went wrong in production.\n\n"
        "- one thing to remember\n- another, with a [reference][ref]\n  - and what follows from it\n\n"
        "```python\ndef answer() -> int:\n    return 42\n```\n\n| a | b |\n|---|--:|\n| c | 1 |\n\n"
    )
    return paragraph * 34 + "[ref]: https://example.org/ref\n"


def note(title: str, body: str) -> str:
    """A note of this text."""
    return f"---\ntitle: {title}\nconference: Bench\n---\n{body}"


def long_body(marker: str, size: int) -> str:
    """A text of `size` characters that begins with `marker` and ends with `END-marker`."""
    start, end = f"# {marker}\n\n", f"\n\nEND-{marker}\n"
    copies = sample() * (size // len(sample()) + 1)
    return start + copies[: size - len(start) - len(end)].rpartition("\n\n")[0] + end


def make_notes(root: Path, ordinary: int) -> None:
    """Ordinary notes (0.3 to 15 KB, the sizes mixed), then the long ones, in the order of their titles."""
    root.mkdir()
    (root / "conference.yaml").write_text("name: Bench\n")
    pieces = [piece for piece in sample().split("\n\n") if piece.strip()]
    for number in range(ordinary):
        size = (3, 8, 15, 30, 12, len(pieces))[number % 6]
        first = number * 7 % max(1, len(pieces) - size + 1)
        body = f"MARK-{number:03}\n\n" + "\n\n".join(pieces[first : first + size]) + "\n"
        (root / f"a-{number:03}.md").write_text(note(f"a {number:03}", body))
    once = sample()
    (root / "b-15.md").write_text(note("b 15", f"MARK-B15\n\n{once}"))
    (root / "b-16.md").write_text(note("b 16", "MARK-BREAK\n\na short note\n"))
    (root / "b-316.md").write_text(note("b 316", f"MARK-B316\n\n{once * 20}"))
    (root / "b-317.md").write_text(note("b 317", "MARK-PAUSE\n\na short note\n"))
    (root / "c-1024.md").write_text(note("c 1024", long_body("MARK-C1024", 1_040_000)))


def time_marker(
    app: TimedTerminal, key: str, marker: str, quiet: float = 0.12, longest: float = 3.0
) -> float | None:
    """Seconds from typing `key` until `marker` stands in the viewer's pane; None when it does not come."""
    if marker in app.text(READER):
        raise ValueError(f"{marker} is on the screen already")
    pressed = time.perf_counter()
    app.send(key)
    came: float | None = None
    while came is None and time.perf_counter() - pressed < longest:
        for at, piece in app.until_quiet(longest, quiet):
            app.draw([(at, piece)])
            if came is None and marker in app.text(READER):
                came = at - pressed
    return came


def time_change(app: TimedTerminal, key: str, quiet: float = 0.12) -> float | None:
    """Seconds from typing `key` until the viewer's pane has changed for the first time."""
    before = app.text(READER)
    pressed = time.perf_counter()
    app.send(key)
    came: float | None = None
    for at, piece in app.until_quiet(quiet=quiet):
        app.draw([(at, piece)])
        if came is None and app.text(READER) != before:
            came = at - pressed
    return came


class Bench:
    """One run: the yardsticks, then the viewer."""

    def __init__(self, root: Path, ordinary: int, environment: Mapping[str, str]) -> None:
        self.root = root
        self.ordinary = ordinary
        self.environment = environment
        self.same_cycle = 1.0

    def yardstick(self) -> None:
        """The bare two-pane apps."""
        one = self._bare("benchmarks.bare_apps", "cycle", marker="{}")
        times = self._bare("benchmarks.bare_panes", marker="MARK-{:03}")
        self.same_cycle = percentile(times)
        for what, found in (("a line of the pane", one), ("all of it: the yardstick", times)):
            print(
                f"bare two-pane app, a key alters {what}: median {statistics.median(found) * 1000:.1f} ms, "
                f"95 % {percentile(found) * 1000:.1f} ms ({len(found)} keys)"
            )
        print(f"\n{'':46} {'median':>7} {'95 %':>7} {'worst':>7}   wanted")

    def _bare(self, *module: str, marker: str) -> list[float]:
        """Seconds from a key to the second pane's number, key by key."""
        with TimedTerminal([sys.executable, "-m", *module], self.environment) as bare:
            bare.seconds_until("second pane")
            bare.draw(bare.until_quiet())
            times = [time_marker(bare, "a", marker.format(number)) for number in range(1, self.ordinary + 1)]
        return [took for took in times if took is not None]

    def row(self, what: str, times: Sequence[float | None], wanted: str, unit: float | None = None) -> None:
        """Print one line of ratios; the times are in seconds."""
        found = [took for took in times if took is not None]
        if not found:
            print(f"{what:46} nothing came")
            return
        unit = unit or self.same_cycle
        figures = (statistics.median(found), percentile(found), max(found))
        ratios = " ".join(f"{figure / unit:7.2f}" for figure in figures)
        told = " / ".join(f"{figure * 1000:.0f}" for figure in figures)
        print(f"{what:46} {ratios}   {wanted:14} ({len(found)}; {told} ms)", flush=True)

    def app(self) -> TimedTerminal:
        """The app with everything read, the cursor on the group's row."""
        app = TimedTerminal([sys.executable, "-m", "talktui", str(self.root)], self.environment)
        app.seconds_until(f"{self.ordinary + 5} talks", Region(bottom=1))
        app.settle()
        for key in "g":
            app.send(key)
            app.draw(app.until_quiet())
        app.settle()
        return app

    def ordinary_notes(self) -> None:
        """Row 1: a key in the tree to the preview, in turn with the yardstick's key: whatever else the
        machine does is in both."""
        times: list[float | None] = []
        bares: list[float] = []
        argv = [sys.executable, "-m", "benchmarks.bare_panes"]
        with self.app() as app, TimedTerminal(argv, self.environment) as bare:
            bare.seconds_until("second pane")
            bare.settle()
            used, bare_used = app.cpu_seconds, bare.cpu_seconds
            for turn in range(2):
                for number in range(self.ordinary):
                    marker = f"MARK-{turn * self.ordinary + number + 1:03}"
                    bares.append(time_marker(bare, "a", marker) or 3.0)
                    times.append(time_marker(app, "j", f"MARK-{number:03}"))
                before = app.cpu_seconds
                app.send("g")
                app.settle()
                used += app.cpu_seconds - before
            keys = 2 * self.ordinary
            used, bare_used = app.cpu_seconds - used, bare.cpu_seconds - bare_used
        self.row("key in the tree → preview, ordinary notes", times, "95 % ≤ 1.5", percentile(bares))
        print(
            f"{'… in turn with the yardstick':46} bare {statistics.median(bares) * 1000:.0f} / "
            f"{percentile(bares) * 1000:.0f} ms; processor time a key {used / keys * 1000:.1f} ms, "
            f"bare {bare_used / keys * 1000:.1f} ms"
        )

    def first_screen(self, rounds: int) -> None:
        """Row 2: the first screen of a long note."""
        short: list[float | None] = []
        long: list[float | None] = []
        with self.app() as app:
            for _ in range(rounds):
                app.send("G")
                app.draw(app.until_quiet())
                app.settle()
                time_marker(app, "k", "MARK-PAUSE")
                app.settle()
                long.append(time_marker(app, "k", "MARK-B316"))
                app.settle()
                time_marker(app, "k", "MARK-BREAK")
                app.settle()
                short.append(time_marker(app, "k", "MARK-B15"))
                app.settle()
        base = [took for took in short if took is not None]
        self.row("first screen of a 15 KB note", short, "")
        if not base:
            return
        self.row("first screen of a 316 KB note / a 15 KB one", long, "≤ 3", statistics.median(base))
        theirs = self.textual_markdown()
        found = [took for took in long if took is not None]
        if theirs is not None and found:
            ratio = statistics.median(found) / theirs
            print(
                f"{'… / Textual`s Markdown on the same text':46} 1/{1 / ratio:.0f}   wanted ≤ 1/50 "
                f"(Textual's Markdown: {theirs:.1f} s)"
            )
        elif found:
            least = LONGEST / statistics.median(found)
            print(
                f"{'… / Textual`s Markdown on the same text':46} less than 1/{least:.0f}   wanted ≤ 1/50 "
                f"(Textual's Markdown: more than {LONGEST:.0f} s)"
            )

    def textual_markdown(self) -> float | None:
        """Seconds that Textual's Markdown takes to show the 316 KB text."""
        file = self.root.parent / "long.md"
        file.write_text(f"MARK-THEIRS\n\n{sample() * 20}")
        argv = [sys.executable, "-m", "benchmarks.bare_markdown", str(file)]
        with TimedTerminal(argv, self.environment) as bare:
            bare.seconds_until("second pane")
            bare.draw(bare.until_quiet())
            return time_marker(bare, "x", "MARK-THEIRS", longest=LONGEST)

    def long_note(self) -> None:
        """Rows 3 and 4: a 1 MB note."""
        with self.app() as app:
            app.send("G")
            app.draw(app.until_quiet())
            app.send("\r")
            app.settle()
            pages = [time_change(app, " ") for _ in range(self.ordinary)]
            self.row("1 MB, laid out: page down", pages, "≤ 2")
            ends: list[float | None] = []
            for _ in range(15):
                time_marker(app, "g", "━━━━━━━━")
                ends.append(time_marker(app, "G", "END-MARK-C1024"))
            self.row("1 MB, laid out: jump to the end", ends, "≤ 2")
        keys: list[float | None] = []
        for _ in range(4):
            with self.app() as app:
                app.send("G")
                app.draw(app.until_quiet(0.12, 0.03))
                app.send("\r")
                app.draw(app.until_quiet(0.05, 0.03))
                began = time.perf_counter()
                while time.perf_counter() - began < 1.2:
                    keys.append(time_change(app, "j", quiet=0.03))
        self.row("1 MB, while it is laid out: a line down", keys, "never held up")
        with self.app() as app:
            time_marker(app, "j", "MARK-000")
            app.settle()
            before = app.memory
            app.send("G")
            app.draw(app.until_quiet())
            app.settle()
            size = (self.root / "c-1024.md").stat().st_size
            print(f"{'memory for the 1 MB note / its text':46} {(app.memory - before) / size:7.1f}   ≤ 40")

    @staticmethod
    def linear() -> None:
        """Seconds to parse and lay out texts of several sizes, and that per KiB of the smallest."""
        print(f"\n{'parsed and laid out whole (80 columns)':46} {'ms':>7} {'ms/KiB':>7} {'ratio':>7}")
        first = 0.0
        for size in SIZES:
            text = long_body("size", size * 1024)
            times = []
            for _ in range(3):
                began = time.process_time()
                Document.whole(text, 80)
                times.append(time.process_time() - began)
            took = statistics.median(times)
            first = first or took / size
            print(f"{size:>41} KiB  {took * 1000:7.0f} {took * 1000 / size:7.2f} {took / size / first:7.2f}")

    def linear_screen(self, rounds: int) -> None:
        """The same sizes as a first screen, in the app."""
        root = self.root.parent / "sizes"
        root.mkdir()
        (root / "conference.yaml").write_text("name: Bench\n")
        for number, size in enumerate(SIZES):
            body = f"MARK-{size}\n\n" + long_body("size", min(size * 1024, 1_040_000))
            (root / f"{number}-b.md").write_text(note(f"{number} b", body))
            (root / f"{number}-a.md").write_text(note(f"{number} a", f"MARK-SMALL{size}\n"))
        found: dict[int, list[float | None]] = {size: [] for size in SIZES}
        argv = [sys.executable, "-m", "talktui", str(root)]
        with TimedTerminal(argv, self.environment) as app:
            app.seconds_until(f"{2 * len(SIZES)} talks", Region(bottom=1))
            app.settle()
            app.send("g")
            app.settle()
            for _ in range(rounds):
                for size in SIZES:
                    time_marker(app, "j", f"MARK-SMALL{size}")
                    app.settle()
                    found[size].append(time_marker(app, "j", f"MARK-{size}"))
                    app.settle()
                app.send("g")
                app.settle()
        for size in SIZES:
            self.row(f"first screen of a {size} KiB note", found[size], "the same")


def parts(bench: Bench) -> Iterator[tuple[str, object]]:
    """The parts of the table by name."""
    yield "ordinary", bench.ordinary_notes
    yield "first", lambda: bench.first_screen(9)
    yield "long", bench.long_note
    yield "sizes", lambda: bench.linear_screen(5)
    yield "linear", bench.linear


def main() -> None:
    """Make the notes, run everything, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--notes", type=int, default=60, help="ordinary notes, and keys where any number will do"
    )
    parser.add_argument("--only", help="one part: ordinary, first, long, sizes, linear")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = own_environment(home)
        make_notes(home / "notes", options.notes)
        print(f"the viewer · {machine.line()}")
        bench = Bench(home / "notes", options.notes, environment)
        bench.yardstick()
        for name, part in parts(bench):
            if options.only in {None, name} and callable(part):
                part()


if __name__ == "__main__":
    main()
