"""HTML in notes reduced to its text: tags are never obeyed, only read for what they say.

Linear in the length of the HTML, and forgiving: what does not look like a tag stays as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<rest>(?:\s[^<>]*)?)/?>"
    r"|<[!?][^<>]*>",  # a declaration or processing instruction, hidden
)
_ATTRIBUTE = re.compile(r"""([A-Za-z-]{1,30})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

STYLES = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "u": "underline",
    "ins": "underline",
    "mark": "mark",
    "code": "code",
    "kbd": "kbd",
    "samp": "code",
    "tt": "code",
}
"""Which style a tag's text gets."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
        "audio",
        "iframe",
    ]
)
"""Tags whose text begins on a line of its own."""

_HIDDEN = re.compile(r"<(script|style|template)(?:\s[^<>]*)?>", re.IGNORECASE)
"""Tags whose content is no text."""

HEADING = re.compile(
    r"<h(?P<level>[1-6])(?P<attributes>(?:\s[^<>]*)?)>(?:(?!<h[1-6]).){0,2000}?</h(?P=level)\s*>",
    re.IGNORECASE | re.DOTALL,
)
"""A heading with its text."""

_CLOSE = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template")}

MARKS = {"summary": "▸ ", "hr": "────"}
"""What stands in for a tag that a reader would miss."""


class Part(NamedTuple):
    """A stretch of HTML: text (entities resolved), or a tag with its attributes."""

    kind: Literal["text", "open", "close"]
    text: str  # the text, or the tag's name in lower case
    attributes: dict[str, str]


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes in a tag's text, names in lower case, entities resolved."""
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def parts(source: str) -> Iterator[Part]:
    """Cut HTML into text and tags; comments and declarations are dropped."""
    source = _without_hidden(_without_comments(source))
    position = 0
    for match in _TOKEN.finditer(source):
        if match.start() > position:
            yield Part("text", html.unescape(source[position : match.start()]), {})
        position = match.end()
        name = match.group("name")
        if name is not None:
            kind: Literal["open", "close"] = "close" if match.group("close") else "open"
            yield Part(kind, name.lower(), attributes_of(match.group("rest")))
    if position < len(source):
        yield Part("text", html.unescape(source[position:]), {})


def without_unseen(source: str) -> str:
    """`source` without comments, scripts and styles, line for line."""
    if "<!--" not in source and _HIDDEN.search(source) is None:
        return source
    return _without_hidden(_without_comments(source, keep_lines=True), keep_lines=True)


def _without_comments(source: str, *, keep_lines: bool = False) -> str:
    """`source` without its comments; one that never ends is text, so that nothing is lost with it."""
    if "<!--" not in source:
        return source
    kept: list[str] = []
    position = 0
    while (start := source.find("<!--", position)) >= 0:
        end = source.find("-->", start + 2)
        if end < 0:
            break
        kept.append(source[position:start])
        position = end + 3
        if keep_lines:
            kept.append("\n" * source.count("\n", start, position))
    return "".join(kept) + source[position:]


def _without_hidden(source: str, *, keep_lines: bool = False) -> str:
    """`source` without scripts and styles; one that never ends is text."""
    if _HIDDEN.search(source) is None:
        return source
    kept: list[str] = []
    position = 0
    endless: set[str] = set()
    while (match := _HIDDEN.search(source, position)) is not None:
        name = match.group(1).lower()
        close = None if name in endless else _CLOSE[name].search(source, match.end())
        if close is None:
            endless.add(name)
            kept.append(source[position : match.end()])
            position = match.end()
            continue
        kept.append(source[position : match.start()])
        position = close.start()
        if keep_lines:
            kept.append("\n" * source.count("\n", match.start(), position))
    return "".join(kept) + source[position:]
