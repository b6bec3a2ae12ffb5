"""A talk log's sections taken out and put into another log, each with its entry under `talks:`.

Only the sections' own bytes go or come.  What another part of the note needs stays: a link definition
that stands in a section which goes, and is used elsewhere, is kept where it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import Document, line_of, parse
from talktui.notes.edit import editable, shortened, with_text
from talktui.notes.entry_names import TALKS, entry_settings, kept, shape
from talktui.notes.folding import fold
from talktui.notes.front_edits import without_empty_block
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import EMPTY, Mapping, Value, texts
from talktui.notes.headings import sections
from talktui.notes.link_places import definitions, label_of
from talktui.notes.log_edits import HEADING
from talktui.notes.log_place import (
    body_span,
    conference_for,
    heading_value,
    log_of,
    log_talk_of,
    sections_in,
)
from talktui.notes.logs import LogTalk
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference, Section, TalkKey
from talktui.notes.video_links import is_video_link

_ATX = re.compile(r"^( {0,3})(#{1,6})(?=[ \t\r\n]|\Z)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\](:?)")
_REFERENCE = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A section on its way to another log."""

    text: str  # heading and all, line ends as `\n`
    title: str
    link: str | None  # where its heading leads
    level: int
    category: str
    fields: Mapping = EMPTY  # what stood under `talks:`
    entry: str | None = None  # and under which name


@dataclass(frozen=True, slots=True)
class RemoveSections:
    """Sections of a log that go, with their entries. `bodies`: each one's text as the person saw it.

    A section whose text has changed meanwhile refuses the whole edit: nobody has seen that text.
    """

    key: TalkKey
    anchors: tuple[str, ...]
    bodies: tuple[str, ...]

    @property
    def title(self) -> str:
        """What undo calls it."""
        count = len(self.anchors)
        return f"delete {shortened(self.anchors[0])}" if count == 1 else f"delete {count} sections"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        found = [section_span(document, *pair) for pair in zip(self.anchors, self.bodies, strict=True)]
        for anchor, body, (section, end, _) in zip(self.anchors, self.bodies, found, strict=True):
            if document.text[section.body_start : end] != body:
                raise Refused(
                    f"the text of “{anchor}” has changed meanwhile; look at it again (r)", section.line
                )
        ranges = sorted((section.start, end) for section, end, _ in found)
        new = with_text(document, _cut(document, ranges))
        after = parse(new)
        if after.front != document.front or after.body_start != document.body_start:
            raise Refused("without it, the note would begin another way; take it out in the file (E)")
        entries = [entry for _, _, entry in found if entry is not None]
        new = _without_entries(document, after, entries)
        _verify_removed(document, parse(new), {section.start for section, _, _ in found}, ranges, entries)
        left = [
            number
            for number, section in enumerate(sections_in(document))
            if not any(start <= section.start < end for start, end in ranges)
        ]
        pairs = [(was, now) for now, was in enumerate(left)]
        return kept(document, parse(new), pairs, conference_for(document, self.anchors[0]))


def section_span(document: Document, anchor: str, body: str | None = None) -> tuple[Section, int, str | None]:
    """A log's talk: its section, where it ends, and the name of its entry; raises :class:`Refused`."""
    talk = log_talk_of(document, anchor)
    _, end = body_span(document, TalkKey("", anchor), body)
    return talk.section, end, talk.entry


def piece_of(document: Document, anchor: str, body: str, category: str) -> Piece:
    """The section of `anchor` as it goes to another log, with the link definitions that it uses.

    Raises :class:`Refused` when it uses a footnote that stands elsewhere.
    """
    talk = log_talk_of(document, anchor)
    section, end, entry = section_span(document, anchor, body)
    text = document.text[section.start : end]
    needed = needed_definitions(document, section.start, end)
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    if needed:
        text += "\n" + "\n".join(line.replace("\r\n", "\n") for line in needed) + "\n"
    return Piece(text, section.title, section.link, section.level, category, talk.fields, entry)


def needed_definitions(document: Document, start: int, end: int) -> list[str]:
    """The link definitions that a piece of the document uses and that stand outside of it.

    Raises :class:`Refused` when it uses a footnote that stands elsewhere.
    """
    text = document.text[start:end]
    used = {label_of(match[1]) for match in _REFERENCE.finditer(text)}
    notes = {match[1] for match in _FOOTNOTE.finditer(text) if not match[2]}
    own_notes = {match[1] for match in _FOOTNOTE.finditer(text) if match[2]}
    if missing := sorted(label for label in notes - own_notes if f"[^{label}]:" in document.text):
        raise Refused(
            f"its footnote [^{missing[0]}] stands elsewhere in the file; move it by hand (E)",
            line_of(document.text, start),
        )
    own = {label for label, _, _ in definitions(text)}
    return [
        document.text[begin:stop].strip()
        for label, begin, stop in _first_of_each(document)
        if label in used - own and not start <= begin < end
    ]


