"""`talktui join`: several talks' files become one talk log."""

from __future__ import annotations

import argparse

from talktui.cli.command import (
    Command,
    Parser,
    add_dry_run,
    add_json,
    add_notes,
    add_one_query,
)
from talktui.cli.moving import carry_out
from talktui.cli.notes_dir import note_path
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.cli.selection import select
from talktui.notes.talk import Kind
from talktui.transfer.joining import join


def _arguments(parser: Parser) -> None:
    add_one_query(parser)
    parser.add_argument(
        "--into",
        metavar="FILE",
        help="the new log's path (else one in the conference's folder, called as the conference)",
    )
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was made")


def _run(args: argparse.Namespace, out: Output) -> int:
    opened = open_notes(args.notes, out)
    talks = [talk for talk in select(opened, args.query) if talk.kind is Kind.TALK]
    into = None if args.into is None else note_path(opened.place.root, args.into)
    return carry_out(args, out, lambda opened, around: join(opened.library, talks, into, around), opened)


COMMAND = Command(
    name="join",
    summary="make one talk log of several talks",
    usage="QUERY [--into FILE] [--notes DIR] [--dry-run] [--json]",
    about="""\
Make one talk log of the talks that match QUERY, each a file until now: a heading for each category, in
the order their conference has them, and below it a heading with its video for each talk, by day. What a
file's front matter says goes under `talks:`, its text below the heading; headings in the texts
go deeper where one of them is not deeper than that, and talktui split gives them their levels back.

The files go to the trash. Links to the talks in other notes follow. No file is ever overwritten. All of
it is one step of talktui undo; talktui split is the way back.""",
    examples=(
        ("talktui join 'conf:\"GopherMeet 2024\"'", "a conference's talks as one log"),
        ("talktui join 'tag:keynote date:2023' --into 2023/keynotes.md --dry-run", "every change as a diff"),
    ),
    arguments=_arguments,
    run=_run,
)
