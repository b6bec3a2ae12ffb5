"""What was measured, what it is compared with, and the tables made of it: to read, to paste, to draw."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

LIMITED = 21_715  # talks: up to here the limits are those for 21,715
GROWING = frozenset({"bare read", "search", "size of notes"})  # yardsticks that are of so many talks


def percentile(values: Sequence[float], share: float = 0.95) -> float:
    """The value that `share` of `values` are at most."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "median": statistics.median,
    "95 %": percentile,
    "worst": max,
}


@dataclass(frozen=True)
class Row:
    """One row of the table: what is measured, in which yardstick, and how much of it at most."""

    name: str
    what: str
    yardstick: str
    statistic: str = "median"  # of the values: one of STATISTICS
    limit: float | None = None  # up to 21,715 talks
    limit_above: float | None = None  # with more

    def limit_of(self, talks: int) -> float | None:
        """At most so many times the yardstick with so many talks; None: nothing is asked."""
        if self.yardstick in GROWING and talks < LIMITED:  # there the start of Python is all there is
            return None
        return self.limit if talks <= LIMITED else self.limit_above


# The yardstick's own figure: its median where the row's is a median, else its 95th percentile.
ROWS = (
    Row("start-warm", "start → first tree painted, warm cache", "bare start", "median", 1.3, 1.6),
    Row("start-cold", "start → first talks painted, no cache", "bare start", "median", 1.5),
    Row("cold-all", "start → all loaded, no cache", "bare read", "median", 3),
    Row("filter", "filter key → new tree painted", "two-pane", "95 %", 1.5, 4),
    Row("filter-worst", "… the worst of them", "two-pane", "worst", 4),
    Row("cursor", "cursor down → preview painted", "same cycle", "95 %", 1.5),
    Row("group", "group by another facet", "two-pane", "95 %", 5),
    Row("list", "talktui list QUERY, one hit, warm", "search", "median", 3),
    Row("tag", "talktui tag QUERY +x over about 1,000 talks", "bare loop", "median", 3),
    Row("memory", "memory over a bare app, warm cache", "size of notes", "worst", 4),
    Row("memory-cold", "… after reading without a cache", "size of notes", "worst", 4),
    Row("memory-filtered", "… after filtering", "size of notes", "worst", 4),
    Row("memory-typing", "memory over a bare app, while one filters", "size of notes", "worst"),
    Row("start-answer", "start → a key typed at once is answered, warm", "bare start"),
    Row("start-loaded", "start → all loaded, warm cache", "bare start"),
    Row("filter-burst", "ten letters at 30 a second: the last → tree of all ten", "two-pane"),
    Row("key-loading", "key while reading → preview changed", "same cycle", "95 %"),
    Row("open-group", "open a group", "same cycle"),
    Row("fold", "fold all, unfold all", "two-pane", "95 %"),
    Row("sort", "sort otherwise", "two-pane", "95 %"),
    Row("rating", "rating → saved and painted", "two-pane"),
    Row("rating-filtered", "rating with a filter → saved and painted", "two-pane"),
)
BY_NAME = {row.name: row for row in ROWS}


@dataclass(frozen=True)
class Figure:
    """A row measured on so many talks. Values and yardstick in the same unit: seconds, or bytes."""

    name: str
    talks: int
    values: tuple[float, ...]
    yardstick: tuple[float, ...]

    @property
    def row(self) -> Row:
        """What it is a figure of."""
        return BY_NAME[self.name]

    @property
    def unit(self) -> float:
        """The yardstick's own figure: its median, or its 95th percentile for a key's row."""
        return STATISTICS["median" if self.row.statistic == "median" else "95 %"](self.yardstick)

    @property
    def ratio(self) -> float:
        """The figure: how many times the yardstick."""
        return STATISTICS[self.row.statistic](self.values) / self.unit

    @property
    def limit(self) -> float | None:
        """At most so much."""
        return self.row.limit_of(self.talks)

    @property
    def holds(self) -> bool | None:
        """Whether the limit holds; None when there is none."""
        return None if self.limit is None else self.ratio <= self.limit

    @property
    def spread(self) -> str:
        """The least and the most, and the median where the figure is another; all in the yardstick."""
        least, most = min(self.values) / self.unit, max(self.values) / self.unit
        if len(self.values) == 1:
            return "one"
        if self.row.statistic == "median":
            return f"{least:.2f}–{most:.2f}"
        return f"median {statistics.median(self.values) / self.unit:.2f}, worst {most:.2f}"

    @property
    def told(self) -> str:
        """The figure itself with its unit, the yardstick's, and of how many."""
        mine = STATISTICS[self.row.statistic](self.values)
        if self.row.yardstick == "size of notes":
            return f"{mine / 1e6:.0f} of {self.unit / 1e6:.1f} MB"
        return f"{_seconds(mine)} / {_seconds(self.unit)}, {len(self.values)}×"


