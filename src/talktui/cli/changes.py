"""Changing several talks: applied file by file, told file by file.

A file is written once, however many of its talks change. What a talk's edit is refused for, and
what a file cannot be saved for, is reported beside the rest; it does not stop the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from talktui.cli.command import INTERRUPTED, NOTHING, OK
from talktui.cli.output import Output
from talktui.cli.selection import Opened
from talktui.notes.diffs import unified_diff
from talktui.notes.problem import Refused
from talktui.notes.store import Change, Edit, NotSaved, Store
from talktui.notes.talk import Talk, TalkKey


@dataclass(frozen=True)
class Together:
    """Several edits of one file as one, so that the file is written once."""

    title: str
    key: TalkKey
    edits: tuple[Edit, ...]

    def apply(self, data: bytes) -> bytes:
        """`data` after all edits; raises Refused when one of them is."""
        for edit in self.edits:
            data = edit.apply(data)
        return data


@dataclass(frozen=True)
class Failure:
    """A talk, or a whole file, that was not changed, and why."""

    key: TalkKey
    reason: str


@dataclass
class Outcome:
    """What came of changing talks."""

    changed: list[Talk] = field(default_factory=list)
    unchanged: list[Talk] = field(default_factory=list)  # they were so already
    failed: list[Failure] = field(default_factory=list)
    files: list[Change] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)  # path and sentence
    interrupted: bool = False  # by the person, between two files

    def as_json(self, *, dry_run: bool) -> dict[str, Any]:
        """The outcome for `--json`; with `dry_run` each file has its diff."""
        files: list[Mapping[str, Any]] = [
            {"path": change.path, "diff": "\n".join(unified_diff(change.path, change.before, change.after))}
            if dry_run
            else {"path": change.path}
            for change in self.files
        ]
        return {
            "dry_run": dry_run,
            "changed": [_named(talk.key) | {"title": talk.title} for talk in self.changed],
            "unchanged": [_named(talk.key) | {"title": talk.title} for talk in self.unchanged],
            "failed": [_named(failure.key) | {"reason": failure.reason} for failure in self.failed],
            "warnings": [{"path": path, "message": message} for path, message in self.warnings],
            "files": files,
        }


def _named(key: TalkKey) -> dict[str, Any]:
    return {"path": key.path, "anchor": key.anchor}


def change(
    opened: Opened, talks: Iterable[Talk], edits_of: Callable[[TalkKey], Sequence[Edit]], *, dry_run: bool
) -> Outcome:
    """Make the edits that `edits_of` gives for each talk, or with `dry_run` only find out what they do.

    Files are changed one after the other, in path order. Raises nothing for what cannot be changed:
    that is in the outcome.
    """
    outcome = Outcome()
    in_order = sorted(talks, key=lambda talk: talk.key.path)
    try:
        for path, group in groupby(in_order, key=lambda talk: talk.key.path):
            _change_file(opened, path, list(group), edits_of, outcome, dry_run=dry_run)
    except KeyboardInterrupt:
        outcome.interrupted = True  # what was changed by now must still be told
    return outcome


def _change_file(
    opened: Opened,
    path: str,
    talks: Sequence[Talk],
    edits_of: Callable[[TalkKey], Sequence[Edit]],
    outcome: Outcome,
    *,
    dry_run: bool,
) -> None:
    base = data = opened.library.notes[path].data
    changed: list[Talk] = []
    edits: list[Edit] = []
    for talk in talks:
        if talk.read_only:
            outcome.failed.append(Failure(talk.key, talk.read_only))
            continue
        of_talk = Together("", talk.key, tuple(edits_of(talk.key)))
        try:
            after = of_talk.apply(data)
        except Refused as refused:
            outcome.failed.append(Failure(talk.key, str(refused)))
            continue
        if after == data:
            outcome.unchanged.append(talk)
        else:
            changed.append(talk)
            edits.extend(of_talk.edits)
            data = after
    if not changed:
        return
    if dry_run:
        outcome.changed.extend(changed)
        outcome.files.append(Change(path, base, data))
        return
    title = edits[0].title if len(changed) == 1 else f"{edits[0].title} and more"
    _save(opened.store, Together(title, changed[0].key, tuple(edits)), base, changed, outcome)


def _save(store: Store, edit: Together, base: bytes, talks: Sequence[Talk], outcome: Outcome) -> None:
    path = edit.key.path
    try:
        saved = store.apply(edit, base)
    except (NotSaved, Refused) as error:
        reason = error.reason if isinstance(error, NotSaved) else str(error)
        outcome.failed.append(Failure(TalkKey(path), reason))
        return
    if saved.change.before == saved.change.after:  # another program was quicker
        outcome.unchanged.extend(talks)
        return
    outcome.changed.extend(talks)
    outcome.files.append(saved.change)
    if saved.warning:
        outcome.warnings.append((path, saved.warning))


def nothing_changed(args: argparse.Namespace) -> dict[str, Any]:
    """The `--json` of a command whose QUERY matches nothing."""
    return Outcome().as_json(dry_run=args.dry_run)


def report(out: Output, args: argparse.Namespace, outcome: Outcome, done: str, would: str) -> int:
    """Print `outcome` and give the exit code: NOTHING when something could not be changed, or INTERRUPTED.

    `done` and `would` begin the sentence that counts: "Tagged", "Would tag".
    """
    if args.json:
        out.json(outcome.as_json(dry_run=args.dry_run))
    else:
        if args.dry_run:
            for file in outcome.files:
                out.diff(file.path, file.before, file.after)
        say = out.note if args.dry_run else out.line
        say(_sentence(outcome, would if args.dry_run else done))
    for path, message in outcome.warnings:
        out.note(f"{path}: {message}")
    for failure in outcome.failed:
        out.note(f"{failure.key}: not changed: {failure.reason}")
    if outcome.interrupted:
        out.note("Interrupted: the files after these were not looked at.")
        return INTERRUPTED
    return NOTHING if outcome.failed else OK


def _sentence(outcome: Outcome, verb: str) -> str:
    if outcome.changed:
        talks, files = len(outcome.changed), len(outcome.files)
        sentence = f"{verb} {counted(talks, 'talk')} in {counted(files, 'file')}"
    else:
        sentence = "Nothing changed"
    if outcome.unchanged:
        sentence += f"; {counted(len(outcome.unchanged), 'talk')} already so"
    if outcome.failed:
        sentence += f"; {len(outcome.failed)} failed"
    return sentence + "."


def counted(number: int, noun: str) -> str:
    """`number` and `noun`, in the plural unless there is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
