"""`talktui check`: what is wrong with the notes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from talktui.cli.command import NOTHING, OK, Command, Parser, add_json, add_notes, add_query, no_objects
from talktui.cli.opened import Opened, open_notes
from talktui.cli.output import Output
from talktui.cli.selection import select
from talktui.notes.beside import conflicts
from talktui.notes.problem import Problem
from talktui.notes.talk import Talk


class _Found(NamedTuple):
    path: str
    line: int
    message: str


def _arguments(parser: Parser) -> None:
    add_query(parser)
    add_notes(parser)
    add_json(parser, "the problems")


def _run(args: argparse.Namespace, out: Output) -> int:
    opened = open_notes(args.notes, out)
    query = " ".join(args.query)
    found = set(_of_talks(opened, select(opened, query)) if query.strip() else _of_all(opened))
    if args.json:
        out.json([{"path": f.path, "line": f.line or None, "message": f.message} for f in sorted(found)])
    else:
        for path, line, message in sorted(found):
            # Editors and grep's readers want a number: a problem of the whole file is at its line 1.
            out.line(f"{path}:{line or 1}: {message}")
    keys = _of_keys(opened)
    for problem in keys:
        out.note(f"config.yaml:{problem.line or 1}: {problem.message}")
    return NOTHING if found or opened.place.problems or keys else OK


def _of_keys(opened: Opened) -> Sequence[Problem]:
    """What is wrong with the settings' keys; the table of commands is looked at only when there are any."""
    settings = opened.place.settings
    if not settings.keys:
        return ()
    from talktui.tui.commands import Keymap

    return Keymap(settings.keys, settings.key_lines).mistakes


def _of_all(opened: Opened) -> Iterator[_Found]:
    """The problems of every note, page and `conference.yaml`."""
    for path, note in opened.library.notes.items():
        yield from _at(path, note.problems)
    yield from _of_talks(opened, opened.library.talks)
    folders = opened.store.folders
    for folder in {path.rpartition("/")[0] for path in opened.library.notes}:
        folders.for_note(f"{folder}/" if folder else "")  # notes from the cache did not ask
    for path, problem in folders.problems:
        yield from _at(path, (problem,))
    for path in conflicts(os.path.realpath(opened.place.root), opened.library.notes):
        yield _Found(path, 0, "a sync-conflict copy stands beside it")


def _of_talks(opened: Opened, talks: Iterable[Talk]) -> Iterator[_Found]:
    for talk in talks:
        yield from _at(talk.key.path, talk.problems)
        if note := opened.note(talk.key.path):
            yield from _at(talk.key.path, note.problems)


def _at(path: str, problems: Iterable[Problem]) -> Iterator[_Found]:
    return (_Found(path, problem.line, problem.message) for problem in problems)


COMMAND = Command(
    name="check",
    summary="print what is wrong with the notes",
    usage="[QUERY] [--notes DIR] [--json]",
    about="""\
Print each problem of the notes that match QUERY, or of all of them, as `path:line: message`: front
matter that is not valid, values that cannot be read, entries that find no heading. The exit code is
1 when there are any. Problems of the settings go to standard error, and count.""",
    examples=(
        ("talktui check", "everything"),
        ("vim -q <(talktui check)", "go through them in vim"),
        ("talktui check conf:kubecon --json", "one conference's, for a program"),
    ),
    arguments=_arguments,
    run=_run,
    empty=no_objects,
)
