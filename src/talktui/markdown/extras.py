"""Inline rules of ours, where no markdown-it plugin is: wikilinks, embeds and shortcodes."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline

from talktui.markdown import shortcodes

WIKI = "wiki:"
"""What the address of a wikilink begins with: `[[Some talk#Part]]` leads to `wiki:Some talk#Part`."""

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{0,500}))?\]\]")
_REF = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s(?P<arguments>(?:(?!\{\{|[>%]\}\}).){0,1000})[>%]\}\}(?P<rest>[^()\s]{0,200})",
    re.DOTALL,
)
"""Hugo's `ref` or `relref`, and what stands behind it and belongs to the address."""

_OPEN = "talktui.open_blocks"
"""Where in the environment it says, of each Zola block that is open, whether its beginning is known."""

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


def _link_destination(source: str, position: int, maximum: int) -> Any:
    """Where the address that begins at `position` ends, and what it says: markdown-it's helper, and ours."""
    found = helpers.parseLinkDestination(source, position, maximum)
    if source.startswith("{{", position) and (match := _REF.match(source, position, maximum)):
        target = shortcodes.target_of_ref(match.group("arguments"))
        if target:
            found.ok, found.pos, found.str = True, match.end(), target + match.group("rest")
    return found


_HELPERS = SimpleNamespace(
    parseLinkLabel=helpers.parseLinkLabel,
    parseLinkTitle=helpers.parseLinkTitle,
    parseLinkDestination=_link_destination,
)
"""markdown-it's helpers; the address of a link or picture may be `{{< ref "post.md" >}}` too."""


def shortcode(state: StateInline, silent: bool) -> bool:
    """`{{< name … >}}`, `{{% name … %}}`, `{{ name(…) }}` and `{% name(…) %}`."""
    if state.src[state.pos] != "{":
        return False
    shown = shortcodes.read(state.src, state.pos)
    if shown is None or shown.end > state.posMax:
        return False
    if not silent:
        _push_shortcode(state, shown)
    state.pos = shown.end
    return True


def _push_shortcode(state: StateInline, shown: shortcodes.Shown) -> None:
    opened: list[bool] = state.env.setdefault(_OPEN, [])
    if shown.block == "ends":
        if opened and opened.pop():
            return  # the end of one whose beginning is shown as something else
    elif shown.block:
        opened.append(shown.block == "begins")
    for part in shown.parts:
        _push_part(state, part)
    if shown.parts and shown.parts[0].kind == "title":
        state.push("hardbreak", "br", 0)


def _push_part(state: StateInline, part: shortcodes.Part) -> None:
    if part.kind == "image":
        _push_image(state, part.text, part.target)
    elif part.kind == "link":
        _push_link(state, part.text, part.target)
    else:
        kind = {"text": "text", "code": "code_inline"}.get(part.kind, f"shortcode_{part.kind}")
        state.push(kind, "", 0).content = part.text


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
    ruler.before("link", "shortcode", shortcode)
    markdown.helpers = _HELPERS  # type: ignore[assignment]  # the module has these three, too
