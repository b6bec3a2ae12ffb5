"""A talk's Markdown as HTML for a page that anybody may open: text is text, and a link leads to the web.

HTML in the text is shown, not run; nothing is loaded, so an image is a link to it; a link to another note,
which the page does not have, is its text.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from talktui.markdown.parser import TOO_LONG, keep_out_too_long, link_bare_addresses
from talktui.notes.blocks import scan

_DOWN = 2
"""Levels that a text's headings go down: a talk's own heading is of level 3."""
REL = "noopener noreferrer"


class PageMarkdown:
    """Renders the texts of one page; footnotes of each text are its own."""

    def __init__(self) -> None:
        made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        made.use(footnote_plugin)
        link_bare_addresses(made)
        made.inline.ruler.push("comment", _comment)
        made.core.ruler.before("inline", TOO_LONG, keep_out_too_long)
        made.add_render_rule(TOO_LONG, _as_text)
        made.validateLink = _any_link  # type: ignore[method-assign]  # what is no web link loses its link
        made.add_render_rule("link_open", _link_open)
        made.add_render_rule("link_close", _link_close)
        made.add_render_rule("image", _image)
        made.add_render_rule("comment", _nothing)
        self._markdown = made

    def __call__(self, text: str, name: str) -> str:
        """`text` as HTML, its headings from level 4 on. No other text of the page is called `name`."""
        env: dict[str, Any] = {"docId": name}
        tokens = self._markdown.parse(_without_comments(text), env)
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(max(int(token.tag[1]) + _DOWN, _DOWN + 2), 6)}"
            if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
                token.attrSet("class", str(style).rpartition(":")[2])  # the policy allows no style of its own
            if token.children:
                _unlink(token.children)
        rendered: str = self._markdown.renderer.render(tokens, self._markdown.options, env)
        return rendered


def _without_comments(text: str) -> str:
    """`text` without the HTML comments that are blocks of their own: what a person hid stays hidden."""
    if "<!--" not in text:
        return text
    for start, end in reversed(scan(text).opaque):
        if text.startswith("<!--", start + len(text[start:end]) - len(text[start:end].lstrip(" "))):
            rest = text[start:end].rpartition("-->")
            text = text[:start] + (rest[2] if rest[1] else "\n") + text[end:]
    return text


def _comment(state: StateInline, silent: bool) -> bool:
    """A comment within a line is not shown."""
    if not state.src.startswith("<!--", state.pos):
        return False
    end = state.src.find("-->", state.pos + 4, state.posMax)
    if end < 0:
        return False
    if not silent:
        state.push("comment", "", 0)
    state.pos = end + 3
    return True


def _as_text(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: dict[str, Any]
) -> str:
    return html.escape(tokens[index].content)


def _any_link(url: str) -> bool:
    return bool(url)


def is_web_link(url: str) -> bool:
    """Whether `url` leads to the web: http or https."""
    return url.lower().startswith(("http://", "https://"))


def _unlink(tokens: Sequence[Token]) -> None:
    """Links that do not lead to the web become plain: their text stays."""
    open_links: list[Token] = []
    for token in tokens:
        if token.type == "link_open":
            open_links.append(token)
            token.meta["web"] = is_web_link(str(token.attrGet("href") or ""))
        elif token.type == "link_close" and open_links:
            token.meta["web"] = open_links.pop().meta["web"]


def _link_open(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: dict[str, Any]
) -> str:
    token = tokens[index]
    if not token.meta.get("web"):
        return ""
    return f'<a href="{html.escape(str(token.attrGet("href")))}" rel="{REL}">'


def _link_close(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: dict[str, Any]
) -> str:
    return "</a>" if tokens[index].meta.get("web") else ""


def _nothing(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: dict[str, Any]
) -> str:
    return ""


def _image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: dict[str, Any]
) -> str:
    token = tokens[index]
    url = str(token.attrGet("src") or "")
    text = html.escape(self.renderInlineAsText(token.children or [], options, env).strip() or "image")
    in_link = sum({"link_open": 1, "link_close": -1}.get(before.type, 0) for before in tokens[:index])
    if in_link or not is_web_link(url):
        return f"🖼 {text}"
    return f'<a href="{html.escape(url)}" rel="{REL}">🖼 {text}</a>'
