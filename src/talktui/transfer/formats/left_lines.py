"""Lines of a post that stand in no talk: they are not imported, and a person is told which."""

from __future__ import annotations

from collections.abc import Sequence

MOST_SHOWN = 8
"""Places that are named one by one."""


def left_lines(ranges: Sequence[tuple[int, int]]) -> str | None:
    """The sentence about `ranges` of lines (first, last); None where there are none."""
    if not ranges:
        return None
    places = [f"{first}–{last}" if first < last else f"{first}" for first, last in ranges[:MOST_SHOWN]]
    more = f" and {len(ranges) - MOST_SHOWN} more places" if len(ranges) > MOST_SHOWN else ""
    what = "line" if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else "lines"
    return f"text that stands in no talk is not imported: {what} {', '.join(places)}{more}"


def ranges_of(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in order as ranges (first, last) of those that follow one another."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
