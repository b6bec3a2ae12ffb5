"""Addresses that stand in a text as they are, `https://…`, `www.…` and `someone@…`, as links.

By GitHub's rules (https://github.github.com/gfm/#autolinks-extension-), as markdown-it-py's plugin has them,
whose own look through all of a paragraph again at each `:`; these look at no character more than a few times.
"""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

MAX_HOST = 255
"""Characters of a host's name, which is more than DNS allows; a longer one is none."""

MAX_LOCAL = 320
"""Characters before the `@` of an e-mail address."""

STOPS = r"@|:(?:(?=//)|(?<=mailto:)|(?<=xmpp:))|w(?=ww\.)"
"""Where these rules may begin, for a regular expression of all such places."""

_BEFORE = frozenset(" \t\r\n*_~(")
_HOST = re.compile(rf"[^\s!-#%-*,/:;?@\[-\]{{}}]{{0,{MAX_HOST + 1}}}")
"""All but spaces and the punctuation of ASCII, which is, but for `-`, `.` and `_`, in no host's name."""

_RUN = re.compile(r"[^ \t\r\n\0\v\f<]*")
_TRIMMED = frozenset("?!.,:*_~'\"[]")
_ENTITY = re.compile(r"&[A-Za-z]{1,32};\Z")
_LOCAL = re.compile(rf"[A-Za-z0-9.+_-]{{1,{MAX_LOCAL}}}@")
_LOCAL_CHARACTER = re.compile(r"[A-Za-z0-9.+_-]")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+")
_XMPP_DOMAIN = re.compile(r"(?:[A-Za-z0-9_@-]|\.(?=[A-Za-z0-9]))+(?:/(?:[A-Za-z0-9_@-]|\.(?=[A-Za-z0-9]))*)?")


def autolinks_plugin(markdown: MarkdownIt) -> None:
    """Add the rules; the parser must stop at the :data:`STOPS` in plain text."""
    markdown.inline.ruler.push("autolink_www", _www)
    markdown.inline.ruler.push("autolink_scheme", _scheme)
    markdown.inline.ruler.push("autolink_email", _email)


def _www(state: StateInline, silent: bool) -> bool:
    """`www.example.org/…`."""
    pos, source = state.pos, state.src
    if silent or state.linkLevel or not source.startswith("www.", pos, state.posMax):
        return False
    before = state.pending[-1:] or source[pos - 1 : pos]
    if before and before not in _BEFORE:
        return False
    if not _is_host(source, pos + 4, state.posMax, dotted=True):
        return False
    end = _end(source, pos, state.posMax)
    return _link(state, pos, end, "http://" + source[pos:end])


def _scheme(state: StateInline, silent: bool) -> bool:
    """`https://…`, `mailto:…`, `xmpp:…`: the rule begins at the colon, what is before it is pending."""
    pos, source = state.pos, state.src
    if silent or state.linkLevel or source[pos] != ":":
        return False
    for scheme in ("https", "http", "mailto", "xmpp"):
        if source.endswith(scheme, 0, pos):
            break
    else:
        return False
    start = pos - len(scheme)
    if (start > 0 and source[start - 1] not in _BEFORE) or not state.pending.endswith(scheme):
        return False
    if scheme.startswith("http"):
        if not source.startswith("://", pos, state.posMax):
            return False
        if not _is_host(source, pos + 3, state.posMax, dotted=False):
            return False
        end = _end(source, start, state.posMax)
    else:
        found = _address_end(source, pos + 1, state.posMax, scheme == "xmpp")
        if found is None:
            return False
        end = found
    return end > pos and _link(state, start, end, source[start:end])


def _email(state: StateInline, silent: bool) -> bool:
    """`someone@example.org`: the rule begins at the `@`, what is before it is pending."""
    pos, source = state.pos, state.src
    if silent or state.linkLevel or source[pos] != "@":
        return False
    pending = state.pending
    least = max(0, len(pending) - MAX_LOCAL - 1)
    first = len(pending)
    while first > least and _LOCAL_CHARACTER.match(pending, first - 1):
        first -= 1
    size = len(pending) - first
    start = pos - size
    if not 0 < size <= MAX_LOCAL or (start > 0 and source[start - 1] not in _BEFORE):
        return False
    domain = _DOMAIN.match(source, pos + 1, state.posMax)
    if domain is None or "." not in domain.group() or source[domain.end() - 1] in "-_":
        return False
    if source.startswith("@", domain.end(), state.posMax):
        return False
    return _link(state, start, domain.end(), "mailto:" + source[start : domain.end()])


def _address_end(source: str, start: int, stop: int, xmpp: bool) -> int | None:
    """Where the address behind `mailto:` or `xmpp:` ends; None when there is none."""
    local = _LOCAL.match(source, start, stop)
    domain = local and (_XMPP_DOMAIN if xmpp else _DOMAIN).match(source, local.end(), stop)
    if not domain or "." not in domain.group():
        return None
    if not (source[domain.end() - 1].isascii() and source[domain.end() - 1].isalpha()):
        return None
    if not xmpp and source.startswith("@", domain.end(), stop):
        return None
    return domain.end()


def _is_host(source: str, start: int, stop: int, *, dotted: bool) -> bool:
    """Whether a host's name begins at `start`: no `_` in its last two parts and, `dotted`, a dot in it."""
    match = _HOST.match(source, start, stop)
    name = match.group() if match else ""
    if not name.isascii():
        end = (i for i, letter in enumerate(name) if letter not in "-_." and _is_punctuation(letter))
        name = name[: next(end, len(name))]
    if len(name) > MAX_HOST or (not name and start == stop) or (dotted and "." not in name):
        return False
    return "_" not in "".join(name.split(".")[-2:])


def _is_punctuation(letter: str) -> bool:
    return unicodedata.category(letter).startswith("P")


def _end(source: str, start: int, stop: int) -> int:
    """Where the address that begins at `start` ends: before a space, without the punctuation behind it."""
    match = _RUN.match(source, start, stop)
    end = match.end() if match else start
    unopened = source.count(")", start, end) - source.count("(", start, end)
    while end > start:
        last = source[end - 1]
        if last in _TRIMMED:
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(source, max(start, end - 34), end)
            end = entity.start() if entity else end - 1
        elif last == ")" and unopened > 0:
            unopened -= 1
            end -= 1
        else:
            break
    return end


def _link(state: StateInline, start: int, end: int, href: str) -> bool:
    """Push the link of characters `start` to `end`; what of them is pending already becomes its text."""
    address = state.md.normalizeLink(href)
    if not state.md.validateLink(address):
        return False
    text = state.src[start:end]
    if start < state.pos:
        state.pending = state.pending[: start - state.pos]
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": address}
    opened.markup, opened.info = "autolink", "auto"
    state.push("text", "", 0).content = state.md.normalizeLinkText(text)
    closed = state.push("link_close", "a", -1)
    closed.markup, closed.info = "autolink", "auto"
    state.pos = end
    return True
