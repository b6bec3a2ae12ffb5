"""Hugo's and Zola's shortcodes, `{{< figure src="…" >}}` or `{{ youtube(id="…") }}`, made readable.

Formats: https://gohugo.io/content-management/shortcodes/ and
https://www.getzola.org/documentation/content/shortcodes/. One we do not know stays as it is written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SHORTCODE = re.compile(
    r"\{\{(?P<hugo>[<%])(?P<inner>(?:(?!\{\{|[>%]\}\}).){0,2000})[>%]\}\}"
    r"|\{\{(?P<zola>[^{}<%]{1,2000})\}\}"
    r"|\{%(?P<block>(?:(?!%\}|\{%).){1,2000})%\}",
    re.DOTALL,
)
_NAME = re.compile(r"\s*(/?)\s*([A-Za-z][\w./-]*)\s*")
_CALL = re.compile(r"\s*([A-Za-z]\w*)\s*\((.*)\)\s*\Z", re.DOTALL)
_ARGUMENT = re.compile(
    r"""(?:([A-Za-z][\w-]*)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`=,/]\S*|/))"""
)

REF_LINK = re.compile(
    r"\[(?P<text>[^\[\]]{0,500})\]\(\s*\{\{[<%]\s*(?:rel)?ref\s+[\"'`]?(?P<target>[^\"'`>%]{1,500}?)[\"'`]?\s*/?[>%]\}\}"
    r"(?P<rest>[^()\s]{0,200})\s*\)"
)
"""A Markdown link whose address is Hugo's `ref` or `relref`."""

BOXES = {
    "note": "✎ Note",
    "info": "ℹ Info",
    "tip": "★ Tip",
    "alert": "⚠ Note",
    "notice": "✎ Note",
    "warning": "⚠ Warning",
    "caution": "⚠ Caution",
    "tab": "▸",
    "card": "▸",
    "details": "▸",
    "expand": "▸",
}
_VIDEOS = {
    "youtube": ("YouTube", "https://www.youtube.com/watch?v="),
    "vimeo": ("Vimeo", "https://vimeo.com/"),
}
_REFS = ("ref", "relref", "resize_image", "link")


class Shown(NamedTuple):
    """What stands in for a shortcode: `kind` is "image", "link", "title", "hidden" or "raw"."""

    kind: str
    text: str
    target: str = ""
    end: int = 0  # where the shortcode ends in its source


def read(source: str, position: int) -> Shown | None:
    """What to show of the shortcode that begins at `position`, or None when none does."""
    match = _SHORTCODE.match(source, position)
    if match is None:
        return None
    end = match.end()
    raw = match.group()
    if match.group("hugo"):
        inner = match.group("inner")
        if inner.lstrip().startswith("/*"):  # Hugo's way to show a shortcode and not run it
            return Shown("raw", raw, end=end)
        named = _NAME.match(inner)
        if named is None:
            return Shown("raw", raw, end=end)
        closing, name, rest = bool(named.group(1)), named.group(2), inner[named.end() :]
    else:
        call = (match.group("zola") or match.group("block")).strip()
        if match.group("block") and call == "end":
            return Shown("hidden", "", end=end)
        called = _CALL.match(call)
        if called is None:
            return Shown("raw", raw, end=end) if match.group("block") is None else None
        closing, name, rest = False, called.group(1), called.group(2)
    return _show(raw, name.lower(), closing, rest)._replace(end=end)


def _show(raw: str, name: str, closing: bool, rest: str) -> Shown:
    if name in BOXES and closing:
        return Shown("hidden", "")
    named: dict[str, str] = {}
    positional: list[str] = []
    for key, double, single, tick, bare in _ARGUMENT.findall(rest):
        value = (double or single or tick or bare).replace('\\"', '"')
        if key:
            named[key.lower()] = value
        elif value != "/":
            positional.append(value)
    first = positional[0] if positional else ""
    if name in ("figure", "img", "image", "imgproc") and not closing:
        source = named.get("src") or named.get("path") or first
        words = [named[key] for key in ("title", "caption", "alt", "attr") if named.get(key)]
        return Shown("image", " – ".join(dict.fromkeys(words)), source) if source else Shown("raw", raw)
    if name in _VIDEOS and not closing:
        site, address = _VIDEOS[name]
        video = named.get("id") or first
        return Shown("link", f"▶ {site} {video}", address + video) if video else Shown("raw", raw)
    if name in _REFS and not closing:
        target = named.get("path") or first
        return Shown("link", target, target) if target else Shown("raw", raw)
    if name == "tweet" and not closing:
        user, post = named.get("user", ""), named.get("id") or first
        if post:
            return Shown(
                "link",
                f"▶ post by {user}" if user else "▶ post",
                f"https://x.com/{user or 'i'}/status/{post}",
            )
    if name in BOXES:
        title = named.get("title") or named.get("header") or named.get("name") or ""
        icon, _, word = BOXES[name].partition(" ")
        return Shown("title", f"{icon} {title or word or first}".rstrip())
    return Shown("raw", raw)
