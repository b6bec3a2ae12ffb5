"""A heading's Markdown as plain text, and where its link goes.

Titles stand in the tree, in filters and in front matter, so `**`, links, code marks and entities are
taken off here, once.  Most headings hold none and cost one search.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from talktui.notes.video_links import is_video_link

References = Callable[[str], str | None]

_SPECIAL = re.compile(r"[\\`*_\[<&~{]|://|www\.")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}]*\}$")
_STRONG = re.compile(r"(\*{1,3}|~~)(?=[^\s*~])(.{0,300}?[^\s\\])\1")
_UNDERLINED = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.{0,300}?[^\s\\])\1(?!\w)")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.{0,300}?-->")
_BARE_URL = re.compile(r"(?:https?://|www\.)[^\s<]*[^\s<?!.,:*_~'\")\]]")
_DESTINATION = re.compile(
    r"\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}
# Marks that are meant as they stand (escaped, or in code) wait here while the others are taken off.
_SHIELD = {ord(mark): 0xF0000 + ord(mark) for mark in "*_~&[]<"}
_UNSHIELD = {code: mark for mark, code in _SHIELD.items()}
LONGEST = 2_000
"""Characters of a heading that are looked at; a longer one is cut for its title."""
_DEEPEST = 8
"""Links and images inside one another that are resolved; what is deeper stays as it is written."""


def heading_text(raw: str, references: References = lambda _label: None) -> tuple[str, str | None]:
    """`raw` as text, and its link: the only one, else the first to a video, else None.

    `references` finds the destination of a reference link's label.  Only links that leave the notes
    (with a scheme, or `www.`) count.
    """
    raw = raw[:LONGEST]
    if not _SPECIAL.search(raw):
        return raw.strip(), None
    links: list[str] = []
    text = _inline(_ATTRIBUTES.sub("", raw), links, references)
    for pattern in (_STRONG, _UNDERLINED):
        for _ in range(3):
            text, changes = pattern.subn(r"\2", text)
            if not changes:
                break
    text = html.unescape(text).translate(_UNSHIELD).strip()
    links = list(dict.fromkeys(links))
    link = links[0] if len(links) == 1 else next((url for url in links if is_video_link(url)), None)
    return text, link


def without_quotes(text: str) -> str:
    """`text` without the pair of quotation marks around the whole of it, if there is one."""
    if len(text) > 2 and (close := _QUOTES.get(text[0])) and text[-1] == close:
        inside = text[1:-1]
        if close not in inside and text[0] not in inside:
            return inside.strip()
    return text


def _inline(raw: str, links: list[str], references: References, depth: int = 0) -> str:
    """`raw` with code, links, images, tags and escapes resolved; destinations are added to `links`."""
    if depth > _DEEPEST:
        return raw
    pairs = _bracket_pairs(raw)
    out: list[str] = []
    position = 0
    while position < len(raw):
        char = raw[position]
        if char == "\\" and position + 1 < len(raw) and raw[position + 1] in _PUNCTUATION:
            out.append(raw[position + 1].translate(_SHIELD))
            position += 2
        elif char == "`":
            run = len(raw) - position - len(raw[position:].lstrip("`"))
            end = _code_end(raw, position + run, run)
            if end < 0:
                out.append(raw[position : position + run])
                position += run
            else:
                out.append(raw[position + run : end].strip().translate(_SHIELD))
                position = end + run
        elif char == "!" and raw.startswith("![", position) and position + 1 in pairs:
            text, _url, position = _link(raw, position + 1, pairs[position + 1], references)
            out.append(_inline(text, [], references, depth + 1))
        elif char == "[" and position in pairs:
            text, url, end = _link(raw, position, pairs[position], references)
            if url is None and end == position + 1:
                out.append("[")  # no link: brackets that are meant
            else:
                out.append(_inline(text, [], references, depth + 1))
                _add(links, url)
            position = end
        elif char == "<" and (match := _AUTOLINK.match(raw, position)):
            out.append(match[1].translate(_SHIELD))
            _add(links, match[1])
            position = match.end()
        elif char == "<" and (match := _TAG.match(raw, position)):
            position = match.end()
        elif char in "hw" and (match := _BARE_URL.match(raw, position)) and not _in_word(raw, position):
            out.append(match[0].translate(_SHIELD))
            _add(links, match[0])
            position = match.end()
        else:
            out.append(char)
            position += 1
    return "".join(out)


def _in_word(raw: str, position: int) -> bool:
    return position > 0 and raw[position - 1].isalnum()


def _add(links: list[str], url: str | None) -> None:
    if url and ("://" in url or url.startswith("www.")):
        links.append(url if "://" in url else f"https://{url}")


def _code_end(raw: str, position: int, run: int) -> int:
    """Where the run of exactly `run` backticks at or after `position` begins, or -1."""
    for match in re.finditer("`+", raw[position:]):
        if len(match[0]) == run:
            return position + match.start()
    return -1


def _bracket_pairs(raw: str) -> dict[int, int]:
    """Where the `]` for each `[` stands; escapes skipped."""
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    position = 0
    while position < len(raw):
        char = raw[position]
        if char == "\\":
            position += 1
        elif char == "[":
            open_at.append(position)
        elif char == "]" and open_at:
            pairs[open_at.pop()] = position
        position += 1
    return pairs


def _link(raw: str, at: int, close: int, references: References) -> tuple[str, str | None, int]:
    """(text, destination, where to go on) of the brackets at `at`; (…, None, at + 1) when no link."""
    text = raw[at + 1 : close]
    if match := _DESTINATION.match(raw, close + 1):
        url = match[1] if match[1] is not None else match[2]
        return text, html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", url)), match.end()
    if text.startswith("[") and text.endswith("]") and len(text) > 2:  # [[page|what is shown]]
        return text[1:-1].rpartition("|")[2], "", close + 1
    if raw.startswith("[", close + 1) and (end := raw.find("]", close + 2)) > 0:
        url = references(raw[close + 2 : end] or text)
        if url is not None:
            return text, url, end + 1
    elif (url := references(text)) is not None:
        return text, url, close + 1
    if text.startswith("^"):
        return "", "", close + 1  # a footnote's mark
    return "", None, at + 1
