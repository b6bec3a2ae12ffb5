"""Two people's versions of one text in one, for a person to make one of them.

What only one of them changed is in it; where both changed the same lines, both versions stand between
marker lines. A text with a marker line left in it is not to be saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktui.notes.merge import LINES, MOST_LINES, Change, changes, meet

_SIGNS = 7  # as git and diff3 have it; more when a text has such lines of its own


@dataclass(frozen=True, slots=True)
class Joined:
    """Both texts together; `markers` are the lines that mark the `conflicts` places, none without any."""

    text: str
    markers: tuple[str, ...]
    conflicts: int


def joined(base: str, mine: str, theirs: str) -> Joined:
    """`mine` and `theirs`, which both were `base`, in one text. Its line ends are all line feeds."""
    base, mine, theirs = (text.replace("\r\n", "\n") for text in (base, mine, theirs))
    markers = _markers(f"{mine}\n{theirs}")
    if max(text.count("\n") for text in (base, mine, theirs)) > MOST_LINES:
        regions = [(0, len(LINES.findall(base)), LINES.findall(mine), LINES.findall(theirs))]
    else:
        regions = _regions(base, mine, theirs)
    lines = LINES.findall(base)
    made: list[str] = []
    at = conflicts = 0
    for start, end, ours, others in regions:
        made += lines[at:start]
        at = end
        old = lines[start:end]
        if ours in (others, old) or others == old:
            made += others if ours == old else ours
            continue
        conflicts += 1
        made += _marked(ours, others, markers)
    made += lines[at:]
    text = "".join(
        line if line.endswith("\n") or index == len(made) - 1 else line + "\n"
        for index, line in enumerate(made)
    )
    return Joined(text, markers if conflicts else (), conflicts)


def markers_left(text: str, markers: tuple[str, ...]) -> list[int]:
    """The numbers of the lines of `text`, from 1, that are one of `markers`."""
    if not markers:
        return []
    return [number for number, line in enumerate(text.split("\n"), 1) if line.rstrip() in markers]


def _markers(text: str) -> tuple[str, ...]:
    """Three lines that `text` has not."""
    have = {line.rstrip() for line in text.split("\n")}
    signs = _SIGNS
    while True:
        markers = (
            f"{'<' * signs} mine",
            f"{'=' * signs} mine above, theirs below",
            f"{'>' * signs} theirs",
        )
        if not have.intersection(markers):
            return markers
        signs += 1


def alike_ends(ours: Sequence[str], others: Sequence[str]) -> tuple[int, int]:
    """How many lines both begin with, and how many of the rest both end with."""
    first = 0
    while first < min(len(ours), len(others)) and ours[first] == others[first]:
        first += 1
    last = 0
    while last < min(len(ours), len(others)) - first and ours[-1 - last] == others[-1 - last]:
        last += 1
    return first, last


def _marked(ours: list[str], others: list[str], markers: tuple[str, ...]) -> list[str]:
    """Both versions of some lines between markers; what they begin and end with alike stands outside."""
    first, last = alike_ends(ours, others)
    begin, between, end = (f"{marker}\n" for marker in markers)
    parts = [begin, *ours[first : len(ours) - last], between, *others[first : len(others) - last], end]
    return [*ours[:first], *parts, *ours[len(ours) - last :]]


def _regions(base: str, mine: str, theirs: str) -> list[tuple[int, int, list[str], list[str]]]:
    """Runs of lines of `base` that somebody changed, with what each made of them; none meets another."""
    lines = LINES.findall(base)
    ours, others = changes(lines, mine), changes(lines, theirs)
    spans: list[Change] = []
    for start, end, _ in sorted([*ours, *others], key=lambda change: change[:2]):
        if spans and meet(spans[-1], (start, end, [])):
            spans[-1] = (spans[-1][0], max(spans[-1][1], end), [])
        else:
            spans.append((start, end, []))
    return [
        (start, end, _changed(lines, ours, start, end), _changed(lines, others, start, end))
        for start, end, _ in spans
    ]


def _changed(lines: list[str], done: list[Change], start: int, end: int) -> list[str]:
    """The lines from `start` to `end` after the changes among them."""
    made: list[str] = []
    at = start
    for low, high, new in done:
        if low >= start and high <= end:
            made += [*lines[at:low], *new]
            at = high
    return made + lines[at:end]
