"""Inline rules of ours, where no markdown-it plugin is: wikilinks, embeds and shortcodes."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from talktui.markdown import shortcodes

WIKI = "wiki:"
"""What the address of a wikilink begins with: `[[Some talk#Part]]` leads to `wiki:Some talk#Part`."""

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{0,500}))?\]\]")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)\Z", re.IGNORECASE)


def wikilink(state: StateInline, silent: bool) -> bool:
    """`[[target|text]]` as a link, `![[file]]` as an image or as a link to what is embedded."""
    if state.src[state.pos] not in "[!" or state.linkLevel:
        return False
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if match is None or not match.group(2).strip():
        return False
    target = match.group(2).strip()
    if not silent:
        shown = (match.group(3) or "").strip()
        if match.group(1) and _PICTURE.search(target):
            # Obsidian writes a picture's width where another link has its text.
            _push_image(state, "" if shown.replace("x", "").isdigit() else shown, WIKI + target)
        else:
            text = shown or target.replace("#", " › ").strip(" ›")
            _push_link(state, ("⧉ " if match.group(1) else "") + text, WIKI + target)
    state.pos = match.end()
    return True


def ref_link(state: StateInline, silent: bool) -> bool:
    """`[text]({{< ref "post.md" >}})` as the link it is meant to be."""
    if state.src[state.pos] != "[" or state.linkLevel:
        return False
    match = shortcodes.REF_LINK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        target = match.group("target").strip() + match.group("rest")
        _push_link(state, match.group("text") or target, target)
    state.pos = match.end()
    return True


def shortcode(state: StateInline, silent: bool) -> bool:
    """`{{< name … >}}`, `{{% name … %}}`, `{{ name(…) }}` and `{% name(…) %}`."""
    if state.src[state.pos] != "{":
        return False
    shown = shortcodes.read(state.src, state.pos)
    if shown is None or shown.end > state.posMax:
        return False
    if not silent:
        if shown.kind == "image":
            _push_image(state, shown.text, shown.target)
        elif shown.kind == "link":
            _push_link(state, shown.text, shown.target)
        elif shown.kind != "hidden":
            token = state.push(f"shortcode_{shown.kind}", "", 0)
            token.content = shown.text
    state.pos = shown.end
    return True


def _push_link(state: StateInline, text: str, href: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)


def _push_image(state: StateInline, alt: str, source: str) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": source, "alt": ""}
    token.content = alt
    words = type(token)("text", "", 0)
    words.content = alt
    token.children = [words]


def extras_plugin(markdown: MarkdownIt) -> None:
    """Add the rules of this module."""
    ruler = markdown.inline.ruler
    ruler.before("link", "wikilink", wikilink)
    ruler.before("link", "ref_link", ref_link)
    ruler.before("link", "shortcode", shortcode)
