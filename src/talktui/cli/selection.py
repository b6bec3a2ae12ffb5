"""From what a person typed to talks: QUERY and TALK."""

from __future__ import annotations

import os
from collections.abc import Iterable

from talktui.cli.command import NothingFoundError, WrongUsageError, shown
from talktui.cli.kept_texts import KeptTexts
from talktui.cli.notes_dir import note_path
from talktui.cli.opened import Opened
from talktui.cli.table import cells
from talktui.notes.beside import ConflictPaths
from talktui.notes.record_days import may_be_between
from talktui.notes.talk import Kind, Talk
from talktui.query.context import Context, local_today
from talktui.query.errors import QueryError
from talktui.query.match import Query
from talktui.query.needles import alternatives, days, needles
from talktui.query.parsing import parse
from talktui.safe_text import visible_line

_CANDIDATES = 10


def parsed(text: str) -> Query:
    """The query in `text`; a mistake raises WrongUsageError with a caret under its place."""
    try:
        return parse(text)
    except QueryError as error:
        raise _mistake(text, error) from error


def _mistake(text: str, error: QueryError) -> WrongUsageError:
    line = visible_line(text)
    caret = " " * cells(line[: error.start]) + "^" * max(1, cells(line[error.start : error.end]))
    return WrongUsageError(f"the query has a mistake: {error.message}", f"  {line}", f"  {caret}")


def select(opened: Opened, text: str) -> list[Talk]:
    """The talks that `text` matches, in path order.

    Raises WrongUsageError for a mistake in it and NothingFoundError, with the reason, when it
    matches none.
    """
    query = parsed(text)
    today = local_today()
    between = days(query, today)
    wanted = None if between is None else may_be_between(*between)
    candidates = opened.talks_holding(alternatives(query), wanted)
    conflicts = ConflictPaths(os.path.realpath(opened.place.root), opened.paths)
    context = Context(conflicts=conflicts, folded=KeptTexts(opened.texts), today=today)
    try:
        found = query.filter(candidates, context)
    except QueryError as error:  # a pattern that takes too long shows only when it runs
        raise _mistake(text, error) from error
    if found:
        return found
    talks = opened.talks
    if not talks:
        raise NothingFoundError(f"There are no talks in {opened.place.root}.")
    from talktui.query.explanation import explain  # for when nothing is found

    reason = explain(query, talks, context)
    raise NothingFoundError(f"Nothing matches {shown(text)}." + (f" {reason}" if reason else ""))


def one_talk(opened: Opened, text: str) -> Talk:
    """The talk that `text` names: `path`, `path#anchor`, or a part of one talk's title.

    A whole title goes before a part of one. Raises NothingFoundError when there is none, and
    WrongUsageError with the candidates when there are several.
    """
    named = _by_path(opened, text)
    if named is None:
        wanted = text.casefold().strip()
        talks = opened.talks_holding([needles(wanted)]) if wanted else []
        titles = [(talk.title.casefold(), talk) for talk in talks]
        named = [talk for title, talk in titles if title == wanted]
        named = named or [talk for title, talk in titles if wanted in title]
    if not named:
        raise NothingFoundError(f"No talk has the path {shown(text)}, or that in its title.")
    if len(named) > 1:
        raise WrongUsageError(f"{shown(text)} may be {len(named)} talks; name one:", *_candidates(named))
    return named[0]


def _by_path(opened: Opened, text: str) -> list[Talk] | None:
    """The talks at a path, or None when no note has that path. A log without anchor is all its talks."""
    path, hash_, anchor = text.rpartition("#")
    if hash_ and (note := opened.note(note_path(opened.place.root, path))) is not None:
        return [talk for talk in note.talks if talk.key.anchor == anchor]
    note = opened.note(note_path(opened.place.root, text))
    return None if note is None else [talk for talk in note.talks if talk.kind is not Kind.ABOUT]


def _candidates(talks: Iterable[Talk]) -> list[str]:
    lines = [f"  {talk.key}  {talk.title}" for talk in talks]
    more = len(lines) - _CANDIDATES
    return lines if more <= 1 else [*lines[:_CANDIDATES], f"  … and {more} more"]
