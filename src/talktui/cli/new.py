"""`talktui new`: a new talk, as a file of its own or as a section of a log."""

from __future__ import annotations

import argparse
import sys
from typing import Any

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
)
from talktui.cli.field_values import checked
from talktui.cli.new_talk import Draft, InLog, new_file
from talktui.cli.notes_dir import note_path
from talktui.cli.output import Output
from talktui.cli.storing import open_place
from talktui.notes.changes import Change, NotSaved
from talktui.notes.diffs import unified_diff
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Talk, TalkKey
from talktui.outside import CannotOpen, editor_argv, editor_command, note_file, run_here


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "title", metavar="TITLE", nargs="*", help="its title; asked for at a terminal when missing"
    )
    parser.add_argument(
        "--conference", metavar="NAME", help="its conference; a known one's folder takes the file"
    )
    parser.add_argument("--category", metavar="NAME", action="append", default=[], help="may be given again")
    parser.add_argument(
        "--speaker",
        metavar="WHO",
        action="append",
        default=[],
        help="Name, Role, Organisation; may be given again",
    )
    parser.add_argument("--date", metavar="DATE", help="YYYY-MM-DD, with HH:MM after it if you like")
    parser.add_argument("--video", metavar="URL", help="link of its recording")
    parser.add_argument("--tag", metavar="TAG", action="append", default=[], help="may be given again")
    parser.add_argument("--folder", metavar="DIR", help="the folder for its file, in the notes directory")
    parser.add_argument("--log", metavar="PATH", help="make it a section of this talk log")
    parser.add_argument("--edit", action="store_true", help="open it in the editor afterwards")
    add_notes(parser)
    add_dry_run(parser)
    add_json(parser, "where it is")


def _run(args: argparse.Namespace, out: Output) -> int:
    draft = _draft(args)
    place, store = open_place(args.notes, out)
    try:
        editor = editor_command(place.settings.editor) if args.edit and not args.dry_run else None
        change, key = _make(args, draft, store, note_path(place.root, args.log) if args.log else None)
    except (Refused, CannotOpen) as error:
        raise WrongUsageError(str(error)) from error
    except NotSaved as error:
        raise NothingFoundError(str(error)) from error
    file = place.root / key.path
    if args.json:
        result: dict[str, Any] = {"path": key.path, "anchor": key.anchor, "file": str(file)}
        result["dry_run"] = args.dry_run
        if args.dry_run:
            result["diff"] = "\n".join(unified_diff(change.path, change.before, change.after))
        out.json(result)
    elif args.dry_run:
        out.diff(change.path, change.before, change.after)
    else:
        out.line(str(key))
    if editor is None:
        return OK
    out.flush()
    try:
        code = run_here(editor_argv(editor, note_file(place.root, key.path), _line(store, key)))
    except CannotOpen as error:
        out.note(f"The talk is made, but {error}.")
        return NOTHING
    if code:
        out.note(f"The talk is made, but {editor[0]} ended with code {code}.")
    return NOTHING if code else OK


def _draft(args: argparse.Namespace) -> Draft:
    """What the talk is to say; raises WrongUsageError for a value that is not allowed."""
    if args.log and args.folder:
        raise WrongUsageError("--log and --folder: the talk is a section of a log, or a file in a folder")
    title = " ".join(args.title).strip() or _ask()
    single = {name: checked(name, getattr(args, name) or "") for name in ("conference", "date", "video")}
    several = {
        "categories": args.category,
        "speakers": args.speaker,
        "tags": [tag.strip().removeprefix("#") for tag in args.tag],
    }
    return Draft(
        checked("title", title) or "",
        {name: value for name, value in single.items() if value},
        {
            name: tuple(value for given in values if (value := checked(name, given)))
            for name, values in several.items()
        },
    )


def _ask() -> str:
    """The title, from the person; raises WrongUsageError where nobody can be asked."""
    title = ""
    if at_a_terminal():
        try:
            title = input("Title: ").strip()
        except EOFError:
            title = ""
    if not title:
        raise WrongUsageError("a talk needs a title: talktui new 'Its title'")
    return title


def at_a_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _make(args: argparse.Namespace, draft: Draft, store: Store, log: str | None) -> tuple[Change, TalkKey]:
    """Make the talk, or with --dry-run only what it would be. Raises Refused and NotSaved."""
    if log is None:
        path, data = new_file(store, draft, args.folder)
        if not args.dry_run:
            store.create(path, data, f"new talk {draft.title}")
        return Change(path, None, data), TalkKey(path)
    note = store.read(log)
    if note.read_only:
        raise NotSaved(log, note.read_only)
    edit = InLog(TalkKey(log), draft, store.folders)
    after = edit.apply(note.data)
    if args.dry_run:
        return Change(log, note.data, after), edit.made(note.data, after)
    change = store.apply(edit, note.data, f"new talk {draft.title}").change
    return change, edit.made(change.before or b"", change.after or b"")


def _line(store: Store, key: TalkKey) -> int:
    talks: list[Talk] = [talk for talk in store.read(key.path).talks if talk.key == key]
    return talks[0].line if talks else 1


COMMAND = Command(
    name="new",
    summary="make a new talk: a file, or a section of a log",
    usage="[TITLE] [--conference NAME] [--log PATH] [--edit] [options]",
    about="""\
Make a new talk and print its path (path#anchor in a log), as the other commands take it. It is a
file of its own: in --folder, else in the folder of --conference, else at the top of the notes
directory. With --log it is a section of that talk log, at the end of its --category.

--edit opens it: in the `editor` of config.yaml, else $VISUAL, else $EDITOR, else vi. Nothing is run
through a shell.""",
    examples=(
        (
            "talktui new 'Sidecars considered' --conference 'KubeCon EU 2024' --edit",
            "a file, then the editor",
        ),
        ("talktui new 'A calm pager' --log chicago.md --category Alerts", "a section of a talk log"),
        (
            "talktui new 'Queues' --speaker 'Ada Byron, Engineer, Example Ltd' --tag queues",
            "with what is known",
        ),
    ),
    arguments=_arguments,
    run=_run,
)
