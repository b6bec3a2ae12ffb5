"""New talks put into a log that is there: each a section in its category, and an entry under `talks:`.

Anchors are numbered from the top: a talk above another one of its title takes the other's, whose entry is
named after the new one then (:mod:`talktui.notes.entry_names`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from talktui.notes.conference import Folders
from talktui.notes.document import Document, parse
from talktui.notes.edit import with_text
from talktui.notes.entry_names import entry_settings, kept
from talktui.notes.folding import fold
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import splice, splice_together
from talktui.notes.front_matter.values import Mapping
from talktui.notes.log_entries import entered_headings
from talktui.notes.log_place import entry_lines, heading_value, log_of, sections_in
from talktui.notes.logs import Log
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Conference, Section, Talk
from talktui.transfer.log_text import heading_text_of
from talktui.transfer.merging.detached import without_heading
from talktui.transfer.merging.digests import origin_of
from talktui.transfer.merging.log_follow import talks_of
from talktui.transfer.merging.new_files import Brought, entry_front, log_entry

_OTHERWISE = "the log would be read another way with these talks; import them as files"


def with_new_talks(path: str, data: bytes, new: Sequence[Brought], folders: Folders) -> bytes:
    """The log `data` with the talks `new`; raises :class:`Refused`."""
    document = parse(data)
    before = talks_of(read_note(path, data, None, folders))
    conference = folders.for_note(path)
    log = log_of(document, conference)
    if log is None:
        raise Refused("this note is no talk log any more; import again")
    level = Counter(talk.section.level for talk in log.talks).most_common(1)[0][0]
    placed = _placed(document, _pieces(document, log, new), level)
    made = parse(with_text(document, placed.text))
    made = parse(kept(document, made, list(_pairs(document, made, placed)), conference))
    after = _with_entries(made, placed.talks, level, conference)
    _prove(before, talks_of(read_note(path, after, None, folders)), new)
    return after


# -- the sections


@dataclass(slots=True)
class _Piece:
    """Talks that go to one place; `category` is the heading that they get there, "" for none."""

    at: int  # a character of the document's text
    category: str
    talks: list[Brought] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document's text with pieces in it."""

    text: str
    talks: MappingOf[int, Brought]  # by where their headings stand, in characters of the body
    shifts: Sequence[tuple[int, int]]  # from which character on the document's text stands how much later


def _pieces(document: Document, log: Log, new: Sequence[Brought]) -> list[_Piece]:
    """Each talk in its category, whose last talk it follows; what has no category yet comes last."""
    ends = {fold(talk.category): talk.end for talk in log.talks}
    ends.setdefault("", _above_categories(document, log))
    pieces: dict[str, _Piece] = {}
    for what in new:
        name = _category(what)
        key = fold(name)
        if key not in pieces:
            pieces[key] = _Piece(ends[key], "") if key in ends else _Piece(len(document.text), name)
        pieces[key].talks.append(what)
    return sorted(pieces.values(), key=lambda piece: (piece.at, bool(piece.category)))


def _above_categories(document: Document, log: Log) -> int:
    """Where a talk without a category goes in a log that has none: above the first category's heading."""
    first = log.talks[0]
    above = [section for section in sections_in(document) if section.start < first.section.start]
    named = [section.start for section in above if section.title == first.category]
    return named[-1] if named else first.section.start


def _category(what: Brought) -> str:
    return what.talk.categories[0] if what.talk.categories else ""


def _placed(document: Document, pieces: Sequence[_Piece], level: int) -> _Placed:
    """The document's text with `pieces`, which are in their order, each with a blank line on either side."""
    text, eol = document.text, document.eol
    made, done = "", 0
    talks: dict[int, Brought] = {}
    shifts: list[tuple[int, int]] = []
    for piece in pieces:
        made += text[done : piece.at]
        done = piece.at
        if made and not made.endswith("\n"):
            made += eol
        if made.strip() and not made.endswith(("\n\n", "\n\r\n")):
            made += eol
        if piece.category:
            made += f"{'#' * max(1, level - 1)} {heading_text_of(piece.category)}{eol}{eol}"
        for number, what in enumerate(piece.talks):
            made += eol if number else ""
            talks[len(made) - document.body_start] = what
            made += _section(what, level).replace("\n", eol) + eol
        if done < len(text):
            made += eol
        shifts.append((done, len(made) - done))
    return _Placed(made + text[done:], talks, shifts)


