"""`talktui import`: schedules, playlists and posts become notes, and notes follow them when they change."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from talktui.cli.command import (
    OK,
    Command,
    Parser,
    WrongUsageError,
    add_json,
    add_notes,
    shown,
)
from talktui.cli.field_values import checked
from talktui.cli.notes_dir import note_path
from talktui.cli.opened import Opened, open_notes
from talktui.cli.output import Output

if TYPE_CHECKING:
    from talktui.cli.import_edit import Corrections
    from talktui.cli.import_progress import ImportProgress
    from talktui.cli.import_report import Report
    from talktui.transfer.imported import Imported

_SHAPES = ("files", "log")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", nargs="+", help="a file, a directory, or - for standard input"
    )
    parser.add_argument(
        "--conference", metavar="NAME", help="the talks' conference, whatever the source says"
    )
    parser.add_argument("--into", metavar="DIR", help="the folder for new files, in the notes directory")
    parser.add_argument(
        "--as",
        dest="shape",
        choices=_SHAPES,
        metavar="SHAPE",
        help="new talks as `files` of their own, or a conference's as one `log` (default: files, or as the "
        "conference's talks are already)",
    )
    parser.add_argument("--format", metavar="F", help="what the sources are, if it is not recognised")
    parser.add_argument(
        "--links-from",
        metavar="SOURCE",
        help="talks without a link get that of the talk of the same title in SOURCE, and what it knows",
    )
    parser.add_argument(
        "--related", action="store_true", help="take talks that are only linked from a talk's text as related"
    )
    parser.add_argument("--edit", action="store_true", help="correct what was found in the editor first")
    add_notes(parser)
    parser.add_argument("--dry-run", action="store_true", help="change nothing; show the plan as a table")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="tell every field that a note gets; with --dry-run show the files' diffs",
    )
    add_json(parser, "what was found and what became of it")


def _run(args: argparse.Namespace, out: Output) -> int:
    _check(args)
    from talktui.cli.import_progress import import_progress
    from talktui.cli.import_report import as_json, tell
    from talktui.notes.problem import Refused
    from talktui.transfer.source_files import SourceError

    opened = open_notes(args.notes, out)
    if "-" in args.source and sys.stdin is not None and sys.stdin.isatty():
        out.note("Reading standard input until its end (ctrl+d).")
    corrections = _corrections(opened, out) if args.edit else None
    writing = False
    try:
        with import_progress(quiet=args.json) as progress:
            imported = _read(args, opened, progress)
            if corrections is not None:
                progress.pause()
                imported = corrections.of(imported)
            report = _planned(args, opened, imported, progress)
            writing = not args.dry_run
            if writing:
                _make(report, opened, progress)
        if corrections is not None and report.made is not None and report.code == OK:
            corrections.discard()
    except (SourceError, Refused) as error:
        raise WrongUsageError(str(error)) from error
    except KeyboardInterrupt:
        if not writing:
            out.note("Interrupted; nothing was written.")
        raise
    finally:
        if corrections is not None:
            corrections.keep()
    if args.json:
        out.json(as_json(report, dry_run=args.dry_run))
    else:
        tell(out, report, verbose=args.verbose)
    return report.code


def _check(args: argparse.Namespace) -> None:
    """Raise WrongUsageError for options that do not fit, before anything is read."""
    if args.format is not None:
        from talktui.transfer.sources import names

        if args.format not in names():
            raise WrongUsageError(f"--format {args.format}: no format; it is one of {', '.join(names())}")
    sources = [*args.source, *([args.links_from] if args.links_from else [])]
    if sources.count("-") > 1:
        raise WrongUsageError("standard input (-) can be read once only")
    if args.edit and "-" in sources:
        raise WrongUsageError("--edit needs the terminal that - reads from; save the source to a file first")
    if args.conference is not None:
        args.conference = checked("conference", args.conference)
        if not args.conference:
            raise WrongUsageError("--conference needs a name")


def _corrections(opened: Opened, out: Output) -> Corrections:
    from talktui.cli.import_edit import Corrections

    return Corrections(opened.place.settings.editor, out)


def _read(args: argparse.Namespace, opened: Opened, progress: ImportProgress) -> list[Imported]:
    """What the sources hold, with links from elsewhere; raises SourceError."""
    from talktui.transfer import sources

    root = opened.place.root
    progress.begin("Reading", "files")
    imported = sources.read(args.source, args.format, notes=root, progress=progress.at, looked=progress.at)
    if args.links_from is not None:
        from talktui.transfer.linking import with_links

        others = sources.read([args.links_from], notes=root)
        imported = [with_links(one, others) for one in imported]
    return imported


def _planned(
    args: argparse.Namespace, opened: Opened, imported: list[Imported], progress: ImportProgress
) -> Report:
    """What is to be done; raises Refused."""
    from talktui.cli.import_report import Report
    from talktui.transfer.merging.plan import Options, make_plan

    root = opened.place.root
    into = note_path(root, args.into) if args.into else None
    if into is not None and (into == ".." or into.startswith("../")):
        raise WrongUsageError(f"--into {shown(args.into)}: it is not inside the notes directory")
    progress.begin("Planning", "talks")
    options = Options(args.conference, into, args.shape, args.related)
    report = Report(
        make_plan(opened.store, opened.library, imported, options, progress.at), imported, args.related
    )
    if args.dry_run and (args.verbose or args.json):
        report.changes = report.plan.changes(None)
    return report


def _make(report: Report, opened: Opened, progress: ImportProgress) -> None:
    """Carry the plan out as one step; ctrl+c ends it after the file at hand."""
    from talktui.cli.elsewhere import before
    from talktui.cli.interrupts import stoppable
    from talktui.notes.groups import NewFile

    tasks = report.plan.tasks(None)
    report.warnings = before(opened.store, [task for task in tasks if not isinstance(task, NewFile)])
    progress.begin("Writing", "files")
    with stoppable() as interrupted:
        report.made = opened.store.make(
            report.plan.title, tasks, progress=progress.at, cancelled=interrupted, goes_on=True, read=False
        )


COMMAND = Command(
    name="import",
    summary="make notes of schedules, playlists and posts, or let them follow",
    usage="SOURCE... [--conference NAME] [--into DIR] [--as files|log] [options]",
    about="""\
Make a note of every talk in the sources: conference schedules (frab, pretalx, iCalendar), video lists
(pyvideo, RubyEvents, yt-dlp) and blog posts. What a file is, is told by its content. A talk that there is
a note of already is not made again: its fields follow the source where they are still as they were
imported, and what the person changed stays and is told. Talks that left a source are told and stay; those
in `leave_out` of their conference.yaml, by title or id, are told and get no note.

All of it is one step: `talktui undo` takes it back. An import that was interrupted goes on when it is run
again, and is one step still. What cannot be read is told with file and line, the exit code is 2, and
nothing is written.""",
    examples=(
        ("talktui import schedule.json --dry-run", "what would become of a schedule"),
        ("talktui import pyvideo/pycon-us-2018 --into pycon", "a conference's folder of video files"),
        ("talktui import post.md --as log --related", "a blog post as one log, with what it links to"),
        (
            "talktui import playlist.json --conference 'KubeCon NA 2023'",
            "what `yt-dlp --flat-playlist -J URL` printed; it can be piped to talktui import -, too",
        ),
        (
            "talktui import post.txt --edit --links-from playlist.json",
            "a copied page, corrected first, with links",
        ),
    ),
    arguments=_arguments,
    run=_run,
)
