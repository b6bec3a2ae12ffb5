"""`talktui delete`: talks taken away, their files to the trash."""

from __future__ import annotations

import argparse

from talktui.cli.command import (
    Command,
    Parser,
    WrongUsageError,
    add_dry_run,
    add_json,
    add_notes,
    shown,
)
from talktui.cli.moving import carry_out, talks_named
from talktui.cli.new import at_a_terminal
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.notes import moves
from talktui.notes.talk import Talk


def _arguments(parser: Parser) -> None:
    parser.add_argument("talks", metavar="TALK", nargs="+", help="path, path#anchor, or a part of one title")
    parser.add_argument("--yes", action="store_true", help="do not ask; needed when nobody can be asked")
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was deleted")


def _run(args: argparse.Namespace, out: Output) -> int:
    if not (args.yes or args.dry_run or (at_a_terminal() and not args.json)):
        raise WrongUsageError(
            "delete asks first, and there is nobody to ask here: say --yes, or --dry-run to look"
        )
    opened = open_notes(args.notes, out)
    talks = talks_named(opened, args.talks)
    if not args.yes and not args.dry_run:
        _ask(talks, out)
    return carry_out(args, out, lambda opened, around: moves.delete(opened.library, talks, around), opened)


def _ask(talks: list[Talk], out: Output) -> None:
    """Ask the person; raises WrongUsageError unless they say yes."""
    for talk in talks:
        out.line(f"{talk.key}  {talk.title}")
    out.flush()
    what = shown(talks[0].title) if len(talks) == 1 else f"these {len(talks)} talks"
    try:
        answer = input(f"Delete {what}? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        raise WrongUsageError("nothing was deleted")


COMMAND = Command(
    name="delete",
    summary="delete talks: files to the trash, sections out of their log",
    usage="TALK... [--yes] [--notes DIR] [--dry-run] [--json]",
    about="""\
Delete talks. A talk that is a file goes to the trash; a section of a talk log is taken out of its
file, with its entry under `talks:`. The path of a log without an anchor means the whole log. Links
to what is deleted stay as they are, and are counted. All of it is one step: talktui undo brings it
back, whatever the trash does.

It asks first. Where nobody can be asked (no terminal, --json) it needs --yes.""",
    examples=(
        ("talktui delete 2023/sidecars.md", "asks, then moves the file to the trash"),
        ("talktui delete chicago.md#a-calm-pager --dry-run", "what would go, as a diff"),
        ("talktui delete a.md b.md --yes", "without asking"),
    ),
    arguments=_arguments,
    run=_run,
)