def _seconds(value: float) -> str:
    return (
        f"{value:.2f} s"
        if value >= 1
        else f"{value * 1000:.0f} ms"
        if value >= 0.1
        else f"{value * 1000:.1f} ms"
    )


@dataclass
class Results:
    """Everything that a run found out, to a file and back."""

    machine: str = ""
    script: tuple[str, ...] = ()
    figures: list[Figure] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)  # talks → bytes of the notes
    remarks: list[str] = field(default_factory=list)

    def add(
        self, name: str, talks: int, values: Iterable[float | None], yardstick: Iterable[float]
    ) -> Figure | None:
        """Keep a figure; None (and a remark) when nothing came: the app or the benchmark has failed."""
        found = tuple(value for value in values if value is not None)
        units = tuple(yardstick)
        if not found or not units:
            self.remarks.append(f"{BY_NAME[name].what}, {talks:,} talks: nothing changed on the screen")
            return None
        figure = Figure(name, talks, found, units)
        self.figures.append(figure)
        return figure

    def of(self, name: str) -> list[Figure]:
        """The figures of a row, by number of talks."""
        return sorted(
            (figure for figure in self.figures if figure.name == name), key=lambda found: found.talks
        )

    def save(self, file: Path) -> None:
        """Write them as JSON; raises OSError."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def from_file(cls, file: Path) -> Results:
        """What `save` wrote; raises OSError, and ValueError or KeyError for another file."""
        said = json.loads(file.read_text("utf-8"))
        figures = [
            Figure(one["name"], one["talks"], tuple(one["values"]), tuple(one["yardstick"]))
            for one in said["figures"]
        ]
        sizes = {int(talks): size for talks, size in said["sizes"].items()}
        return cls(said["machine"], tuple(said["script"]), figures, sizes, said["remarks"])


HEAD = f"{'':48} {'talks':>7}  {'at most':>22}  {'measured':>8}  holds"


def text_line(figure: Figure) -> str:
    """A line of the table on the screen."""
    holds = {True: "yes", False: "NO", None: "–"}[figure.holds]
    return (
        f"{figure.row.what:48} {figure.talks:>7,}  {limit_told(figure):>22}  {figure.ratio:>8.2f}  {holds:5} "
        f"{figure.spread} ({figure.told})"
    )


def markdown(results: Results, asked: bool = True) -> str:
    """The table as Markdown: the rows that something is asked of, with so many talks, or those without."""
    lines = [
        "| what | talks | at most | measured | holds | spread | itself / yardstick |",
        "|---|--:|--:|--:|---|---|---|",
    ]
    least = min(LIMITED, max(results.sizes, default=0))
    for row in ROWS:
        for figure in results.of(row.name):
            if figure.talks < least or (figure.limit is not None) is not asked:
                continue
            holds = {True: "yes", False: "**no**", None: "–"}[figure.holds]
            lines.append(
                f"| {row.what} | {figure.talks:,} | {limit_told(figure)} | {figure.ratio:.2f} | {holds} "
                f"| {figure.spread} | {figure.told} |"
            )
    return "\n".join(lines) + "\n"


def limit_told(figure: Figure) -> str:
    """The limit in its yardstick; only that where nothing is asked."""
    return f"{figure.limit:g} × {figure.row.yardstick}" if figure.limit else f"× {figure.row.yardstick}"


def by_size(results: Results) -> str:
    """Every row against the number of talks, as Markdown: ratios to the yardstick with as many talks."""
    sizes = sorted(results.sizes)
    lines = [
        f"| what | in | {' | '.join(f'{size:,}' for size in sizes)} |",
        f"|---|---|{'--:|' * len(sizes)}",
    ]
    for row in ROWS:
        found = {figure.talks: f"{figure.ratio:.2f}" for figure in results.of(row.name)}
        if len(found) > 1:
            cells = " | ".join(found.get(size, "") for size in sizes)
            lines.append(f"| {row.what} | {row.yardstick} | {cells} |")
    return "\n".join(lines) + "\n"