def _first_of_each(document: Document) -> list[tuple[str, int, int]]:
    """The link definitions that count: of two with one label, the first."""
    first: dict[str, tuple[str, int, int]] = {}
    for found in definitions(document.text, document.body_start):
        first.setdefault(found[0], found)
    return list(first.values())


def _cut(document: Document, ranges: Sequence[tuple[int, int]]) -> str:
    """The text without `ranges`, but with the definitions in them that the rest uses."""
    text = document.text
    pieces: list[str] = []
    position = 0
    rest = "".join(_between(text, document.body_start, ranges))
    used = {label_of(match[1]) for match in _REFERENCE.finditer(rest)}
    notes = {match[1] for match in _FOOTNOTE.finditer(rest) if not match[2]}
    for start, end in ranges:
        gone = text[start:end]
        lost = {match[1] for match in _FOOTNOTE.finditer(gone) if match[2]} & notes
        if lost:
            raise Refused(f"its footnote [^{min(lost)}] is used elsewhere in the file; move that first (E)")
        kept = "".join(
            text[begin:stop] if text[begin:stop].endswith("\n") else text[begin:stop] + document.eol
            for label, begin, stop in _first_of_each(document)
            if start <= begin < end and label in used
        )
        before = text[position:start]
        if end == len(text) and not kept:  # nothing follows: the blank lines before it have nothing to part
            before = _one_end(before, text.endswith("\n"))
        pieces += [before, kept]
        if kept and end < len(text):
            pieces.append(document.eol)
        position = end
    return "".join([*pieces, text[position:]])


def _one_end(text: str, with_end: bool) -> str:
    bare = text.rstrip("\r\n")
    if not bare.strip():
        return text
    last = re.match(r"\r?\n", text[len(bare) :])
    return bare + (last[0] if last and with_end else "")


def _between(text: str, start: int, ranges: Sequence[tuple[int, int]]) -> list[str]:
    pieces = []
    for begin, end in ranges:
        pieces.append(text[start:begin])
        start = end
    return [*pieces, text[start:]]


def _without_entries(before: Document, document: Document, entries: Sequence[str]) -> bytes:
    """The document's bytes without `entries`, without `talks:` when it has no other, and so on upwards."""
    if not entries:
        return document.data
    talks = document.front.get(TALKS)
    others = set(talks.keys()) - set(entries) if isinstance(talks, Mapping) else set()
    operations: list[Operation] = (
        [SetValue((TALKS, entry), None) for entry in entries] if others else [SetValue((TALKS,), None)]
    )
    return without_empty_block(before, splice(document, operations))


def _verify_removed(
    before: Document,
    after: Document,
    gone: set[int],
    ranges: Sequence[tuple[int, int]],
    entries: Sequence[str],
) -> None:
    """Raise :class:`Refused` unless every other heading and entry is what it was."""

    def shape(found: Section) -> tuple[int, str, str | None]:
        return found.level, found.title, found.link

    left = [
        shape(found)
        for found in sections(before.text, before.body_start)
        if not any(start <= found.start < end for start, end in ranges)
    ]
    now = [shape(found) for found in sections(after.text, after.body_start)]
    pairs = {key: value for key, value in before.front.pairs if key != TALKS}
    talks, kept = before.front.get(TALKS), after.front.get(TALKS)
    wanted = _entries(talks, entries)
    if left != now or set(pairs) != {key for key, _ in after.front.pairs if key != TALKS}:
        raise Refused("without it, the headings after it would read another way; take it out in the file (E)")
    if gone and wanted != _entries(kept, ()):
        raise Refused("its entry under talks: cannot be taken out safely; take it out in the file (E)")


