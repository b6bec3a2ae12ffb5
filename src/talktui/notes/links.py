"""Where a link in a note leads: to the web, to a talk, to a heading, or nowhere one may follow.

The one resolver for links in notes. It opens nothing, and reaches only notes that are loaded: those
were found inside the notes directory by the scan, so no link leads out of it, whatever its text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from talktui.notes.folding import fold
from talktui.notes.library import Library
from talktui.notes.talk import Note, Talk, TalkKey

WIKI = "wiki:"
"""What the viewer puts before a `[[wikilink]]`'s text to make it an address."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGES = ("index.md", "_index.md", "README.md", "readme.md")
_LINK = re.compile(
    r"\]\(\s*<?([^)\s>]{1,2000})|\[\[([^\]\n]{1,500})\]\]|^ {0,3}\[[^\]\n]{1,500}\]:\s*<?(\S{1,2000})",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Web:
    """A page on the web: `url` is http or https."""

    url: str


@dataclass(frozen=True, slots=True)
class ToTalk:
    """Another talk, or this one; `anchor` is a heading in it."""

    key: TalkKey
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Nowhere:
    """A link that is not followed, and why, as a sentence."""

    reason: str


Target = Web | ToTalk | Nowhere


def resolve(href: str, talk: Talk, library: Library) -> Target:
    """Where `href`, found in the text of `talk`, leads."""
    href = href.strip()
    if href.startswith(WIKI):
        return _wiki(href.removeprefix(WIKI), talk, library)
    if href.startswith("#"):
        return _in_note(library.notes[talk.key.path], unquote(href[1:]), talk)
    if _SCHEME.match(href):
        return _web(href)
    if href.startswith(("//", "-")) or not href:
        return Nowhere(f"{href!r} is not followed: it is neither a web address nor a note")
    path, _, anchor = href.partition("#")
    path = unquote(path.partition("?")[0])
    if "\0" in path or "\\" in path:
        return Nowhere(f"{href!r} is not followed: it is no path of a note")
    folder = "" if path.startswith("/") else posixpath.dirname(talk.key.path)
    place = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    if place == ".." or place.startswith("../"):
        return Nowhere(f"{href!r} is not followed: it leads out of the notes directory")
    note = _note_at(place, library)
    if note is None:
        return Nowhere(f"there is no note {place}; nothing else is opened from here")
    return _in_note(note, unquote(anchor), talk)


def _web(href: str) -> Target:
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError as error:
        return Nowhere(f"{href!r} is no web address ({error})")
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return Nowhere(f"{href!r} is not opened: only http and https addresses and notes are")
    return Web(href)


def _note_at(place: str, library: Library) -> Note | None:
    """The note of that path, also without its ending or as a folder's page."""
    stem = "" if place == "." else place
    names = (stem, f"{stem}.md", f"{stem}.markdown", *(posixpath.join(stem, page) for page in _PAGES))
    return next((library.notes[name] for name in names if name in library.notes), None)


def _in_note(note: Note, anchor: str, talk: Talk) -> Target:
    """The talk of `note` that `anchor` names, or has a heading of that name in it."""
    if anchor:
        for found in note.talks:
            if found.key.anchor == anchor:
                return ToTalk(found.key)
    if not note.talks:
        return Nowhere(f"{note.path} has no talk to show")
    same = talk.key.path == note.path
    return ToTalk(talk.key if same and anchor else note.talks[0].key, anchor or None)


def _wiki(text: str, talk: Talk, library: Library) -> Target:
    """Obsidian's way: a path, a file's name without its ending, or a talk's title; `#` names a heading."""
    name, _, part = text.partition("|")[0].partition("#")
    name = name.strip()
    anchor = "-".join(fold(part).split())
    if not name:
        return _in_note(library.notes[talk.key.path], anchor, talk)
    note = _note_at(posixpath.normpath(name.lstrip("/")), library)
    if note is not None:
        return _in_note(note, anchor, talk)
    wanted = fold(name).removesuffix(".md")
    here = posixpath.dirname(talk.key.path)
    named = [path for path in library.notes if _stem(path) == wanted]
    if named:
        path = min(named, key=lambda path: (posixpath.dirname(path) != here, path.count("/"), path))
        return _in_note(library.notes[path], anchor, talk)
    for found in library.talks:
        if fold(found.title) == wanted:
            return ToTalk(found.key, anchor or None)
    return Nowhere(f"there is no note or talk named {name}")


def _stem(path: str) -> str:
    return fold(posixpath.splitext(posixpath.basename(path))[0])


def local_links(text: str) -> Iterator[str]:
    """The addresses in a note's text that may lead to another note, as :func:`resolve` takes them.

    A scan for `](…)`, `[[…]]` and reference definitions: what stands in code is taken too, which
    costs a look-up and finds nothing.
    """
    if "](" not in text and "[[" not in text and "]:" not in text:
        return
    for match in _LINK.finditer(text):
        inline, wiki, reference = match.groups()
        if wiki:
            yield WIKI + wiki
        else:
            href = inline or reference
            if not href.startswith(("#", "http:", "https:", "mailto:")):
                yield href


class Backlinks:
    """Which talks link to a talk. Built once from the library, then kept true note by note."""

    def __init__(self) -> None:
        self._hrefs: dict[TalkKey, tuple[str, tuple[str, ...]]] = {}  # by talk: its text's, as last seen

    def of(self, talk: Talk, library: Library) -> list[Talk]:
        """The other talks whose text links to `talk`, in the library's order.

        Costs a scan of every text the first time, later only of those that changed.
        """
        found = []
        for other in library.talks:
            if other.key == talk.key:
                continue
            for href in self._links(other):
                target = resolve(href, other, library)
                if isinstance(target, ToTalk) and target.key == talk.key:
                    found.append(other)
                    break
        return found

    def _links(self, talk: Talk) -> tuple[str, ...]:
        body = talk.body
        known = self._hrefs.get(talk.key)
        if known is None or known[0] != body:
            known = (body, tuple(dict.fromkeys(local_links(body))))
            self._hrefs[talk.key] = known
        return known[1]
