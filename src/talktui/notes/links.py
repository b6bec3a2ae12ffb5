"""Where a link in a note leads: to the web, to a talk, to a heading, or nowhere one may follow.

The one resolver for links in notes. It opens nothing, and reaches only notes that are loaded: those
were found inside the notes directory by the scan, so no link leads out of it, whatever its text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from talktui.notes.folding import fold
from talktui.notes.headings import slug
from talktui.notes.library import Library
from talktui.notes.packed import Packed
from talktui.notes.talk import Note, Talk, TalkKey
from talktui.safe_text import is_safe

WIKI = "wiki:"
"""What the viewer puts before a `[[wikilink]]`'s text to make it an address."""

LONGEST_SAID = 120
"""Characters of an address in the reason why it is not followed."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)\Z", re.IGNORECASE)
_ZOLA = "@/"
_PAGES = ("index.md", "_index.md", "README.md", "readme.md")


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


class Located(NamedTuple):
    """The note that a link names: by its path, its file's name, a talk's title, or none: it stands here.

    `anchor` is what the link says after `#`, as text; `talk` the anchor of the log's talk whose title
    it names.
    """

    path: str
    anchor: str
    how: Literal["path", "stem", "title", "here"]
    talk: str | None = None


def local_path(href: str, source: str) -> str | Nowhere:
    """The path from the notes directory that `href`, without a scheme, in the note at `source` says."""
    path = unquote(href.partition("#")[0].partition("?")[0], errors="surrogateescape")
    if "\0" in path or "\\" in path:
        return Nowhere(f"{_said(href)} is not followed: it is no path of a note")
    folder = "" if path.startswith("/") else posixpath.dirname(source)
    place = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    if place == ".." or place.startswith("../"):
        return Nowhere(f"{_said(href)} is not followed: it leads out of the notes directory")
    return place


def paths_said(href: str, source: str) -> Iterator[str]:
    """What `href` in the note at `source` may mean: itself or, from Zola's `@/`, paths from a content root.

    That is the notes directory or a folder above the note.
    Source: https://www.getzola.org/documentation/content/linking/#internal-links
    """
    if not href.startswith(_ZOLA):
        yield href
        return
    yield href[1:]
    folder = posixpath.dirname(source)
    while folder:
        yield f"/{quote(folder, errors='surrogateescape')}{href[1:]}"
        folder = posixpath.dirname(folder)


class Resolver:
    """Resolves links in the notes of a library as it is now; names are looked up once, when first needed."""

    def __init__(self, library: Library) -> None:
        self._notes = dict(library.notes)
        self.talks = tuple(library.talks)

    def resolve(self, href: str, talk: Talk) -> Target:
        """Where `href`, found in the text of `talk`, leads."""
        href = href.strip()
        if href.startswith(WIKI):
            return self._wiki(href.removeprefix(WIKI), talk)
        if href.startswith("#"):
            return self._here(unquote(href[1:]), talk)
        if _SCHEME.match(href):
            return _web(href)
        if href.startswith(("//", "-")) or not href:
            return Nowhere(f"{_said(href)} is not followed: it is neither a web address nor a note")
        note = self._note_of(href, talk.key.path)
        if isinstance(note, Nowhere):
            return note
        return _in_note(note, unquote(href.partition("#")[2]), talk)

    def locate(self, href: str, source: str) -> Located | None:
        """The note that `href`, found in the note at `source`, names and how; None when it names none.

        As :meth:`resolve` finds it, for those who write a link anew.
        """
        href = href.strip()
        if href.startswith(WIKI):
            name, _, part = href.removeprefix(WIKI).partition("|")[0].partition("#")
            if not name.strip():
                return Located(source, part, "here") if source in self._notes else None
            found = self._named(name.strip(), source)
            return found._replace(anchor=part) if found else None
        if href.startswith("#"):
            return Located(source, unquote(href[1:]), "here") if source in self._notes else None
        if _SCHEME.match(href) or href.startswith(("//", "-")) or not href:
            return None
        note = self._note_of(href, source)
        if isinstance(note, Nowhere):
            return None
        return Located(note.path, unquote(href.partition("#")[2]), "path")

    def _here(self, anchor: str, talk: Talk) -> Target:
        """A heading of the note that the link stands in; what we say of a conference is in none."""
        note = self._notes.get(talk.key.path)
        return _in_note(note, anchor, talk) if note else Nowhere("there is no such heading here")

    def _note_of(self, href: str, source: str) -> Note | Nowhere:
        """The note that the path `href` in the note at `source` says."""
        first = ""
        for said in paths_said(href, source):
            place = local_path(said, source)
            if isinstance(place, Nowhere):
                return place
            if note := self._note_at(place):
                return note
            first = first or place
        if _PICTURE.search(first):
            return Nowhere(f"{_cut(first)} is a picture: no file is handed to another program from here")
        return Nowhere(f"there is no note {_cut(first)}; nothing else is opened from here")

    def _note_at(self, place: str) -> Note | None:
        """The note of that path, also without its ending or as a folder's page."""
        stem = "" if place == "." else place
        names = (stem, f"{stem}.md", f"{stem}.markdown", *(posixpath.join(stem, page) for page in _PAGES))
        return next((self._notes[name] for name in names if name in self._notes), None)

    def _wiki(self, text: str, talk: Talk) -> Target:
        """Obsidian's way: a path, a file's name without its ending, or a talk's title, then `#heading`."""
        name, _, part = text.partition("|")[0].partition("#")
        name = name.strip()
        part = part.rpartition("#")[2]  # of `#Heading#Below it`, what it ends in
        anchor = slug(part) if part.strip() and not part.startswith("^") else part
        if not name:
            return self._here(anchor, talk)
        found = self._named(name, talk.key.path)
        if found is None and _PICTURE.search(name):
            return Nowhere(f"{_cut(name)} is a picture: no file is handed to another program from here")
        if found is None:
            return Nowhere(f"there is no note or talk named {_cut(name)}")
        if found.how == "title":
            return ToTalk(TalkKey(found.path, found.talk), anchor or None)
        return _in_note(self._notes[found.path], anchor, talk)

    def _named(self, name: str, source: str) -> Located | None:
        """What a wikilink in the note at `source` names: a path, else a file's name, else a title."""
        note = self._note_at(posixpath.normpath(name.lstrip("/")))
        if note is not None:
            return Located(note.path, "", "path")
        wanted = fold(name).removesuffix(".md")
        here = posixpath.dirname(source)
        if named := self._by_stem.get(wanted):
            path = min(named, key=lambda path: (posixpath.dirname(path) != here, path.count("/"), path))
            return Located(path, "", "stem")
        if (key := self._by_title.get(wanted)) is not None:
            return Located(key.path, "", "title", key.anchor)
        return None

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._notes:
            found.setdefault(fold(posixpath.splitext(posixpath.basename(path))[0]), []).append(path)
        return found

    @cached_property
    def _by_title(self) -> dict[str, TalkKey]:
        return {fold(talk.title): talk.key for talk in reversed(self.talks)}


