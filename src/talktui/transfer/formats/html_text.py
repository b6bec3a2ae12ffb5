"""Texts of a source made Markdown: HTML becomes what a person would have written, other text stays as it is.

Schedules and calendars hold abstracts as HTML (frab, FOSDEM, PyCon), as Markdown (pretalx) or as plain text
with a link in it, and do not say which. What has HTML elements in it, outside code, is HTML; when none of
them is a block, its line ends and its Markdown stay and only the elements are turned. The result is text
data: no control characters, no scripts, no embedded things, no pictures of one dot, no address but http(s)
and mailto.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from bs4 import Tag
    from markdownify import MarkdownConverter

LONGEST = 500_000
"""Characters of one abstract: a longer one is no abstract (a note is read-only from 1 MB on)."""

_MOST_ELEMENTS = 20_000
_BLOCK = r"p|br|div|ul|ol|li|h[1-6]|pre|table|tr|blockquote|hr|dl|section|article|script|style|center"
_INLINE = (
    r"a|b|i|em|strong|code|span|img|sub|sup|u|del|s|tt|font|small|kbd|iframe|video|audio|object|embed|svg"
)
_HTML = re.compile(
    rf"</(?:{_BLOCK}|{_INLINE})\s*>|<(?:p|br|hr|img|pre)(?:\s[^<>]*)?/?>|<(?:script|style|iframe)\b",
    re.IGNORECASE,
)
_BLOCKS = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CODE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)|(?<!`)(`+)(?!`)[^`\n]+\2(?!`)", re.DOTALL | re.MULTILINE)
_DROPPED = (
    "script", "style", "iframe", "object", "embed", "form", "noscript", "template", "svg", "math", "head",
    "title", "video", "audio", "canvas", "button", "input", "select", "textarea", "link", "meta",
)  # fmt: skip
_ANY_TAG = re.compile(r"<[^<>]*>")
_BREAKS = re.compile(r"(?i)<br\s*/?>|</(?:p|li|h[1-6]|div|tr)\s*>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNDERLINE = re.compile(r"^ {0,3}(?:-+|=+)[ \t]*$", re.MULTILINE)
_ABOUT = 2  # characters that a heading's underline is off at times
_BREAK = "\ue001"  # stands for `<br>` until its surroundings are known
_AROUND_BREAKS = re.compile(rf"[ \n]*(?:{_BREAK}[ \n]*)+")
_LINE_END = "\ue000"  # stands for a line end that is to stay while elements around it are turned
_ESCAPED = re.compile(
    r"(?P<url>https?://[^\s<>*`\[\]]+)"
    r"|(?P<char>"
    r"\\(?=[!-/:-@\[-`{-~])"
    r"|`|\[(?=\[)|\[(?=[^\[\]]{0,200}\][(\[:])"
    r"|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|(?<!\s)\*|\*(?!\s)"
    r"|(?<![^\W_])_(?!\s)|(?<!\s)_(?![^\W_])"
    r"|(?<![^\s(*_~,;>])\#(?=\d*[^\W\d_])"  # a tag is the person's own, not the source's
    r"|^\#(?=\#{0,5}(?:\s|$))|^[=](?==*\s*$)|^-(?=-+\s*$)|^>"
    r")",
    re.MULTILINE,
)
_OPENING = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DOTS = re.compile(r"\s*[0-2](?:px)?\s*", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BACKTICKS = re.compile(r"`{3,}")


def clean(text: str) -> str:
    """`text` with its line ends made `\\n`, without control characters and halves of characters."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text)


def is_html(text: str) -> bool:
    """Whether `text` has HTML elements in it, outside Markdown's code."""
    if "<" not in text or not _HTML.search(text):
        return False
    return "`" not in text or _HTML.search(_CODE.sub("", text)) is not None


def to_markdown(text: str, base: str | None = None) -> str:
    """`text` as Markdown, without blank lines around it.

    `base` is the address that links in it are relative to; without it a relative link is only its text.
    """
    text = clean(text)
    if not is_html(text):
        return _tidy(_with_separators(text))
    if text.count("<") > _MOST_ELEMENTS:
        return _tidy(_without_elements(text))
    try:
        if _BLOCKS.search(text):
            return _tidy(_AROUND_BREAKS.sub(_break, _converted(text, base, markdown=False)))
        # Marked-up text, not a page: paragraphs and lists in it are Markdown's or plain text's.
        return _tidy(_converted(text.replace("\n", _LINE_END), base, markdown=True).replace(_LINE_END, "\n"))
    except RecursionError:  # elements nested more deeply than any page's
        return _tidy(_without_elements(text))


