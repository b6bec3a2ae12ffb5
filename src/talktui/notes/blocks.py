"""Where a note's headings stand, and what of it is code or HTML: one quick scan, for headings and tags.

Every note is scanned when a notes directory is opened, so this is no Markdown parser: it looks only at
the lines that could be a heading, a code fence or HTML, and knows of CommonMark what is needed to tell a
heading from what only looks like one.  Source: CommonMark 0.31, "Leaf blocks".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

# The lines that matter: ATX heading, fence, setext underline, HTML, each indented by at most three spaces.
_MARKED = re.compile(
    r"(?P<indent> {0,3})(?:"
    r"(?P<atx>\#{1,6})(?=[ \t\r\n]|\Z)"
    r"|(?P<fence>`{3,}|~{3,})"
    r"|(?P<under>=+|-+)[ \t]*\r?$"
    r"|(?P<html><(?=[a-zA-Z/!?]))"
    r")",
    re.MULTILINE,
)
_LIKELY = re.compile(
    r"\n {0,3}[#`~=<-]"
)  # before each of them but the first; a search for `^` looks everywhere
_CLOSING_FENCE = {mark: re.compile(rf"^[ \t]*({mark}{{3,}})[ \t]*\r?$", re.MULTILINE) for mark in ("`", "~")}
_BLANK_LINE = re.compile(r"\n[ \t]*\r?(?=\n|\Z)")
_RAW_HTML = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_RAW_HTML_END = re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
_BLOCK_HTML = re.compile(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog"
    r"|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe"
    r"|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table"
    r"|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|\Z)",
    re.IGNORECASE,
)
_ONE_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]*)?/?>[ \t]*\r?$", re.MULTILINE)
_NO_PARAGRAPH = re.compile(r" {0,3}(?:#{1,6}(?:[ \t]|$)|`{3}|~{3}|>|[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))")
_BREAK = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_DEFINITION = re.compile(r" {0,3}\[[^\]\[]+\]:")
_SETEXT_LINES = 10
"""A setext heading of more lines is none that anybody means, and looking back stays cheap."""


class Heading(NamedTuple):
    """A heading's place: characters of the text. `raw` is its Markdown without marks and line ends."""

    level: int
    start: int
    body_start: int
    raw: str


class Blocks(NamedTuple):
    """The headings in order, and the ranges (start, end) that are fenced code or HTML blocks."""

    headings: list[Heading]
    opaque: list[tuple[int, int]]


def scan(text: str, start: int = 0) -> Blocks:
    """The blocks of `text` from character `start` (the beginning of a line) on. Linear."""
    headings: list[Heading] = []
    opaque: list[tuple[int, int]] = []
    fences = _Fences(text)
    floor = start  # what is before belongs to a block that has ended
    position = start
    while match := _next_marked(text, position):
        line_end = text.find("\n", match.end())
        after = len(text) if line_end < 0 else line_end + 1
        position = after
        if match["atx"]:
            headings.append(
                Heading(len(match["atx"]), match.start(), after, _atx_text(text[match.end() : after]))
            )
            floor = after
        elif match["fence"]:
            end = fences.end(match, after)
            if end:
                opaque.append((match.start(), end))
                floor = position = end
        elif match["under"]:
            heading = _setext(text, floor, match, after)
            if heading:
                headings.append(heading)
            if heading or match["under"][0] == "-":
                floor = after
        else:
            end = _html_end(text, match, floor, after)
            if end:
                opaque.append((match.start(), end))
                floor = position = end
    return Blocks(headings, opaque)


def _next_marked(text: str, position: int) -> re.Match[str] | None:
    """The first line that matters at `position`, the beginning of a line or none, or after it."""
    if (not position or text[position - 1 : position] == "\n") and (match := _MARKED.match(text, position)):
        return match
    while likely := _LIKELY.search(text, position):
        position = likely.start() + 1
        if match := _MARKED.match(text, position):
            return match
    return None


def _atx_text(rest: str) -> str:
    """The text after the opening `#`s, without a closing sequence of them."""
    rest = rest.strip(" \t\r\n")
    without = rest.rstrip("#")
    if len(without) < len(rest) and (not without or without[-1] in " \t"):
        rest = without
    return rest.strip()  # of other blanks, too, which no closing sequence stands behind


