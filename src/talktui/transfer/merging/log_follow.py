"""Talks of a log that are imported again: their entries under `talks:`, headings and texts follow the source.

All that is said of a log's talk stands in its entry, but for its title, which is its heading, and its video,
which the heading links to where it can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from talktui.notes.conference import Folders
from talktui.notes.document import Document, parse
from talktui.notes.edit import with_text
from talktui.notes.front_edits import Place
from talktui.notes.front_matter.operations import Operation
from talktui.notes.front_matter.splice import splice, splice_together
from talktui.notes.headings import sections
from talktui.notes.log_edits import rename_heading
from talktui.notes.log_place import Entries, sections_in
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Kind, Note, Section, Talk, TalkKey
from talktui.notes.video_links import is_video_link
from talktui.transfer.heading_levels import below
from talktui.transfer.merging.body_parts import PARTS, composed, parts_of
from talktui.transfer.merging.combining import Incoming, words
from talktui.transfer.merging.digests import origin_of
from talktui.transfer.merging.follow import Decision, decide
from talktui.transfer.merging.follow_edit import operations, prove
from talktui.transfer.merging.log_titles import with_titles
from talktui.transfer.merging.part_edits import with_part

_HEADING = re.compile(r"(?P<lead> {0,3}#{1,6}[ \t]+)(?P<said>.*?)(?P<tail>(?:[ \t]+#+)?[ \t]*)\Z")
_LINK = re.compile(r"\[(?P<text>.*)\]\((?:[^()\s]*|<[^<>]*>)\)\Z")
_BARE = re.compile(r"[^\s<>()\\]+")

_FEW = 4
"""So many titles are changed one by one, each proved by itself."""

Follow = tuple[TalkKey, Incoming]
"""Which talk of a log, as it was when the plan was made, and what is imported of it."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one talk."""

    talk: Talk
    section: Section
    decision: Decision
    heading: str | None  # its heading's line when its video goes there

    @property
    def in_entry(self) -> tuple[str, ...]:
        """The fields that change in its entry."""
        elsewhere = {"title", "video"} if self.heading is not None else {"title"}
        return tuple(name for name in self.decision.follows if name not in elsewhere)


def levels_of(data: bytes) -> dict[str, int]:
    """The level of each heading of a note, by its anchor."""
    return {section.anchor: section.level for section in sections_in(parse(data))}


def talks_of(note: Note) -> list[Talk]:
    """The talks of a log, without what it says of itself."""
    return [talk for talk in note.talks if talk.kind is Kind.TALK]


def followed(path: str, data: bytes, follows: Sequence[Follow], folders: Folders) -> bytes:
    """The log `data` with the talks `follows` as their sources have them now; raises :class:`Refused`."""
    document = parse(data)
    note = read_note(path, data, None, folders)
    headings = {section.anchor: section for section in sections_in(document)}
    talks = _Talks(note)
    changes: list[_Change] = []
    for key, incoming in follows:
        talk = talks.of(key, incoming)
        section = headings[talk.key.anchor or ""]
        decision = decide(talk, section.level, incoming, folders.category)
        if decision.is_change:
            changes.append(_Change(talk, section, decision, _linked(document, section, decision)))
    if not changes:
        return data
    changes.sort(key=lambda change: change.section.start)
    after = _with_fields(document, changes)
    after = _with_texts(parse(after), read_note(path, after, None, folders), changes)
    retitled = [change for change in changes if "title" in change.decision.follows]
    if len(retitled) > _FEW:
        titles = {change.talk.key.anchor or "": change.decision.brought.said["title"] for change in retitled}
        after = with_titles(path, after, titles, folders)
    else:
        for change in reversed(retitled):  # the last first: what stands above it keeps its anchor
            title = change.decision.brought.said["title"]
            after = rename_heading(parse(after), change.talk.key.anchor or "", title)
    _prove(note, read_note(path, after, None, folders), changes, folders)
    return after