def _with_separators(text: str) -> str:
    """`text` with the lines of dashes below paragraphs as separators, which they are, and no heading's.

    A heading is one line with an underline, or has one of about its own length.
    """
    if not _UNDERLINE.search(text):
        return text
    lines = text.split("\n")
    fence = ""
    begun = 0  # of the paragraph at hand
    written: list[str] = []
    for number, line in enumerate(lines):
        bare = line.strip()
        if (marks := bare[:3]) in ("```", "~~~") and fence in ("", marks):
            fence, begun = ("" if fence else marks), number + 1
        elif fence or not bare:
            begun = number + 1
        elif (
            number - begun > 1
            and _UNDERLINE.fullmatch(line)
            and abs(len(bare) - len(lines[number - 1].strip())) > _ABOUT
        ):
            written.append("" if bare.startswith("---") else f"\\{bare}")
            begun = number + 1
            if not bare.startswith("---"):
                continue
        written.append(line)
    return "\n".join(written)


def plain(text: str) -> str:
    """`text` without its elements and entities, as one line: for names and titles."""
    text = clean(text)
    if is_html(text):
        text = _without_elements(text)
    return " ".join(html.unescape(text).split()) if "&" in text else " ".join(text.split())


def escaped(text: str) -> str:
    """`text` with a backslash before whatever Markdown would take for markup within it, addresses aside."""
    return _ESCAPED.sub(_escaped, text)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in clean(text).split("\n")]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")


def _without_elements(text: str) -> str:
    """The text of HTML that is too tangled to be turned: nothing of it is markup any more."""
    return html.unescape(_ANY_TAG.sub("", _BREAKS.sub("\n", text)))


def _converted(text: str, base: str | None, *, markdown: bool) -> str:
    from bs4 import BeautifulSoup, Comment

    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(_DROPPED):
        if not tag.decomposed:
            tag.decompose()
    for comment in soup.find_all(string=lambda found: isinstance(found, Comment)):
        comment.extract()
    for tag in soup.find_all(style=_HIDDEN):
        if not tag.decomposed:
            tag.decompose()
    return str(_converter_class()(base=base, keep_text=markdown).convert_soup(soup))


def _address(href: object, base: str | None) -> str | None:
    """`href` as an address that may stand in a note, None when it leads nowhere or to more than a page."""
    if not isinstance(href, str):
        return None
    href = "".join(href.split())
    try:
        if not _SCHEME.match(href):
            if base is None or not href or href.startswith("#"):
                return None
            href = urljoin(base, href)
        scheme = urlsplit(href).scheme.lower()
    except ValueError:  # `http://[`
        return None
    if scheme not in ("http", "https", "mailto"):
        return None
    return re.sub(r"[<>()\\\"`|]", lambda match: f"%{ord(match.group()):02X}", href)


@cache
def _converter_class() -> Callable[..., MarkdownConverter]:
    """Made when the first HTML is turned: markdownify and its parser take a fifth of a second to import."""
    from markdownify import MarkdownConverter

    class Converter(MarkdownConverter):
        """markdownify, with text that reads as itself and addresses that are looked at."""

        def __init__(self, *, base: str | None, keep_text: bool) -> None:
            super().__init__(heading_style="atx", bullets="-", table_infer_header=True)
            self.base = base
            self.keep_text = keep_text

        def escape(self, text: str, parent_tags: set[str]) -> str:
            """Only what Markdown would take for markup, so that the text can still be read."""
            text = _OPENING.sub(r"\\<", text) if self.keep_text else escaped(text)
            return text.replace("|", r"\|") if parent_tags & {"td", "th"} else text

        def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            if "_noformat" in parent_tags or not text.strip():
                return text
            address = _address(el.get("href"), self.base)
            words = text.strip()
            if address is None:
                return text
            before = text[: len(text) - len(text.lstrip())]
            after = text[len(text.rstrip()) :]
            link = f"<{address}>" if words == address else f"[{words}]({address})"
            return f"{before}{link}{after}"

        def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the interface
            address = _address(el.get("src"), self.base)
            alt = " ".join(str(el.get("alt") or "").split())
            sizes = (str(el.get("width") or ""), str(el.get("height") or ""))
            if address is None or any(_DOTS.fullmatch(size) for size in sizes):
                return ""  # a tracker, or a picture within the text
            return f"![{self.escape(alt, parent_tags)}]({address})"

        def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the interface
            if "pre" in parent_tags:
                return "\n"
            return " " if "_inline" in parent_tags else _BREAK

        def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the interface
            if not text.strip():
                return ""
            fence = "`" * max((len(run) + 1 for run in _BACKTICKS.findall(text)), default=3)
            return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"

    return Converter


def _break(match: re.Match[str]) -> str:
    """Line breaks in Markdown: one is a backslash, more are a paragraph, as is one before a blank line."""
    found = match.group()
    if found.count(_BREAK) > 1 or "\n\n" in found:
        return "\n\n"
    at_an_end = match.start() == 0 or match.end() == len(match.string)
    return "" if at_an_end else "\\\n"


def _escaped(match: re.Match[str]) -> str:
    return match["url"] or "\\" + match["char"]