class _Fences:
    """Says where fenced code ends."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._longest: dict[str, _LongestFences] = {}

    def end(self, opening: re.Match[str], after: int) -> int:
        """Where the block that `opening` opens ends (after its last line), or 0 when it opens none."""
        text, fence, indent = self._text, opening["fence"], len(opening["indent"])
        if fence[0] == "`" and "`" in text[opening.end() : after]:
            return 0  # an inline code span
        if indent and not self._closes(fence, indent, after):
            # Never closed: code to the end of the file, but inside a list item only to that item's end,
            # and the headings that come after it must not be lost.
            return 0
        pattern = _CLOSING_FENCE[fence[0]]
        position = after
        while close := pattern.search(text, position):
            position = close.end()
            if len(close[1]) >= len(fence) and close.start(1) - close.start() <= indent + 3:
                end = text.find("\n", close.end())
                return len(text) if end < 0 else end + 1
        return len(text)

    def _closes(self, fence: str, indent: int, after: int) -> bool:
        """Whether an indented fence is closed at all: 100,000 that are not must not be 100,000 searches."""
        if fence[0] not in self._longest:
            self._longest[fence[0]] = _LongestFences(self._text, fence[0])
        return self._longest[fence[0]].after(after, indent + 3) >= len(fence)


class _LongestFences:
    """How long the longest closing fence after a place is, for each indentation that is asked for."""

    def __init__(self, text: str, mark: str) -> None:
        found = [
            (close.start(), close.start(1) - close.start(), len(close[1]))
            for close in _CLOSING_FENCE[mark].finditer(text)
        ]
        self._starts = [start for start, _, _ in found]
        self._longest = {
            limit: list(accumulate((n if indent <= limit else 0 for _, indent, n in reversed(found)), max))
            for limit in (4, 5, 6)
        }

    def after(self, position: int, limit: int) -> int:
        """The length of the longest fence from `position` on that is indented by `limit` at most."""
        left = len(self._starts) - bisect_left(self._starts, position)
        return self._longest[limit][left - 1] if left else 0


def _html_end(text: str, match: re.Match[str], floor: int, after: int) -> int:
    """Where the HTML block that begins at `match` ends, or 0 when none does."""
    at = match.start("html")
    for opens, closes in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
        if text.startswith(opens, at):
            return _line_end(text, text.find(closes, at + len(opens)))
    if text.startswith("<!", at):
        return _line_end(text, text.find(">", at))
    if _RAW_HTML.match(text, at):
        end = _RAW_HTML_END.search(text, at)
        return _line_end(text, end.end() if end else -1)
    # A lone tag of another name does not interrupt a paragraph; block-level names do.
    if _BLOCK_HTML.match(text, at) or (
        _ONE_TAG.match(text, at) and _no_paragraph_before(text, floor, match.start())
    ):
        blank = _BLANK_LINE.search(text, after - 1)
        return len(text) if blank is None else blank.end()
    return 0


def _line_end(text: str, found: int) -> int:
    if found < 0:
        return len(text)
    end = text.find("\n", found)
    return len(text) if end < 0 else end + 1


def _no_paragraph_before(text: str, floor: int, at: int) -> bool:
    if at <= floor:
        return True
    line = text[max(text.rfind("\n", floor, at - 1) + 1, floor) : at].rstrip()
    return not line or _BREAK.match(line) is not None


def _setext(text: str, floor: int, under: re.Match[str], after: int) -> Heading | None:
    """The setext heading that `under` underlines, or None when no paragraph stands above it."""
    lines: list[str] = []
    start = under.start()
    while start > floor and len(lines) <= _SETEXT_LINES:
        line_start = max(text.rfind("\n", floor, start - 1) + 1, floor)
        line = text[line_start:start].rstrip()
        if not line or _BREAK.match(line):
            break
        if _NO_PARAGRAPH.match(line):
            return None  # the underline is a thematic break, or belongs to a list or a quotation
        lines.append(line)
        start = line_start
    if not lines or len(lines) > _SETEXT_LINES:
        return None
    first = lines[-1]
    if first.startswith(("  ", "\t", " \t")) or all(_DEFINITION.match(line) for line in lines):
        return None  # indented: code or a list's paragraph
    level = 1 if under["under"][0] == "=" else 2
    return Heading(level, start, after, " ".join(line.strip() for line in reversed(lines)))
