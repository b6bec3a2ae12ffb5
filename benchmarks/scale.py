"""Cost against the number of talks, drawn from what a run measured: docs/scale.svg.

`python -m benchmarks.scale --results bench.json --chart docs/scale.svg`, after `python -m benchmarks --json
bench.json`.  Every panel is in one yardstick, which does not change with the number of talks: where the
yardstick itself grows with them (reading, searching, the notes' size) it is that of 21,715 talks.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.chart import Panel, Point, draw
from benchmarks.figures import BY_NAME, GROWING, LIMITED, Results

TITLES = {
    "start-warm": ("Start, warm cache", "first tree ÷ bare start"),
    "start-cold": ("Start, no cache", "first talks ÷ bare start"),
    "cold-all": ("Start, no cache", "all loaded ÷ bare read of {of}"),
    "filter": ("Filter key, 95th percentile", "new tree painted ÷ two-pane"),
    "cursor": ("Cursor key, 95th percentile", "preview painted ÷ same cycle"),
    "group": ("Group by another facet", "new tree painted ÷ two-pane"),
    "list": ("talktui list, one hit", "whole command ÷ search of {of}"),
    "memory": ("Memory over a bare app", "loaded ÷ size of {of} notes"),
}


def panel(name: str, results: Results) -> Panel:
    """One measure's panel; without points when it was not measured."""
    row = BY_NAME[name]
    figures = results.of(name)
    sizes = [figure.talks for figure in figures]
    at = LIMITED if LIMITED in sizes else max(sizes, default=0)
    fixed = next((figure.unit for figure in figures if figure.talks == at), 1.0)
    points = []
    for figure in figures:
        grown = figure.unit / fixed if row.yardstick in GROWING else 1.0
        points.append(Point(figure.talks, figure.ratio * grown, figure.limit))
    title, unit = TITLES[name]
    return Panel(title, unit.format(of=f"{at:,}"), points, logarithmic=row.yardstick in GROWING)


def chart(results: Results) -> str:
    """The whole chart as SVG text."""
    parts = results.machine.split(" · ")
    told = " · ".join([parts[0], *(part for part in parts if part.startswith("load"))])
    below = f"Times a yardstick of the same run, against the number of talks. {told}"
    panels = [panel(name, results) for name in TITLES]
    return draw("What talktui costs with 100 to 100,000 talks", below, panels, LIMITED)


def main(arguments: list[str] | None = None) -> int:
    """Draw the chart. The exit code is 2 when there are no results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--results", type=Path, default=Path("bench.json"), metavar="FILE")
    parser.add_argument("--chart", type=Path, default=Path("docs/scale.svg"), metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        results = Results.from_file(options.results)
    except (OSError, ValueError, KeyError) as error:
        print(
            f"no results in {options.results}: {error}; python -m benchmarks --json makes them",
            file=sys.stderr,
        )
        return 2
    options.chart.write_text(chart(results), encoding="utf-8")
    print(f"{options.chart}: {len(results.figures)} figures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
