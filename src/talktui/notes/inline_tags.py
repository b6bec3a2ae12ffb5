"""`#tags` in a note's text, by Obsidian's rules.

A tag is `#` and letters, digits, `_`, `-`, `/` and signs such as emoji, not digits alone, at the beginning
of a word.  `#9`, `C#` and `#anchor` in a link are none; nor is what stands in code, HTML, comments, URLs
and link targets.  Unlike Obsidian, a colour (`#fff`, `#a1b2c3`) is none: see :func:`is_colour`.

Source: https://help.obsidian.md/tags; which characters end a tag was read off Obsidian's behaviour.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from talktui.notes.blocks import Blocks, scan

_TAG = re.compile(
    r"#(?:(?<=[\s(*_~,;>]#)|(?<=\A#))(?<!\]\(#)"  # the `#` first, for a quick search
    r"([^\s\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\x00-\x1f\x7f-\xa0]+)"
)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\r?\n")
_HIDDEN = re.compile(
    r"(?P<code>`+)"
    r"|\]\((?:[^()\\\n]|\\.|\([^()\n]{0,500}\)){0,2000}\)"  # a link's target
    r"|(?<![a-zA-Z])[a-zA-Z][a-zA-Z0-9+.-]{1,15}://\S+"
    r"|\[\[[^\[\]\n]{0,1000}\]\]"
    r"|</?[a-zA-Z][^<>]{0,500}>"
    r"|\{\{[<%].{0,300}?[%>]\}\}"  # a Hugo shortcode
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:.*$",  # a link reference definition
    re.MULTILINE,
)
_BACKTICKS = re.compile("`+")
_HIDES = re.compile(r"[`<]|\]\(|://|\[\[|\]:|\{\{")  # without any of these, _HIDDEN finds nothing
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_COLOUR = re.compile(r"[0-9a-fA-F]+")
# Hexadecimal digits by chance: what talks are tagged with.
_NO_COLOURS = frozenset({"e2e", "b2b", "b2c", "d2c", "c2c", "a2a", "2fa"})


def find_tags(text: str, start: int = 0, blocks: Blocks | None = None) -> list[tuple[int, str]]:
    """The tags in `text` from character `start` on, in order: (where the `#` stands, tag without `#`).

    `blocks` is what :func:`talktui.notes.blocks.scan` found, if that has been asked for already.  Linear.
    """
    if text.find("#", start) < 0:
        return []
    found = [
        (match.start(), tag)
        for match in _TAG.finditer(text, start)
        if (tag := match[1].strip("/")) and _says_something(tag) and not is_colour(tag)
    ]
    if not found:
        return []
    hidden = _hidden(text, start, [at for at, _ in found], blocks or scan(text, start))
    return [(at, tag) for at, tag in found if not hidden(at)]


def distinct(tags: Sequence[tuple[int, str]], *ranges: tuple[int, int]) -> tuple[str, ...]:
    """The tags that stand in one of `ranges` (start, end), each once (case ignored), as first written."""
    seen: dict[str, str] = {}
    for start, end in ranges:
        for _, tag in tags[bisect_left(tags, (start,)) : bisect_left(tags, (end,))]:
            seen.setdefault(tag.casefold(), tag)
    return tuple(seen.values())


def _says_something(tag: str) -> bool:
    """Whether `tag` is not digits alone (`#9`) nor joints alone (`#_`); `#2023-11` is a tag in Obsidian."""
    return not tag.isnumeric() and any(char not in "_-/" for char in tag)


def is_colour(tag: str) -> bool:
    """Whether `tag` is a colour as in CSS: 3, 4, 6 or 8 hexadecimal digits.

    With a digit among them they are one (but not `e2e`, `2fa` and the like); letters alone only where a
    pattern repeats as in `fff`, `aabbcc`, `fafafa`, so that `add`, `bad` and `facade` are tags.
    """
    if len(tag) not in {3, 4, 6, 8} or not _COLOUR.fullmatch(tag):
        return False
    tag = tag.lower()
    if any(char.isdigit() for char in tag):
        return tag not in _NO_COLOURS
    if len(set(tag)) == 1:
        return True
    doubled = all(tag[i] == tag[i + 1] for i in range(0, len(tag), 2))
    return len(tag) >= 6 and (doubled or tag == tag[:2] * (len(tag) // 2))


class _Ranges:
    """Ranges of characters, (start, end) in order; says whether one holds a character."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def __call__(self, at: int) -> bool:
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]


