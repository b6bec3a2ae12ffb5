"""`talktui stats`: how many talks, and hours of them, by conference, category, speaker, month and status."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from talktui.cli.command import OK, Command, Parser, WrongUsageError, add_json, add_notes, add_query
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.cli.selection import select
from talktui.cli.table import cells, fit
from talktui.config import load_settings
from talktui.notes.tallies import EVERY_FACET, FACETS, IN_TIME, Tallies, Tally, hours_text, sentences, tallies
from talktui.safe_text import visible_line

_ROWS = 10
_LABEL = 34  # columns, at most
_BAR = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"


def _arguments(parser: Parser) -> None:
    add_query(parser)
    parser.add_argument(
        "--by",
        action="append",
        choices=EVERY_FACET,
        metavar="FACET",
        help=f"only by this, once or several times: {', '.join(EVERY_FACET)}",
    )
    parser.add_argument(
        "--limit", type=int, default=_ROWS, metavar="N", help=f"rows of each (default: {_ROWS}; 0: all)"
    )
    add_notes(parser)
    add_json(parser, "every figure")


def _run(args: argparse.Namespace, out: Output) -> int:
    if args.limit < 0:
        raise WrongUsageError(f"--limit {args.limit}: a number from 0 up")
    opened = open_notes(args.notes, out)
    found = tallies(select(opened, " ".join(args.query)), _facets(args))
    speed = opened.place.settings.speed
    if args.json:
        out.json(as_json(found, speed))
        return OK
    for line in sentences(found, speed):
        out.line(line)
    for facet, rows in found.by:
        if rows:
            out.line()
            _print(out, facet, rows, args.limit)
    return OK


def _facets(args: argparse.Namespace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(args.by or FACETS))


def _none(args: argparse.Namespace) -> dict[str, Any]:
    """The figures of no talk, in the form that those of some have."""
    settings, _ = load_settings()  # what is odd about them was told when the notes were opened
    return as_json(tallies([], _facets(args)), settings.speed)


def _print(out: Output, facet: str, rows: Sequence[Tally], limit: int) -> None:
    """One facet: a row a value, with a bar, the talks and their time."""
    shown = rows if not limit else rows[-limit:] if facet in IN_TIME else rows[:limit]
    labels = [visible_line(row.label) for row in shown]
    width = min(_LABEL, max(map(cells, labels)), max(12, out.width - 30))
    most = max(row.talks for row in rows)
    bar = max(4, min(_BAR, out.width - width - 22))
    out.line(f"By {facet}", "bold")
    for label, row in zip(labels, shown, strict=True):
        time = hours_text(row.seconds) if row.timed else ""
        out.line(f"{fit(label, width)}  {_bar(row.talks / most, bar)} {row.talks:>7,}  {time:>9}".rstrip())
    if len(rows) > len(shown):
        rest = len(rows) - len(shown)
        out.line(f"… and {rest:,} earlier" if facet in IN_TIME else f"… and {rest:,} more", "dim")


def _bar(share: float, width: int) -> str:
    """A bar of at most `width` columns, to an eighth of one; never none for what there is."""
    eighths = max(1, round(share * width * 8))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def as_json(found: Tallies, speed: float) -> dict[str, Any]:
    """Every figure; times are seconds."""

    def of(tally: Tally) -> dict[str, Any]:
        return {"talks": tally.talks, "seconds": tally.seconds, "timed": tally.timed}

    return {
        "talks": of(found.every),
        "watched": of(found.watched),
        "queued": of(found.queued) | {"seconds_at_speed": round(found.queued.seconds / speed)},
        "untriaged": found.untriaged,
        "speed": speed,
        "by": {facet: [{"label": row.label} | of(row) for row in rows] for facet, rows in found.by},
    }


COMMAND = Command(
    name="stats",
    summary="count talks and hours by conference, category, speaker …",
    usage="[QUERY] [--by FACET]... [--limit N] [--notes DIR] [--json]",
    about="""\
Count the talks that match QUERY, or every talk, and their hours: by conference, category, speaker, month
and status, as bars. Watched are those watched or attended; queued those queued or begun, also at the speed
that config.yaml says (`speed`). Times are of the talks that say how long they are, and it is told how many
do. A talk with several categories or speakers counts for each.""",
    examples=(
        ("talktui stats", "everything"),
        ("talktui stats date:2023 --by category --limit 0", "every category of a year"),
        ("talktui stats status:watched --by speaker --by tag", "whom and what you watch"),
        ("talktui stats --json | jq .queued.seconds_at_speed", "for a script"),
    ),
    arguments=_arguments,
    run=_run,
    empty=_none,
)
