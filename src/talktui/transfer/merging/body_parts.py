"""A talk's Markdown as an import sees it: the person's own text, and the sections `Abstract` and `Outline`.

The sections are the conference's: an import may write them anew. All else is the person's, or a post's
prose that was imported as such.
"""

from __future__ import annotations

from dataclasses import dataclass

from talktui.notes.folding import fold
from talktui.notes.headings import sections
from talktui.notes.talk import Section
from talktui.transfer.heading_levels import raised, sunk_below

ABSTRACT, OUTLINE, BODY = "abstract", "outline", "body"
PARTS = (BODY, ABSTRACT, OUTLINE)
HEADINGS = {ABSTRACT: "Abstract", OUTLINE: "Outline"}
LEVEL = 2
"""Of those headings, in a note that is one talk."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where each part stands in `text`, in characters."""

    text: str
    own: tuple[tuple[int, int], ...]  # pieces that say something and are in neither section
    found: dict[str, Section]  # the sections that are there

    def said(self, part: str) -> str:
        """What `part` says, without blank lines around it and with line feeds; "" for nothing."""
        if part == BODY:
            return "\n\n".join(plain(self.text[start:end]) for start, end in self.own)
        section = self.found.get(part)
        return "" if section is None else plain(self.text[section.body_start : section.end])


def parts_of(text: str) -> Parts:
    """The parts of a talk's Markdown. Linear in its size."""
    found: dict[str, Section] = {}
    end = 0
    for section in sections(text, 0) if "#" in text or "\n--" in text or "\n==" in text else ():
        name = fold(section.title.strip(" *_:"))
        if name in HEADINGS and section.start >= end:  # one inside of another is a part of that
            found[name] = section
            end = section.end
    own = []
    at = 0
    for section in sorted(found.values(), key=lambda one: one.start):
        own.append((at, section.start))
        at = section.end
    own.append((at, len(text)))
    return Parts(text, tuple((start, end) for start, end in own if text[start:end].strip()), found)


def composed(body: str, abstract: str, outline: str) -> str:
    """The Markdown of a new talk's note: what the person wrote, then the sections; "" for nothing."""
    pieces = [plain(body)]
    for part, text in ((ABSTRACT, abstract), (OUTLINE, outline)):
        if text.strip():
            pieces.append(section_text(part, text))
    return "\n\n".join(piece for piece in pieces if piece)


def settled(body: str, abstract: str, outline: str) -> tuple[str, str, str]:
    """The three as a note can tell them apart: a body with a section that is given as well is without it.

    The section's text then stands before what was given, if that is another; nothing is lost.
    """
    parts = parts_of(plain(body))
    texts = {ABSTRACT: abstract, OUTLINE: outline}
    if not any(part in parts.found and text.strip() for part, text in texts.items()):
        return body, abstract, outline
    for part in parts.found:
        pieces = (raised(parts.said(part), LEVEL - 1), plain(texts[part]))
        texts[part] = "\n\n".join(dict.fromkeys(piece for piece in pieces if piece))
    return parts.said(BODY), texts[ABSTRACT], texts[OUTLINE]


def section_text(part: str, text: str, level: int = LEVEL) -> str:
    """The section `part` with its heading of `level`; headings in `text` go below it."""
    return f"{'#' * level} {HEADINGS[part]}\n\n{sunk_below(plain(text), level)}"


def plain(text: str) -> str:
    """`text` with line feeds and without blank lines at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    while lines[:1].isspace():
        first, feed, rest = lines.partition("\n")
        if first.strip() or not feed:
            break
        lines = rest
    return lines
