"""A talk's text with one of its parts written anew: what the person wrote around it keeps its bytes."""

from __future__ import annotations

from talktui.transfer.merging.body_parts import ABSTRACT, BODY, HEADINGS, LEVEL, OUTLINE, Parts, parts_of


def with_part(text: str, part: str, said: str, eol: str, level: int = LEVEL) -> str:
    """`text`, a talk's Markdown, with `said` as its `part`; a section it lacks gets a heading of `level`."""
    said = said.replace("\n", eol)
    parts = parts_of(text)
    if part == BODY:
        return _with_body(text, parts, said, eol)
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


def _with_body(text: str, parts: Parts, said: str, eol: str) -> str:
    """A talk's own text is as it was imported, or there is none: `said` in its place, above the sections."""
    first = min((section.start for section in parts.found.values()), default=len(text))
    if len(parts.own) == 1 and parts.own[0][1] <= first:
        return _between(text, *parts.own[0], said, eol)
    for start, end in reversed(parts.own):
        text = text[:start] + text[end:]
    rest = text.lstrip("\r\n")
    lead = text[: len(text) - len(rest)] or eol
    return f"{lead}{said}{eol}{eol if rest.strip() else ''}{rest}"


def _between(text: str, start: int, end: int, said: str, eol: str) -> str:
    """What stands from `start` to `end` replaced, but for the blank lines around it."""
    old = text[start:end]
    content = old.strip("\r\n \t")
    if not content:
        return f"{text[:start]}{eol}{said}{eol}{eol if end < len(text) else ''}{text[end:]}"
    lead = old[: len(old) - len(old.lstrip("\r\n"))]
    trail = old[len(old.rstrip()) :]
    return f"{text[:start]}{lead}{said}{trail}{text[end:]}"
