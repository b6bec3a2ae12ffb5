"""From what a person typed to talks: opening the notes directory, QUERY and TALK."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from talktui.cli.command import NothingFoundError, WrongUsageError, shown
from talktui.cli.notes_dir import NotesDir, find
from talktui.cli.output import Output
from talktui.cli.settling import settle
from talktui.cli.table import cells
from talktui.config.stores import open_store
from talktui.notes.beside import ConflictPaths
from talktui.notes.library import Library
from talktui.notes.scan import is_note_name
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Talk, TalkKey
from talktui.query import Context, Query, QueryError, explain, parse
from talktui.safe_text import visible_line

_CANDIDATES = 10


@dataclass(frozen=True)
class Opened:
    """A notes directory with everything in it read."""

    place: NotesDir
    store: Store
    library: Library

    @property
    def talks(self) -> Sequence[Talk]:
        """Every talk in path order, files that cannot be read among them; a log's own row is none."""
        return [talk for talk in self.library.talks if talk.kind is not Kind.ABOUT]


def open_place(given: str | None, out: Output) -> tuple[NotesDir, Store]:
    """Find the notes directory without reading it; say on standard error what is odd about it."""
    place = find(given)
    for problem in place.problems:
        out.note(f"config.yaml:{problem.line}: {problem.message}" if problem.line else problem.message)
    if place.notice:
        out.note(place.notice)
    store = open_store(place.root, place.settings.ignore, "command line")
    out.at_end.append(lambda: settle(store, out))
    return place, store


def open_notes(given: str | None, out: Output) -> Opened:
    """Find the notes directory and read it."""
    place, store = open_place(given, out)
    return Opened(place, store, _loaded(store))


def open_for_one(given: str | None, text: str, out: Output) -> Opened:
    """As :func:`open_notes`, but only one note is read when `text` is the path of one."""
    place, store = open_place(given, out)
    for named in (text, text.rpartition("#")[0]):
        path = note_path(place.root, named)
        inside = path.split("/")[0] != ".."
        if inside and is_note_name(path.rpartition("/")[2]) and os.path.lexists(place.root / path):
            library = Library()
            library.replace(store.read(path))
            return Opened(place, store, library)
    return Opened(place, store, _loaded(store))


def _loaded(store: Store) -> Library:
    library = Library()
    for note in store.load():
        library.replace(note)
    return library


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
    context = Context(conflicts=ConflictPaths(os.path.realpath(opened.place.root), opened.library.notes))
    talks = opened.talks
    try:
        found = query.filter(talks, context)
    except QueryError as error:  # a pattern that takes too long shows only when it runs
        raise _mistake(text, error) from error
    if found:
        return found
    if not talks:
        raise NothingFoundError(f"There are no talks in {opened.place.root}.")
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
        titles = [(talk.title.casefold(), talk) for talk in opened.talks]
        named = [talk for title, talk in titles if title == wanted] if wanted else []
        named = named or [talk for title, talk in titles if wanted and wanted in title]
    if not named:
        raise NothingFoundError(f"No talk has the path {shown(text)}, or that in its title.")
    if len(named) > 1:
        raise WrongUsageError(f"{shown(text)} may be {len(named)} talks; name one:", *_candidates(named))
    return named[0]


def _by_path(opened: Opened, text: str) -> list[Talk] | None:
    """The talks at a path, or None when no note has that path. A log without anchor is all its talks."""
    path, hash_, anchor = text.rpartition("#")
    path = note_path(opened.place.root, path)
    if hash_ and path in opened.library.notes:
        talk = opened.library.talk(TalkKey(path, anchor))
        return [talk] if talk else []
    note = opened.library.notes.get(note_path(opened.place.root, text))
    return None if note is None else [talk for talk in note.talks if talk.kind is not Kind.ABOUT]


def note_path(root: Path, text: str) -> str:
    """The path from `root` of the note that `text` names: from `root`, or as a shell completes it."""
    plain = os.path.normpath(text) if text else text
    if os.path.lexists(root / plain) or not os.path.lexists(plain):
        plain = os.path.relpath(root / plain, root) if os.path.isabs(plain) else plain
    else:
        plain = os.path.relpath(os.path.abspath(plain), root)
    return plain.replace(os.sep, "/")


def _candidates(talks: Iterable[Talk]) -> list[str]:
    lines = [f"  {talk.key}  {talk.title}" for talk in talks]
    more = len(lines) - _CANDIDATES
    return lines if more <= 1 else [*lines[:_CANDIDATES], f"  … and {more} more"]
