"""`talktui rename`: another title for a talk, and another name for its file."""

from __future__ import annotations

import argparse

from talktui.cli.command import Command, Parser, WrongUsageError, add_dry_run, add_json, add_notes
from talktui.cli.moving import carry_out, talks_named
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.notes import moves


def _arguments(parser: Parser) -> None:
    parser.add_argument("talk", metavar="TALK", help="path, path#anchor, or a part of one title")
    parser.add_argument("title", metavar="TITLE", nargs="?", help="its new title; not needed with --file")
    parser.add_argument("--file", metavar="NAME", help="the file's new name, in the folder it is in")
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was renamed")


def _run(args: argparse.Namespace, out: Output) -> int:
    if args.title is None and args.file is None:
        raise WrongUsageError("rename needs a TITLE, or --file and a name", "For help: talktui rename --help")
    opened = open_notes(args.notes, out)
    (talk,) = talks_named(opened, [args.talk])
    title = talk.title if args.title is None else args.title
    return carry_out(
        args, out, lambda opened, around: moves.rename(opened.library, talk, title, args.file, around), opened
    )


COMMAND = Command(
    name="rename",
    summary="give a talk another title, and its file another name",
    usage="TALK [TITLE] [--file NAME] [--notes DIR] [--dry-run] [--json]",
    about="""\
Give a talk another title, where its title stands: in the front matter, in the first heading (its
link stays), or, for a section of a talk log, in its heading, with its entry under `talks:`.

The file is renamed too when its name was made from the old title, and keeps the date before it;
--file gives it any name. Links and wikilinks to the talk in other notes follow. No file is ever
overwritten. All of it is one step of talktui undo.""",
    examples=(
        ("talktui rename 2023/sidecars.md 'Sidecars reconsidered'", "and links to it follow"),
        ("talktui rename sidecars --file 2023-11-08-sidecars.md", "only the file's name"),
        ("talktui rename chicago.md#ice 'Ice, again' --dry-run", "every change as a diff"),
    ),
    arguments=_arguments,
    run=_run,
)
