"""`talktui [DIR]`: opens the app. The only command that brings Textual in, and only once it runs."""

from __future__ import annotations

import argparse
import sys

from talktui import __version__
from talktui.cli import MODULES, close_to, command
from talktui.cli.command import Command, Parser, WrongUsageError, shown
from talktui.cli.notes_dir import find
from talktui.cli.output import Output


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "dir",
        metavar="DIR",
        nargs="?",
        help="the notes directory (else `notes` of config.yaml, else the sample notes)",
    )
    parser.add_argument("--filter", metavar="QUERY", default="", help="start with only the talks that match")
    parser.add_argument("--version", action="version", version=f"talktui {__version__}")


def _run(args: argparse.Namespace, out: Output) -> int:
    if args.dir in MODULES:
        raise WrongUsageError(
            f"{args.dir} is a command, and its options come after it: talktui {args.dir} …",
            f"To open a folder of that name: talktui ./{args.dir}",
        )
    if args.filter:
        from talktui.cli.selection import parsed  # the app starts sooner without the query language

        parsed(args.filter)
    try:
        place = find(args.dir, fall_back=True)
    except WrongUsageError as error:
        slip = close_to(args.dir) if args.dir else None
        if slip is None:
            raise
        raise WrongUsageError(*error.lines, f"Did you mean the command {shown(slip)}?") from error
    if not (out.is_terminal and keyboard()):
        raise WrongUsageError("the app needs a terminal; for a pipe or a file there is talktui list.")

    from talktui.tui.app import run

    return run(
        place.root,
        settings=place.settings,
        problems=place.problems,
        filter_text=args.filter,
        how=place.how,
    )


def keyboard() -> bool:
    """Whether a person can press keys: standard input is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def _commands() -> str:
    return "\n".join(f"  talktui {name:<7} {command(name).summary}" for name in MODULES)


def about() -> str:
    """What `talktui --help` says first: the app, and every command with its summary."""
    return f"""\
Read, browse, filter, tag and edit a directory of Markdown notes on conference talks.

Without a command it opens the app on DIR. The commands:

{_commands()}

`talktui COMMAND --help` tells more about each. A command's name is never taken for a directory;
to open a directory called list, say `talktui ./list`."""


COMMAND = Command(
    name="",
    summary="open the app",
    usage="[DIR] [--filter QUERY]",
    about=about,
    examples=(
        ("talktui ~/notes", "browse your notes"),
        ("talktui ~/notes --filter 'is:queued'", "what you meant to watch"),
        ("talktui", "the configured directory, else the sample notes"),
    ),
    arguments=_arguments,
    run=_run,
)
