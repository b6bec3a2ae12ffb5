"""`talktui redo`: what was undone, made again."""

from __future__ import annotations

import argparse

from talktui.cli.command import Command, Parser, add_dry_run, add_json, add_notes
from talktui.cli.output import Output
from talktui.cli.undo import restore, step_argument


def _arguments(parser: Parser) -> None:
    step_argument(parser, "redo", "the one undone last")
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was made again")


def _run(args: argparse.Namespace, out: Output) -> int:
    return restore(args, out, back=False)


COMMAND = Command(
    name="redo",
    summary="make again what was undone, or what was stopped half way",
    usage="[STEP] [--notes DIR] [--dry-run] [--json]",
    about="""\
Make the step again that was taken back last. A step that was cut off half way, by a full disk or a power
failure, is brought to its end. `talktui undo --list` shows which steps can be made again: those that are
undone. What was undone before something else was changed cannot be.

A file that another program has changed since is left as it is and named, and the exit code is 1.""",
    examples=(
        ("talktui redo", "what was undone last"),
        ("talktui redo --dry-run", "see the diff first"),
    ),
    arguments=_arguments,
    run=_run,
    empty=lambda _: {},
)
