"""Hugo's and Zola's shortcodes, `{{< figure src="…" >}}` or `{{ youtube(id="…") }}`, made readable.

Formats: https://gohugo.io/content-management/shortcodes/ and
https://www.getzola.org/documentation/content/shortcodes/. One we do not know stays as it is written; of one
we know, all that is said in words or leads somewhere is shown.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_SHORTCODE = re.compile(
    r"\{\{(?P<hugo>[<%])(?P<inner>(?:(?!\{\{|[>%]\}\}).){0,2000})[>%]\}\}"
    r"|\{\{(?P<zola>[^{}<%]{1,2000})\}\}"
    r"|\{%(?P<block>(?:(?!%\}|\{%).){1,2000})%\}",
    re.DOTALL,
)
_NAME = re.compile(r"\s*(/?)\s*([A-Za-z][\w./-]*)\s*")
_CALL = re.compile(r"\s*([A-Za-z]\w*)\s*\((.*)\)\s*\Z", re.DOTALL)
_ARGUMENT = re.compile(
    r"""(?:([A-Za-z][\w-]*)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`=,][^\s,]*))"""
)
_CODE = re.compile(
    r"(?P<code>(?:(?!\{\{[<%]).){0,2000})\{\{[<%]\s*/\s*(?P<name>[\w-]{1,40})\s*[>%]\}\}", re.DOTALL
)

KINDS = {
    "note": "✎ Note",
    "info": "ℹ Info",
    "tip": "★ Tip",
    "hint": "★ Hint",
    "important": "! Important",
    "success": "✓ Success",
    "warning": "⚠ Warning",
    "caution": "⚠ Caution",
    "attention": "⚠ Attention",
    "danger": "⚠ Danger",
    "error": "✗ Error",
}
"""What a box may be of, as its sign and word."""

BOXES = {
    **KINDS,
    "alert": "⚠ Note",
    "notice": "✎ Note",
    "admonition": "✎ Note",
    "callout": "✎ Note",
    "tab": "▸",
    "card": "▸",
    "details": "▸",
    "expand": "▸",
}
"""Shortcodes around a text, and the title that they get when they say none."""

CODE = ("highlight", "code", "mermaid")
"""Shortcodes around code."""

_IMAGES = ("figure", "img", "image", "imgproc")
_VIDEOS = {
    "youtube": ("YouTube", "https://www.youtube.com/watch?v="),
    "vimeo": ("Vimeo", "https://vimeo.com/"),
}
_REFS = ("ref", "relref", "resize_image", "link")
_TITLES = ("title", "header", "heading", "name", "label", "summary", "caption", "alt", "attr")
_KIND_KEYS = ("type", "kind", "level", "color", "colour", "style", "context")
_LINKS = ("link", "href", "url")
_DRESS = frozenset(
    "class classes style width height size align position color colour id lang language icon open closed "
    "loading target rel autoplay controls mute loop start end lazyload linenos outputformat op format".split()
)
"""Arguments that say how something looks or behaves in a browser, and nothing to a reader."""


class Part(NamedTuple):
    """Something to show: an "image" or a "link" with its `target`, or text; "raw" is dimmed."""

    kind: Literal["image", "link", "title", "text", "raw", "code"]
    text: str
    target: str = ""


class Shown(NamedTuple):
    """What stands in for a shortcode, and where that ends in its source.

    `block` tells what a Zola `{% … %}` does: it begins a text that is shown ("begins") or known to nobody
    ("unknown"), or it is the `{% end %}` of one ("ends").
    """

    parts: tuple[Part, ...]
    end: int = 0
    block: Literal["", "begins", "unknown", "ends"] = ""


def read(source: str, position: int) -> Shown | None:
    """What to show of the shortcode that begins at `position`, or None when none does."""
    match = _SHORTCODE.match(source, position)
    if match is None:
        return None
    end, raw = match.end(), (Part("raw", match.group()),)
    if match.group("hugo"):
        return _hugo(match, source) or Shown(raw, end)
    call = (match.group("zola") or match.group("block")).strip()
    in_block = match.group("block") is not None
    if in_block and call == "end":
        return Shown(raw, end, "ends")
    called = _CALL.match(call)
    if called is None:
        return None if in_block else Shown(raw, end)
    parts = _parts(called.group(1).lower(), _arguments(called.group(2)))
    if in_block:
        return Shown(parts or raw, end, "begins" if parts else "unknown")
    return Shown(parts or raw, end)


def _hugo(match: re.Match[str], source: str) -> Shown | None:
    """Hugo's own, None when it is shown as it is written: an unknown one, or one in a comment."""
    inner = match.group("inner")
    named = _NAME.match(inner)
    if named is None:
        return None
    closing, name, rest = bool(named.group(1)), named.group(2).lower(), inner[named.end() :]
    if closing:
        return Shown((), match.end()) if name in BOXES or name in _IMAGES else None
    if name in CODE and (code := _CODE.match(source, match.end())) and code.group("name").lower() == name:
        return Shown((Part("code", code.group("code").strip()),), code.end())
    parts = _parts(name, _arguments(rest.rstrip().removesuffix("/")))
    return Shown(parts, match.end()) if parts else None


class _Arguments(NamedTuple):
    named: dict[str, str]
    positional: list[str]

    def take(self, *keys: str) -> str:
        """The first of the named ones that is said, which then is no more there; "" when none is."""
        key = next((key for key in keys if self.named.get(key)), "")
        return self.named.pop(key, "")

    def first(self) -> str:
        """The first without a name, which then is no more there; "" when there is none."""
        return self.positional.pop(0) if self.positional else ""


def _arguments(text: str) -> _Arguments:
    found = _Arguments({}, [])
    for key, double, single, tick, bare in _ARGUMENT.findall(text):
        value = (double or single or tick or bare).replace('\\"', '"')
        if key:
            found.named[key.lower()] = value
        elif value:
            found.positional.append(value)
    return found


def language(arguments: str, name: str) -> str:
    """The language of the code in a shortcode of :data:`CODE`."""
    found = _arguments(arguments)
    return found.take("lang", "language") or found.first() or ("" if name != "mermaid" else name)


def target_of_ref(arguments: str) -> str:
    """What a `ref` or `relref` with these arguments leads to; "" when it says nothing."""
    found = _arguments(arguments)
    return found.take("path") or found.first()


def _parts(name: str, said: _Arguments) -> tuple[Part, ...]:
    """What to show of a shortcode; () when it is not known, or does not say what it must."""
    if name in BOXES:
        return _box(name, said)
    if name in _IMAGES:
        return _image(name, said)
    if name in _REFS:
        target = said.take("path") or said.first()
        return (Part("link", target, target), *_others(said)) if target else ()
    if name in _VIDEOS:
        site, address = _VIDEOS[name]
        video = said.take("id") or said.first()
        if not video:
            return ()
        start = said.named.get("start", "")
        at = (f"&t={start}" if name == "youtube" else f"#t={start}s") if start.isdigit() else ""
        link = Part("link", f"▶ {site} {said.take('title') or video}", address + video + at)
        return (link, *_others(said))
    if name in {"tweet", "x"}:
        user, post = said.take("user"), said.take("id") or said.first()
        if post:
            address = f"https://x.com/{user or 'i'}/status/{post}"
            return (Part("link", f"▶ post by {user}" if user else "▶ post", address), *_others(said))
    return ()


def _image(name: str, said: _Arguments) -> tuple[Part, ...]:
    source = said.take("src", "path") or said.first()
    if not source:
        return ()
    if name == "imgproc":  # how it is cut
        said.positional.clear()
    words = [said.take(key) for key in ("title", "caption", "alt")]
    attribution, its_link = said.take("attr"), said.take("attrlink")
    if attribution and not its_link:
        words.append(attribution)
    words += said.positional
    said.positional.clear()
    parts = [Part("image", " – ".join(dict.fromkeys(filter(None, words))), source)]
    if its_link:
        parts += [Part("text", " – "), Part("link", attribution or its_link, its_link)]
    return (*parts, *_links(said), *_others(said))


def _box(name: str, said: _Arguments) -> tuple[Part, ...]:
    kind = KINDS.get(name, "")
    key = next((key for key in _KIND_KEYS if said.named.get(key, "").lower() in KINDS), "")
    if said.positional and said.positional[0].lower() in KINDS:
        kind = KINDS[said.positional.pop(0).lower()]
    elif key:
        kind = KINDS[said.named.pop(key).lower()]
    words = [word for key in _TITLES if (word := said.take(key))]
    words += said.positional
    said.positional.clear()
    title = " – ".join(dict.fromkeys(words))
    if kind and title:
        shown = f"{kind}: {title}"
    else:
        sign, _, word = (kind or BOXES[name]).partition(" ")
        shown = f"{sign} {title or word}".rstrip()
    return (Part("title", shown), *_links(said), *_others(said))


def _links(said: _Arguments) -> list[Part]:
    found: list[Part] = []
    for key in _LINKS:
        if target := said.take(key):
            found += [Part("text", " "), Part("link", f"↗ {target}", target)]
    return found


def _others(said: _Arguments) -> list[Part]:
    """What else is said, as it is written; not how it is to look."""
    words = [f'{key}="{value}"' for key, value in said.named.items() if value and key not in _DRESS]
    words += said.positional
    return [Part("raw", " " + " ".join(words))] if words else []
