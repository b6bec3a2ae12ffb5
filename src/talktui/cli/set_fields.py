"""`talktui set`: fields set and cleared."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from talktui.cli.changes import change, nothing_changed, report
from talktui.cli.command import (
    Command,
    Parser,
    WrongUsageError,
    add_dry_run,
    add_json,
    add_notes,
    add_one_query,
    shown,
)
from talktui.cli.field_values import FIELDS, check_name, checked
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.cli.selection import select
from talktui.notes.edit import Edit
from talktui.notes.edits import SetField
from talktui.notes.talk import TalkKey


def _arguments(parser: Parser) -> None:
    add_one_query(parser)
    parser.add_argument(
        "assignments",
        metavar="FIELD=VALUE",
        nargs="*",
        help="what to set; FIELD= with nothing after it clears it",
    )
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what changed")


def _run(args: argparse.Namespace, out: Output) -> int:
    values = _wanted(args.query, args.assignments)
    opened = open_notes(args.notes, out)
    for name in values:
        check_name(name, lambda: {key.casefold() for talk in opened.library.talks for key in talk.fields})
    talks = select(opened, args.query)

    def edits(key: TalkKey) -> Sequence[Edit]:
        return [SetField(key, name, value) for name, value in values.items()]

    outcome = change(opened, talks, edits, dry_run=args.dry_run)
    return report(out, args, outcome, "Changed", "Would change")


def _wanted(query: str, words: Sequence[str]) -> dict[str, str | None]:
    """Field and value, None to clear it; raises WrongUsageError for what is no assignment."""
    if not words:
        raise WrongUsageError(
            f"nothing to set on {shown(query)}",
            "QUERY comes first, then the fields: talktui set 'conf:kubecon' status=queued ('' is every talk)",
        )
    values: dict[str, str | None] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip()
        if not equals or not name:
            raise WrongUsageError(
                f"{shown(word)} is no FIELD=VALUE; a QUERY of several words stands in quotes"
            )
        if name in values:
            raise WrongUsageError(f"{name} is set twice")
        values[name] = checked(name, value)
    return values


COMMAND = Command(
    name="set",
    summary="set fields of talks, or clear them",
    usage="QUERY FIELD=VALUE... [--notes DIR] [--dry-run] [--json]",
    about=f"""\
Set fields of the talks that match QUERY. FIELD= clears one. The fields:

  {", ".join(FIELDS[:8])},
  {", ".join(FIELDS[8:])},
  and any key that the notes have already.

status is queued, watching, watched, attended or skipped; rating is 1 to 5; date is YYYY-MM-DD, with
HH:MM after it if you like; duration is 34:12, 1h 5m, 34m or seconds; categories, tags, speakers and
related take several, a comma between them (speakers: a semicolon).

What could not be changed is told with its reason, the others are changed, and the exit code is 1.""",
    examples=(
        ("talktui set 'title:sidecar' status=watched rating=4", "two fields of one talk"),
        ("talktui set 'conf:kubecon is:queued' status= --dry-run", "see what clearing would change"),
        ("talktui set path:2019/opening.md verdict='Worth the hour.'", "one line on what you think of it"),
    ),
    arguments=_arguments,
    run=_run,
    empty=nothing_changed,
)
