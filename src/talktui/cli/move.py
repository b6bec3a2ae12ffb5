"""`talktui move`: talks moved to another folder, or sections to another talk log."""

from __future__ import annotations

import argparse

from talktui.cli.command import Command, Parser, WrongUsageError, add_dry_run, add_json, add_notes
from talktui.cli.moving import carry_out, talks_named
from talktui.cli.notes_dir import note_path
from talktui.cli.opened import Opened, open_notes
from talktui.cli.output import Output
from talktui.notes import moves


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "words",
        metavar="TALK",
        nargs="+",
        help="path, path#anchor, or a part of one title; the target is last",
    )
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was moved")


def _run(args: argparse.Namespace, out: Output) -> int:
    *words, target = args.words
    if not words:
        raise WrongUsageError("move needs a TALK and where to: talktui move TALK... FOLDER|LOG")
    opened = open_notes(args.notes, out)
    talks = talks_named(opened, words)
    where = _target(opened, target)
    return carry_out(
        args, out, lambda opened, around: moves.move(opened.library, talks, where, around), opened
    )


def _target(opened: Opened, text: str) -> str:
    """A folder or log as the person named it, from the notes directory; as a shell completes it too."""
    path = note_path(opened.place.root, text)
    return "" if path == "." else path


COMMAND = Command(
    name="move",
    summary="move talks to another folder, sections to another log",
    usage="TALK... FOLDER|LOG [--notes DIR] [--dry-run] [--json]",
    about="""\
Move talks. A talk that is a file moves to a FOLDER of the notes directory (`.` is the directory
itself), which is made when it is not there. A section of a talk log moves to another LOG, with its
entry under `talks:`, to the end of its category there.

Links and wikilinks to the talks in other notes follow, and so do relative links in what is moved,
to pictures too. No file is ever overwritten. All of it is one step of talktui undo.""",
    examples=(
        ("talktui move sidecars.md queues.md 2023/kubecon", "two files to a folder"),
        ("talktui move chicago.md#a-calm-pager oslo.md", "a section to another log"),
        ("talktui move 2023/sidecars.md . --dry-run", "every change as a diff"),
    ),
    arguments=_arguments,
    run=_run,
)
