"""Where the links of a note stand, to the character, so that one can be written anew and nothing else.

Not a Markdown parser: paragraphs with something in them that looks like a link are read by CommonMark's
rules for links, code spans, escapes and raw HTML, and nothing is looked for in code and HTML blocks.
Sources: CommonMark 0.31, "Links" and "Link reference definitions"; Obsidian's wikilinks; Hugo's `ref`
and `relref` shortcodes (https://gohugo.io/methods/shortcode/relref/).
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from talktui.notes.blocks import Blocks, scan
from talktui.notes.document import Document
from talktui.notes.front_matter.values import Scalar, Sequence, Value
from talktui.notes.inline_tags import IndentedCode
from talktui.notes.links import WIKI


class LinkKind(StrEnum):
    """How a link is written."""

    PLAIN = "plain"  # [text](address), and [label]: address
    ANGLE = "angle"  # the same, the address in < >
    WIKI = "wiki"  # [[name#part|text]], and ![[…]]
    REF = "ref"  # Hugo's {{< ref "address" >}}
    RELATED = "related"  # an item of the front matter's `related`


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """One link: `text` is its address as it is written, from `start` to `end` in the note's text."""

    kind: LinkKind
    text: str
    start: int
    end: int
    rest: str = ""  # what stands behind a REF's shortcode and belongs to the address

    @property
    def href(self) -> str:
        """The address as :class:`talktui.notes.links.Resolver` takes it."""
        return href_of(self.kind, self.text) + self.rest


def href_of(kind: LinkKind, text: str) -> str:
    """The address that `text`, written in the way of `kind`, says."""
    match kind:
        case LinkKind.WIKI:
            return WIKI + text
        case LinkKind.PLAIN | LinkKind.ANGLE:
            return html.unescape(_ESCAPED.sub(r"\1", text))
    return text


