"""Inline tokens to styled spans: emphasis, code, links, images, footnote marks and inline HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from markdown_it.token import Token

from talktui.markdown import html_text, timestamps
from talktui.markdown.blocks import BREAK, Link, Span, Spans
from talktui.markdown.emoji import with_emoji
from talktui.markdown.extras import WIKI
from talktui.markdown.parser import VIDEO, Env
from talktui.safe_text import visible_line

_SPACES = re.compile(r"[ \n\t]+")
_STYLE_OF = {"em": "em", "strong": "strong", "s": "strike"}
_LOOKS_LIKE_URL = re.compile(r"\s*(?:https?://|www\.)", re.IGNORECASE)
_EMBEDS = frozenset(("iframe", "video", "audio", "source", "embed"))
MAX_FOOTNOTE_DEPTH = 3


class Spanner:
    """Collects the spans of one paragraph and appends the links met to `links`."""

    def __init__(self, links: list[Link], line: int, env: Env, base_style: str = "") -> None:
        self._links = links
        self._line = line
        self._env = env
        self._video: str | None = env.get(VIDEO)
        self._spans: list[Span] = []
        self._styles: list[str] = base_style.split()
        self._style = base_style
        self._link: int | None = None
        self._open_links: list[tuple[int | None, int, str]] = []  # outer link, first span, href
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
            self.close_link()
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
        self._styles.append(style)
        self._style = " ".join(dict.fromkeys(self._styles))

    def pop(self, style: str) -> None:
        """End the nearest such style, if it was begun."""
        for index in range(len(self._styles) - 1, -1, -1):
            if self._styles[index] == style:
                del self._styles[index]
                self._style = " ".join(dict.fromkeys(self._styles))
                return

    def open_link(self, href: str) -> None:
        """Begin a link to `href`."""
        self._open_links.append((self._link, len(self._spans), href))
        self._link = len(self._links)
        self._links.append(Link("", visible_line(href), self._line))
        self.push("link")

    def close_link(self) -> None:
        """End the link begun last; an empty one shows where it goes, a deceiving one too."""
        if not self._open_links:
            return
        outer, first, _href = self._open_links.pop()
        index = self._link
        if index is not None:
            shown = "".join(span[0] for span in self._spans[first:])
            href = self._links[index].href
            if not shown.strip():
                self.add(href)
                shown = href
            self._links[index] = Link(shown.strip(), href, self._line)
            self.pop("link")
            self._link = outer
            if _deceives(shown, href):
                self.add(f" ({href})", "url")
        else:
            self.pop("link")

    # -- tokens

    def feed(self, tokens: Sequence[Token]) -> None:
        """Append what inline tokens say."""
        for token in tokens:
            kind = token.type
            if kind == "text":
                self._text(token.content)
            elif kind == "softbreak":
                self.add(" ")
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
                self._html(token.content)
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

    def _text(self, text: str) -> None:
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
        words = alt.strip() or source.removeprefix(WIKI).rsplit("/", 1)[-1] or "image"
        shown = "🖼 " + visible_line(words)
        link = self._link
        if link is None and source:
            link = len(self._links)
            self._links.append(Link(shown, visible_line(source), self._line))
        style = " ".join(dict.fromkeys((*self._styles, "image")))
        self._spans.append((shown, style, link))

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

    # -- HTML

    def _html(self, source: str) -> None:
        for part in html_text.parts(source):
            if part.kind == "text":
                self.add(_SPACES.sub(" ", part.text))
            else:
                self.tag(part)

    def tag(self, part: html_text.Part) -> None:
        """Begin or end what an HTML tag stands for."""
        name = part.text
        opens = part.kind == "open"
        if name in html_text.BLOCKS and self._spans and self._spans[-1] is not BREAK:
            self.line_break()
        if opens and name in html_text.MARKS:
            self.add(html_text.MARKS[name], "marker")
        if name == "br":
            self.line_break()
        elif name == "img":
            if opens:
                self.image(part.attributes.get("alt", ""), part.attributes.get("src", ""))
        elif name == "a":
            if not opens:
                self.close_link()
            elif href := part.attributes.get("href"):
                self.open_link(href)
        elif name in _EMBEDS:
            if target := part.attributes.get("src"):
                self.open_link(target)
                self.add(f"▶ {target}")
                self.close_link()
        elif name in html_text.STYLES:
            (self.push if opens else self.pop)(html_text.STYLES[name])

    def html_block(self, source: str) -> None:
        """Append a block of HTML: tags such as `<p>` begin lines, runs of spaces are one."""
        self._html(source)


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
