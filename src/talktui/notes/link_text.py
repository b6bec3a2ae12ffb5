"""A link's address written anew in the way the person wrote it.

Relative stays relative and absolute absolute, with or without the ending, percent-encoded or not; a
wikilink by name stays one.  What is given here are candidates, the likest first: whoever asks takes the
first that leads where it should, since a name may be another note's too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from talktui.notes.folding import fold
from talktui.notes.headings import slug
from talktui.notes.link_places import LinkKind, href_of
from talktui.notes.links import Located

_ENDING = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)
_PAGES = frozenset({"index", "_index", "readme"})
_ALWAYS = re.compile("[%?#\\\\\x00-\x1f\x7f\ud800-\udfff]+")
_SAFE = {
    LinkKind.PLAIN: re.compile("[%?#\\\\\\s\x00-\x1f\x7f()<>&*_`\\[\\]!\ud800-\udfff]+"),
    LinkKind.ANGLE: re.compile("[%?#\\\\\x00-\x1f\x7f<>&\ud800-\udfff]+"),
}
_MARKED = "*_`[]!&"  # of PLAIN: harmless in most places, so encoded only where the first try fails
_FITS = {
    LinkKind.PLAIN: re.compile(r"(?!<)(?:[^\s()\\\x00-\x1f]|\\.)+"),
    LinkKind.ANGLE: re.compile(r"[^<>\n\r]+"),
    LinkKind.WIKI: re.compile(r"[^\[\]|\n\r]{1,500}"),
    LinkKind.REF: re.compile(r"[^\"'`>%\n\r]{1,500}"),
    LinkKind.RELATED: re.compile(r"[^\n\r]+"),
}
_NOT_IN_WIKI = re.compile(r"[\[\]|#^\s]+")


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a link is to lead now: a note, a heading in it, and what the talk there is called."""

    path: str
    anchor: str | None  # of a heading; None: the link's own stays as it is; "": the whole note
    title: str  # of the talk that a link by title names
    heading: str  # the text of the heading `anchor`
    talk: str | None = None  # the anchor of the log's talk that a link by title names


def stem_of(path: str) -> str:
    """A note's name without folder and ending."""
    return _ENDING.sub("", posixpath.basename(path))


def fits(kind: LinkKind, text: str) -> bool:
    """Whether `text` can stand as an address of `kind` at all."""
    return bool(_FITS[kind].fullmatch(text)) and text == text.strip() and text.isprintable()


def written(kind: LinkKind, text: str, found: Located, source: str, goal: Goal) -> Iterator[str]:
    """Candidates for the address `text` of a link in the note at `source`, that is to lead to `goal`.

    `found` is where it led before.
    """
    if kind is LinkKind.WIKI:
        yield from _wiki(text, found, source, goal)
        return
    path, mark, query, part = _split(text)
    if goal.anchor is not None:
        part = "#" + _fragment(kind, part, goal.anchor) if goal.anchor else ""
    if goal.path == source and (found.how == "here" or goal.anchor is not None):
        yield part  # what it leads to stands in the same note now
    forms = _forms(path, found.path, goal.path)
    root = _content_root(path, found.path) if path.startswith("@/") else None
    for style in _styles(kind, "%" in path):
        for form in forms:
            if root is not None and form.startswith(root):
                yield "@/" + _encoded(form.removeprefix(root), style) + mark + query + part
            yield _addressed(form, path, source, style) + mark + query + part


def relocated(kind: LinkKind, text: str, place: str, source: str) -> Iterator[str]:
    """Candidates for a relative address of the file `place` in a note that is at `source` now."""
    path, mark, query, part = _split(text)
    form = place + ("/" if path.endswith("/") and place else "")
    for style in _styles(kind, "%" in path):
        yield _addressed(form or "./", path, source, style) + mark + query + part


def _content_root(old: str, was: str) -> str | None:
    """The folder, a slash behind it, from which Zola's `@/…` said the note at `was`; None: there is none."""
    said = unquote(href_of(LinkKind.PLAIN, old), errors="surrogateescape").removeprefix("@/").strip("/")
    for place in (was, _ENDING.sub("", was), posixpath.dirname(was)):
        if place == said or place.endswith(f"/{said}"):
            return place.removesuffix(said)
    return None


