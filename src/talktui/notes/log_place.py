"""A talk log's talk found again in fresh bytes: its heading, its text, its entry under `talks:`.

An edit knows its talk by its heading's anchor alone, so that it can be made on bytes that somebody
else has changed meanwhile; a heading that is gone refuses the edit and gets no other talk's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import Document, parse
from talktui.notes.heading_text import heading_text
from talktui.notes.headings import sections
from talktui.notes.logs import Log, LogTalk, read_log
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference, Section, TalkKey

_MARKS = re.compile(r"([\\`*_\[\]<&~#])")


def sections_in(document: Document) -> tuple[Section, ...]:
    """The document's sections. Those of a body met a moment ago are not read again, only moved."""
    found = _sections_of_body(document.body)
    offset, lines = document.body_start, document.text.count("\n", 0, document.body_start)
    return tuple(
        replace(
            section,
            start=section.start + offset,
            body_start=section.body_start + offset,
            end=section.end + offset,
            line=section.line + lines,
        )
        for section in found
    )


@lru_cache(maxsize=4)
def _sections_of_body(body: str) -> tuple[Section, ...]:
    # An edit of what is said of a log's talks asks for the same body's sections again and again.
    return sections(body, 0)


def section_of(document: Document, anchor: str) -> Section:
    """The section whose heading has `anchor`; raises :class:`Refused` when there is none."""
    for section in sections_in(document):
        if section.anchor == anchor:
            return section
    raise _gone(anchor)


def _gone(anchor: str) -> Refused:
    return Refused(f"the heading “{anchor}” is not in this note any more; read it again (r), then edit")


def _no_talk(section: Section) -> Refused:
    return Refused(f"the heading “{section.title}” is not one of this note's talks", section.line)


def same_talk(before: bytes, now: bytes, anchor: str) -> bool:
    """Whether `anchor` leads to the same talk in both versions of a note, as far as its heading tells.

    Anchors of headings with the same text are numbered (`q`, `q-1`), so one more of them gives an
    anchor to another talk; a link tells those apart.
    """
    found: list[Section] = []
    alike = 0
    for data in (before, now):
        document = parse(data)
        every = sections_in(document)
        mine = next((section for section in every if section.anchor == anchor), None)
        if mine is None:
            return False
        found.append(mine)
        alike = max(alike, sum(section.title == mine.title for section in every))
    old, new = found
    return old.title == new.title and (alike == 1 or old.link == new.link)


def log_of(document: Document, conference: Conference = NO_CONFERENCE) -> Log | None:
    """The log that `document` is, by its own words unless `conference` is given; or None."""
    return read_log(document, conference, sections_in(document))


def log_talk_of(document: Document, anchor: str) -> LogTalk:
    """The talk whose heading has `anchor`; raises :class:`Refused` when there is none.

    Where the document does not say that this heading is a talk, a `conference.yaml` did.
    """
    return _log_talk(document, anchor)[0]


def conference_for(document: Document, anchor: str) -> Conference:
    """What must be said of the log's conference for the heading of `anchor` to be a talk.

    Raises :class:`Refused` when it is none.
    """
    return _log_talk(document, anchor)[1]


def _log_talk(document: Document, anchor: str) -> tuple[LogTalk, Conference]:
    section = section_of(document, anchor)
    found = sections_in(document)
    for conference in (NO_CONFERENCE, Conference("", "", talk_level=section.level)):
        log = read_log(document, conference, found)
        for talk in log.talks if log else ():
            if talk.section.anchor == anchor:
                return talk, conference
    raise _no_talk(section)


def body_span(document: Document, key: TalkKey, text: str | None = None) -> tuple[int, int]:
    """Where the text of the talk `key` stands, in characters of the document's text.

    With `text`, what the caller knows that text to be, of the possible ends the one that fits it: how
    far a talk goes may depend on a `conference.yaml`, which is not at hand. Raises :class:`Refused`.
    """
    if key.anchor is None:
        return _file_span(document, text)
    talk = log_talk_of(document, key.anchor)
    start = talk.section.body_start
    if text is not None and document.text[start : talk.end] != text and document.text.startswith(text, start):
        end = start + len(text)
        if end in {section.start for section in sections_in(document)} | {len(document.text)}:
            return start, end
    return start, talk.end


def _file_span(document: Document, text: str | None) -> tuple[int, int]:
    """The Markdown of a note that is one talk; of a log, what it says of itself."""
    log = log_of(document)
    whole = (document.body_start, len(document.text))
    if log is None or (text is not None and document.text[document.body_start :] == text):
        return whole
    if text is not None and len(log.about) > 1:
        raise Refused("this text stands in several places of the log; edit the file itself (E)")
    return log.about[0] if log.about else (document.body_start, log.talks[0].section.start)


class Entries:
    """Which entry under `talks:` each talk of one log has; the log is read once for all of them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found = sections_in(document)
        self._sections = {section.anchor: section for section in self._found}
        self._logs: dict[int, dict[str, LogTalk]] = {}  # by the level that a conference.yaml may say

    def of(self, anchor: str) -> tuple[Section, str | None]:
        """The section of the talk with `anchor`, and its entry's key; refuses as :func:`log_talk_of` does."""
        section = self._sections.get(anchor)
        if section is None:
            raise _gone(anchor)
        for level in (0, section.level):
            if level not in self._logs:
                conference = Conference("", "", talk_level=level) if level else NO_CONFERENCE
                log = read_log(self._document, conference, self._found)
                self._logs[level] = {talk.section.anchor: talk for talk in log.talks} if log else {}
            if anchor in self._logs[level]:
                return section, self._logs[level][anchor].entry
        raise _no_talk(section)


def entry_of(document: Document, section: Section) -> str | None:
    """The key under `talks:` of what is said of the talk of `section`, or None."""
    return log_talk_of(document, section.anchor).entry


def heading_value(title: str) -> str:
    """What an entry's `heading:` says for `title`; it is read as Markdown, as the heading itself is."""
    return title if heading_text(title)[0] == title else escaped(title)


def escaped(title: str) -> str:
    """`title` as Markdown that says just that."""
    return _MARKS.sub(r"\\\1", title)


def entry_lines(document: Document) -> Iterator[tuple[str, int]]:
    """The keys under `talks:` and the 1-based line that each stands on."""
    talks = document.front.get("talks")
    pairs = getattr(talks, "pairs", ())
    lines = getattr(talks, "key_lines", ())
    for (key, _), line in zip(pairs, lines, strict=False):
        yield key, line