def _hidden(text: str, start: int, places: list[int], blocks: Blocks) -> _Ranges:
    """What of `text` around `places` is code, comment, HTML, a URL or a link's target."""
    opaque = sorted(
        [*blocks.opaque, *_between(text, start, "<!--", "-->"), *_between(text, start, "%%", "%%")]
    )
    merged: list[tuple[int, int]] = []
    for begin, end in opaque:
        if not merged or begin >= merged[-1][1]:
            merged.append((begin, end))
        elif end > merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
    is_opaque = _Ranges(merged)
    hides = _HIDES.search(text, start) is not None
    inline: list[tuple[int, int]] = []
    indented: IndentedCode | None = None
    paragraph_end = start
    line_start, line_end, in_code = 0, -1, False  # of the line that was looked at last: one may hold 100,000
    for at in places:
        if is_opaque(at):
            continue
        if at > line_end:
            line_start = text.rfind("\n", max(line_end, 0), at) + 1 or line_start
            line_end = text.find("\n", at)
            line_end = len(text) if line_end < 0 else line_end
            in_code = False
            if _INDENTED.match(text, line_start):
                indented = indented or IndentedCode(text, start)
                if in_code := indented(line_start):
                    inline.append((line_start, line_end))
                    paragraph_end = max(paragraph_end, line_end)
        if in_code:
            continue
        if hides and at >= paragraph_end:
            begin = _paragraph_start(text, paragraph_end, at)
            close = _PARAGRAPH_END.search(text, at)
            paragraph_end = close.start() if close else len(text)
            inline.extend(_hidden_inline(text, begin, paragraph_end))
    return _Ranges(_merge(merged, inline))


def _merge(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for begin, end in sorted([*first, *second]):
        if result and begin < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((begin, end))
    return result


def _paragraph_start(text: str, floor: int, at: int) -> int:
    """Where the paragraph that holds `at` begins, not before `floor`."""
    end = text.rfind("\n", floor, at)
    while end > floor:
        line_start = text.rfind("\n", floor, end) + 1
        if not text[max(line_start, floor) : end].strip():
            return end + 1
        end = line_start - 1
    return floor


def _between(text: str, start: int, opens: str, closes: str) -> list[tuple[int, int]]:
    """The ranges from `opens` to `closes`; one that is never closed is none."""
    ranges = []
    at = text.find(opens, start)
    while at >= 0:
        end = text.find(closes, at + len(opens))
        if end < 0:
            break
        ranges.append((at, end + len(closes)))
        at = text.find(opens, end + len(closes))
    return ranges


def _hidden_inline(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Code spans, URLs, link targets and the like in one paragraph."""
    runs: dict[int, list[int]] = {}  # length of a run of backticks → where such runs begin, last first
    for run in reversed([run.span() for run in _BACKTICKS.finditer(text, start, end)]):
        runs.setdefault(run[1] - run[0], []).append(run[0])
    ranges: list[tuple[int, int]] = []
    position = start
    while match := _HIDDEN.search(text, position, end):
        position = match.end()
        if match["code"] is None:
            ranges.append((match.start(), match.end()))
            continue
        if match.start() > start and text[match.start() - 1] == "\\":
            position = match.start() + 1  # an escaped backtick opens nothing
            continue
        places = runs.get(len(match["code"]), [])
        while places and places[-1] < match.end():
            places.pop()
        if places:
            close = places.pop() + len(match["code"])
            ranges.append((match.start(), close))
            position = close
    return ranges


class IndentedCode:
    """Says of lines, asked in order, whether they are indented code; reads each line once."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._position = start
        self._code = True  # an indented line here would be code: nothing before it that it continues
        self._in_list = False

    def __call__(self, line_start: int) -> bool:
        """Whether the indented line that begins at `line_start` is code."""
        text = self._text
        while self._position < line_start:
            end = text.find("\n", self._position)
            end = len(text) if end < 0 else end
            line = text[self._position : end]
            self._position = end + 1
            if not line.strip():
                self._code = not self._in_list
            elif _LIST_ITEM.match(line) and not (self._code and _INDENTED.match(line)):
                self._in_list, self._code = True, False
            elif not _INDENTED.match(line):
                if not line.startswith((" ", "\t")):
                    self._in_list = False
                self._code = False
        return self._code
