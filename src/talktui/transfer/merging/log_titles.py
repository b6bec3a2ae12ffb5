"""Many headings of a log given other titles at once, and their entries under `talks:` with them.

One by one each of five hundred would read the whole log several times. The caller proves the result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from talktui.notes.conference import Folders
from talktui.notes.document import Document, parse
from talktui.notes.edit import with_text
from talktui.notes.front_matter.operations import SetValue
from talktui.notes.front_matter.splice import splice_together
from talktui.notes.front_matter.yaml_text import written
from talktui.notes.headings import sections
from talktui.notes.log_place import Entries, entry_lines, heading_value, sections_in
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Kind, Section
from talktui.transfer.log_text import heading_text_of

_HEADING = re.compile(r"(?P<lead> {0,3}#{1,6}[ \t]+)(?P<said>.*?)(?P<tail>(?:[ \t]+#+)?[ \t]*)\Z")
_LINK = re.compile(r"\[.*\](?P<rest>\((?:[^()\s]*|<[^<>]*>)\))\Z")
_OTHERWISE = "the headings of this log cannot be changed together; bring this import in by hand"


def with_titles(path: str, data: bytes, titles: Mapping[str, str], folders: Folders) -> bytes:
    """The log `data` with `titles` (by the anchors of their headings); raises :class:`Refused`."""
    document = parse(data)
    keys = _anchors(path, data, folders)
    found = Entries(document)
    entries = {anchor: found.of(anchor)[1] for anchor in titles}
    text = document.text
    for section in reversed(sections_in(document)):
        if section.anchor in titles:
            text = _retitled(text, section, titles[section.anchor])
    made = parse(with_text(document, text))
    groups = [
        [SetValue(("talks", entry, "heading"), heading_value(titles[anchor]))]
        for anchor, entry in entries.items()
        if entry is not None
    ]
    after = splice_together(made, groups)
    now = _anchors(path, after, folders)
    if len(now) != len(keys):
        raise Refused(_OTHERWISE)
    became = dict(zip(keys, now, strict=True))
    names = {entry: became[anchor] for anchor, entry in entries.items() if entry is not None}
    return _with_names(parse(after), names)


def _anchors(path: str, data: bytes, folders: Folders) -> list[str]:
    note = read_note(path, data, None, folders)
    return [talk.key.anchor or "" for talk in note.talks if talk.kind is Kind.TALK]


def _retitled(text: str, section: Section, title: str) -> str:
    end = text.find("\n", section.start)
    line = text[section.start : len(text) if end < 0 else end].removesuffix("\r")
    match = _HEADING.match(line)
    if match is None:
        raise Refused(f"the heading “{section.title}” is more than a line; change it by hand", section.line)
    link = _LINK.match(match["said"])
    said = heading_text_of(title)
    new = f"{match['lead']}{f'[{said}]' + link['rest'] if link else said}{match['tail']}"
    made = sections(new, 0)
    if len(made) != 1 or (made[0].title, made[0].link) != (title, section.link):
        raise Refused(
            f"“{title}” cannot be the heading of “{section.title}”; change it by hand", section.line
        )
    return text[: section.start] + new + text[section.start + len(line) :]


def _with_names(document: Document, names: Mapping[str, str]) -> bytes:
    """The bytes with entries called after their headings, where no other has that name."""
    entries = [key for key, _ in entry_lines(document)]
    staying = {key for key in entries if key not in names}
    lines = document.text.split("\n")
    for key, number in entry_lines(document):
        new = names.get(key, key)
        if new == key or new in staying or number > len(lines):
            continue
        line = lines[number - 1]
        match = re.match(rf"([ \t]+)([\"']?){re.escape(key)}\2(?=[ \t]*:(?:\s|\Z))", line)
        if match is not None:
            lines[number - 1] = f"{match[1]}{written(new, flow=False)}{line[match.end() :]}"
    return with_text(document, "\n".join(lines))
