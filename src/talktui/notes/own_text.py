"""Whether a talk's body holds words of the person's own: what `has:notes` asks.

An importer writes a talk's abstract under a heading `Abstract`, and a recording's chapters under `Outline`;
those sections are the conference's text. Headings, rules, HTML comments (a template's hints) and blank lines
are nobody's notes either.
"""

from __future__ import annotations

import re

from talktui.notes.folding import fold

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#*)?[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_THEIRS = frozenset({"abstract", "outline"})


def is_theirs(title: str) -> bool:
    """Whether a section called `title` holds the conference's text."""
    return fold(title.strip(" *_:")) in _THEIRS


def has_own_text(body: str) -> bool:
    """Whether `body` (Markdown) has text outside its headings, comments, `Abstract` and `Outline`."""
    lines = _without_comments(body).splitlines()
    theirs = 0  # the level of the heading of theirs that we are under
    fence = ""
    for number, line in enumerate(lines):
        if fence:
            if line.strip().startswith(fence) and not line.strip(" \t" + fence[0]):
                fence = ""
            elif not theirs and line.strip():
                return True
            continue
        if opened := _FENCE.match(line):
            fence = opened[1]
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        heading = _heading(line, below)
        if heading is not None:
            level, title = heading
            if theirs and level > theirs:
                continue
            theirs = level if is_theirs(title) else 0
        elif line.strip() and not theirs and not _UNDERLINE.match(line) and not _RULE.match(line):
            return True
    return False


def _heading(line: str, below: str) -> tuple[int, str] | None:
    """The level and title of the heading on `line`, in either of Markdown's ways."""
    if atx := _HEADING.match(line):
        return len(atx[1]), atx[2] or ""
    if line.strip() and not _UNDERLINE.match(line) and (under := _UNDERLINE.match(below)):
        return (1 if under[1][0] == "=" else 2), line.strip()
    return None


def _without_comments(text: str) -> str:
    """`text` without its HTML comments; one that is never closed takes the rest, as in HTML."""
    if "<!--" not in text:
        return text
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start + 4)
        if end < 0:
            at = len(text)
            break
        at = end + 3
    parts.append(text[at:])
    return "".join(parts)
