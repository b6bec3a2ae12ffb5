"""Headings inside a talk's text, moved below the talk's own heading and back: out into a log, in from one.

A text of its own has headings from level 1 or 2 on; under a talk that is a heading of level 3 they begin at
level 4.  Every heading goes ``level - 1`` levels down, so the way back needs nothing but the talk's level.
What has no such place (a heading of level 1, one that would be deeper than 6, an underlined one, whose
level cannot change) says in a comment before its text what it was::

    # Part one         →   #### <!--h1--> Part one          under a heading of level 3
    ##### A detail     →   ###### <!--h5--> A detail
    Results            →   #### <!--u2-->Results<!--/ _______-->
    -------

Markdown shows nothing of a comment, and a title is read without it.  Code and HTML blocks stay as they are;
what a heading is, :mod:`talktui.notes.blocks` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from talktui.notes.blocks import Heading, scan

_DEEPEST = 6
_ATX = re.compile(r"( {0,3})(#{1,6})(?=[ \t\r\n]|\Z)")
_MARKED = re.compile(r" <!--[hu][1-6]-->")
_OWN_LEVEL = re.compile(r" <!--h([1-6])-->")
_UNDERLINED = re.compile(r" <!--u([12])-->(.*)<!--/(r?) ([ \t]*[=_]+[ \t]*)-->", re.DOTALL)
_BREAK = re.compile(r" <!--/(r?)-->")  # the only one with one slash: those that a text has get one more
_LINE_BREAK = re.compile(r"(?<!\\)\\$")
_CLOSING = re.compile(r"(?:(?<=[ \t])|^)#+$")  # what ends a heading of one line would take for its end
_DEFINITION = re.compile(r" {0,3}\[[^\]\[\n]+\]:[^\n]*\n")
_SLASHES = re.compile(r"<!--(/+)(?=r?(?: [ \t]*[=_]+[ \t]*)?-->)")


def below(markdown: str, level: int) -> str:
    """`markdown` with its headings below one of `level`, 0 to 5: each deeper than it, and none lost.

    ``raised(below(text, level), level - 1) == text``, whatever the text.  Under a heading of level 6 there
    is no room: headings there are of level 6, too.
    """
    down = max(level - 1, 0)

    def moved(heading: Heading, lines: str) -> str:
        wanted = heading.level + down
        new = min(max(wanted, level + 1), _DEEPEST)
        atx = _ATX.match(lines)
        if atx is None:
            start = _definitions_end(lines)  # link definitions above its text are no part of it
            return f"{lines[:start]}{'#' * new} <!--u{heading.level}-->{_on_one_line(lines[start:])}"
        rest = lines[atx.end() :]
        mark = f" <!--h{heading.level}-->" if new != wanted or _MARKED.match(rest) else ""
        return f"{atx[1]}{'#' * new}{mark}{rest}"

    return _each_heading(markdown, moved)


def is_marked(markdown: str) -> bool:
    """Whether a heading of `markdown` says in a comment what it was before :func:`below` moved it."""
    return "<!--" in markdown and any(_was_moved(markdown, heading) for heading in scan(markdown).headings)


def _was_moved(markdown: str, heading: Heading) -> bool:
    lines = markdown[heading.start : heading.body_start]
    atx = _ATX.match(lines)
    if atx is None:
        return False
    return bool(_OWN_LEVEL.match(lines, atx.end()) or _UNDERLINED.match(lines, atx.end()))


def stands_below(markdown: str, level: int) -> bool:
    """Whether `markdown` can stand below a heading of `level` as it is, and be told from a text that moved.

    Each of its headings is deeper then, and none is marked.
    """
    return not is_marked(markdown) and all(heading.level > level for heading in scan(markdown).headings)


def shown_below(markdown: str, level: int) -> str:
    """`markdown` with its headings below one of `level`, for readers: the highest right below, none marked.

    There is no way back: what is to be read again goes through :func:`below`.
    """
    return _shown(markdown, level + 1 - _highest(markdown))


def sunk_below(markdown: str, level: int) -> str:
    """`markdown` with its headings below one of `level`, none marked: for texts that nobody asks back.

    They go as far down as with :func:`below`, and one level further where one of them is of level 1.
    """
    return _shown(markdown, max(level - 1, level + 1 - _highest(markdown)))


def _highest(markdown: str) -> int:
    return min((heading.level for heading in scan(markdown).headings), default=1)


def _shown(markdown: str, down: int) -> str:
    """`markdown` with its headings `down` levels deeper, each on one line."""

    def moved(heading: Heading, lines: str) -> str:
        signs = "#" * min(heading.level + down, _DEEPEST)
        if atx := _ATX.match(lines):
            return f"{atx[1]}{signs}{lines[atx.end() :]}"
        start = _definitions_end(lines)
        text, _, _ = lines[start:].rstrip("\r\n").rpartition("\n")
        joined = " ".join(_LINE_BREAK.sub("", line.strip()) for line in text.splitlines())
        return f"{lines[:start]}{signs} {_CLOSING.sub(_escaped_sign, joined)}\n"

    return _each_heading(markdown, moved)


def _escaped_sign(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def raised(markdown: str, by: int) -> str:
    """`markdown` with its headings `by` levels higher, 1 at the most; the way back of :func:`below`.

    `by` is the level of the heading that it stood below, less 1.
    """

    def moved(heading: Heading, lines: str) -> str:
        atx = _ATX.match(lines)
        if atx is None:
            return lines
        rest = lines[atx.end() :]
        if own := _OWN_LEVEL.match(rest):
            return f"{atx[1]}{'#' * int(own[1])}{rest[own.end() :]}"
        if underlined := _UNDERLINED.match(rest):
            return _on_its_lines(underlined) + rest[underlined.end() :]
        return f"{atx[1]}{'#' * max(1, heading.level - by)}{rest}"

    return _each_heading(markdown, moved)


def _each_heading(markdown: str, moved: Callable[[Heading, str], str]) -> str:
    """`markdown` with the lines of each heading as `moved` makes them."""
    pieces: list[str] = []
    position = 0
    for heading in scan(markdown).headings:
        pieces += [
            markdown[position : heading.start],
            moved(heading, markdown[heading.start : heading.body_start]),
        ]
        position = heading.body_start
    return "".join([*pieces, markdown[position:]])


def _definitions_end(lines: str) -> int:
    end = 0
    while match := _DEFINITION.match(lines, end):
        end = match.end()
    return end


def _on_one_line(lines: str) -> str:
    """An underlined heading's text, its line breaks and its underline as comments, and its line end."""
    text, _, underline = lines.removesuffix("\n").rpartition("\n")
    end = "\n" if lines.endswith("\n") else ""
    if underline.endswith("\r"):
        underline, end = underline[:-1], "\r" + end
    carriage = "r" if text.endswith("\r") else ""
    said = _SLASHES.sub(r"<!--/\1", text.removesuffix("\r"))
    said = said.replace("\r\n", " <!--/r-->").replace("\n", " <!--/-->")
    return f"{said}<!--/{carriage} {underline.replace('-', '_')}-->{end}"


def _on_its_lines(found: re.Match[str]) -> str:
    """What :func:`_on_one_line` made one line of, but for the last line end."""
    text = _BREAK.sub(lambda match: "\r\n" if match[1] else "\n", found[2])
    text = _SLASHES.sub(lambda match: f"<!--{match[1][1:] or '/'}", text)
    underline = found[4].replace("_", "-") if found[1] == "2" else found[4]
    return f"{text}{chr(13) if found[3] else ''}\n{underline}"
