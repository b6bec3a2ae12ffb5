"""`talktui export`: notes as a post, JSON, CSV, a calendar or a page."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from talktui.cli.command import (
    OK,
    Command,
    NothingFoundError,
    Parser,
    WrongUsageError,
    add_notes,
    add_query,
    shown,
)
from talktui.cli.opened import open_notes
from talktui.cli.output import Output
from talktui.config import locations
from talktui.notes.scan import CONFERENCE_FILES, SETTINGS_FILES, is_note_name
from talktui.transfer.export import FORMATS, Options, export

_GROUPINGS = ("category", "conference", "day", "tag", "none")
_FRONT_MATTERS = ("hugo", "zola", "none")
_OF_FORMATS = {
    "group_by": ("--group-by", ("post", "html")),
    "front_matter": ("--front-matter", ("post",)),
    "template": ("--template", ("post",)),
    "whole": ("--whole", ("post", "html")),
}
_SETTINGS = {*CONFERENCE_FILES, *SETTINGS_FILES}
_QUEUED = "status:queued"


def _arguments(parser: Parser) -> None:
    add_query(parser)
    add_notes(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="post",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: post)",
    )
    parser.add_argument(
        "--group-by",
        choices=_GROUPINGS,
        metavar="BY",
        help=f"post, html: {', '.join(_GROUPINGS)} (default: category)",
    )
    parser.add_argument(
        "--front-matter",
        choices=_FRONT_MATTERS,
        metavar="FOR",
        help=f"post: {', '.join(_FRONT_MATTERS)} (default: none)",
    )
    parser.add_argument(
        "--template",
        metavar="FILE",
        help="post: a Jinja2 template: log (the default), sessions, one of your own by name, or a file",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="post, html: talks' texts with their Abstract and Outline sections",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write FILE, in place of one that is there")


def _run(args: argparse.Namespace, out: Output) -> int:
    _check(args)
    opened = open_notes(args.notes, out)
    target = _target(args.output, opened.place.root)
    from talktui.cli.selection import select  # while the notes' files are looked at

    query = " ".join(args.query)
    talks = select(opened, query or _QUEUED if args.format == "ics" else query)
    from talktui.notes.problem import Refused
    from talktui.notes.talk import Kind

    for talk in talks:
        if talk.kind is Kind.UNREADABLE:
            out.note(f"left out: {talk.key}: {talk.read_only}")
    talks = [talk for talk in talks if talk.kind is Kind.TALK]
    if not talks:
        raise NothingFoundError("There is no talk to export.")
    options = Options(
        format=args.format,
        group_by=args.group_by,
        front_matter=args.front_matter or "none",
        template=args.template,
        templates=locations().config / "templates",
        whole=args.whole,
    )
    from talktui.transfer.export.template_error import TemplateError

    try:
        made = export(talks, opened.library, options)
    except TemplateError as error:
        raise WrongUsageError(str(error)) from error
    except Refused as error:
        raise WrongUsageError(f"{error}; --front-matter none writes the post without it") from error
    for sentence in made.told:
        out.note(sentence)
    if not made.count:
        raise NothingFoundError("Nothing was written.")
    if target is None:
        out.document(made.text)
        return OK
    _write(target, made.text)
    place = f"{target}, which is a note now" if _is_note(target, opened.place.root) else target
    out.note(f"{made.count} talk{'s' if made.count != 1 else ''} written to {place}")
    return OK


def _check(args: argparse.Namespace) -> None:
    """Stop at an option that the format has no use for."""
    for name, (option, formats) in _OF_FORMATS.items():
        if getattr(args, name) and args.format not in formats:
            which = " and ".join(formats)
            raise WrongUsageError(
                f"{option} is for --format {which}; --format {args.format} has no use for it"
            )


def _target(output: str | None, root: Path) -> Path | None:
    """The file to write, links followed; None is standard output. Raises WrongUsageError."""
    if output is None or output == "-":
        return None
    given = Path(os.path.expanduser(output))
    if given.is_dir():
        raise WrongUsageError(f"-o {shown(output)} is a directory; give a file's name")
    if given.exists() and not given.is_file():
        return given  # a pipe, or a device such as /dev/stdout
    target = Path(os.path.realpath(given))
    if not target.parent.is_dir():
        raise WrongUsageError(f"-o {shown(output)}: there is no directory {shown(target.parent)}")
    if whose := _not_to_be_written(target, Path(os.path.realpath(root))):
        raise WrongUsageError(f"-o {shown(output)} is {whose}; name another file")
    settings = target.is_relative_to(os.path.realpath(root)) and target.name in _SETTINGS
    if target.exists() and (settings or _is_note(target, root)):
        raise WrongUsageError(
            f"-o {shown(output)} is a file of your notes, which the export would replace; name another"
        )
    return target


def _not_to_be_written(target: Path, root: Path) -> str | None:
    """What `target` is when no export goes there: talktui's own, or hidden in the notes directory `root`."""
    inside = target.is_relative_to(root)
    for kind, folder in locations()._asdict().items():
        own = Path(os.path.realpath(folder))
        # The samples that a person starts with are in `data`; and notes may be kept beside the settings.
        if kind != "data" and target.is_relative_to(own) and not (inside and root.is_relative_to(own)):
            return f"in talktui's own directory {shown(own)}"
    if inside and any(part.startswith(".") for part in target.relative_to(root).parts):
        return "hidden in your notes directory, where programs keep their own files"
    return None


def _is_note(target: Path, root: Path) -> bool:
    """Whether `target` is, or would be, a note of the notes directory `root`."""
    return target.is_relative_to(os.path.realpath(root)) and is_note_name(target.name)


def _write(target: Path, text: str) -> None:
    """Put `text` into `target`, whole or not at all; raises WrongUsageError with the reason."""
    from talktui.transfer.export.whole_file import put

    try:
        put(target, text.encode("utf-8", errors="replace"))
    except OSError as error:
        raise WrongUsageError(f"{shown(target)} cannot be written: {error.strerror or error}") from error


COMMAND = Command(
    name="export",
    summary="talks as a blog post, JSON, CSV, a calendar or a page of HTML",
    usage="[QUERY] [--format FORMAT] [--group-by BY] [--front-matter FOR] [--template FILE]\n"
    "                      [--whole] [-o FILE] [--notes DIR]",
    about="""\
Write the talks that match QUERY, or every talk, as one text: to standard output, or to FILE.

post  a talk log in Markdown: a heading a category, a heading a talk, linked to its video, your notes.
      With --front-matter, `talktui import` reads it back. --template sessions is the list by day.
json  every field and text; `talktui import` reads it back.
csv   a line a talk, for a spreadsheet.
ics   a calendar of the talks that have a date and a time; without QUERY, of the queued ones.
html  one page that needs nothing else: no script, nothing loaded.

docs/export.md tells of each, and how to write a template.""",
    examples=(
        ("talktui export conf:kubecon rating:'>=4' --front-matter hugo -o post.md", "the best as a post"),
        ("talktui export conf:kubecon --template sessions", "all sessions by day, with speakers"),
        ("talktui export --format ics -o queue.ics", "what is queued, as a calendar"),
        ("talktui export --format json > notes.json", "everything, for another program"),
    ),
    arguments=_arguments,
    run=_run,
)
