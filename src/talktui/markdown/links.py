"""The links of a text, as the viewer has them, without laying it out: for a look at many notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from talktui.markdown import html_text
from talktui.markdown.parser import Env, new_env, normalise, pieces

if TYPE_CHECKING:
    from markdown_it.token import Token

_ELSEWHERE = r"(?!\s|https?:|mailto:)"
_MAY_LEAD_HERE = re.compile(
    rf"\[\[|\]\(\s*+<?{_ELSEWHERE}|\]:\s*+<?{_ELSEWHERE}|href\s*+=\s*+[\"']?{_ELSEWHERE}|\{{[{{%]",
    re.IGNORECASE,
)
"""What every link that is none to the web is written with."""

_MARKED = re.compile(r"[\[<]|\{[{%]")
_WEB = ("http:", "https:", "mailto:")


def local_links(text: str) -> Iterator[str]:
    """The addresses in `text` that do not lead to the web, in order, as the viewer would follow them.

    A text without anything that looks like one is only looked through; linear.
    """
    if not ("](" in text or "[[" in text or "]:" in text or "{" in text or "<" in text):
        return  # of most texts this is all that is asked
    if _MAY_LEAD_HERE.search(text) is None:
        return
    source = normalise(text)
    env = new_env(source)
    for piece in pieces(source, env, only=_MARKED):
        for href in _hrefs(piece.tokens, env):
            if not href.lower().startswith(_WEB):
                yield href


def _hrefs(tokens: Iterable[Token], env: Env) -> Iterator[str]:
    for token in tokens:
        if token.type == "link_open":
            if href := token.attrGet("href"):
                yield str(href)
        elif token.type in ("html_block", "html_inline"):
            for part in html_text.parts(token.content):
                if part.kind == "open" and part.text == "a" and (href := part.attributes.get("href")):
                    yield href
        elif token.type == "footnote_ref":  # the text of one that stands in a paragraph, `^[…]`
            inner = env.get("footnotes", {}).get("list", {}).get(token.meta.get("id"), {})
            yield from _hrefs(inner.get("tokens", ()), env)
        elif token.children:
            yield from _hrefs(token.children, env)
