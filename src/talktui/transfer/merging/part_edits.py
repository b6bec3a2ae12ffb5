"""A talk's text with one of its parts written anew: what the person wrote around it keeps its bytes."""

from __future__ import annotations

from talktui.notes.problem import Refused
from talktui.transfer.merging.body_parts import ABSTRACT, BODY, HEADINGS, LEVEL, OUTLINE, parts_of


def with_part(text: str, part: str, said: str, eol: str, level: int = LEVEL) -> str:
    """`text`, a talk's Markdown, with `said` as its `part`; a section it lacks gets a heading of `level`.

    Raises :class:`Refused` when a body stands in several pieces.
    """
    said = said.replace("\n", eol)
    parts = parts_of(text)
    if part == BODY:
        if len(parts.own) > 1:
            raise Refused("what was imported as its text stands in several pieces now; edit it by hand")
        if parts.own:
            return _between(text, *parts.own[0], said, eol)
        rest = text.lstrip("\r\n")
        return f"{text[: len(text) - len(rest)] or eol}{said}{eol}{eol if rest else ''}{rest}"
    section = parts.found.get(part)
    if section is not None:
        return _between(text, section.body_start, section.end, said, eol)
    new = f"{'#' * level} {HEADINGS[part]}{eol}{eol}{said}{eol}"
    after = parts.found.get(OUTLINE) if part == ABSTRACT else None
    if after is not None:
        return f"{text[: after.start]}{new}{eol}{text[after.start :]}"
    content = text.rstrip()
    below = text[len(content) :]
    blank = below.count("\n") - 1  # a log's next heading stays as far below as it was
    return f"{content}{eol if content else ''}{eol}{new}{eol * max(0, blank)}"


def _between(text: str, start: int, end: int, said: str, eol: str) -> str:
    """What stands from `start` to `end` replaced, but for the blank lines around it."""
    old = text[start:end]
    content = old.strip("\r\n \t")
    if not content:
        return f"{text[:start]}{eol}{said}{eol}{eol if end < len(text) else ''}{text[end:]}"
    lead = old[: len(old) - len(old.lstrip("\r\n"))]
    trail = old[len(old.rstrip()) :]
    return f"{text[:start]}{lead}{said}{trail}{text[end:]}"
