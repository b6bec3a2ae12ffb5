"""What `delete`, `rename` and `move` share: which talks, the plan shown or carried out, the result."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from talktui.cli.changes import counted, told_stop
from talktui.cli.command import NOTHING, OK, NothingFoundError, WrongUsageError
from talktui.cli.elsewhere import before
from talktui.cli.interrupts import stoppable
from talktui.cli.notes_dir import note_path
from talktui.cli.opened import Opened, open_notes
from talktui.cli.output import Output
from talktui.cli.selection import one_talk
from talktui.notes.diffs import unified_diff
from talktui.notes.groups import Made
from talktui.notes.moves import Around, Plan
from talktui.notes.problem import Refused
from talktui.notes.talk import Talk, TalkKey


def talks_named(opened: Opened, words: Sequence[str]) -> list[Talk]:
    """The talks that `words` name, each once; a talk log's path names the whole log.

    Raises WrongUsageError and NothingFoundError as :func:`talktui.cli.selection.one_talk`.
    """
    return list({talk.key: talk for talk in (_named(opened, word) for word in words)}.values())


def _named(opened: Opened, word: str) -> Talk:
    note = opened.library.notes.get(note_path(opened.place.root, word))
    if note is not None and note.is_log:
        # Its own row, or one of its talks in that row's place: without an anchor the file is meant.
        own = opened.library.talk(TalkKey(note.path))
        if own is None:
            raise WrongUsageError(f"{note.path} is a talk log: name one of its talks, as {note.talks[0].key}")
        return own
    return note.talks[0] if note is not None and note.is_page else one_talk(opened, word)


def carry_out(
    args: argparse.Namespace,
    out: Output,
    planned: Callable[[Opened, Around], Plan],
    opened: Opened | None = None,
) -> int:
    """Plan, then do it as one step of undo or, with `--dry-run`, only show it; the exit code."""
    opened = opened or open_notes(args.notes, out)
    try:
        plan = planned(opened, Around(opened.store.folders, cache(opened.store.names)))
    except Refused as error:
        raise NothingFoundError(f"Nothing changed: {error}.") from error
    if args.dry_run:
        return _show(args, out, plan)
    made = None
    if plan.tasks:
        for warning in before(opened.store, plan.tasks):
            out.note(f"{warning}.")
        with stoppable() as interrupted:
            made = opened.store.make(
                plan.title, plan.tasks, source="command line", cancelled=interrupted, whole=plan.whole
            )
    return _report(args, out, plan, made)


def _show(args: argparse.Namespace, out: Output, plan: Plan) -> int:
    if args.json:
        files = [
            {"path": one.path, "to": one.to, "diff": "\n".join(unified_diff(one.path, one.before, one.after))}
            for one in plan.files()
        ]
        out.json(_as_json(plan, files, dry_run=True))
        return OK
    for one in plan.files():
        if one.to is not None and one.to != one.path:
            out.line(f"rename {one.path} to {one.to}", "bold")
        if one.before != one.after:
            out.diff(one.to or one.path, one.before, one.after)
    for said in plan.notes:
        out.note(f"{said}.")
    out.note(f"Would {plan.title}." if plan.tasks else "Nothing would change.")
    return OK


def _as_json(plan: Plan, files: Sequence[dict[str, Any]], *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "title": plan.title,
        "talks": [
            {
                "path": old.path,
                "anchor": old.anchor,
                "becomes": None if new is None else {"path": new.path, "anchor": new.anchor},
            }
            for old, new in plan.keys
        ],
        "links": {"rewritten": plan.links, "notes": plan.linking, "lost": plan.lost},
        "notes": list(plan.notes),
        "files": list(files),
    }


def _report(args: argparse.Namespace, out: Output, plan: Plan, made: Made | None) -> int:
    failures = made.failures if made is not None else []
    saved = made.saved if made is not None else []
    warnings = [f"{one.change.path}: {one.warning}" for one in saved if one.warning]
    warnings += made.warnings if made is not None else []
    if args.json:
        files = [{"path": one.change.path, "to": _to(one.change.moved_to, one.note)} for one in saved]
        result = _as_json(plan, files, dry_run=False)
        result["failed"] = [{"path": failure.path, "reason": failure.reason} for failure in failures]
        result["warnings"] = warnings
        out.json(result)
    else:
        out.line(_done(plan, len(saved)))
        for said in plan.notes if saved else ():
            out.note(f"{said}.")
    for warning in warnings:
        out.note(f"{warning}.")
    stopped = made.stopped if made is not None else None
    for failure in failures:
        if failure.reason != stopped:
            out.note(f"{failure.path}: not changed: {failure.reason}")
    if made is not None and stopped is not None:
        left = sum(failure.reason == stopped for failure in failures)
        return told_stop(out, stopped, left, goes_on=made.goes_on)
    return NOTHING if failures else OK


def _to(moved_to: str | None, note: object) -> str | None:
    return moved_to if moved_to is not None else getattr(note, "path", None)


def _done(plan: Plan, files: int) -> str:
    if not files:
        return "Nothing changed."
    verb, _, rest = plan.title.partition(" ")
    done = verb if verb == "split" else verb + "d" if verb.endswith("e") else verb + "ed"
    return f"{done.capitalize()} {rest}: {counted(files, 'file')}."