class _Talks:
    """The talks of a log, to be found by where they were imported from, else by their place."""

    def __init__(self, note: Note) -> None:
        self._is_log = note.is_log
        self._at = {talk.key: talk for talk in talks_of(note)}
        origins = ((origin_of(talk), talk) for talk in talks_of(note))
        self._from = {(origin.source, origin.id): talk for origin, talk in origins if origin is not None}

    def of(self, key: TalkKey, incoming: Incoming) -> Talk:
        """The talk that was imported as `incoming`, else that at `key`; raises :class:`Refused`."""
        for part in incoming.parts:
            talk = self._from.get((part.source, part.talk.id)) if part.talk.id is not None else None
            if talk is not None:
                return talk
        if key not in self._at or not self._is_log:
            raise Refused(f"the heading “{key.anchor}” is not in this note any more; import again")
        return self._at[key]


def _with_fields(document: Document, changes: Sequence[_Change]) -> bytes:
    """The bytes with the entries of all talks spliced, in few parses where that can be."""
    entries = Entries(document)
    groups: list[list[Operation]] = []
    roots = set()
    for change in changes:
        place = Place(document, change.talk.key, entries)
        roots.add(place.root)
        if made := operations(place, change.decision, change.in_entry):
            groups.append([*place.heading, *made])
    if len(roots) == len(changes):
        return splice_together(document, groups)
    for change in changes:  # two new entries would be of one name
        place = Place(document, change.talk.key)
        made = operations(place, change.decision, change.in_entry)
        document = parse(splice(document, [*place.heading, *made]))
    return document.data


def _with_texts(document: Document, note: Note, changes: Sequence[_Change]) -> bytes:
    """The bytes with headings' links and talks' texts written anew; entries are as they should be."""
    talks = {talk.key: talk for talk in talks_of(note)}
    starts = {section.anchor: section.start for section in sections_in(document)}
    text = document.text
    for change in reversed(changes):
        talk = talks.get(change.talk.key)
        if talk is None:
            raise Refused("the log would be read another way; bring this import in by hand")
        body = text[talk.body_start : talk.body_end]
        level = change.section.level
        for name, said in _texts(change, level).items():
            body = with_part(body, name, said, document.eol, min(level + 1, 6))
        text = text[: talk.body_start] + body + text[talk.body_end :]
        if change.heading is not None:
            start = starts[talk.key.anchor or ""]
            end = start + len(_line(text, start))
            text = text[:start] + change.heading + text[end:]
    return with_text(document, text)


def _texts(change: _Change, level: int) -> dict[str, str]:
    names = [name for name in PARTS if name in change.decision.follows]
    if not names:
        return {}
    talk = change.decision.brought.talk
    parts = parts_of(below(composed(talk.body, talk.abstract, talk.outline), level))
    return {name: parts.said(name) for name in names}


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end].removesuffix("\r")


def _linked(document: Document, section: Section, decision: Decision) -> str | None:
    """The heading's line with the source's video as its link; None where that cannot be, or is not wanted."""
    video = decision.brought.talk.video
    if "video" not in decision.follows or not video or not is_video_link(video):
        return None
    if section.link is None and decision.mine.get("video"):
        return None  # its entry says the video
    match = _HEADING.match(_line(document.text, section.start))
    if match is None:
        return None
    link = _LINK.match(match["said"])
    inner = link["text"] if link else match["said"]
    address = video if _BARE.fullmatch(video) else f"<{video}>"
    line = f"{match['lead']}[{inner}]({address}){match['tail']}"
    made = sections(line, 0)
    same = len(made) == 1 and (made[0].title, made[0].link) == (section.title, video)
    return line if same else None


def _prove(before: Note, after: Note, changes: Sequence[_Change], folders: Folders) -> None:
    """Raise :class:`Refused` unless the log holds the same talks and each says what it should."""
    changed = {change.talk.key: change for change in changes}
    was, now = talks_of(before), talks_of(after)
    if len(was) != len(now):
        raise Refused("the log would be read another way; bring this import in by hand")
    for old, new in zip(was, now, strict=True):
        change = changed.get(old.key)
        if change is not None:
            prove(change.decision, new, change.section.level, folders)
        elif (words(old.title), dict(old.fields), old.body) != (words(new.title), dict(new.fields), new.body):
            raise Refused(f"what is said of “{old.title}” would change, too; bring this in by hand")
