"""Talk logs: which headings of a note are talks, how far each goes, and what the front matter says of it.

A heading that links to a video is a talk, at any level; two make a note a log.  A log without links says
`talk_level` (and `not_talks`) in its front matter or `conference.yaml`.  Entries under `talks:` say what a
person adds to a talk; which entry belongs to which heading, :mod:`talktui.notes.log_entries` tells.
"""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass

from talktui.notes.conference import read_talk_level
from talktui.notes.document import Document
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, texts
from talktui.notes.headings import sections
from talktui.notes.log_entries import entered_headings, match_entries
from talktui.notes.problem import Problem
from talktui.notes.talk import Conference, Section
from talktui.notes.video_links import is_video_link


@dataclass(frozen=True, slots=True)
class LogTalk:
    """One talk of a log. Offsets are characters of the document's text."""

    section: Section
    end: int  # where its body ends; `section.end` may lie beyond it
    category: str  # of the headings; "" for none
    entry: str | None = None  # its key under `talks:`
    fields: Mapping = EMPTY  # what stands there


@dataclass(frozen=True, slots=True)
class Log:
    """A note's talks, and what of it is none: the introduction, the closing, texts under categories."""

    talks: tuple[LogTalk, ...]
    about: tuple[tuple[int, int], ...]  # ranges of characters that are in no talk and say something
    problems: tuple[Problem, ...]  # entries that no longer find their heading


def log_sections(document: Document, conference: Conference) -> tuple[LogTalk, ...] | None:
    """The talks of a log in the order of the file, or None when the note is one talk."""
    log = read_log(document, conference, sections(document.text, document.body_start))
    return log.talks if log is not None else None


def read_log(
    document: Document, conference: Conference, found: Items[Section], problems: list[Problem] | None = None
) -> Log | None:
    """The log that `document` is, `found` being its sections; None when the note is one talk.

    What is wrong with `talk_level` is added to `problems`.
    """
    front = document.front
    problems = [] if problems is None else problems
    level = read_talk_level(front, problems) if "talk_level" in front.keys() else conference.talk_level  # noqa: SIM118 - no dict
    if level == 0 or not found or not (level or any(section.link for section in found)):
        return None  # most notes: nothing here can be a talk
    named = {fold(name) for name in (*texts(front.get("not_talks")), *conference.not_talks)}
    entries = front.get("talks")
    entered = entered_headings(entries)
    talks = [
        section
        for section in found
        if (
            section.level == level
            or (section.link and is_video_link(section.link))
            or entered.get(section.anchor) == section.title  # a talk in a log of links that has no video yet
        )
        and fold(section.title) not in named
    ]
    # Who has written entries for talks has a log, though one talk may be all that is left of it.
    if len(talks) < (1 if level or isinstance(entries, Mapping) else 2):
        return None
    outline = _Outline(document, found, talks, named)
    matched = match_entries(entries, talks)
    made = tuple(
        LogTalk(
            section, outline.end(section), outline.category(section), *(matched.of.get(section.anchor) or ())
        )
        for section in talks
    )
    return Log(made, tuple(outline.about()), matched.problems)


class _Outline:
    """The headings of a log: which are categories, and where each talk ends."""

    def __init__(
        self, document: Document, found: Items[Section], talks: Items[Section], named: set[str]
    ) -> None:
        self._document = document
        self._found = found
        self._talks = {section.start for section in talks}
        self._named = named
        self._title = self._title_heading()
        self._categories: dict[int, Section | None] = {}  # a talk's start → its category's heading
        self._read_categories()
        self._used = {section.start for section in self._categories.values() if section}
        self._ends = self._read_ends()

    def category(self, talk: Section) -> str:
        section = self._categories[talk.start]
        return section.title if section else ""

    def end(self, talk: Section) -> int:
        return self._ends[talk.start]

    def _own_text(self, index: int) -> bool:
        """Whether something stands between the heading and the next one."""
        after = self._found[index + 1].start if index + 1 < len(self._found) else len(self._document.text)
        return bool(self._document.text[self._found[index].body_start : after].strip())

    def _title_heading(self) -> Section | None:
        """The H1 that only gives the note its title: the first heading, where no other H1 has talks."""
        first = self._found[0]
        if first.level != 1 or first.start in self._talks:
            return None
        title = self._document.front.get("title")
        if isinstance(title, Scalar) and not title.is_null and fold(title.text) != fold(first.title):
            return None
        under_another = False
        for section in self._found[1:]:
            is_talk = section.start in self._talks
            if section.level == 1:
                under_another = not is_talk
            elif is_talk and under_another:
                return None
        return first

    def _read_categories(self) -> None:
        """A talk's category: the nearest heading before it, of its level or above, that is no talk.

        Not a heading named under `not_talks`, nor one deeper than the talk before it, where text of
        its own follows: that is a part of its talk ("#### Takeaways"), or of the log.
        """
        nearest: list[Section | None] = [None] * 7  # by level
        talk_level = 0
        for index, section in enumerate(self._found):
            level = section.level
            if section.start in self._talks:
                candidates = [s for s in nearest[1 : level + 1] if s is not None]
                self._categories[section.start] = max(candidates, key=lambda s: s.start, default=None)
                talk_level = level
                continue
            if section is self._title:
                continue
            inside = talk_level and level > talk_level
            if (inside or fold(section.title) in self._named) and self._own_text(index):
                continue
            nearest[level] = section
            if not inside:
                talk_level = 0

    def _read_ends(self) -> dict[int, int]:
        """A talk goes to the next talk, category, or heading of its level or above."""
        ends: dict[int, int] = {}
        current: Section | None = None
        for section in self._found:
            is_talk = section.start in self._talks
            if current is not None and (
                is_talk or section.start in self._used or section.level <= current.level
            ):
                ends[current.start] = section.start
                current = None
            if is_talk:
                current = section
        if current is not None:
            ends[current.start] = len(self._document.text)
        return ends

    def about(self) -> list[tuple[int, int]]:
        """What is in no talk and is not only a category's heading or the title."""
        text = self._document.text
        pieces = [(self._document.body_start, self._found[0].start)]
        inside = 0
        for index, section in enumerate(self._found):
            after = self._found[index + 1].start if index + 1 < len(self._found) else len(text)
            if section.start in self._talks:
                inside = self._ends[section.start]
            elif section.start >= inside and (section.start not in self._used or self._own_text(index)):
                start = section.body_start if section is self._title else section.start
                pieces.append((start, after))
        merged: list[tuple[int, int]] = []
        for start, end in pieces:
            if merged and merged[-1][1] == start:
                merged[-1] = (merged[-1][0], end)
            elif text[start:end].strip():
                merged.append((start, end))
        return merged
