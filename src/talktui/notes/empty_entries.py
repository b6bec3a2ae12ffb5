"""Entries under a log's `talks:` that say nothing but their heading any more: they go.

Where an entry is what makes its heading a talk, it stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from talktui.notes import fields
from talktui.notes.document import Document, parse
from talktui.notes.front_matter.operations import SetValue
from talktui.notes.front_matter.splice import splice, splice_together
from talktui.notes.front_matter.values import Mapping
from talktui.notes.log_place import log_of
from talktui.notes.problem import Refused

TALKS = "talks"
HEADING = "heading"


def without_empty_entries(data: bytes, names: Sequence[str]) -> bytes:
    """`data` without those of the entries `names` that are empty, and without a `talks:` left empty by it."""
    document = parse(data)
    empty = [
        SetValue((TALKS, name), None)
        for name in names
        if isinstance(entry := document.front.at((TALKS, name)), Mapping)
        and all(key == HEADING for key, _ in entry.pairs)
    ]
    if not empty:
        return data
    talks = talks_in(document)
    try:
        without = _tidied(splice_together(document, [[operation] for operation in empty]))
        if talks_in(parse(without)) == talks:
            return without
    except Refused:
        pass  # together they cannot be cut out; one by one some of them may
    for operation in empty:
        try:
            without = _tidied(splice(parse(data), [operation]))
        except Refused:
            continue
        if talks_in(parse(without)) == talks:
            data = without
    return data


def talks_in(document: Document) -> list[str] | None:
    """The anchors of the talks in a log, by its own words; None when it is none."""
    log = log_of(document)
    return None if log is None else [talk.section.anchor for talk in log.talks]


def _tidied(data: bytes) -> bytes:
    document = parse(data)
    rest = document.front.get(TALKS)
    if rest is None or not fields.is_empty(rest) or (isinstance(rest, Mapping) and rest.pairs):
        return data
    return splice(document, [SetValue((TALKS,), None)])
