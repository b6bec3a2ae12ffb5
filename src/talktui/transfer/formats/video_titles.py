"""What the title of a published recording says beside the talk's: who gave it, and where.

"Sidecars at Rest - Ada Byron & Li Wei, Looms", "Ada Byron: Sidecars at Rest", "Sidecars at Rest by Ada
Byron", "GopherMeet 2024 - …", "… | GopherMeet". A part is taken for people only where it reads like people's
names; what is not sure stays in the title, so nothing of it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from talktui.notes.dates import duration_text
from talktui.notes.folding import fold
from talktui.notes.speakers import parse_speakers
from talktui.notes.talk import Speaker
from talktui.transfer.formats.plain_markdown import plain_line

_DASH = re.compile(r"\s+[-–—|]\s+|\s*[|]\s*")
_BY = (
    re.compile(r"^(?P<title>.+)\s(?:presented by|by)\s+(?P<who>[^:]+)$"),  # the last of them
    re.compile(r"^(?P<title>.+)\s+with\s+(?P<who>[^:]+)$"),
)
_COLON = re.compile(r"^(?P<who>[^:]{3,80}):\s+(?P<title>.+)$", re.DOTALL)
_PREFIXES = "van|von|de|der|den|la|le|di|da|dos|bin|al|el"
_NAME = re.compile(
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs)\.?\s+)?[^\W\d_a-z][\w'’.-]*"
    rf"(?:\s+(?:(?:{_PREFIXES})\s+)*(?:d['’])?[^\W\d_a-z][\w'’.-]*){{1,4}}"
)
_NO_NAMES = frozenset(
    """the a an and of for in on with your our how why what when to from is are using use introduction intro
    deep dive keynote panel workshop tutorial lightning talk talks session welcome opening closing remarks
    part day track room live stream building understanding getting started beyond state future practical
    python ruby rails kubernetes cloud native data open source linux web api apis service mesh
    security""".split()
)
_KINDS = re.compile(r"^(?:keynote|sponsored keynote|lightning talk|workshop|tutorial|panel)$", re.IGNORECASE)
_SEPARATED = re.compile(r"\s*,\s*(?:&|and\s)?\s*|\s+(?:&|and)\s+")
_WORD = re.compile(r"[^\W_]+")

_Found = tuple[str, tuple[Speaker, ...]]


@dataclass(frozen=True, slots=True)
class VideoTitle:
    """A recording's title taken apart."""

    title: str
    speakers: tuple[Speaker, ...] = ()


def split_titles(titles: Sequence[str], conference: str = "") -> list[VideoTitle]:
    """Each of a playlist's `titles`, all of them telling on which side of a dash its people stand."""
    bare = [_without_conference(title, conference) for title in titles]
    first = last = 0  # titles with people on one side only
    for title in bare:
        before, after = bool(_taken(title, at_end=False)[1]), bool(_taken(title, at_end=True)[1])
        first += before and not after
        last += after and not before
    at_end_first = last >= first or first < max(1, len(bare) // 10)
    return [_chosen(title, at_end_first=at_end_first) for title in bare]


def split_title(title: str, conference: str = "") -> VideoTitle:
    """One title by itself."""
    return split_titles([title], conference)[0]


def outline(chapters: Iterable[tuple[float | None, str]]) -> str:
    """Chapters, (seconds, title), as a Markdown list of timestamps; "" for none.

    One whose time is not known (None) stands in its place without one.
    """
    return "\n".join(f"- {_chapter(at, title)}".rstrip() for at, title in chapters if at is None or at >= 0)


def _chapter(at: float | None, title: str) -> str:
    if at is None:
        return plain_line(" ".join(title.split()))  # where an item begins, more would be markup
    return f"{duration_text(int(at))} {_one_line(title)}"


def _one_line(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<])", r"\\\1", " ".join(text.split()))


def _without_conference(title: str, conference: str) -> str:
    """`title` without parts that only name the conference."""
    title = " ".join(title.split())
    wanted = set(_WORD.findall(fold(conference)))
    if not wanted:
        return title
    parts = [part for part in _split(title) if part[1].strip()]
    kept = [part for part in parts if not _names_conference(part[1], wanted)]
    if not kept or len(kept) == len(parts):
        return title
    return kept[0][1] + "".join(dash + text for dash, text in kept[1:])


def _names_conference(part: str, wanted: set[str]) -> bool:
    words = set(_WORD.findall(fold(part)))
    named = {word for word in words if not word.isdigit()} & wanted
    return bool(named) and words <= wanted | {
        word for word in words if word.isdigit() and len(word) in {2, 4}
    }


def _split(title: str) -> list[tuple[str, str]]:
    """The parts between dashes and bars, each with the dash before it."""
    found: list[tuple[str, str]] = []
    at, dash = 0, ""
    for match in _DASH.finditer(title):
        found.append((dash, title[at : match.start()]))
        at, dash = match.end(), match[0]
    return [*found, (dash, title[at:])]


def _chosen(title: str, *, at_end_first: bool) -> VideoTitle:
    ways = (
        _taken(title, at_end=at_end_first),
        _by(title),
        _taken(title, at_end=not at_end_first),
        _before_colon(title),
    )
    rest, people = next((way for way in ways if way[1]), (title, ()))
    return VideoTitle(rest, people)


def _by(title: str) -> _Found:
    for pattern in _BY:
        match = pattern.match(title)
        if match and (people := _list_of_names(match["who"]) or _people(match["who"])):
            return match["title"].strip(), people
    return title, ()


def _before_colon(title: str) -> _Found:
    match = _COLON.match(title)
    if match and not _KINDS.match(match["who"].strip()) and (people := _people(match["who"])):
        return match["title"].strip(), people
    return title, ()


def _taken(title: str, *, at_end: bool) -> _Found:
    """The title without the part at one end, and the people that this part names."""
    parts = _split(title)
    if len(parts) < 2:
        return title, ()
    one = parts[-1] if at_end else parts[0]
    people = _people(one[1])
    rest = parts[:-1] if at_end else parts[1:]
    if not people or not any(text.strip() for _, text in rest):
        return title, ()
    said = rest[0][1] + "".join(dash + text for dash, text in rest[1:])
    return (said.strip(), people) if not _KINDS.match(said.strip()) else (title, people)


def _people(text: str) -> tuple[Speaker, ...]:
    """The people that `text` names, none where it may be something else."""
    text = text.strip()
    if len(text) > 200 or "?" in text or "!" in text:
        return ()
    if len(_SEPARATED.split(text)) > 3 and (people := _list_of_names(text)):
        return people  # "A, B, C & D": no role and organisation is that long
    people = parse_speakers(text)
    if not people or not all(_is_name(person.name) for person in people):
        return ()
    return people


def _list_of_names(text: str) -> tuple[Speaker, ...]:
    """Names with commas between them, none where a part is none."""
    names = [part.strip() for part in _SEPARATED.split(text.strip())]
    return tuple(Speaker(name) for name in names) if all(map(_is_name, names)) else ()


def _is_name(name: str) -> bool:
    words = {word.casefold() for word in name.split()}
    return _NAME.fullmatch(name) is not None and not words & _NO_NAMES
