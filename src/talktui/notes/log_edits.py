"""Edits of a talk log's headings, and of which entry under `talks:` belongs to which.

A heading and its entry change together, in one edit: an entry that lost its heading would be a
problem on the note, and what was said of the talk would be gone from it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import Document, parse
from talktui.notes.edit import editable, shortened, with_text
from talktui.notes.entry_names import TALKS, kept, rename_entries
from talktui.notes.folding import fold
from talktui.notes.front_matter.operations import SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import Mapping
from talktui.notes.headings import sections
from talktui.notes.log_place import (
    conference_for,
    entry_of,
    escaped,
    heading_value,
    log_of,
    log_talk_of,
    section_of,
    sections_in,
)
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference, Section, TalkKey

HEADING = "heading"
_ATX = re.compile(r"( {0,3}#{1,6}[ \t]*)(.*?)([ \t]+#+)?([ \t]*)\Z", re.DOTALL)
_LINK = re.compile(
    r"\[(?P<text>.*)\](?P<rest>"
    r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])\Z"
)


@dataclass(frozen=True, slots=True)
class AddSection:
    """A new talk in a log: a heading at the end of `category`, or of the log when that is None.

    Its entry under `talks:` says that it is a talk, where nothing else would: it links to no video yet.
    `conference` is what the log's folder says, when it is that which makes the note a log.
    """

    key: TalkKey
    heading: str
    category: str | None = None
    conference: Conference = NO_CONFERENCE

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"new talk {shortened(self.heading)}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        title = _one_line(self.heading)
        log = log_of(document, self.conference)
        if log is None:
            raise Refused("this note is no talk log: H says which of its headings are talks")
        wanted = fold(self.category) if self.category else ""
        near = [talk for talk in log.talks if wanted and fold(talk.category) == wanted]
        last = (near or list(log.talks))[-1]
        levels = Counter(talk.section.level for talk in near or log.talks)
        level = last.section.level if near else levels.most_common(1)[0][0]
        at, text, eol = last.end, document.text, document.eol
        before, after = text[:at], text[at:]
        heading = f"{'#' * level} {title}{eol}"
        if before and not before.endswith("\n"):
            before += eol
        if not before.endswith(("\n\n", "\n\r\n")):
            before += eol
        if after:
            heading += eol
        new = parse(with_text(document, before + heading + after))
        made = next((s for s in sections(new.text, new.body_start) if s.start == len(before)), None)
        if made is None or made.title != title:
            new = parse(with_text(document, before + heading.replace(title, escaped(title)) + after))
            made = next((s for s in sections(new.text, new.body_start) if s.start == len(before)), None)
        if made is None or made.title != title or new.front != document.front:
            raise Refused(f"“{title}” cannot be a heading here; edit the file itself (E)")
        every = sections_in(new)
        first = next(number for number, found in enumerate(every) if found.start == made.start)
        pairs = [(number, number + (number >= first)) for number in range(len(every) - 1)]
        new = parse(kept(document, new, pairs, self.conference))
        return _as_talk(new, section_of(new, made.anchor), self.conference)


@dataclass(frozen=True, slots=True)
class Reattach:
    """The entry under `talks:` that lost its heading, given to the heading with `anchor`."""

    key: TalkKey
    entry: str
    anchor: str

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"reattach {shortened(self.entry)}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        section = section_of(document, self.anchor)
        have = entry_of(document, section)
        if have == self.entry:
            return data
        if have is not None:
            raise Refused(f"that talk has an entry already (`{have}`); put the two together in the file (E)")
        if not isinstance(document.front.at((TALKS, self.entry)), Mapping):
            raise Refused(f"there is no entry `{self.entry}` under talks")
        return _attached(document, self.entry, section)


def rename_heading(document: Document, anchor: str, title: str) -> bytes:
    """The document's bytes with the heading of `anchor` saying `title`, its link kept, and its entry with it.

    Raises :class:`Refused` when the heading is not simple enough to be sure.
    """
    title = _one_line(title)
    talk = log_talk_of(document, anchor)
    if title == talk.section.title:
        return document.data
    new, made = retitled(document, talk.section, title)
    if talk.entry is not None:
        new = parse(splice(new, [SetValue((TALKS, talk.entry, HEADING), heading_value(made.title))]))
    same = [(number, number) for number in range(len(sections_in(document)))]
    return kept(document, new, same, conference_for(document, anchor), talk.entry)


def retitled(document: Document, section: Section, title: str) -> tuple[Document, Section]:
    """The document with the heading of `section` saying `title`, its link kept; and that section there.

    Raises :class:`Refused` when the heading is not simple enough to be sure.
    """
    for written in (title, escaped(title)):
        new = parse(with_text(document, _with_heading(document.text, section, written)))
        made = next((s for s in sections(new.text, new.body_start) if s.start == section.start), None)
        if made and (made.title, made.link, made.level) == (title, section.link, section.level):
            return new, made
    raise Refused("this heading is more than a text or a link; change it in the file (E)", section.line)


def _with_heading(text: str, section: Section, title: str) -> str:
    """`text` with what the heading says replaced; of a heading that is a link, what the link says."""
    line_end = text.find("\n", section.start, section.body_start)
    line_end = section.body_start if line_end < 0 else line_end
    line = text[section.start : line_end]
    ending = "\r" if line.endswith("\r") else ""
    line = line.removesuffix("\r")
    below = text[line_end : section.body_start]  # the line end, and a setext underline
    if below.count("\n") > 2:
        raise Refused("this heading has several lines; change it in the file (E)", section.line)
    match = _ATX.match(line) if line.lstrip().startswith("#") else None
    lead, said, tail = (match[1], match[2], (match[3] or "") + match[4]) if match else ("", line, "")
    link = _LINK.match(said)
    said = f"[{title}]{link['rest']}" if link else title
    return text[: section.start] + lead + said + tail + ending + text[line_end:]


def _as_talk(document: Document, section: Section, conference: Conference) -> bytes:
    """The document's bytes, an entry added when the new heading is no talk without it."""
    log = log_of(document, conference)
    if log and any(talk.section.anchor == section.anchor for talk in log.talks):
        return document.data
    entries = document.front.get(TALKS)
    if isinstance(entries, Mapping) and section.anchor in set(entries.keys()):
        raise Refused(f"there is an entry `{section.anchor}` under talks already; take another title")
    return splice(document, [SetValue((TALKS, section.anchor, HEADING), heading_value(section.title))])


def _attached(document: Document, entry: str, section: Section) -> bytes:
    """The document's bytes with `entry` named and headed for `section`; proved by reading the log again."""
    talks = document.front.get(TALKS)
    names = set(talks.keys()) if isinstance(talks, Mapping) else set()
    name = entry if section.anchor in names - {entry} else section.anchor
    renamed = parse(rename_entries(document, {entry: name})) if name != entry else document
    data = splice(renamed, [SetValue((TALKS, name, HEADING), heading_value(section.title))])
    again = parse(data)
    if entry_of(again, section_of(again, section.anchor)) != name:
        raise Refused(f"the entry `{entry}` could not be given to “{section.title}”; edit the file (E)")
    return data


def _one_line(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("a heading needs a text")
    return title
