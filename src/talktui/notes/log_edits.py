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
from talktui.notes.folding import fold
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.headings import sections
from talktui.notes.log_place import (
    entry_lines,
    entry_of,
    escaped,
    heading_value,
    log_of,
    log_talk_of,
    section_of,
)
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference, Section, TalkKey

TALKS = "talks"
HEADING = "heading"
_ATX = re.compile(r"( {0,3}#{1,6}[ \t]*)(.*?)([ \t]+#+)?([ \t]*)\Z", re.DOTALL)
_LINK = re.compile(
    r"\[(?P<text>.*)\](?P<rest>"
    r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])\Z"
)
_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_WORDS = frozenset("y n yes no on off true false null".split())
_LITERAL = re.compile(r"[+-]?\d+(?:\.\d+)?|true|false|\d{4}-\d\d-\d\d")


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
        return _as_talk(new, made, self.conference)


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
    return _attached(new, talk.entry, made) if talk.entry is not None else new.data


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
    renamed = parse(_rename_entry(document, entry, name)) if name != entry else document
    data = splice(renamed, [SetValue((TALKS, name, HEADING), heading_value(section.title))])
    again = parse(data)
    if entry_of(again, section_of(again, section.anchor)) != name:
        raise Refused(f"the entry `{entry}` could not be given to “{section.title}”; edit the file (E)")
    return data


def _rename_entry(document: Document, old: str, new: str) -> bytes:
    """The document's bytes with the key `old` under `talks:` called `new`, where it stands if it can."""
    for key, line in entry_lines(document):
        if key == old and document.kind == "yaml":
            start = 0
            for _ in range(line - 1):
                start = document.text.find("\n", start) + 1
            plain = _PLAIN_KEY.fullmatch(new) and new not in _WORDS
            pattern = re.compile(rf"([ \t]+)([\"']?){re.escape(old)}\2(?=[ \t]*:(?:\s|\Z))")
            match = pattern.match(document.text, start)
            if match:
                renamed = f"{match[1]}{new if plain else chr(34) + new + chr(34)}"
                text = document.text[:start] + renamed + document.text[match.end() :]
                data = with_text(document, text)
                if _renamed_only(document, parse(data), old, new):
                    return data
    return _moved_entry(document, old, new)


def _renamed_only(before: Document, after: Document, old: str, new: str) -> bool:
    was, now = _shape(before.front), _shape(after.front)
    if not isinstance(was, list) or after.body != before.body or after.problems != before.problems:
        return False
    for index, (key, value) in enumerate(was):
        if key == TALKS and isinstance(value, list):
            was[index] = (key, [(new if name == old else name, item) for name, item in value])
    return was == now


def _shape(value: Value) -> object:
    """`value` without lines."""
    match value:
        case Scalar(text=text, plain=plain):
            return text, plain
        case Sequence(items=items):
            return ("list", *(_shape(item) for item in items))
        case Mapping(pairs=pairs):
            return [(key, _shape(item)) for key, item in pairs]


def _moved_entry(document: Document, old: str, new: str) -> bytes:
    """The entry written anew under its new name: values only, in the order they had."""
    entry = document.front.at((TALKS, old))
    operations: list[Operation] = [SetValue((TALKS, old), None)]
    if isinstance(entry, Mapping):
        operations += entry_settings((TALKS, new), entry)
    return splice(document, operations)


def entry_settings(path: tuple[str, ...], mapping: Mapping) -> list[Operation]:
    """What writes `mapping` anew under `path`; raises :class:`Refused` for a list of more than texts."""
    operations: list[Operation] = []
    for key, value in mapping.pairs:
        match value:
            case Scalar(text=text, plain=plain):
                if not value.is_null:
                    literal = plain and bool(_LITERAL.fullmatch(text))
                    operations.append(SetValue((*path, key), text, literal=literal))
            case Sequence(items=items) if all(isinstance(item, Scalar) for item in items):
                operations.append(SetValue((*path, key), texts(value)))
            case Mapping():
                operations += entry_settings((*path, key), value)
            case _:
                raise Refused(f"`{key}` of this entry is a list of lists; rename the entry in the file (E)")
    return operations


def _one_line(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("a heading needs a text")
    return title
