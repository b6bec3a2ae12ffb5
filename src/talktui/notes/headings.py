"""A note's headings as sections: levels, titles as plain text, links and GitHub's anchors.

Called for every note at load, so it is quick and linear; what a heading is, :mod:`talktui.notes.blocks`
says.  Anchors follow github-slugger, which says how github.com makes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from talktui.notes.blocks import Heading, scan
from talktui.notes.heading_text import heading_text
from talktui.notes.talk import Section

_ASCII_DROPPED = re.compile(r"[^\w\- ]")
_KEPT = {"L", "M"}
_KEPT_EXACTLY = {"Nd", "Nl", "Pc"}
_LONGEST_LABEL = 200
_DEFINITIONS = re.compile(r"^ {0,3}\[([^\]\[\n]{1,200})\]:[ \t]*(\S+)", re.MULTILINE)


def sections(text: str, start: int) -> tuple[Section, ...]:
    """The sections of `text` from character `start` (where the Markdown begins) on, in order.

    ATX and setext headings, not those in code or HTML.  A section ends where the next heading of its
    level or above begins.  Linear in the size of `text`.
    """
    found = scan(text, start).headings
    return sections_of(text, found) if found else ()


def sections_of(text: str, found: list[Heading]) -> tuple[Section, ...]:
    """The sections that the scanned headings `found` of `text` make."""
    ends = _ends(found, len(text))
    references = _References(text)
    anchor = Anchors()
    line, counted = 1, 0
    result = []
    for heading, end in zip(found, ends, strict=True):
        line += text.count("\n", counted, heading.start)
        counted = heading.start
        title, link = heading_text(heading.raw, references)
        result.append(
            Section(heading.level, title, anchor(title), heading.start, heading.body_start, end, line, link)
        )
    return tuple(result)


def _ends(found: list[Heading], end: int) -> list[int]:
    ends = [end] * len(found)
    open_at: list[int] = []
    for index, heading in enumerate(found):
        while open_at and found[open_at[-1]].level >= heading.level:
            ends[open_at.pop()] = heading.start
        open_at.append(index)
    return ends


class _References:
    """Link reference definitions of a text, looked for only when a heading uses one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, str] | None = None

    def __call__(self, label: str) -> str | None:
        if len(label) > _LONGEST_LABEL or "[" in label:  # no label; and brackets in brackets stay cheap
            return None
        if self._found is None:
            self._found = {}
            for match in _DEFINITIONS.finditer(self._text):
                self._found.setdefault(_label(match[1]), match[2].strip("<>"))
        return self._found.get(_label(label))


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


References = Callable[[str], str | None]


class Anchors:
    """Gives each title its anchor, unique among those given before: `a`, `a-1`, `a-2`."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, title: str) -> str:
        """The anchor of the next heading, `title`."""
        base = anchor = slug(title)
        while anchor in self._seen:
            self._seen[base] += 1
            anchor = f"{base}-{self._seen[base]}"
        self._seen[anchor] = 0
        return anchor


def slug(title: str) -> str:
    """The anchor GitHub makes of `title`: lower case, punctuation dropped, spaces to hyphens.

    A title without a letter or digit gives "section", where GitHub gives nothing to link to.
    """
    title = title.strip().lower()
    if title.isascii():
        kept = _ASCII_DROPPED.sub("", title)
    else:
        kept = "".join(char for char in title if char in " -" or _is_kept(char))
    return kept.replace(" ", "-") or "section"


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in _KEPT or category in _KEPT_EXACTLY
