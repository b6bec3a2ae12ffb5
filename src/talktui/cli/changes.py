"""Changing several talks: one step of undo, told file by file.

A file is written once, however many of its talks change. What a talk's edit is refused for, and
what a file cannot be saved for, is reported beside the rest; it does not stop the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from talktui.cli.command import INTERRUPTED, NOTHING, OK
from talktui.cli.elsewhere import open_elsewhere
from talktui.cli.interrupts import stoppable
from talktui.cli.opened import Opened
from talktui.cli.output import Output
from talktui.notes.changes import Change
from talktui.notes.diffs import unified_diff
from talktui.notes.edit import Edit, InOrder, WorkedOut
from talktui.notes.forked import answer, begin, can_fork
from talktui.notes.groups import CANCELLED, EditFile, Made
from talktui.notes.problem import Refused
from talktui.notes.talk import Talk, TalkKey

_MANY = 100
"""Files of which a copy of this process makes half of the new bytes: fewer are done before it has begun."""


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
    stopped: str | None = None  # why not all files were tried
    goes_on: bool = False  # `talktui redo` goes on with the rest
    left: int = 0  # files that were not tried

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
            "stopped": self.stopped,
        }


def _named(key: TalkKey) -> dict[str, Any]:
    return {"path": key.path, "anchor": key.anchor}


def change(
    opened: Opened, talks: Iterable[Talk], edits_of: Callable[[TalkKey], Sequence[Edit]], *, dry_run: bool
) -> Outcome:
    """Make the edits that `edits_of` gives for each talk, or with `dry_run` only find out what they do.

    All of it is one step of undo. Raises nothing for what cannot be changed: that is in the outcome.
    """
    outcome = Outcome()
    tasks: list[EditFile] = []
    talks_of: dict[str, list[Talk]] = {}
    title = ""
    in_order = sorted(talks, key=lambda talk: talk.key.path)
    files = [(path, list(group)) for path, group in groupby(in_order, key=lambda talk: talk.key.path)]
    here = len(files) - len(files) // 2
    copy = None
    if len(files) >= _MANY and can_fork():
        copy = begin(lambda: [_new_bytes(opened.data(path), group, edits_of) for path, group in files[here:]])
    known: list[list[bytes | None]] = []
    for number, (path, group) in enumerate(files):
        if number == here and copy is not None:
            known = answer(copy) or []
        base = opened.data(path)
        new = known[number - here] if known else [None] * len(group)
        changed, edits, after = _work_out(base, group, new, edits_of, outcome)
        if not changed:
            continue
        title = title or ", ".join(edit.title for edit in edits_of(changed[0].key))
        talks_of[path] = changed
        edit = InOrder(title, changed[0].key, tuple(edits))
        tasks.append(EditFile(WorkedOut(edit, base, after), base))
        if dry_run:
            outcome.changed.extend(changed)
            outcome.files.append(Change(path, base, after))
    if tasks and not dry_run:
        outcome.warnings += open_elsewhere(opened.store, talks_of)
        with stoppable() as interrupted:
            made = opened.store.make(title, tasks, cancelled=interrupted, read=False)
        opened.changed(saved.change.path for saved in made.saved)
        _tell(made, talks_of, outcome)
    return outcome


def _new_bytes(
    data: bytes, talks: Sequence[Talk], edits_of: Callable[[TalkKey], Sequence[Edit]]
) -> list[bytes | None]:
    """The file's bytes after each of its talks; None where that talk cannot be changed."""
    made: list[bytes | None] = []
    for talk in talks:
        after = None
        if not talk.read_only:
            with suppress(Refused):  # whoever asks will find out why
                after = data = InOrder("", talk.key, tuple(edits_of(talk.key))).apply(data)
        made.append(after)
    return made


def _work_out(
    data: bytes,
    talks: Sequence[Talk],
    known: Sequence[bytes | None],
    edits_of: Callable[[TalkKey], Sequence[Edit]],
    outcome: Outcome,
) -> tuple[list[Talk], list[Edit], bytes]:
    """The talks of a file that their edits change, those edits, and the file's bytes after them.

    `known`: the bytes after each talk, where they were made already.
    """
    changed: list[Talk] = []
    edits: list[Edit] = []
    for talk, made in zip(talks, known, strict=True):
        if talk.read_only:
            outcome.failed.append(Failure(talk.key, talk.read_only))
            continue
        of_talk = InOrder("", talk.key, tuple(edits_of(talk.key)))
        try:
            after = of_talk.apply(data) if made is None else made
        except Refused as refused:
            outcome.failed.append(Failure(talk.key, str(refused)))
            continue
        if after == data:
            outcome.unchanged.append(talk)
        else:
            changed.append(talk)
            edits.extend(of_talk.edits)
            data = after
    return changed, edits, data


def _tell(made: Made, talks_of: Mapping[str, Sequence[Talk]], outcome: Outcome) -> None:
    """Put what came of the step into `outcome`."""
    for saved in made.saved:
        outcome.changed.extend(talks_of[saved.change.path])
        outcome.files.append(saved.change)
        if saved.warning:
            outcome.warnings.append((saved.change.path, saved.warning))
    for saved in made.unchanged:  # another program was quicker
        outcome.unchanged.extend(talks_of[saved.change.path])
    outcome.stopped, outcome.goes_on = made.stopped, made.goes_on
    for failure in made.failures:
        if made.stopped is not None and failure.reason == made.stopped:
            outcome.left += 1
        else:
            outcome.failed.append(Failure(TalkKey(failure.path), failure.reason))
    outcome.warnings.extend(("", warning) for warning in made.warnings)


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
    tell_warnings(out, outcome.warnings)
    for failure in outcome.failed:
        out.note(f"{failure.key}: not changed: {failure.reason}")
    if outcome.stopped is not None:
        return told_stop(out, outcome.stopped, outcome.left, goes_on=outcome.goes_on)
    return NOTHING if outcome.failed else OK


def tell_warnings(out: Output, warnings: Iterable[tuple[str, str]]) -> None:
    """Say each of `warnings`, a sentence without its end, of the file at its path ("": of all)."""
    for path, message in warnings:
        out.note(f"{path}: {message}" if path else f"{message}.")


def told_stop(out: Output, stopped: str, left: int, *, goes_on: bool) -> int:
    """Say why `left` files were not tried and how to go on; the exit code: NOTHING or INTERRUPTED.

    `goes_on`: the step had begun, so redo has the rest. Before that only a journal that cannot be
    written stops it, or the person.
    """
    interrupted = stopped == CANCELLED
    why = "Interrupted" if interrupted else f"Stopped: {stopped}"
    then = "run it again" if interrupted else "run it again when the journal can be written"
    if goes_on:
        then = "talktui redo goes on with the rest"
    out.note(f"{why}: {counted(left, 'file')} not changed; {then}.")
    return INTERRUPTED if interrupted else NOTHING


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
