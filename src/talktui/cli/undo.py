"""`talktui undo`: the last step taken back, or the steps there are."""

from __future__ import annotations

import argparse
from typing import Any

from talktui.cli.changes import counted, tell_warnings
from talktui.cli.command import (
    INTERRUPTED,
    NOTHING,
    OK,
    Command,
    NothingFoundError,
    Parser,
    WrongUsageError,
    add_dry_run,
    add_json,
    add_notes,
    no_objects,
)
from talktui.cli.interrupts import stoppable
from talktui.cli.output import Output
from talktui.cli.storing import open_place
from talktui.cli.table import print_table
from talktui.notes.changes import Change, JournalError, Step, StepState
from talktui.notes.diffs import unified_diff
from talktui.notes.groups import CANCELLED, Failure
from talktui.notes.step_words import STATES, what
from talktui.notes.store import Store

LISTED = 20
"""Steps that `--list` prints unless it is told otherwise."""


def _arguments(parser: Parser) -> None:
    step_argument(parser, "undo", "the last one")
    parser.add_argument("--list", action="store_true", help="print the steps, newest first, and undo none")
    parser.add_argument(
        "-n", dest="count", metavar="N", type=int, help=f"with --list: the newest N ({LISTED})"
    )
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "what was undone, or the steps")


def step_argument(parser: Parser, verb: str, default: str) -> None:
    """STEP: which step."""
    parser.add_argument(
        "step",
        metavar="STEP",
        nargs="?",
        help=f"the number of the step to {verb}, as --list has it ({default})",
    )


def _run(args: argparse.Namespace, out: Output) -> int:
    if not args.list:
        if args.count is not None:
            raise WrongUsageError("-n says how many steps to list: talktui undo --list -n 50")
        return restore(args, out, back=True)
    if args.step is not None or args.dry_run:
        raise WrongUsageError("--list prints every step and undoes none; leave the rest out")
    if args.count is not None and args.count < 1:
        raise WrongUsageError(f"-n {args.count}: a number from 1 up")
    _, store = open_place(args.notes, out)
    try:
        steps = store.journal.steps(args.count or LISTED)
        tell_warning(store, out)
    except JournalError as error:
        raise no_journal(error) from error
    if args.json:
        out.json([_as_json(step) for step in steps])
    elif not steps:
        out.note("Nothing was changed here yet, as far as the journal goes back.")
    elif out.is_terminal:
        header = ("Step", "When", "What", "Files", "State", "By")
        print_table(out, header, (4, 16, 20, 5, 9, 4), [_row(step) for step in steps])
    else:
        for step in steps:
            out.columns(_row(step))
    return OK


def _row(step: Step) -> list[str]:
    made = f"{step.made.astimezone():%Y-%m-%d %H:%M}"
    return [str(step.id), made, step.title, str(step.files), STATES[step.state], step.source]


def _as_json(step: Step) -> dict[str, Any]:
    return {
        "step": step.id,
        "title": step.title,
        "made": step.made.isoformat(timespec="seconds"),
        "state": str(step.state),
        "source": step.source,
        "files": [{"path": change.path, "moved_to": change.moved_to} for change in step.changes],
    }


def restore(args: argparse.Namespace, out: Output, *, back: bool) -> int:
    """Undo (`back`) or redo a step, or with --dry-run show what that would do; the exit code."""
    _, store = open_place(args.notes, out)
    verb = "undo" if back else "redo"
    try:
        step = _wanted(store, args.step, back=back)
        tell_warning(store, out)
        if step is None:
            raise NothingFoundError(f"There is nothing to {verb}.")
        if args.dry_run:
            return _dry_run(args, out, store, step, back=back)
        with stoppable() as interrupted:
            work = store.take_back if back else store.make_again
            restored = work(step, cancelled=interrupted)
    except JournalError as error:
        raise no_journal(error) from error
    words = ("Took back" if back else "Made again") if restored.done else f"Could not {verb}"
    _tell(args, out, step, restored.made, restored.failures, words, back=back)
    tell_warnings(out, restored.warnings)
    if any(failure.reason == CANCELLED for failure in restored.failures):
        out.note(f"Interrupted; talktui {verb} goes on.")
        return INTERRUPTED
    return NOTHING if restored.failures else OK


