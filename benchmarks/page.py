"""The figures of a run put into docs/performance.md, between its pairs of marks.

`python -m benchmarks.page --results bench.json --page docs/performance.md`, or `make bench DOCS=1`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.figures import Results, by_size, markdown

ASKED = ("<!-- limits: make bench DOCS=1 -->", "<!-- end of limits -->")
SIZES = ("<!-- sizes: make bench DOCS=1 -->", "<!-- end of sizes -->")
OTHERS = ("<!-- others: make bench DOCS=1 -->", "<!-- end of others -->")


def between(page: str, marks: tuple[str, str], text: str) -> str:
    """`page` with `text` between its marks; raises ValueError when they are not there, in this order."""
    before, first, rest = page.partition(marks[0])
    _, second, after = rest.partition(marks[1])
    if not first or not second:
        raise ValueError(f"no {marks[0]} … {marks[1]} in the page")
    return f"{before}{marks[0]}\n{text}\n{marks[1]}{after}"


def filled(page: str, results: Results) -> str:
    """`page` with the machine's line and both tables."""
    remarks = "".join(f"\n- {words}" for words in results.remarks)
    limits = f"{results.machine}\n\n{markdown(results)}{remarks}"
    page = between(page, ASKED, limits.rstrip("\n") + "\n")
    page = between(page, SIZES, by_size(results))
    return between(page, OTHERS, markdown(results, asked=False))


def main(arguments: list[str] | None = None) -> int:
    """Fill the page. The exit code is 2 when there are no results, or no place for them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--results", type=Path, default=Path("bench.json"), metavar="FILE")
    parser.add_argument("--page", type=Path, default=Path("docs/performance.md"), metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        results = Results.from_file(options.results)
        page = filled(options.page.read_text("utf-8"), results)
    except (OSError, ValueError, KeyError) as error:
        print(f"{options.page} stays as it is: {error}", file=sys.stderr)
        return 2
    options.page.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