def _split(text: str) -> tuple[str, str, str, str]:
    head, hash_, part = text.partition("#")
    path, mark, query = head.partition("?")
    return path, mark, query, hash_ + part


def _fragment(kind: LinkKind, old: str, anchor: str) -> str:
    encoded = "%" in old or not fits(kind, anchor)
    return quote(anchor, safe="-_.~") if encoded else anchor


def _forms(old: str, was: str, now: str) -> list[str]:
    """The path as the old address said one: with its ending, without, or as the folder of a page."""
    said = unquote(href_of(LinkKind.PLAIN, old), errors="surrogateescape")
    bare = _ENDING.sub("", now)
    if not said or _ENDING.search(said):
        return [now]
    forms = [bare, now]
    by_folder = stem_of(was).lower() in _PAGES and posixpath.basename(said.rstrip("/")) != stem_of(was)
    if by_folder and stem_of(now).lower() in _PAGES:
        forms.insert(0, posixpath.dirname(now) + ("/" if said.endswith("/") else ""))
    return forms


def _styles(kind: LinkKind, encoded: bool) -> list[re.Pattern[str] | None]:
    """What to percent-encode, the likest first; None: everything but the plainest letters."""
    if kind is LinkKind.PLAIN or kind is LinkKind.ANGLE:
        least = (
            re.compile(_SAFE[kind].pattern.replace("&*_`\\[\\]!", ""))
            if kind is LinkKind.PLAIN
            else _SAFE[kind]
        )
        return [None, least] if encoded else [least, _SAFE[kind], None]
    return [_ALWAYS, None]


def _addressed(form: str, old: str, source: str, style: re.Pattern[str] | None) -> str:
    """The path `form` as an address in the note at `source`: relative unless `old` is absolute."""
    slash = form.endswith("/")
    if old.startswith("/"):
        path = "/" + form
    else:
        path = posixpath.relpath(form or ".", posixpath.dirname(source) or ".")
        path = path + "/" if slash and path != "." else path
        if path == ".":
            path = "./"
        elif not path.startswith("../") and (old.startswith("./") or path[0] == "-" or ":" in path):
            path = "./" + path
    return _encoded(path, style)


def _encoded(path: str, style: re.Pattern[str] | None) -> str:
    if style is None:
        return quote(path, safe="/-_.~", errors="surrogateescape")
    return style.sub(lambda match: quote(match[0], safe="", errors="surrogateescape"), path)


def _wiki(text: str, found: Located, source: str, goal: Goal) -> Iterator[str]:
    name, hash_, part = text.partition("#")
    part = hash_ + part
    if goal.anchor is not None:
        part = "#" + _heading(part[1:], goal) if goal.anchor else ""
    if goal.path == source and (found.how == "here" or goal.anchor is not None):
        yield part
    ending = _ENDING.search(name.strip())
    end = ending[0] if ending else ""
    lead = "/" if name.lstrip().startswith("/") else ""
    bare = _ENDING.sub("", goal.path)
    names = []
    if found.how == "title":
        names.append(goal.title)
        if goal.talk is not None and not part:
            part = "#" + goal.talk
    if found.how != "path" or "/" not in name:
        names.append(stem_of(goal.path) + end)
    names += [lead + bare + end, lead + goal.path, goal.title]  # a title, for a path that no wikilink can say
    for said in names:
        if not _NOT_IN_WIKI.sub("", said.replace(" ", "")) or re.search(r"[\[\]|#^]", said):
            continue
        if found.how == "title" and said == goal.title:
            yield said + ("" if goal.talk is not None and part == "#" + goal.talk else part)
        yield said + part


def _heading(old: str, goal: Goal) -> str:
    """The part after `#`: the heading's text where it was a text, else its anchor."""
    title = " ".join(_NOT_IN_WIKI.sub(" ", goal.heading).split())
    by_anchor = old == slug(old) and " " not in old and fold(title) != title
    if by_anchor or slug(title) != goal.anchor:
        return goal.anchor or title
    return title
