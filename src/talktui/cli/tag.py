"""`talktui tag`: tags put on and taken off."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

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
from talktui.cli.opened import open_notes
from talktui.cli.output import Output


def _arguments(parser: Parser) -> None:
    add_one_query(parser)
    parser.add_argument("changes", metavar="±TAG", nargs="*", help="+new puts a tag on, -old takes one off")
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what changed")


def _run(args: argparse.Namespace, out: Output) -> int:
    add, remove = _wanted(args.query, args.changes)
    opened = open_notes(args.notes, out)
    # Imported while another process looks at the notes' files.
    from talktui.cli.changes import change, report
    from talktui.cli.selection import select
    from talktui.notes.front_edits import ChangeTags  # without the other kinds of edits

    talks = select(opened, args.query)
    outcome = change(opened, talks, lambda key: [ChangeTags(key, add, remove)], dry_run=args.dry_run)
    return report(out, args, outcome, "Tagged", "Would tag")


def _nothing_changed(args: argparse.Namespace) -> dict[str, Any]:
    from talktui.cli.changes import nothing_changed  # for when nothing is found

    return nothing_changed(args)


def _wanted(query: str, words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags to add and to remove; raises WrongUsageError for a word that says neither."""
    if not words:
        raise WrongUsageError(
            f"no tags to put on or take off {shown(query)}",
            "QUERY comes first, then the tags: talktui tag 'conf:kubecon' +new -old ('' is every talk)",
        )
    tags: dict[str, list[str]] = {"+": [], "-": []}
    for word in words:
        sign, tag = word[:1], word[1:].strip().removeprefix("#").strip()
        if sign not in tags:
            raise WrongUsageError(
                f"{shown(word)} is neither +tag nor -tag; a QUERY of several words stands in quotes"
            )
        if not tag:
            raise WrongUsageError(f"{shown(word)} names no tag")
        tags[sign].append(tag)
    both = {tag.casefold() for tag in tags["+"]} & {tag.casefold() for tag in tags["-"]}
    if both:
        raise WrongUsageError(f"{shown(min(both))} is to be put on and taken off at once")
    return tuple(tags["+"]), tuple(tags["-"])


COMMAND = Command(
    name="tag",
    summary="put tags on talks and take them off",
    usage="QUERY [+TAG | -TAG]... [--notes DIR] [--dry-run] [--json]",
    about="""\
Put tags on the talks that match QUERY, and take tags off them. Upper and lower case are alike. Only
the tags' own bytes change; a tag of a log's talk is kept under `talks:` at the top of its file. An
inline #tag in the text is not touched.

What could not be changed is told with its reason, the others are changed, and the exit code is 1.""",
    examples=(
        ("talktui tag 'tag:k8s' +kubernetes -k8s", "rename a tag"),
        ("talktui tag 'title:sidecar' +service-mesh --dry-run", "see the diff first"),
        ("talktui tag chicago.md -- -h", "after --, nothing is an option: takes the tag h off"),
    ),
    arguments=_arguments,
    run=_run,
    empty=_nothing_changed,
    literal_dashes=True,
)