def _dry_run(args: argparse.Namespace, out: Output, store: Store, step: Step, *, back: bool) -> int:
    changes, failures = store.foresee(step, back=back)
    _tell(args, out, step, changes, failures, f"Would {'take back' if back else 'make again'}", back=back)
    return NOTHING if failures else OK


def _tell(
    args: argparse.Namespace,
    out: Output,
    step: Step,
    changes: list[Change],
    failures: list[Failure],
    words: str,
    *,
    back: bool,
) -> None:
    if args.json:
        files: list[dict[str, Any]] = [
            {"path": change.path, "moved_to": change.moved_to} for change in changes
        ]
        if args.dry_run:
            for file, change in zip(files, changes, strict=True):
                file["diff"] = "\n".join(unified_diff(change.path, change.before, change.after))
        out.json(
            {
                "dry_run": args.dry_run,
                "step": step.id,
                "title": step.title,
                "files": files,
                "failed": [{"path": failure.path, "reason": failure.reason} for failure in failures],
            }
        )
    else:
        if args.dry_run:
            for change in changes:
                if change.moved_to is not None:
                    out.line(what(change), "bold")
                out.diff(change.path, change.before, change.after)
        made = f"{step.made.astimezone():%Y-%m-%d %H:%M}"
        files_told = counted(Step("", tuple(changes)).files, "file")
        say = out.note if args.dry_run else out.line
        say(f"{words}: {step.title} ({step.source}, {made}), {files_told}.")
    for failure in failures:
        if failure.reason != CANCELLED:
            out.note(f"{failure.path}: not {'undone' if back else 'redone'}: {failure.reason}")


def _wanted(store: Store, number: str | None, *, back: bool) -> Step | None:
    """The step numbered so, else the next one; raises WrongUsageError for a number that is none."""
    if number is None:
        return store.journal.next_undo() if back else store.journal.next_redo()
    if not number.isdecimal() or len(number) > 15:
        raise WrongUsageError(f"“{number}” is no step's number; talktui undo --list shows them")
    step = store.journal.step(int(number))
    if step is None:
        raise NothingFoundError(f"There is no step {number}; talktui undo --list shows them.")
    if step.state is StepState.GONE:
        raise NothingFoundError(f"Step {number} is undone for good: something else was changed since.")
    if step.state is (StepState.UNDONE if back else StepState.DONE):
        raise NothingFoundError(f"Step {number} is {STATES[step.state]} already.")
    return step


def tell_warning(store: Store, out: Output) -> None:
    """Say what is wrong with the journal, if something is."""
    if store.journal.warning:
        out.note(f"{store.journal.warning}.")


def no_journal(error: JournalError) -> NothingFoundError:
    """That the journal cannot be used, for the person."""
    return NothingFoundError(f"Nothing was undone or redone: {error}.")


COMMAND = Command(
    name="undo",
    summary="take the last change back, whoever made it: the app or a command",
    usage="[STEP] [--list] [-n N] [--notes DIR] [--dry-run] [--json]",
    about="""\
Take back the last step: what one command, or one key in the app, did to however many files. Every file
gets its very bytes again; a file that was removed comes back, a new one goes, a renamed one has its old
name. Steps are remembered across restarts, the last 2,000 of them.

A file that another program has changed since is left as it is and named, and the exit code is 1; the
step's other files are taken back. Given the number of a step, that one is taken back, in the files that
nothing has changed since.""",
    examples=(
        ("talktui undo", "what was done last"),
        ("talktui undo --dry-run", "see the diff first"),
        ("talktui undo --list -n 50", "the last 50 steps"),
        ("talktui undo 17", "one step of the list"),
    ),
    arguments=_arguments,
    run=_run,
    empty=lambda args: no_objects(args) if args.list else {},
)
