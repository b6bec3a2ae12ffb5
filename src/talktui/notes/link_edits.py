"""Links of a note written anew when what they lead to has moved, and not a byte besides.

Which links change is found by where they lead, before and after: the library as it is, the library as
it will be, and what becomes of what (:class:`Shift`).  A link that leads where it should is left alone,
so is one that led nowhere; what is written anew is proved by resolving it.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from talktui.notes.document import Document, line_of, parse
from talktui.notes.folding import fold
from talktui.notes.headings import sections, slug
from talktui.notes.library import Library
from talktui.notes.link_places import LinkKind, LinkPlace, body_links, find_links, href_of
from talktui.notes.link_rewrites import NewLink, rewritten
from talktui.notes.link_text import Goal, fits, relocated, stem_of, written
from talktui.notes.links import Located, Nowhere, Resolver, local_path
from talktui.notes.talk import Note, Section, TalkKey

Place = tuple[str, str]
"""A heading: its note's path and its anchor; "" for the whole note, where a section becomes one."""

_LOOSE = (
    (
        "]",
        re.compile(
            r"\](?:\((?!\s*(?:https?:|mailto:|\{\{))\s*(?:<([^<>\n]{1,2000})>|((?:\\.|[^()\n\\]|\([^()\n]*\)|[(\\]){1,2000}))"
            r"|:\s*<?(?!https?:)([^\n]{1,2000}))"
        ),
    ),
    ("[[", re.compile(r"\[\[([^\]\n]{1,500})\]\]")),
    ("ref", re.compile(r"ref\s+[\"'`]?([^\"'`>%\n]{1,500})")),
)
"""Whatever may be a link to a note, and more, with what it must hold: a quick look at every note."""
_RELATED = re.compile(r"^related[ \t]*[:=]", re.MULTILINE | re.IGNORECASE)
_PART = re.compile(r"[#|]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGES = frozenset({"index", "_index", "readme"})


# -- which links change


@dataclass(frozen=True, slots=True)
class Shift:
    """What becomes of notes and headings; None: it is gone. What is not named here stays.

    `wholes`: of notes that become sections, which. A link to the note as a whole leads there.
    """

    paths: Mapping[str, str | None] = field(default_factory=dict)
    sections: Mapping[Place, Place | None] = field(default_factory=dict)
    wholes: Mapping[str, Place] = field(default_factory=dict)

    def path(self, path: str) -> str | None:
        """Where the note at `path` will be."""
        return self.paths.get(path, path)


@dataclass(frozen=True, slots=True)
class Shown:
    """A link that changes, for a preview: a line of a note before and after."""

    path: str
    line: int
    before: str
    after: str


@dataclass(slots=True)
class Followed:
    """The links that follow, by the paths of their notes before the change."""

    links: dict[str, tuple[NewLink, ...]] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # how many links change in each note
    lost: dict[str, int] = field(default_factory=dict)  # how many will lead nowhere
    stuck: dict[str, list[str]] = field(default_factory=dict)  # addresses that could not be written anew


class Follower:
    """Finds what becomes of links between two states of a notes directory. For a thread: it reads it all."""

    def __init__(
        self,
        old: Library,
        new: Library,
        shift: Shift,
        exists: Callable[[str], bool] = lambda _: True,
        gone: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    ) -> None:
        """`exists(path)` says whether there is a file, which may be no note, at a path of the directory.

        `gone`: by path the ranges of characters that are taken out, whose links do not count.
        """
        self._gone = gone or {}
        self._before, self._after = Resolver(old), Resolver(new)
        self._old, self._new, self._shift, self._exists = old, new, shift, exists
        self._sections: dict[str, dict[str, Section]] = {}
        self._touched = {path for path, _ in shift.sections}
        self._names = self._find_names()

    def follow(self) -> Followed:
        """Every note's links that must change, what they become, and those that will lead nowhere."""
        followed = Followed()
        for path, note in self._old.notes.items():
            now = self._shift.path(path)
            if now is None or not note.talks or not note.data:
                continue
            if now == path and path not in self._touched and not self._may_change(note.talks[-1].text):
                continue
            self._follow_note(note, now, followed)
        return followed

    def follow_text(self, text: str, was: str, now: str, followed: Followed) -> str:
        """A piece of the note at `was` that is to stand in the note at `now`, its links for there."""
        new: dict[tuple[LinkKind, str], str] = {}
        for link in body_links(text):
            said = self._new_text(link, was, now, followed)
            if said != link.text:
                new[link.kind, link.text] = said
        if new:
            followed.counts[was] = followed.counts.get(was, 0) + len(new)
        return rewritten(text, 0, new)

    def _find_names(self) -> set[str]:
        """What a link that may change must name: a file or a title, before or after; folded."""
        names: set[str] = set()
        paths = {*self._shift.paths, *self._touched}
        for library, found in (
            (self._old, paths),
            (self._new, {path for path in map(self._shift.path, paths) if path is not None}),
        ):
            for path in found:
                stem = fold(stem_of(path))
                names.add(stem)
                if stem in _PAGES:  # a folder's page is named by its folder too, and from inside by dots
                    names |= {fold(posixpath.basename(posixpath.dirname(path))), ".", "..", ""}
                if path in library.notes:
                    names.update(fold(talk.title).strip() for talk in library.notes[path].talks)
        return names

    def _may_change(self, text: str) -> bool:
        """Whether a link in `text` may name what has moved, or what a new name would draw to itself."""
        for mark, pattern in _LOOSE:
            for match in pattern.finditer(text) if mark in text else ():
                said = next(group for group in match.groups() if group)
                if not self._names.isdisjoint(_names_in(said)):
                    return True
        return "elated" in text.lower() and _RELATED.search(text) is not None  # too short to look closer

    def _follow_note(self, note: Note, now: str, followed: Followed) -> None:
        document = parse(note.data)
        links: dict[tuple[LinkKind, str], str] = {}
        changed: list[LinkPlace] = []
        gone = self._gone.get(note.path, ())
        for link in find_links(document):
            if any(start <= link.start < end for start, end in gone):
                continue
            said = self._new_text(link, note.path, now, followed)
            if said != link.text:
                links[link.kind, link.text] = said
                changed.append(link)
        if not changed:
            return
        if note.read_only is not None:
            followed.stuck.setdefault(note.path, []).extend(link.text for link in changed)
            return
        followed.counts[note.path] = len(changed)
        followed.links[note.path] = tuple(NewLink(kind, old, new) for (kind, old), new in links.items())
        followed.shown += _shown(note.path, document, changed, links)

    def _new_text(self, link: LinkPlace, was: str, now: str, followed: Followed) -> str:
        """What the address of `link`, in the note that was at `was` and will be at `now`, must say."""
        if link.kind is LinkKind.RELATED:
            return self._new_related(link, was, now, followed)
        found = self._before.locate(link.href, was)
        if found is None:
            return self._relocated(link, was, now)
        goal = self._goal(found, link.kind)
        if goal is None:
            followed.lost[was] = followed.lost.get(was, 0) + 1
            return link.text
        if self._leads(link.href, now, goal, found, link.kind):
            return link.text
        for said in written(link.kind, link.text, found, now, goal):
            if fits(link.kind, said) and self._leads(
                href_of(link.kind, said) + link.rest, now, goal, found, link.kind
            ):
                return said
        followed.stuck.setdefault(was, []).append(link.text)
        return link.text

    def _new_related(self, link: LinkPlace, was: str, now: str, followed: Followed) -> str:
        """An entry of `related`: a wikilink in its brackets, a path, or a name or title alone."""
        said = link.text.strip()
        if said.startswith("[[") and said.endswith("]]"):
            name, bar, shown = said[2:-2].partition("|")
            inner = LinkPlace(LinkKind.WIKI, name.strip(), 0, 0)
            new = self._new_text(inner, was, now, followed)
            return link.text if new == inner.text else f"[[{new}{bar}{shown}]]"
        if _SCHEME.match(said):
            return link.text
        as_path = "/" in said or said.lower().endswith((".md", ".markdown"))
        kinds = (LinkKind.PLAIN, LinkKind.WIKI) if as_path else (LinkKind.WIKI, LinkKind.PLAIN)
        for kind in kinds:
            found = self._before.locate(href_of(kind, said), was)
            if found is None:
                continue
            new = self._new_text(LinkPlace(kind, said, 0, 0), was, now, followed)
            other = self._after.locate(href_of(kinds[0], new), now) if kind is not kinds[0] else None
            path = self._shift.path(found.path)
            if other is not None and path is not None and other.path != path:
                new = "/" + path  # read the other way it names another note by now
            return link.text if new == said else new
        return link.text

    def _relocated(self, link: LinkPlace, was: str, now: str) -> str:
        """The address of a file that is no note, when the note that links to it goes to another folder."""
        href = link.href
        if (
            posixpath.dirname(was) == posixpath.dirname(now)
            or link.kind not in {LinkKind.PLAIN, LinkKind.ANGLE}
            or _SCHEME.match(href)
            or href.startswith(("/", "#", "-", "?"))
        ):
            return link.text
        place = local_path(href, was)
        if isinstance(place, Nowhere) or not self._exists(place):
            return link.text
        for said in relocated(link.kind, link.text, place, now):
            if fits(link.kind, said) and local_path(href_of(link.kind, said), now) == place:
                return said
        return link.text

    # -- where a link leads, before and after

    def _goal(self, found: Located, kind: LinkKind) -> Goal | None:
        """Where a link that led to `found` is to lead; None when that is gone."""
        path = self._shift.path(found.path)
        talk = found.talk
        anchor: str | None = None
        if found.path in self._shift.wholes:
            path, talk = self._shift.wholes[found.path]
            anchor = None if found.how == "title" else talk
        for name, is_talk in ((_anchor(found.anchor, kind), False), (found.talk, True)):
            if not name:
                continue
            place = (found.path, name)
            if place not in self._shift.sections:
                continue
            becomes = self._shift.sections[place]
            if becomes is None:
                return None
            path = becomes[0]
            if is_talk:
                talk = becomes[1] or None
            else:
                anchor = becomes[1]
        if path is None:
            return None
        return Goal(path, anchor, self._title(path, talk), self._heading(path, anchor), talk)

    def _leads(self, href: str, now: str, goal: Goal, found: Located, kind: LinkKind) -> bool:
        """Whether `href`, in the note that will be at `now`, will lead to `goal`."""
        there = self._after.locate(href, now)
        if there is None or there.path != goal.path:
            return False
        anchor = _anchor(there.anchor, kind)
        if found.how == "title" and goal.talk is not None:
            if there.talk == goal.talk:
                return not goal.anchor or anchor == goal.anchor
            return anchor == goal.talk
        if there.how == "title" and there.talk is not None:
            return False
        return anchor == (goal.anchor if goal.anchor is not None else _anchor(found.anchor, kind))

    def _title(self, path: str, anchor: str | None) -> str:
        talk = self._new.talk(TalkKey(path, anchor))
        return talk.title if talk is not None else ""

    def _heading(self, path: str, anchor: str | None) -> str:
        note = self._new.notes.get(path)
        if anchor is None or note is None:
            return ""
        known = self._sections.get(path)
        if known is None:
            document = parse(note.data)
            known = {found.anchor: found for found in sections(document.text, document.body_start)}
            self._sections[path] = known
        return known[anchor].title if anchor in known else ""


def _names_in(said: str) -> Iterator[str]:
    """What an address that was found in passing may name, folded: too many rather than too few."""
    said = html.unescape(said.replace("\\", ""))
    for text in {said, *said.split(None, 1)[:1]}:  # a title may stand behind it
        head = _PART.split(text, maxsplit=1)[0]
        for part in {head, head.partition("?")[0], head.partition(">")[0]}:
            name = fold(unquote(part, errors="surrogateescape")).strip().rstrip("/")
            for one in (name, posixpath.basename(name)):
                yield one
                yield stem_of(one)


def _anchor(said: str, kind: LinkKind) -> str:
    """A heading's anchor from what a link says after its `#`: a wikilink may say the heading's text."""
    if kind is not LinkKind.WIKI or said.startswith("^") or not said.strip():
        return said
    return slug(said.rpartition("#")[2])


def _shown(
    path: str, document: Document, changed: Sequence[LinkPlace], links: Mapping[tuple[LinkKind, str], str]
) -> Iterable[Shown]:
    text = document.text
    for link in changed:
        new = links[link.kind, link.text]
        if link.kind is LinkKind.RELATED:
            yield Shown(path, 1, f"related: {link.text}", f"related: {new}")
            continue
        start = text.rfind("\n", 0, link.start) + 1
        end = text.find("\n", link.end)
        end = len(text) if end < 0 else end
        before = text[start:end].rstrip("\r")
        after = text[start : link.start] + new + text[link.end : end].rstrip("\r")
        yield Shown(path, line_of(text, link.start), before, after)