def _cut(text: str) -> str:
    """`text` for a message: its beginning, where it is as long as a picture."""
    return text if len(text) <= LONGEST_SAID else text[: LONGEST_SAID - 1] + "…"


def _said(href: str) -> str:
    return repr(_cut(href))


def why_not_web(url: str) -> str | None:
    """Why `url` is not handed to a browser, as a sentence; None when it is http or https and all of it shows.

    The one check of addresses, for links in a text, a talk's video and a conference's playlist alike. What
    passes begins with its scheme, so no program takes it for an option, and is what the person sees.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises for one that is none
    except ValueError as error:
        return f"{_said(url)} is no web address ({error})"
    if not _WEB.match(url) or not host:
        return f"{_said(url)} is not opened: only http and https addresses and notes are"
    if not is_safe(url) or any(character.isspace() for character in url):
        return f"{_said(url)} is not opened: it holds spaces, control characters or what cannot be seen"
    return None


def _web(href: str) -> Target:
    reason = why_not_web(href)
    return Web(href) if reason is None else Nowhere(reason)


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


def address_of(key: TalkKey) -> str:
    """A talk's address within the notes directory, as a link in Markdown has it and `resolve` takes it."""
    anchor = f"#{quote(key.anchor)}" if key.anchor else ""
    return f"/{quote(key.path, errors='surrogateescape')}{anchor}"


class Backlinks:
    """Which talks link to a talk. An index made anew is cheap: texts that stayed are not read again."""

    def __init__(self, links_of: Callable[[str], Iterable[str]]) -> None:
        """`links_of` gives the addresses in a text that may lead to a note, as the viewer has them."""
        self._links_of = links_of
        # What a talk was read from, and the links in it; of the many without any only the former.
        self._seen: dict[TalkKey, Packed | tuple[Packed, tuple[str, ...]]] = {}

    def index(
        self, library: Library, cancelled: Callable[[], bool] = lambda: False
    ) -> dict[TalkKey, tuple[TalkKey, ...]]:
        """By talk, the other talks whose text links to it, in the library's order.

        Linear in the texts the first time; for a thread. `library` may change meanwhile. Once `cancelled`
        says so, what was found by then.
        """
        resolver = Resolver(library)
        found: dict[TalkKey, dict[TalkKey, None]] = {}
        for talk in resolver.talks:
            if cancelled():
                break
            for href in self._links(talk):
                target = resolver.resolve(href, talk)
                if isinstance(target, ToTalk) and target.key != talk.key:
                    found.setdefault(target.key, {})[talk.key] = None
        return {key: tuple(sources) for key, sources in found.items()}

    def _links(self, talk: Talk) -> tuple[str, ...]:
        source, known = talk.source, self._seen.get(talk.key)
        if known is source:
            return ()
        if isinstance(known, tuple) and known[0] is source:
            return known[1]
        links = tuple(dict.fromkeys(self._links_of(talk.body)))
        self._seen[talk.key] = (source, links) if links else source
        return links
