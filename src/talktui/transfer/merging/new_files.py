"""A new note's bytes, and a new log's: the fields in their order, where it is from, the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from talktui.notes.front_matter import values
from talktui.notes.front_matter.values import Mapping, Value
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.headings import sections
from talktui.notes.imported_digest import digest
from talktui.notes.problem import Refused
from talktui.notes.text_of import MAX_SIZE
from talktui.notes.video_links import is_video_link
from talktui.transfer.heading_levels import below
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.log_text import LogEntry, log_text
from talktui.transfer.merging.body_parts import composed, settled
from talktui.transfer.merging.combining import Part, words
from talktui.transfer.merging.digests import DIGESTS, FROM, ID, SOURCE, Mark, digests_text
from talktui.transfer.merging.said import Said, front_of, said_by_source

Category = Callable[[str], str]
"""The name to show for a category: :meth:`talktui.notes.conference.Folders.category`."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import brings of one talk."""

    talk: ImportedTalk
    front: Mapping  # its front matter, without where it is from
    said: Said
    own: frozenset[str]  # the fields that its first source says
    first: Part
    corrected: frozenset[str] = frozenset()  # those that the person corrected: they follow no source

    def marks(self, without: frozenset[str] = frozenset()) -> dict[str, Mark]:
        """What a note that takes all of it remembers."""
        return {
            name: Mark(digest(said), name in self.own, name in self.corrected)
            for name, said in self.said.items()
            if name not in without
        }


def brought(parts: Sequence[Part], talk: ImportedTalk, conference: str, category: Category) -> Brought:
    """What `parts`, put together as `talk`, say; `conference` is "" where the folder says it."""
    talk = _settled(talk)
    front = front_of(talk, conference)
    said = said_by_source(talk, front, category)
    if len(parts) == 1 and talk.found is None:
        return Brought(talk, front, said, frozenset(said), parts[0])
    first = _said(parts[0].talk, conference, category)
    found = parts[0].talk.found
    if found is None:
        return Brought(talk, front, said, frozenset(first), parts[0])
    source = _said(found, conference, category)
    own = frozenset(name for name, text in first.items() if source.get(name) == text)
    return Brought(talk, front, said, own, parts[0], frozenset(first) - own)


def _said(talk: ImportedTalk, conference: str, category: Category) -> Said:
    talk = _settled(talk)
    return said_by_source(talk, front_of(talk, conference), category)


def _settled(talk: ImportedTalk) -> ImportedTalk:
    if not talk.body:
        return talk
    body, abstract, outline = settled(talk.body, talk.abstract, talk.outline)
    return replace(talk, body=body, abstract=abstract, outline=outline)


def source_front(part: Part, marks: dict[str, Mark]) -> Mapping:
    """The value of `source:`."""
    return mapping([(FROM, part.source), (ID, part.talk.id), (DIGESTS, digests_text(marks))])


def note_text(what: Brought, *, one_talk: bool) -> bytes:
    """The bytes of a new note for one talk. Raises :class:`Refused` for what cannot be written.

    `one_talk`: its folder says that headings are talks, and this note has to say that its are none.
    """
    body = composed(what.talk.body, what.talk.abstract, what.talk.outline)
    pairs = [*what.front.pairs]
    if (one_talk and "#" in body) or _reads_as_log(body):
        pairs.append(("talk_level", literal(0)))
    pairs.append((SOURCE, source_front(what.first, what.marks())))
    text = f"---\n{yaml_text(Mapping(tuple(pairs), 0))}---\n"
    return encoded(f"{text}\n{body}\n" if body else text)


def _reads_as_log(body: str) -> bool:
    """Whether two headings in a text link to videos."""
    if body.count("http") < 2 or ("#" not in body and "\n--" not in body and "\n==" not in body):
        return False
    return sum(bool(found.link and is_video_link(found.link)) for found in sections(body, 0)) > 1


def encoded(text: str) -> bytes:
    """`text` as a note's bytes; raises :class:`Refused` when it could not be edited as one."""
    if "\0" in text:
        raise Refused("its text holds a NUL character, which would make the note unreadable")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise Refused("its text holds half a character (a lone surrogate)") from error
    if len(data) > MAX_SIZE:
        raise Refused("its note would be larger than 1 MB, which cannot be edited")
    return data


def log_bytes(title: str, conference: str, talks: Sequence[Brought], level: int) -> bytes:
    """One note for all of `talks`, their headings of `level`; raises :class:`Refused`.

    `conference` is what the note has to say of it, "" for nothing.
    """
    pairs: list[tuple[str, str | tuple[str, ...] | Value | None]] = [("conference", conference)]
    linked = [bool(what.talk.video and is_video_link(what.talk.video)) for what in talks]
    if any(linked) and not all(linked):
        pairs.append(("talk_level", literal(level)))  # headings without a link are talks, too
    entries = [log_entry(what, level) for what in talks]
    too_large = Refused(
        f"a log of these {len(talks)} talks would be larger than 1 MB, which cannot be edited; "
        "import them as files"
    )
    if sum(map(_least_size, entries)) > MAX_SIZE:
        raise too_large
    data = log_text(title, entries, mapping(pairs), level=level)
    if len(data) > MAX_SIZE:
        raise too_large
    return data


def _least_size(entry: LogEntry) -> int:
    """Bytes that a section and its entry have at least; of more than a megabyte a log is not read."""
    said = sum(len(text) for text in values.texts(entry.front))
    return len(entry.body.encode(errors="replace")) + len(entry.title) + said + 12 * len(entry.front.pairs)


def log_entry(what: Brought, level: int) -> LogEntry:
    """The talk as a section of a log whose talks' headings are of `level`."""
    talk = what.talk
    video = talk.video if talk.video and is_video_link(talk.video) and what.front.get("video") else None
    category = talk.categories[0] if talk.categories else ""
    return LogEntry(
        title=talk.title,
        video=video,
        category=category,
        front=entry_front(what, in_heading=video is not None, category=category),
        body=below(composed(talk.body, talk.abstract, talk.outline), level),
    )


def entry_front(what: Brought, *, in_heading: bool, category: str) -> Mapping:
    """What stands under `talks:` of a talk whose video may be its heading's link, in `category`."""
    pairs = [
        (key, value)
        for key, value in what.front.pairs
        if not (
            key in {"title", "conference"}
            or (key == "video" and in_heading)
            or (key == "categories" and [words(name) for name in values.texts(value)] == [words(category)])
        )
    ]
    marks = what.marks(frozenset({"conference"}))
    return Mapping((*pairs, (SOURCE, source_front(what.first, marks))), 0)
