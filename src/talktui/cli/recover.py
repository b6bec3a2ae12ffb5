"""`talktui recover`: what was typed or written and stands in no note."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from talktui.cli.command import (
    OK,
    Command,
    NothingFoundError,
    Parser,
    WrongUsageError,
    add_json,
    add_notes,
    no_objects,
    shown,
)
from talktui.cli.output import Output
from talktui.cli.storing import open_place
from talktui.config import locations
from talktui.notes.diffs import unified_diff
from talktui.notes.drafts import Drafts
from talktui.notes.leftovers import Leftover, Leftovers
from talktui.notes.recovery import Recovery


def _arguments(parser: Parser) -> None:
    parser.add_argument("--list", action="store_true", help="list them (the same as nothing)")
    parser.add_argument("--show", metavar="N", help="print number N, its diff to the present note first")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="with --show: put its bytes into a new file instead"
    )
    parser.add_argument("--drop", metavar="N", help="throw number N away; it cannot be had back")
    add_notes(parser)
    add_json(parser, "them, or the one that is shown,")


def _run(args: argparse.Namespace, out: Output) -> int:
    if args.show is not None and args.drop is not None:
        raise WrongUsageError("--show and --drop are two things: take it out first, then throw it away")
    if args.output is not None and args.show is None:
        raise WrongUsageError("-o FILE says where to put one: which one is said with --show N")
    place, store = open_place(args.notes, out)
    state = locations().state
    leftovers = Leftovers(store, Drafts(state, place.root), Recovery(state, place.root))
    every = leftovers.all()
    if args.drop is not None:
        return _drop(_number(every, args.drop), leftovers, args, out)
    if args.show is not None:
        return _show(_number(every, args.show), args, out)
    if not every:
        raise NothingFoundError("Nothing to recover: every text that was typed is saved.")
    if args.json:
        out.json([_json(number, one) for number, one in enumerate(every, 1)])
        return OK
    width = len(str(len(every)))
    for number, one in enumerate(every, 1):
        out.line(f"{number:>{width}}  {one.title}", "bold")
        where = f"{one.key}: " if one.key.path else ""
        out.line(f"{' ' * width}  {where}{one.kind}, {one.why}{_when(one)}; {one.state}")
    return OK


def _number(every: list[Leftover], text: str) -> Leftover:
    """The one that is meant; the newest is 1, as the list has it."""
    if not every:
        raise NothingFoundError("Nothing to recover: every text that was typed is saved.")
    if not text.isdecimal() or not 1 <= int(text) <= len(every):
        raise WrongUsageError(f"{shown(text)} is none of them: talktui recover lists 1 to {len(every)}")
    return every[int(text) - 1]


def _show(one: Leftover, args: argparse.Namespace, out: Output) -> int:
    if args.output is not None:
        _write(Path(args.output), one.data)
        if args.json:
            out.json([{**_json(None, one), "file": args.output}])
        else:
            out.line(f"Wrote it to {args.output}. It is still kept: talktui recover --drop throws it away.")
        return OK
    if args.json:
        out.json([{**_json(None, one), "text": one.text, "present": one.present}])
        return OK
    out.line(one.title, "bold")
    out.line(f"{one.key or 'no note'}: {one.kind}, {one.why}{_when(one)}; {one.state}")
    out.line()
    if one.present:
        for line in unified_diff(one.key.path, _bytes(one.present), _bytes(one.text)):
            out.line(line, {"+": "added", "-": "removed", "@": "place"}.get(line[:1]))
    else:
        out.block(one.text)
    return OK


def _drop(one: Leftover, leftovers: Leftovers, args: argparse.Namespace, out: Output) -> int:
    reason = leftovers.drop(one)
    if reason is not None:
        raise NothingFoundError(f"{one.title} is still kept: {reason}")
    if args.json:
        out.json([_json(None, one)])
    else:
        out.line(f"Thrown away: {one.title}.")
    return OK


def _write(path: Path, data: bytes) -> None:
    """A file that was not there, for this person's eyes."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
    except FileExistsError as error:
        raise WrongUsageError(f"there is a file {shown(path)} already; name another") from error
    except OSError as error:
        raise WrongUsageError(f"{shown(path)} cannot be written: {error.strerror or error}") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _when(one: Leftover) -> str:
    return f", {one.when.astimezone():%Y-%m-%d %H:%M}" if one.when is not None else ""


def _json(number: int | None, one: Leftover) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "path": one.key.path or None,
        "anchor": one.key.anchor,
        "title": one.title,
        "kind": one.kind,
        "why": one.why,
        "when": one.when.isoformat() if one.when is not None else None,
        "state": one.state.name.lower(),
        "bytes": len(one.data),
    }
    return facts if number is None else {"number": number, **facts}


COMMAND = Command(
    name="recover",
    summary="list texts that were typed and not saved, and what cut-off saves left",
    usage="[--list | --show N [-o FILE] | --drop N] [--notes DIR] [--json]",
    about="""\
List the drafts that were left (by a kill, a power failure, a closed terminal, or on purpose) and the
texts that were recovered, the newest first. Drafts of a talktui that is running are not among them.
In the app, ctrl+g lists the same and opens them in the editor.

The exit code is 1 when there is nothing.""",
    examples=(
        ("talktui recover", "what is there"),
        ("talktui recover --show 1", "the newest, as a diff to its note"),
        ("talktui recover --show 1 -o draft.md", "take it out into a file"),
    ),
    arguments=_arguments,
    run=_run,
    empty=no_objects,
)