def _entries(talks: Value | None, without: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    if not isinstance(talks, Mapping):
        return []
    return [(key, texts(value)) for key, value in talks.pairs if key not in without]


# -- into another log


@dataclass(frozen=True, slots=True)
class AddSections:
    """Sections that come from another log: at the end of their category here, else of the log.

    A heading's level is changed only where the section would not be a talk of its own with the level it
    has. `conference` is what the log's folder says, when it is that which makes the note a log.
    """

    key: TalkKey
    pieces: tuple[Piece, ...]
    conference: Conference = NO_CONFERENCE

    @property
    def title(self) -> str:
        """What undo calls it."""
        count = len(self.pieces)
        return f"add {shortened(self.pieces[0].title)}" if count == 1 else f"add {count} sections"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        for piece in self.pieces:
            data = added(editable(data), piece, self.conference).data
        return data


class Added(NamedTuple):
    """The bytes with one section more; which of the note's headings, from 0, is its first, and its number."""

    data: bytes
    first: int
    headings: int


def added(document: Document, piece: Piece, conference: Conference) -> Added:
    """The document's bytes with `piece` in it; raises :class:`Refused`."""
    log = log_of(document, conference)
    if log is None:
        raise Refused("this note is no talk log: H says which of its headings are talks")
    wanted = fold(piece.category)
    near = [talk for talk in log.talks if wanted and fold(talk.category) == wanted]
    levels = Counter(talk.section.level for talk in near or log.talks)
    at = (near or list(log.talks))[-1].end
    _same_definitions(document, piece)
    why = Refused(f"“{piece.title}” would not be a talk of its own there; move it by hand (E)")
    usual = levels.most_common(1)[0][0]
    by_link = piece.link is not None and is_video_link(piece.link)  # a talk at any level
    for level in dict.fromkeys((piece.level, usual) if by_link else (usual, piece.level)):
        try:
            data = _placed(document, piece, at, level, conference)
        except Refused as error:
            why = error
        else:
            first = sum(found.start < at for found in sections_in(document))
            return Added(data, first, len(sections(piece.text, 0)))
    raise why


def _placed(document: Document, piece: Piece, at: int, level: int, conference: Conference) -> bytes:
    """The document's bytes with `piece` at `at`, its heading of `level`; proved by reading the log again."""
    eol, text = document.eol, document.text
    before, after = text[:at], text[at:]
    said = _at_level(piece.text, level - piece.level).replace("\n", eol)
    if before and not before.endswith("\n"):
        before += eol
    if before and not before.endswith(("\n\n", "\n\r\n")):
        before += eol
    new = parse(with_text(document, before + said + (eol if after else "") + after))
    if (new.front, new.body_start) != (document.front, document.body_start):
        raise Refused("with it, the note would begin another way; move it by hand (E)")
    made = next((found for found in sections(new.text, new.body_start) if found.start == len(before)), None)
    if made is None or (made.title, made.link) != (piece.title, piece.link):
        raise Refused(f"“{piece.title}” would read another way there; move it by hand (E)")
    first, came = sum(found.start < at for found in sections_in(document)), len(sections(piece.text, 0))
    pairs = [(was, was + came * (was >= first)) for was in range(len(sections_in(new)) - came)]
    new = parse(kept(document, new, pairs, conference))
    data = _with_entry(new, made, piece, conference)
    _verify_added(document, parse(data), made.anchor, piece, conference)
    return data


def _with_entry(document: Document, made: Section, piece: Piece, conference: Conference) -> bytes:
    log = log_of(document, conference)
    is_talk = log is not None and any(talk.section.anchor == made.anchor for talk in log.talks)
    if piece.entry is None and is_talk:
        return document.data
    talks = document.front.get(TALKS)
    if isinstance(talks, Mapping) and made.anchor in set(talks.keys()):
        raise Refused(
            f"there is an entry `{made.anchor}` under talks already; rename one of the two first (R)"
        )
    operations: list[Operation] = [SetValue((TALKS, made.anchor, HEADING), heading_value(made.title))]
    try:
        settings = entry_settings((TALKS, made.anchor), piece.fields)
    except Refused as error:
        raise Refused(
            f"what stands under talks: for “{piece.title}” has a list of more than texts; move it by hand (E)"
        ) from error
    operations += [one for one in settings if not (isinstance(one, SetValue) and one.path[2:] == (HEADING,))]
    return splice(document, operations)


def _verify_added(
    before: Document, after: Document, anchor: str, piece: Piece, conference: Conference
) -> None:
    """Raise :class:`Refused` unless the log has one talk more, and every other is what it was."""
    was, now = log_of(before, conference), log_of(after, conference)
    if was is None or now is None:
        raise Refused("the note would be no talk log any more; move it by hand (E)")
    made = [talk for talk in now.talks if talk.section.anchor == anchor]
    others = [_said(after, talk) for talk in now.talks if talk.section.anchor != anchor]
    wanted = [_said(before, talk) for talk in was.talks]
    if len(made) != 1 or (piece.entry is not None and made[0].entry != anchor):
        raise Refused(f"“{piece.title}” would not be a talk of its own there; move it by hand (E)")
    if others != wanted:
        raise Refused("with it, the talks beside it would read another way; move it by hand (E)")


def _said(document: Document, talk: LogTalk) -> tuple[object, ...]:
    """All that the log says of a talk, wherever it stands and whatever its entry is called."""
    text = document.text[talk.section.body_start : talk.end].strip()
    return (talk.section.title, talk.section.link, talk.category, shape(talk.fields), text)


def _at_level(text: str, by: int) -> str:
    """`text` with its headings `by` levels deeper, as far as there are levels; code stays."""
    if not by:
        return text
    pieces: list[str] = []
    position = 0
    for found in sections(text, 0):
        match = _ATX.match(text[found.start : found.body_start])
        if match is None:
            raise Refused("its headings are underlined; their level cannot be changed; move it by hand (E)")
        level = min(6, max(1, len(match[2]) + by))
        pieces += [text[position : found.start], match[1], "#" * level]
        position = found.start + match.end()
    return "".join([*pieces, text[position:]])


def _same_definitions(document: Document, piece: Piece) -> None:
    """Raise :class:`Refused` when a link label of `piece` means something else in the document."""
    have = {
        label: document.text[start:end].strip()
        for label, start, end in definitions(document.text, document.body_start)
    }
    for label, start, end in definitions(piece.text):
        said = piece.text[start:end].strip()
        if label in have and have[label].split(None, 1)[1:] != said.split(None, 1)[1:]:
            raise Refused(f"its link label [{label}] means something else there; rename it first (e)")