_MAY_BE = re.compile(r"\]\(|\]:|\[\[|\{\{[<%]\s*(?:rel)?ref\b")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LIST_ITEM = r"(?:[-*+]|\d{1,9}[.)])[ \t]"
_BEGINS = re.compile(
    rf"[ \t>]*(?:{_LIST_ITEM}|\#{{1,6}}[ \t]|[-*_=](?:[ \t]*[-*_=]){{2,}}[ \t]*\r?$|\|)", re.MULTILINE
)
_ENDS = re.compile(r"[ \t>]*(?:\#{1,6}[ \t]|[-*_=](?:[ \t]*[-*_=]){2,}[ \t]*\r?$|\|)", re.MULTILINE)
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)")
_PREFIX = re.compile(rf"(?:[ \t>]|{_LIST_ITEM})*")
_TITLE = r"\"(?:[^\"\\]|\\.){0,999}\"|'(?:[^'\\]|\\.){0,999}'|\((?:[^()\\]|\\.){0,999}\)"
_NESTED = r"\((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.){0,999}\)){0,999}\)"
_DESTINATION = re.compile(
    r"\([ \t]*(?:\r?\n[ \t>]*)?"
    rf"(?:<(?P<angle>(?:[^<>\n\\]|\\.){{0,1999}})>|(?P<plain>(?!<)(?:[^\s()\\\x00-\x1f]|\\.|{_NESTED}){{0,1999}}))"
    rf"(?:\s+(?:{_TITLE}))?\s*\)"
)
_DEFINITION = re.compile(
    r"[ \t>]*\[(?!\^)(?P<label>(?:[^\[\]\\]|\\.){1,999})\]:[ \t]*(?:\r?\n[ \t>]*)?"
    r"(?:<(?P<angle>[^<>\n]{0,1999})>|(?P<plain>[^\s<]\S{0,1999}))"
    rf"(?:[ \t]*(?:\r?\n)?[ \t>]+(?:{_TITLE}))?[ \t]*\r?(?:\n|\Z)"
)
_REF = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+(?P<quote>[\"'`]?)(?P<target>[^\"'`>%]{1,500}?)(?P=quote)\s*/?[>%]\}\}"
)
_REF_LINK = re.compile(rf"\(\s*{_REF.pattern}(?P<rest>[^()\s]{{0,200}})\s*\)")
_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>`+)"
    r"|<!--.*?-->"
    r"|<(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]{0,1999}|/?[a-zA-Z][^<>]{0,1999})>"
    r"|!?\[\[(?P<wiki>[^\[\]|\n]{1,500})(?:\|[^\[\]\n]{0,500})?\]\]"
    r"|(?P<short>\{\{[<%])"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])",
    re.DOTALL,
)
_SHORTCODE = re.compile(r"\{\{[<%](?:(?!\{\{|[>%]\}\}).){0,2000}[>%]\}\}", re.DOTALL)
_TICKS = re.compile("`+")


def find_links(document: Document) -> list[LinkPlace]:
    """Every link of a note, in the order of the file; see :class:`LinkKind`. Linear."""
    return [*related_links(document), *body_links(document.text, document.body_start)]


def body_links(text: str, start: int = 0, blocks: Blocks | None = None) -> list[LinkPlace]:
    """The links in `text` from character `start` (the beginning of a line) on."""
    return [link for piece in _paragraphs(text, start, blocks) for link in _links_of(text, *piece)]


def definitions(text: str, start: int = 0) -> list[tuple[str, int, int]]:
    """The link reference definitions in `text` from `start` on: label as it is compared, start, end."""
    found: list[tuple[str, int, int]] = []
    for begin, end in _paragraphs(text, start, None):
        position = _PREFIX.match(text, begin, end).end()  # type: ignore[union-attr]  # it matches nothing too
        while match := _DEFINITION.match(text, position, end):
            found.append((label_of(match["label"]), position, match.end()))
            position = match.end()
    return found


def label_of(text: str) -> str:
    """A reference's label as two are compared: case and spaces do not count."""
    return " ".join(text.split()).casefold()


def related_links(document: Document) -> list[LinkPlace]:
    """The front matter's `related` entries. They have no place of their own: `start` and `end` are 0."""
    return [
        LinkPlace(LinkKind.RELATED, text, 0, 0)
        for text in _items(document.front.get("related"))
        if text.strip()
    ]


def _items(value: Value | None) -> list[str]:
    match value:
        case Scalar(text=text):
            return [] if value.is_null else [text]
        case Sequence(items=items):
            return [item.text for item in items if isinstance(item, Scalar) and not item.is_null]
    return []


def _paragraphs(text: str, start: int, blocks: Blocks | None) -> Iterator[tuple[int, int]]:
    """The paragraphs that may hold a link, as (start, end); none that is code or HTML."""
    match = _MAY_BE.search(text, start)
    if match is None:
        return
    opaque = (blocks or scan(text, start)).opaque
    starts, ends = [begin for begin, _ in opaque], [end for _, end in opaque]
    indented = IndentedCode(text, start)
    floor = start
    while match:
        at = match.start()
        before = bisect_right(starts, at) - 1
        if before >= 0 and at < ends[before]:
            floor = ends[before]
            match = _MAY_BE.search(text, floor)
            continue
        floor = max(floor, ends[before] if before >= 0 else floor)
        ceiling = starts[before + 1] if before + 1 < len(starts) else len(text)
        begin, code = _beginning(text, floor, at, indented)
        if code:
            end = _line_end(text, at, ceiling)
        else:
            end = _ending(text, at, ceiling)
            yield begin, end
        floor = end
        match = _MAY_BE.search(text, end)


def _beginning(text: str, floor: int, at: int, indented: IndentedCode) -> tuple[int, bool]:
    """Where the paragraph with character `at` begins, not before `floor`; whether its line is code."""
    line = max(text.rfind("\n", floor, at) + 1, floor)
    if _INDENTED.match(text, line) and indented(line):
        return line, True
    while line > floor and not _BEGINS.match(text, line):
        above = max(text.rfind("\n", floor, line - 1) + 1, floor)
        if not text[above:line].strip(" \t>\r\n") or (_ENDS.match(text, above) and above < line):
            break
        line = above
    return line, False


def _ending(text: str, at: int, ceiling: int) -> int:
    """Where the paragraph with character `at` ends, not behind `ceiling`."""
    end = _line_end(text, at, ceiling)
    if _ENDS.match(text, text.rfind("\n", 0, at) + 1):
        return end
    while end < ceiling:
        below = _line_end(text, end, ceiling)
        if not text[end:below].strip(" \t>\r\n") or _BEGINS.match(text, end):
            break
        end = below
    return end


def _line_end(text: str, at: int, ceiling: int) -> int:
    end = text.find("\n", at, ceiling)
    return ceiling if end < 0 else end + 1


def _links_of(text: str, start: int, end: int) -> Iterator[LinkPlace]:
    """The links of one paragraph: first its definitions, then what stands in its text."""
    prefix = _PREFIX.match(text, start, end)
    position = prefix.end() if prefix else start
    while match := _DEFINITION.match(text, position, end):
        yield _place(match)
        position = match.end()
    yield from _Inline(text, position, end).links()


def _place(match: re.Match[str]) -> LinkPlace:
    kind, name = (LinkKind.ANGLE, "angle") if match["angle"] is not None else (LinkKind.PLAIN, "plain")
    return LinkPlace(kind, match[name], match.start(name), match.end(name))


class _Inline:
    """Reads the text of one paragraph from left to right."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._runs: dict[
            int, list[int]
        ] = {}  # length of a run of backticks → where such runs begin, last first
        for run in reversed([run.span() for run in _TICKS.finditer(text, start, end)]):
            self._runs.setdefault(run[1] - run[0], []).append(run[0])

    def links(self) -> list[LinkPlace]:
        """What is found, in order."""
        text, position = self._text, self._start
        found: list[LinkPlace] = []
        opened: list[
            tuple[bool, int]
        ] = []  # for each `[`: whether a link may begin there, how many links before
        while match := _TOKEN.search(text, position, self._end):
            position = match.end()
            if match["code"]:
                position = self._after_code(match)
            elif match["wiki"]:
                if link := _wiki(match):
                    found.append(link)
                else:
                    position = match.start() + 2
            elif match["short"]:
                position = self._shortcode(match, found)
            elif match["open"]:
                opened.append((match["open"][0] != "!", len(found)))
            elif match["close"] and opened:
                link_may, _ = opened.pop()
                link, position = self._destination(position)
                if link is not None and link_may is not None:
                    found.append(link)
                    if link_may:  # no link stands in another one's text
                        opened = [(is_link, count) for is_link, count in opened if not is_link]
        return sorted(found, key=lambda link: link.start)

    def _after_code(self, match: re.Match[str]) -> int:
        """Where to go on after backticks: behind the code span that they open, if they do."""
        places = self._runs.get(len(match["code"]), [])
        while places and places[-1] < match.end():
            places.pop()
        return places.pop() + len(match["code"]) if places else match.end()

    def _destination(self, position: int) -> tuple[LinkPlace | None, int]:
        """The address behind a `]`, and where to go on."""
        ref = _REF_LINK.match(self._text, position, self._end)
        if ref:
            return _ref(ref, ref["rest"]), ref.end()
        match = _DESTINATION.match(self._text, position, self._end)
        return (_place(match), match.end()) if match else (None, position)

    def _shortcode(self, match: re.Match[str], found: list[LinkPlace]) -> int:
        whole = _SHORTCODE.match(self._text, match.start(), self._end)
        ref = _REF.match(self._text, match.start(), self._end)
        if ref:
            found.append(_ref(ref))
            return ref.end()
        return whole.end() if whole else match.end()


def _wiki(match: re.Match[str]) -> LinkPlace | None:
    """A wikilink's name and part, without the spaces around them and a table's `\\` before the `|`."""
    said = match["wiki"]
    start = match.start("wiki") + len(said) - len(said.lstrip())
    said = said.strip()
    if match.string.startswith("|", match.end("wiki")) and said.endswith("\\"):
        said = said[:-1].rstrip()
    return LinkPlace(LinkKind.WIKI, said, start, start + len(said)) if said else None


def _ref(match: re.Match[str], rest: str = "") -> LinkPlace:
    said = match["target"]
    start = match.start("target") + len(said) - len(said.lstrip())
    said = said.strip()
    return LinkPlace(LinkKind.REF, said, start, start + len(said), rest)
