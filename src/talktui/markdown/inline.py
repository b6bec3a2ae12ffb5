"""Inline tokens to styled spans: emphasis, code, links, images, footnote marks and inline HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from talktui.markdown import timestamps
from talktui.markdown.blocks import BREAK, Link, Span, Spans
from talktui.markdown.emoji import with_emoji
from talktui.markdown.extras import WIKI
from talktui.markdown.inline_html import HtmlReader
from talktui.markdown.parser import VIDEO, Env
from talktui.safe_text import visible_line

if TYPE_CHECKING:
    from markdown_it.token import Token

_STYLE_OF = {"em": "em", "strong": "strong", "s": "strike"}
_LOOKS_LIKE_URL = re.compile(r"\s*(?:https?://|www\.)", re.IGNORECASE)
MAX_FOOTNOTE_DEPTH = 3
LONGEST_NAME = 200
"""Characters of an address that stands for a picture or a link without words."""


class _OpenLink(NamedTuple):
    number: int
    outer: int | None  # number of the link around it
    first: int  # its first span
    html: bool


class Spanner:
    """Collects the spans of one paragraph; appends the links met to `links`, places in HTML to `anchors`."""

    def __init__(
        self, links: list[Link], anchors: dict[str, int], line: int, env: Env, base_style: str = ""
    ) -> None:
        self._links = links
        self._anchors = anchors
        self._html: HtmlReader | None = None
        self._line = line
        self._env = env
        self._video: str | None = env.get(VIDEO)
        self._spans: list[Span] = []
        self._styles = dict.fromkeys(base_style.split(), 1)  # how often each is begun, nested
        self._style = base_style
        self._link: int | None = None
        self._open_links: list[_OpenLink] = []
        self._depth = 0

    # -- what is drawn

    def add(self, text: str, style: str | None = None) -> None:
        """Append text, made safe; line ends become spaces."""
        if text:
            if text[0] == " " and self._ends_with_space():
                text = text.lstrip(" ")  # as HTML has it: a hidden comment leaves two
                if not text:
                    return
            self._spans.append((visible_line(text), self._style if style is None else style, self._link))

    def add_as_it_stands(self, text: str, style: str = "") -> None:
        """Append text of one line, made safe, with all of its spaces."""
        if text:
            self._spans.append((visible_line(text), f"{self._style} {style}".strip(), self._link))

    @property
    def begins_paragraph(self) -> bool:
        """Whether nothing was appended yet."""
        return not self._spans

    @property
    def begins_line(self) -> bool:
        """Whether nothing was appended yet to the line under way."""
        return not self._spans or self._spans[-1] is BREAK

    def anchor(self, name: str) -> None:
        """Note a place that links may lead to."""
        self._anchors.setdefault(name, self._line)

    def _ends_with_space(self) -> bool:
        if not self._spans:
            return True
        text, style, _link = self._spans[-1]
        return text[-1] in " \n" and "code" not in style

    def line_break(self) -> None:
        """Append a hard break."""
        self._spans.append(BREAK)

    def spans(self) -> Spans:
        """What was collected, without spaces and breaks at its ends."""
        while self._open_links:
            self.close_link(html=self._open_links[-1].html)
        found = self._spans
        while found and not found[-1][0].strip(" \n"):
            found.pop()
        first = 0
        while first < len(found) and not found[first][0].strip(" \n"):
            first += 1
        return tuple(found[first:])

    # -- styles and links

    def push(self, style: str) -> None:
        """Begin a style; styles may nest."""
        count = self._styles[style] = self._styles.get(style, 0) + 1
        if count == 1:
            self._style = " ".join(self._styles)

    def pop(self, style: str) -> None:
        """End such a style, if it was begun."""
        count = self._styles.get(style, 0)
        if count > 1:
            self._styles[style] = count - 1
        elif count:
            del self._styles[style]
            self._style = " ".join(self._styles)

    def open_link(self, href: str, *, html: bool = False) -> None:
        """Begin a link to `href`; one in HTML ends where the next one begins."""
        if html and self._open_links and self._open_links[-1].html:
            self.close_link(html=True)
        self._open_links.append(_OpenLink(len(self._links), self._link, len(self._spans), html))
        self._link = len(self._links)
        self._links.append(Link("", visible_line(href), self._line))
        self.push("link")

    def close_link(self, *, html: bool = False) -> None:
        """End the link begun last; an empty one shows where it goes, a deceiving one too.

        One in HTML that is left open ends with the one around it.
        """
        while self._open_links and self._open_links[-1].html and not html:
            self.close_link(html=True)
        if not self._open_links or self._open_links[-1].html != html:
            return
        number, outer, first, _html = self._open_links.pop()
        shown = "".join(span[0] for span in self._spans[first:])
        href = self._links[number].href
        if not shown.strip():
            shown = _short(href)
            self.add(shown)
        self._links[number] = Link(shown.strip(), href, self._line)
        self.pop("link")
        self._link = outer
        if _deceives(shown, href):
            self.add(f" ({href})", "url")

    # -- tokens

    def feed(self, tokens: Sequence[Token]) -> None:
        """Append what inline tokens say."""
        for token in tokens:
            kind = token.type
            if kind == "text":
                self._text(token.content)
            elif kind == "softbreak":
                self._softbreak()
            elif kind == "code_inline":
                self._code(token.content)
            elif kind == "link_open":
                self.open_link(str(token.attrGet("href") or ""))
            elif kind == "link_close":
                self.close_link()
            elif kind == "hardbreak":
                self.line_break()
            elif kind == "image":
                self.image(plain_text(token.children or ()), str(token.attrGet("src") or ""))
            elif kind == "html_inline":
                self.html(token.content)
            elif kind == "footnote_ref":
                self._footnote(token)
            elif kind == "shortcode_raw":
                self.push("dim")
                self.add(token.content)
                self.pop("dim")
            elif kind == "shortcode_title":
                self.push("callout-note")
                self.add(token.content)
                self.pop("callout-note")
            elif kind[-5:] == "_open" and kind[:-5] in _STYLE_OF:
                self.push(_STYLE_OF[kind[:-5]])
            elif kind[-6:] == "_close" and kind[:-6] in _STYLE_OF:
                self.pop(_STYLE_OF[kind[:-6]])
            else:
                self.add(token.content)

    def _softbreak(self) -> None:
        if self._html is not None and self._html.pre:
            self.line_break()
        else:
            self.add(" ")

    def html(self, source: str) -> None:
        """Append what HTML says: tags such as `<p>` begin lines, runs of spaces are one."""
        if self._html is None:
            self._html = HtmlReader(self)
        self._html.feed(source)

    def _text(self, text: str) -> None:
        if self._html is not None and self._html.pre:
            self._html.preformatted(text)
            return
        text = with_emoji(text)
        if self._video is None or self._link is not None or ":" not in text:
            self.add(text)
            return
        position = 0
        for start, end, at in timestamps.find(text):
            href = timestamps.moment(self._video, at)
            if href is None:
                break
            self.add(text[position:start])
            self.open_link(href)
            self.add(text[start:end])
            self.close_link()
            position = end
        self.add(text[position:])

    def _code(self, text: str) -> None:
        self.push("code")
        self._spans.append((visible_line(text), self._style, self._link))
        self.pop("code")

    def image(self, alt: str, source: str) -> None:
        """Append an image as its words, a link to the picture."""
        words = alt.strip() or _picture_name(source)
        shown = "🖼 " + visible_line(words)
        link = self._link
        if link is None and source:
            link = len(self._links)
            self._links.append(Link(shown, visible_line(source), self._line))
        self._spans.append((shown, f"{self._style} image".lstrip(), link))

    def _footnote(self, token: Token) -> None:
        label = token.meta.get("label")
        if label is not None:
            self.open_link("#fn-" + label)
            self.push("footnote-mark")
            self.add(f"[{label}]")
            self.pop("footnote-mark")
            self.close_link()
            return
        note = self._env.get("footnotes", {}).get("list", {}).get(token.meta.get("id"), {})
        if self._depth >= MAX_FOOTNOTE_DEPTH:
            self.add(f"^[{note.get('content', '')}]")
            return
        self._depth += 1
        self.push("footnote-mark")
        self.add(" [")
        self.feed(note.get("tokens", ()))
        self.add("]")
        self.pop("footnote-mark")
        self._depth -= 1


def plain_text(tokens: Sequence[Token]) -> str:
    """The text of inline tokens without any styling, as for an image's `alt`."""
    words = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(plain_text(token.children or ()))
        elif token.type != "html_inline":
            words.append(token.content)
    return "".join(words)


def _picture_name(source: str) -> str:
    """What to call a picture without a description: its file's name."""
    if source[:5].lower() == "data:":
        kind = source[5:105].partition(",")[0].partition(";")[0].removeprefix("image/")
        return f"{kind} picture in the note itself" if kind else "picture in the note itself"
    path = source.removeprefix(WIKI).partition("#")[0].partition("?")[0]
    return _short(path.rstrip("/").rpartition("/")[2]) or "image"


def _short(text: str) -> str:
    """`text`, cut where it is too long for a name."""
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _deceives(shown: str, href: str) -> bool:
    """Whether a link's text looks like an address on another host than the link goes to."""
    if not _LOOKS_LIKE_URL.match(shown):
        return False
    try:
        said = urlsplit(shown.strip() if "//" in shown else "//" + shown.strip()).hostname
        real = urlsplit(href).hostname
    except ValueError:
        return True
    return (
        said is not None
        and "…" not in shown
        and (said.removeprefix("www.") != (real or "").removeprefix("www."))
    )
