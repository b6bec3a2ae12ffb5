"""`talktui list`: which talks there are."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from talktui.cli.command import (
    OK,
    Command,
    Parser,
    WrongUsageError,
    add_json,
    add_notes,
    add_query,
    no_objects,
)
from talktui.cli.opened import Opened, open_notes
from talktui.cli.output import Output
from talktui.cli.table import print_table
from talktui.cli.talk_json import talk_json
from talktui.notes.sorting import SORTS, in_order
from talktui.notes.talk import Conference, Note, Talk

_ORDERS = tuple(name for _, _, name in SORTS)
_HEADER = ("Title", "Conference", "Date", "Status", "Rating", "Tags")
_SMALLEST = (23, 15, 10, 8, 6, 8)


def _arguments(parser: Parser) -> None:
    add_query(parser)
    add_notes(parser)
    parser.add_argument(
        "--sort",
        choices=_ORDERS,
        default="order",
        metavar="BY",
        help=f"order by {', '.join(_ORDERS)} (default: order, that of the files)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="print the first N talks only")
    parser.add_argument("--paths", action="store_true", help="print path or path#anchor, one a line")
    parser.add_argument(
        "-0", "--null", action="store_true", help="with --paths: end each with NUL, as xargs -0 reads them"
    )
    add_json(parser, "the talks")


def _run(args: argparse.Namespace, out: Output) -> int:
    if args.json and (args.paths or args.null):
        raise WrongUsageError("--json and --paths are two forms of the result; choose one")
    if args.limit is not None and args.limit < 1:
        raise WrongUsageError(f"--limit {args.limit}: a number from 1 up")
    opened = open_notes(args.notes, out)
    from talktui.cli.selection import select  # while the notes' files are looked at

    talks = _sorted(opened, select(opened, " ".join(args.query)), args.sort)[: args.limit]
    if args.json:
        out.json([talk_json(talk) for talk in talks])
    elif args.null:
        out.names(str(talk.key) for talk in talks)
    elif args.paths:
        for talk in talks:
            out.line(str(talk.key))
    elif out.is_terminal:
        print_table(out, _HEADER, _SMALLEST, [_row(talk, "★" * (talk.rating or 0)) for talk in talks])
    else:
        for talk in talks:
            out.columns([*_row(talk, str(talk.rating or "")), str(talk.key)])
    return OK


class _Listed(NamedTuple):
    """What sorting may ask for of the notes of the talks that are listed."""

    notes: Mapping[str, Note]
    conferences: Mapping[str, Conference]


def _sorted(opened: Opened, talks: Sequence[Talk], by: str) -> Sequence[Talk]:
    """`talks` in the order that the app gives them within a group."""
    notes: dict[str, Note] = {}
    if by == "modified":
        notes = {note.path: note for path in {talk.key.path for talk in talks} if (note := opened.note(path))}
    return in_order(talks, by, _Listed(notes, {}))


def _row(talk: Talk, rating: str) -> Sequence[str]:
    date = talk.date.isoformat() if talk.date else ""
    tags = " ".join(f"#{tag}" for tag in talk.all_tags)
    return (talk.title, talk.conference, date, talk.status or "", rating, tags)


COMMAND = Command(
    name="list",
    summary="print the talks that match",
    usage="[QUERY] [--notes DIR] [--sort BY] [--limit N] [--json | --paths [-0]]",
    about="""\
Print the talks that match QUERY, or every talk. At a terminal: a table fitted to it. Into a pipe or
a file: one line a talk, tabs between title, conference, date, status, rating, tags and path (with
#anchor for a talk of a log), nothing cut and no header.""",
    examples=(
        ("talktui list 'tag:security is:unwatched'", "what is still to watch about security"),
        ("talktui list rating:'>=4' --sort rating", "the best first"),
        ("talktui list --paths -0 has:problem | xargs -0 ls -l", "hand the files to another program"),
        ("talktui list --json date:2023 | jq '.[].speakers[].name'", "pick from the result"),
        ("talktui list -tag:kubernetes", "a word may begin with a dash: talks without that tag"),
    ),
    arguments=_arguments,
    run=_run,
    empty=no_objects,
)
