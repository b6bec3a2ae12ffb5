"""What logs say outside of their talks, which no export of talks holds: a person is told where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import line_of, parse
from talktui.notes.library import Library
from talktui.notes.link_places import definitions
from talktui.notes.log_place import log_of
from talktui.notes.talk import Kind, Note, Talk
from talktui.transfer.export.plain_text import one_line

MOST_SHOWN = 8
"""Places that are named one by one."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Told(NamedTuple):
    """A part of a note that an export does hold, in characters of its text."""

    path: str
    start: int
    end: int


def left_out(talks: Sequence[Talk], library: Library, told: Told | None = None) -> list[str]:
    """The sentence about what the logs of `talks` say outside of all talks, `told` aside; else nothing.

    Takes some milliseconds for each log that says something outside.
    """
    places: list[str] = []
    for path in dict.fromkeys(talk.key.path for talk in talks if talk.key.anchor is not None):
        note = library.notes.get(path)
        if note is not None and any(talk.kind is Kind.ABOUT for talk in note.talks):
            lines = ", ".join(_places(note, told if told and told.path == path else None))
            if lines:
                places.append(f"{one_line(path)} ({lines})")
    if not places:
        return []
    more = f"; and in {len(places) - MOST_SHOWN} more logs" if len(places) > MOST_SHOWN else ""
    return [f"text that stands in no talk is not exported: {'; '.join(places[:MOST_SHOWN])}{more}"]


def _places(note: Note, told: Told | None) -> list[str]:
    """The lines of `note` that say something outside of its talks."""
    document = parse(note.data)
    log = log_of(document, note.conference or NO_CONFERENCE)
    text = document.text
    found = []
    for piece in log.about if log else ():
        for start, end in _without(*piece, told):
            said = text[start:end]
            if _says(said):
                first = line_of(text, start + len(said) - len(said.lstrip()))
                last = line_of(text, start + len(said.rstrip()) - 1)
                found.append(f"lines {first}–{last}" if first < last else f"line {first}")
    more = [f"and {len(found) - MOST_SHOWN} more places"] if len(found) > MOST_SHOWN else []
    return [*found[:MOST_SHOWN], *more]


def _without(start: int, end: int, told: Told | None) -> list[tuple[int, int]]:
    if told is None:
        return [(start, end)]
    parts = [(start, min(end, told.start)), (max(start, told.end), end)]
    return [(begin, stop) for begin, stop in parts if begin < stop]


def _says(text: str) -> bool:
    """Whether a reader would see a word of `text`: not of a rule, a comment, a link's definition."""
    for _, start, end in reversed(list(definitions(text))):
        text = text[:start] + text[end:]
    return any(char.isalnum() for char in _COMMENT.sub("", text))
