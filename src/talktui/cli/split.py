"""`talktui split`: a talk log becomes a file per talk."""

from __future__ import annotations

import argparse

from talktui.cli.command import Command, Parser, add_dry_run, add_json, add_notes
from talktui.cli.moving import carry_out
from talktui.cli.notes_dir import note_path
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.transfer.splitting import split


def _arguments(parser: Parser) -> None:
    parser.add_argument("note", metavar="NOTE", help="the talk log's path")
    parser.add_argument(
        "--into",
        metavar="FOLDER",
        help="where the files go (else the conference's folder that it stands in, or one called as the log)",
    )
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was made")


def _run(args: argparse.Namespace, out: Output) -> int:
    opened = open_notes(args.notes, out)
    path = note_path(opened.place.root, args.note)
    into = None if args.into is None else note_path(opened.place.root, args.into)
    into = "" if into == "." else into
    return carry_out(args, out, lambda opened, around: split(opened.library, path, into, around), opened)


COMMAND = Command(
    name="split",
    summary="turn a talk log into a file per talk",
    usage="NOTE [--into FOLDER] [--notes DIR] [--dry-run] [--json]",
    about="""\
Turn the talk log NOTE into a file per talk. What its front matter says of a talk under `talks:`, and of
all of them under `defaults:`, becomes that talk's own front matter; the heading gives title, video and
category; the text is the section's own. Headings in the texts that join or
import --as log moved down get the levels back that they have in a file.

The files go into the log's own folder where that is their conference's, else into a folder beside the log,
called as the log.

What stands in none of the talks (an introduction, the log's own front matter) is kept as the folder's
README.md; where nothing is left the log goes to the trash. Links to the talks in other notes follow, and
relative links in their texts. No file is ever overwritten. All of it is one step of talktui undo.""",
    examples=(
        ("talktui split chicago.md", "its talks, in the folder chicago/"),
        ("talktui split chicago.md --into 2023/kubecon --dry-run", "every file as a diff"),
    ),
    arguments=_arguments,
    run=_run,
)
