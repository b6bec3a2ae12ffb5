"""`talktui show`: one talk's facts and text."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from talktui.cli.command import OK, Command, Parser, add_json, add_notes, no_objects
from talktui.cli.opened import open_for_one
from talktui.cli.output import Output
from talktui.cli.selection import one_talk
from talktui.cli.talk_json import talk_json
from talktui.notes.talk import Talk


def _arguments(parser: Parser) -> None:
    parser.add_argument("talk", metavar="TALK", help="path, path#anchor, or a part of one talk's title")
    add_notes(parser)
    add_json(parser, "the talk, its text as `body`, in an array of one,")


def _run(args: argparse.Namespace, out: Output) -> int:
    talk = one_talk(open_for_one(args.notes, args.talk, out), args.talk)
    if args.json:
        out.json([{**talk_json(talk), "body": talk.body}])
        return OK
    out.line(talk.title, "bold")
    facts = list(_facts(talk))
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        out.line(f"{name:<{width}}  {value}")
    if body := talk.body.strip("\r\n"):
        out.line()
        out.block(body)
    return OK


def _facts(talk: Talk) -> Iterator[tuple[str, str]]:
    """Name and value of every field the talk has, as text."""
    date = talk.date.isoformat() if talk.date else ""
    if talk.time:
        date += f" {talk.time:%H:%M}"
    known = (
        ("path", str(talk.key)),
        ("conference", talk.conference),
        ("categories", ", ".join(talk.categories)),
        ("speakers", "; ".join(str(speaker) for speaker in talk.speakers)),
        ("date", date),
        ("duration", _duration(talk.duration)),
        ("status", talk.status or ""),
        ("rating", f"{'★' * talk.rating}{'☆' * (5 - talk.rating)}" if talk.rating else ""),
        ("tags", " ".join(f"#{tag}" for tag in talk.all_tags)),
        ("verdict", talk.verdict or ""),
        ("video", talk.video or ""),
        ("slides", talk.slides or ""),
        ("url", talk.url or ""),
        ("related", ", ".join(talk.related)),
        ("read-only", talk.read_only or ""),
    )
    yield from ((name, value) for name, value in known if value)
    for problem in talk.problems:
        yield "problem", f"line {problem.line}: {problem.message}" if problem.line else problem.message


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


COMMAND = Command(
    name="show",
    summary="print one talk: its facts and its text",
    usage="TALK [--notes DIR] [--json]",
    about="""\
Print a talk's facts and its Markdown. TALK is its path in the notes directory, path#anchor for a
talk of a log, or a part of its title, upper and lower case alike. A whole title goes before a part
of one; when several talks have the part, they are listed and the exit code is 2.""",
    examples=(
        ("talktui show kubecon-2019/opening.md", "a file"),
        ("talktui show 'chicago.md#opentelemetry-whats-next'", "a talk of a log (quote the #)"),
        ("talktui show prometheus", "the one talk with that in its title"),
    ),
    arguments=_arguments,
    run=_run,
    empty=no_objects,
)
