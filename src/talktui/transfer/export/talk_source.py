"""What a talk's note says beyond the fields: its text as a file of its own has it, and every further key."""

from __future__ import annotations

from dataclasses import dataclass

from talktui.notes.document import Document, parse
from talktui.notes.fields import KEYS, find, is_empty
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import EMPTY, Mapping, Value
from talktui.notes.heading_text import without_quotes
from talktui.notes.headings import sections
from talktui.notes.log_place import Entries
from talktui.notes.own_text import is_theirs
from talktui.notes.problem import Refused
from talktui.notes.talk import Note, Section, Talk
from talktui.notes.video_links import is_video_link
from talktui.transfer.formats.post_definitions import Definitions
from talktui.transfer.heading_levels import raised

SOURCE = "source"
_NOT_OF_A_TALK = {"talks", "defaults", "talk_level", "not_talks", "heading", SOURCE}


@dataclass(frozen=True, slots=True)
class TalkSource:
    """One talk with what its note says of it."""

    talk: Talk
    body: str  # Markdown, as a file of its own has it: headings raised, definitions at hand; line feeds
    others: tuple[tuple[str, Value], ...]  # front-matter keys that no field is read from
    origin: Mapping | None  # `source`: where it was imported from

    @property
    def below_heading(self) -> str:
        """The body as it stands below a heading with the talk's title and video: without one of its own that
        says just these, which would be another talk there."""
        first = next(iter(sections(self.body, 0)), None)
        if first is None or first.level > 1 or self.body[: first.start].strip():
            return self.body
        says_it = without_quotes(first.title) == self.talk.title and first.link == self.talk.video
        if not says_it or first.link is None or not is_video_link(first.link):
            return self.body
        rest = self.body[first.body_start :]
        return without_blank_ends(rest)

    @property
    def own_body(self) -> str:
        """The body without what is the conference's or said already: sections `Abstract` and `Outline`,
        and a first heading that repeats the title."""
        body = self.body
        found = sections(body, 0)
        gone: list[Section] = []
        for section in found:
            if is_theirs(section.title) and not (gone and section.start < gone[-1].end):
                gone.append(section)
        for section in reversed(gone):
            body = body[: section.start] + body[section.end :]
        first = found[0] if found and found[0] not in gone else None
        says_title = first and first.level == 1 and fold(first.title) == fold(self.talk.title)
        if first and says_title and not body[: first.start].strip():
            body = body[first.body_start :]
        return without_blank_ends(Definitions(self.body, 0).completed(body) if body != self.body else body)


class Sources:
    """Makes the :class:`TalkSource` of talks; a note with several is taken apart once."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._document: Document | None = None
        self._entries: Entries | None = None
        self._definitions: Definitions | None = None

    def of(self, talk: Talk, note: Note | None) -> TalkSource:
        """`talk` with what `note`, in which it stands, says of it."""
        document = self._of(note) if note is not None else None
        front, level, text = EMPTY, 0, talk.body
        if document is not None and talk.key.anchor is None:
            front = document.front
        elif document is not None and talk.key.anchor is not None:
            front, level = self._entry(document, talk.key.anchor)
            text = self._text(document, talk)
        body = raised(text, level - 1) if level else text
        origin = front.get(SOURCE)
        return TalkSource(
            talk,
            without_blank_ends(body.replace("\r\n", "\n")),
            _others(front, talk),
            origin if isinstance(origin, Mapping) else None,
        )

    def _of(self, note: Note) -> Document:
        if self._document is None or self._path != note.path:
            self._path, self._document = note.path, parse(note.data)
            self._entries = self._definitions = None
        return self._document

    def _text(self, document: Document, talk: Talk) -> str:
        """A log's talk's text, with what it needs of the definitions that stand elsewhere in the log."""
        if "]:" not in document.text or document.text[talk.body_start : talk.body_end] != talk.body:
            return talk.body
        if self._definitions is None:
            self._definitions = Definitions(document.text, document.body_start)
        return self._definitions.body(talk.body_start, talk.body_end)

    def _entry(self, document: Document, anchor: str) -> tuple[Mapping, int]:
        """What stands under `talks:` for the talk of `anchor`, and its heading's level."""
        if self._entries is None:
            self._entries = Entries(document)
        try:
            section, key = self._entries.of(anchor)
        except Refused:
            return EMPTY, 0
        entry = document.front.at(("talks", key)) if key is not None else None
        defaults = document.front.get("defaults")
        pairs = entry.pairs if isinstance(entry, Mapping) else ()
        have = {name for name, _ in pairs}
        shared = defaults.pairs if isinstance(defaults, Mapping) else ()
        return Mapping((*pairs, *(pair for pair in shared if pair[0] not in have)), 0), section.level


def _others(front: Mapping, talk: Talk) -> tuple[tuple[str, Value], ...]:
    """The pairs of `front` that say something and that none of the talk's fields was read from."""
    read: set[tuple[str, ...]] = set()
    for field in KEYS:
        found = find(front, field)
        if found is not None and (getattr(talk, field) not in (None, ()) or field == "title"):
            read.add(found[0])
    others: dict[str, Value] = {}
    for key, value in front.pairs:
        left = _left(value, {path[1:] for path in read if path[0] == key})
        if key not in _NOT_OF_A_TALK and key not in others and left is not None and not is_empty(left):
            others[key] = left
    return tuple(others.items())


def _left(value: Value, read: set[tuple[str, ...]]) -> Value | None:
    """What `value` says beside what was read from it: all, a part of a table (`taxonomies`), or None."""
    if not read:
        return value
    if () in read or not isinstance(value, Mapping):
        return None
    taken = {path[0] for path in read}
    return Mapping(tuple(pair for pair in value.pairs if pair[0] not in taken), 0)


def without_blank_ends(text: str) -> str:
    """`text` without the blank lines before and after it."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)
