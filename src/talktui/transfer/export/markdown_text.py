"""Texts put into Markdown that we write: as what they are, never as markup, a link, a heading or a shortcode.

Only what would read as something else gets a backslash: an exported post is read and edited by people.
"""

from __future__ import annotations

import html
import re

from talktui.notes.blocks import scan
from talktui.transfer.export.plain_text import one_line

# What may begin something within a line: code, emphasis, links, HTML, an entity, a tag, an emoji's name.
_INLINE = re.compile(
    r"(?P<brace>\{(?=[{%<:.#\s])|(?<=\{)\{)"  # a shortcode, or a heading's attributes
    r"|[\\`*\[\]~]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # not in a word
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)|#(?=\w|\s*$)|:(?=\w+:|//)|(?<=\w)@(?=\w)|=(?==)|(?<=www)\."
)
# What may begin a block, where a text stands first on its line.
_BLOCK = re.compile(r"(?P<mark>[#+\-=>|:])|(?P<number>\d{1,9})(?P<after>[.)])")
_BARE_LINK = re.compile(r"[^\s<>()\\`*\[\]\x00-\x1f]+")
_LINK_PARTS = {" ": "%20", "<": "%3C", ">": "%3E", "\\": "%5C", "\n": "%0A", "\r": "%0D", "\t": "%09"}
_RAW_TAG = re.compile(r"<(script|pre|style|textarea)\b", re.IGNORECASE)
_PROBE = "\n\n# x\n"
_FENCES = "\n```````\n~~~~~~~\n"  # of a text that comes after it, which an indented fence would end at


def escaped(text: str) -> str:
    """`text` as one line of Markdown that means just its characters, wherever in a line it stands."""
    line = _INLINE.sub(lambda match: "&#123;" if match["brace"] else f"\\{match[0]}", one_line(text))
    if begins := _BLOCK.match(line):
        at = begins.start("mark") if begins["mark"] else begins.start("after")
        line = f"{line[:at]}\\{line[at:]}"
    return line


def destination(url: str) -> str:
    """`url` as a Markdown link has it between its parentheses; "" for what is no http(s) link or path."""
    url = one_line(url)
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", url)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return ""
    said = url if html.unescape(url) == url else url.replace("&", "&amp;")
    said = "".join(_LINK_PARTS.get(char, char) for char in said)
    return said if not said or _BARE_LINK.fullmatch(said) else f"<{said}>"


def link(text: str, url: str | None) -> str:
    """`[text](url)`, or the text alone when there is no link."""
    to = destination(url) if url else ""
    return f"[{escaped(text)}]({to})" if to else escaped(text)


def closed(markdown: str) -> str:
    """`markdown` with the code fence, comment or HTML block that it leaves open closed.

    Else it would take in everything that comes after it.
    """
    if _is_closed(markdown):
        return markdown
    start = next((start for start, end in reversed(scan(markdown).opaque) if end >= len(markdown)), 0)
    opening = markdown[start:].lstrip(" ")
    fence = re.match(r"`{3,}|~{3,}", opening)
    tag = _RAW_TAG.match(opening)
    closings = [fence[0] if fence else "", f"</{tag[1]}>" if tag else "", "-->", "?>", "]]>", ">"]
    for closing in filter(None, closings):
        ended = markdown.rstrip("\n") + f"\n{closing}"
        if _is_closed(ended):
            return ended
    return markdown


def _is_closed(markdown: str) -> bool:
    probed = markdown + _PROBE
    place = len(probed) - len("# x\n")
    return any(heading.start == place for heading in scan(probed + _FENCES).headings)
