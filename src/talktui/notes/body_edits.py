"""Edits of a note's Markdown: a line at the end, a talk's text, the whole file's text.

Line ends are kept: a line that an edit does not change keeps its own, a new one gets the file's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import Document, parse
from talktui.notes.edit import editable, shortened, with_text
from talktui.notes.entry_names import kept
from talktui.notes.log_place import body_span, conference_for, sections_in
from talktui.notes.merge import merged
from talktui.notes.own_text import is_theirs
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_CHANGED = "the same lines of its text were changed elsewhere; read it again (r), then make the edit again"


@dataclass(frozen=True, slots=True)
class AppendLine:
    """A line at the end of a talk's text: below its last line that is not blank.

    The conference's sections that stand last (an imported `Abstract`) are not the person's: it goes above
    them. Blank lines that separate it from the next section stay below. A file without a last line end
    stays without one.
    """

    key: TalkKey
    text: str

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"add “{shortened(self.text)}”"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        if "\n" in self.text or "\r" in self.text:
            raise Refused("what is appended is one line; edit the text (e) to write more")
        if not self.text.strip():
            return data
        text, eol = document.text, document.eol
        start, end = body_span(document, self.key)
        end, whole = _own_end(document, start, end), end
        content = text[start:end].rstrip()
        if not content and end < whole:  # nothing but an abstract: between blank lines above it
            at = start + len(eol) if text.startswith(eol, start) else start
            return self._with(document, at, self.text + eol * 2)
        if content:
            line_end = text.find("\n", start + len(content), end)
            at = end if line_end < 0 else line_end + 1
        else:  # no text yet: right below a section's heading, else at the end of the file
            at = end if self.key.anchor is None else start
        after_line = at == 0 or text[at - 1] == "\n"
        return self._with(document, at, self.text + eol if after_line else eol + self.text)

    @staticmethod
    def _with(document: Document, at: int, new: str) -> bytes:
        """The document's bytes with `new` at `at`; raises :class:`Refused`."""
        result = with_text(document, document.text[:at] + new + document.text[at:])
        again = parse(result)
        if (again.kind, again.front) != (document.kind, document.front):
            raise Refused("this line would be taken for front matter; edit the file itself")
        return result


def _own_end(document: Document, start: int, end: int) -> int:
    """Where a text ends that is the person's own: before the conference's sections that stand last."""
    theirs = {
        min(section.end, end): section.start
        for section in sections_in(document)
        if start <= section.start < end and is_theirs(section.title)
    }
    while end in theirs:
        end = theirs[end]
    return end


@dataclass(frozen=True, slots=True)
class ReplaceBody:
    """A talk's text, `old` as it was shown, becomes `new`.

    Where it is no longer `old`, both changes are made if they are about different lines; else refused.
    """

    key: TalkKey
    old: str
    new: str

    @property
    def title(self) -> str:
        """What undo calls it."""
        return "edit the text"

    def now(self, data: bytes) -> str:
        """The text that stands in the place of `old` now; raises :class:`Refused` when there is none."""
        document = editable(data)
        start, end = body_span(document, self.key, self.old)
        return document.text[start:end]

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        text = document.text
        start, end = body_span(document, self.key, self.old)
        new = _both(self.old, self.new, text[start:end])
        if same_text(text[start:end], new):
            return data
        body = with_line_ends(text[start:end], new, document.eol)
        if body and end < len(text) and not body.endswith("\n"):
            body += document.eol
        if body and start and text[start - 1] != "\n":
            body = document.eol + body
        data = with_text(document, text[:start] + body + text[end:])
        return _with_entries(document, data, self.key, (start, end))


def _with_entries(before: Document, data: bytes, key: TalkKey, span: tuple[int, int]) -> bytes:
    """`data`, in which the text at `span` is another, with what is said of the other talks left to them.

    A heading that was typed may say what one after it says, and take its anchor.
    """
    after = parse(data)
    was, now = sections_in(before), sections_in(after)
    above = sum(section.start < span[0] for section in was)
    below = sum(section.start >= span[1] for section in was)
    if [one.title for one in was[len(was) - below :]] != [one.title for one in now[len(now) - below :]]:
        return data  # a fence that is open, say: what is below is no heading for now
    same = [*range(above), *range(len(was) - below, len(was))]
    pairs = [(number, number if number < above else number + len(now) - len(was)) for number in same]
    try:
        conference = conference_for(before, key.anchor) if key.anchor is not None else NO_CONFERENCE
        return kept(before, after, pairs, conference)
    except Refused:
        return data  # what was typed is saved all the same; the note's problems tell of the entry


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """The whole file's text, front matter too, `old` becomes `new`; see :class:`ReplaceBody`."""

    key: TalkKey
    old: str
    new: str

    @property
    def title(self) -> str:
        """What undo calls it."""
        return "edit the file"

    def now(self, data: bytes) -> str:
        """The file's text now; raises :class:`Refused` when it cannot be edited."""
        return editable(data).text

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        new = _both(self.old, self.new, document.text)
        if same_text(document.text, new):
            return data
        return with_text(document, with_line_ends(document.text, new, document.eol))


def _both(old: str, new: str, now: str) -> str:
    """What a text that was `old` and is `now` becomes, when a person made `new` of it."""
    if same_text(now, old):
        return new
    both = merged(_plain(old), _plain(new), _plain(now))
    if both is None:
        raise Refused(_CHANGED)
    return both


def stands_alone(data: bytes, key: TalkKey, text: str) -> bool:
    """Whether `text`, shown as that of the talk `key`, is one piece of the note that an edit finds again."""
    try:
        return ReplaceBody(key, text, text).now(data) == text
    except Refused:
        return False


def with_line_ends(old: str, new: str, eol: str) -> str:
    """`new` with the line ends of a file: those of `old` in the lines both begin and end with, else `eol`."""
    had = _LINES.findall(old)
    lines = _LINES.findall(_plain(new))
    first = 0
    while first < min(len(had), len(lines)) and _plain(had[first]) == lines[first]:
        first += 1
    last = 0
    while last < min(len(had), len(lines)) - first and _plain(had[-1 - last]) == lines[-1 - last]:
        last += 1
    middle = [line.replace("\n", eol) for line in lines[first : len(lines) - last]]
    return "".join([*had[:first], *middle, *had[len(had) - last :]])


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def same_text(a: str, b: str) -> bool:
    """Whether two texts differ in their line ends at most (an editing widget makes them all alike)."""
    return a == b or _plain(a) == _plain(b)
