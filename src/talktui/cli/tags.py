"""`talktui tags`: which tags there are; a tag renamed, merged or deleted over everything."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from talktui.cli.changes import counted
from talktui.cli.command import (
    NOTHING,
    OK,
    Command,
    NothingFoundError,
    Parser,
    WrongUsageError,
    add_dry_run,
    add_json,
    add_notes,
    shown,
)
from talktui.cli.elsewhere import before
from talktui.cli.opened import Opened, open_notes
from talktui.cli.output import Output
from talktui.cli.selection import select
from talktui.cli.table import print_table
from talktui.notes import tag_edits
from talktui.notes.diffs import unified_diff
from talktui.notes.tag_edits import BadTagError, NoSuchTagError, Plan, TagCount

if TYPE_CHECKING:
    from talktui.notes.groups import Made

_SORTS = ("count", "name")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "words",
        metavar="QUERY",
        nargs="*",
        help="talks whose tags to print, in the filter language; or rename, merge or delete, and tags",
    )
    add_notes(parser)
    parser.add_argument(
        "--sort",
        choices=_SORTS,
        default="count",
        metavar="BY",
        help="order by count or name (default: count)",
    )
    add_dry_run(parser)
    add_json(parser, "the tags, or what changed")


def _run(args: argparse.Namespace, out: Output) -> int:
    action = _ACTIONS.get(args.words[0]) if args.words else None
    if action is None:
        if args.dry_run:
            raise WrongUsageError("--dry-run is for rename, merge and delete: listing tags changes nothing")
        return _list(args, out)
    return action(args, out, args.words[1:])


# -- which there are


def _list(args: argparse.Namespace, out: Output) -> int:
    opened = open_notes(args.notes, out)
    text = " ".join(args.words)
    talks = select(opened, text)
    counts = [count for count in tag_edits.tag_counts(talks) if count.talks]
    if args.sort == "count":
        counts.sort(key=lambda count: -count.below)
    if not counts:
        raise NothingFoundError("No talk has a tag." if not text else f"No talk of {shown(text)} has a tag.")
    if args.json:
        out.json([_as_json(count) for count in counts])
    elif out.is_terminal:
        print_table(out, ("Tag", "Talks"), (10, 5), [(f"#{count.tag}", str(count.below)) for count in counts])
    else:
        for count in counts:
            out.columns([count.tag, str(count.below)])
    return OK


def _as_json(count: TagCount) -> dict[str, Any]:
    return {"tag": count.tag, "talks": count.below, "itself": count.talks}


# -- changing them


def _rename(args: argparse.Namespace, out: Output, tags: Sequence[str]) -> int:
    if len(tags) != 2:
        raise WrongUsageError(
            "rename takes two tags, the old one and the new one", "talktui tags rename k8s kubernetes"
        )
    return _change(args, out, lambda opened: tag_edits.rename(opened.library, tags[0], tags[1]))


def _merge(args: argparse.Namespace, out: Output, tags: Sequence[str]) -> int:
    if len(tags) < 2:
        raise WrongUsageError(
            "merge takes the tags to merge, and last the one they become",
            "talktui tags merge k8s kube kubernetes",
        )
    return _change(args, out, lambda opened: tag_edits.merge(opened.library, tags[:-1], tags[-1]))


def _delete(args: argparse.Namespace, out: Output, tags: Sequence[str]) -> int:
    if len(tags) != 1:
        raise WrongUsageError("delete takes one tag", "talktui tags delete misc")
    return _change(args, out, lambda opened: tag_edits.delete(opened.library, tags[0]))


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Output, Sequence[str]], int]] = {
    "rename": _rename,
    "merge": _merge,
    "delete": _delete,
}


def _change(args: argparse.Namespace, out: Output, planned: Callable[[Opened], Plan]) -> int:
    opened = open_notes(args.notes, out)
    try:
        plan = planned(opened)
    except NoSuchTagError as error:
        raise NothingFoundError(f"{error}." if not str(error).endswith("?") else str(error)) from error
    except BadTagError as error:
        raise WrongUsageError(str(error)) from error
    made = None
    if plan.tasks and not args.dry_run:
        for warning in before(opened.store, plan.tasks):
            out.note(f"{warning}.")
        made = opened.store.make(plan.title, plan.tasks, source="command line")
    return _report(args, out, plan, made)


def _report(args: argparse.Namespace, out: Output, plan: Plan, made: Made | None) -> int:
    """Say what was changed, or would be; the exit code."""
    changes = (
        [(saved.change.path, saved.change.before, saved.change.after) for saved in made.saved]
        if made is not None
        else [(task.path, task.base, task.edit.apply(task.base or b"")) for task in plan.tasks]
    )
    failed = list(plan.refused)
    if made is not None:
        failed += [(failure.path, failure.reason) for failure in made.failures]
    warnings = [*plan.warnings]
    if made is not None:
        warnings += [f"{saved.change.path}: {saved.warning}" for saved in made.saved if saved.warning]
        warnings += made.warnings
    if args.json:
        out.json(
            {
                "dry_run": args.dry_run,
                "title": plan.title,
                "talks": plan.talks,
                "files": [
                    {"path": path, "diff": "\n".join(unified_diff(path, before, after))}
                    if args.dry_run
                    else {"path": path}
                    for path, before, after in changes
                ],
                "failed": [{"path": path, "reason": reason} for path, reason in failed],
                "warnings": warnings,
            }
        )
    else:
        if args.dry_run:
            for path, before, after in changes:
                out.diff(path, before, after)
        say = out.note if args.dry_run else out.line
        say(_sentence(args, plan, len(changes), len(failed)))
    for warning in warnings:
        out.note(f"{warning}.")
    for path, reason in failed:
        out.note(f"{path}: not changed: {reason}")
    if made is not None and made.stopped:
        out.note(f"Stopped: {made.stopped}")
    return NOTHING if failed else OK


def _sentence(args: argparse.Namespace, plan: Plan, files: int, failed: int) -> str:
    if not files:
        said = "Nothing changed"
    elif args.dry_run:
        said = f"Would {plan.title}: {counted(plan.talks, 'talk')} in {counted(files, 'file')}"
    else:
        verb, _, rest = plan.title.partition(" ")
        # Of a part of the files the number of talks is not known.
        talks = "" if failed > len(plan.refused) else f"{counted(plan.talks, 'talk')} in "
        said = f"{verb.capitalize()}d {rest}: {talks}{counted(files, 'file')}"
    return said + (f"; {failed} failed" if failed else "") + "."


COMMAND = Command(
    name="tags",
    summary="print the tags there are; rename, merge and delete them",
    usage="""[QUERY] [--notes DIR] [--sort BY] [--json]
       talktui tags rename OLD NEW [--notes DIR] [--dry-run] [--json]
       talktui tags merge TAG... INTO [--notes DIR] [--dry-run] [--json]
       talktui tags delete TAG [--notes DIR] [--dry-run] [--json]""",
    about="""\
Print every tag with the number of talks that have it or a tag below it (a/b is below a), or those of
the talks that match QUERY. At a terminal: a table; into a pipe or a file: tag, tab, count.

rename, merge and delete work on every note: on lists of tags in front matter, on what a talk log says
of its talks under `talks:` and `defaults:`, and, but for delete, on #tags in the text. Upper and lower
case are alike, and a/b goes with a. Only the tags' own bytes change, and `talktui undo` takes all of it
back at once.

What could not be changed is told with its reason, the others are changed, and the exit code is 1.""",
    examples=(
        ("talktui tags conf:kubecon --sort name", "the tags of one conference's talks"),
        ("talktui tags rename k8s kubernetes --dry-run", "see the diff first"),
        ("talktui tags merge k8s kube kubernetes", "two tags become a third"),
        ("talktui tags delete misc", "a tag comes off every talk"),
        ("talktui tags title:rename", "talks with “rename” in their title; the bare word renames"),
    ),
    arguments=_arguments,
    run=_run,
    empty=lambda args: [] if not args.words or args.words[0] not in _ACTIONS else {},
)