def _pairs(document: Document, made: Document, placed: _Placed) -> Iterator[tuple[int, int]]:
    """Which of the document's headings, from 0, is which of those in `made`; raises :class:`Refused`."""
    now = {section.start: number for number, section in enumerate(sections_in(made))}
    for number, section in enumerate(sections_in(document)):
        shift = max((by for at, by in placed.shifts if at <= section.start), default=0)
        place = now.get(section.start + shift)
        if place is None:
            raise Refused(_OTHERWISE)
        yield number, place


def _section(what: Brought, level: int) -> str:
    entry = log_entry(what, level)
    title = heading_text_of(entry.title)
    if entry.video:
        title = f"[{title}]({entry.video if _is_bare(entry.video) else f'<{entry.video}>'})"
    body = entry.body.strip("\n")
    return f"{'#' * level} {title}" + (f"\n\n{body}" if body else "")


def _is_bare(link: str) -> bool:
    return not any(char in "<>()\\" or char.isspace() for char in link)


# -- their entries


def _with_entries(
    document: Document, new: MappingOf[int, Brought], level: int, conference: Conference
) -> bytes:
    """The bytes with an entry for each new section; `new` has them by where they stand in the body."""
    found = {section.start - document.body_start: section for section in sections_in(document)}
    log = log_of(document, conference)
    attached = {
        talk.entry
        for talk in (log.talks if log is not None else ())
        if talk.section.start - document.body_start not in new
    }
    names = _Names(document, tuple(found.values()), attached)
    groups: list[list[Operation]] = []
    for start, what in new.items():
        section = found.get(start)
        title = " ".join(what.talk.title.split())
        if section is None or section.level != level or section.title != title:
            raise Refused(_OTHERWISE)
        groups.append(_entry(names.give(section), what, section))
    if document.front.get("talks") is None and groups:
        document, groups = parse(splice(document, groups[0])), groups[1:]
    return splice_together(document, groups) if groups else document.data


class _Names:
    """The names under `talks:`, and those that new sections' entries get."""

    def __init__(self, document: Document, found: Sequence[Section], attached: Set[str | None]) -> None:
        entries = document.front.get("talks")
        self._taken = set(entries.keys()) if isinstance(entries, Mapping) else set()
        self._free = self._taken - attached  # without a heading, so far
        self._headings = entered_headings(entries)
        self._lines = dict(entry_lines(document))
        self._anchors = {section.anchor for section in found}

    def give(self, section: Section) -> str:
        """A name for the entry of `section`; raises :class:`Refused` when one without a heading is its."""
        for name in sorted(self._free):
            if self._headings.get(name, section.title if name == section.anchor else "") == section.title:
                raise Refused(without_heading(name), self._lines.get(name, 0))
        name, number = section.anchor, 1
        while name in self._taken or (number > 1 and name in self._anchors):
            number += 1
            name = f"{section.anchor}-{number}"
        self._taken.add(name)
        return name


def _entry(name: str, what: Brought, section: Section) -> list[Operation]:
    path = ("talks", name)
    in_heading = section.link is not None and section.link == what.talk.video
    front = entry_front(what, in_heading=in_heading, category=_category(what))
    return [SetValue((*path, "heading"), heading_value(section.title)), *entry_settings(path, front)]


def _prove(before: Sequence[Talk], after: Sequence[Talk], new: Sequence[Brought]) -> None:
    """Raise :class:`Refused` unless every talk is there as it was, and the new ones beside them."""
    rest = Counter(map(_kept, before))
    more: Counter[tuple[str, str | None] | None] = Counter()
    for talk in after:
        if rest[_kept(talk)]:
            rest[_kept(talk)] -= 1
        else:
            origin = origin_of(talk)
            more[None if origin is None else (origin.source, origin.id)] += 1
    wanted = Counter((what.first.source, what.first.talk.id) for what in new)
    if rest.total() or more != wanted:
        raise Refused(_OTHERWISE)


def _kept(talk: Talk) -> tuple[object, ...]:
    said = tuple((key, texts) for key, texts in talk.fields.items())
    return talk.title, talk.categories, talk.video, said, talk.body.strip()
