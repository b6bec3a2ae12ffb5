"""The conference that a post is about: its name, its dates, and the areas that its introduction lists.

An introduction may say what its writer looks for, a line an area, and the talks stand under headings that are
called much the same: "- **observability related** :: maintain the tooling" and "## Observability".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from talktui.notes.dates import parse_date
from talktui.notes.fields import parse_url
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import Mapping, Scalar
from talktui.notes.heading_text import heading_text
from talktui.transfer.imported import ImportedConference

_ABOUT = r"logs?|notes?|talks?|recap|report|summary|highlights|impressions|takeaways|sessions|thoughts"
_FROM = re.compile(
    rf"\b(?:(?:{_ABOUT})\b[^:]{{0,60}}?\s(?:from|at)|(?:recap|report|summary|highlights|impressions)\s+of)"
    r"\s+(?:the\s+)?(?P<name>(?-i:[^\W_a-z]).{1,200})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?P<name>.{{2,200}}?)(?:'s|’s)?[\s:–—-]+(?:(?:talk|trip|my)\s+)?(?:{_ABOUT})", re.IGNORECASE
)
_LONGEST = 500  # characters of a title that are looked at
_ITEM = re.compile(r"^ {0,3}[-*+][ \t]+(?P<said>\S.{0,2000})$", re.MULTILINE)
_AREA = re.compile(r"(?P<name>.{1,200}?)\s*::\s*(?P<about>.*)")
_BOLD_AREA = re.compile(r"(?P<bold>\*\*|__)(?P<name>.{1,200}?)[:.]?(?P=bold)\s*(?:::?|[-–—])\s*(?P<about>.*)")
_WORD = re.compile(r"\w+")
_VAGUE = frozenset({"related", "things", "stuff", "talks", "the", "and", "misc", "other", "general", "track"})
_MOST_COMPARED = 5_000  # pairs of names: nobody has that many interests
_STEM = 5
"""Letters that two words must begin with to be forms of one: "maintainer", "maintainership"."""


def named_in(title: str) -> str | None:
    """The conference in "Talk log from KubeCon Chicago" or "KubeCon Chicago talk log", else None."""
    match = _FROM.search(title[:_LONGEST]) or _AFTER.fullmatch(title.strip()[:_LONGEST])
    name = match["name"].strip(" .!-–—:") if match else ""
    return name if any(char.isupper() or char.isdigit() for char in name) else None


def interest_areas(introduction: str) -> tuple[tuple[str, str], ...]:
    """The areas that `introduction` lists, with what it says about them (Markdown of one line)."""
    found: dict[str, tuple[str, str]] = {}
    for item in _ITEM.finditer(introduction):
        said = item["said"].strip()
        match = _AREA.fullmatch(said) or _BOLD_AREA.fullmatch(said)
        if match is None:
            continue
        name = " ".join(heading_text(match["name"])[0].split())
        if name:
            found.setdefault(fold(name), (name, " ".join(match["about"].split())))
    return tuple(found.values())


def with_areas(categories: Iterable[str], areas: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The `categories` in their order, each once, with what the area that is called much the same says.

    An area that no category is called like comes last: somebody looked for it, though no talk was found.
    """
    names = list({fold(name): name for name in reversed([*categories]) if name}.values())[::-1]
    of: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, index in sorted(_likely(names, areas), key=lambda found: (-found[0], *found[1:])):
        if index not in of and number not in taken:
            of[index] = number
            taken.add(number)
    listed = [(name, areas[of[index]][1] if index in of else "") for index, name in enumerate(names)]
    return (*listed, *(area for number, area in enumerate(areas) if number not in taken))


def _likely(
    names: Sequence[str], areas: Sequence[tuple[str, str]]
) -> Iterator[tuple[float, int, int]]:  # fmt: skip
    """Pairs of an area and a category that are called alike: how much, and their numbers."""
    by_name = {fold(name): index for index, name in enumerate(names)}
    for number, (area, _) in enumerate(areas):
        if (same := by_name.get(fold(area))) is not None:
            yield 2.0, number, same
    if len(names) * len(areas) <= _MOST_COMPARED:
        for number, (area, _) in enumerate(areas):
            for index, name in enumerate(names):
                if likeness := _likeness(name, area):
                    yield likeness, number, index


def _likeness(name: str, area: str) -> float:
    """How alike two names are: 0 when they share no word that says something, nor the beginning of one."""
    mine, theirs = _words(name), _words(area)
    telling, others = (
        [word for word in mine if word not in _VAGUE],
        [word for word in theirs if word not in _VAGUE],
    )
    same = sum(any(_is_form(word, other) for other in others) for word in telling)
    return same / max(len(telling), len(others), 1)


def _is_form(word: str, other: str) -> bool:
    if word == other:
        return True
    shared = 0
    for mine, theirs in zip(word, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared >= _STEM and shared >= min(len(word), len(other)) - 2


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def conference_of(
    front: Mapping, name: str, categories: tuple[tuple[str, str], ...], playlist: str | None
) -> ImportedConference:
    """The conference `name` with the dates, place and playlist that the post's front matter says."""
    return ImportedConference(
        name=name,
        start=date_of(front, "start"),
        end=date_of(front, "end"),
        location=_text(front, "location"),
        playlist=_link(front, "playlist") or playlist,
        categories=categories,
    )


def _text(front: Mapping, key: str) -> str | None:
    value = front.get(key)
    if not isinstance(value, Scalar) or value.is_null:
        return None
    return " ".join(value.text.split()) or None


def date_of(front: Mapping, key: str) -> dt.date | None:
    """The date under `key` of a post's front matter, if there is one."""
    text = _text(front, key)
    parsed = parse_date(text) if text else None
    return parsed[0] if parsed else None


def _link(front: Mapping, key: str) -> str | None:
    text = _text(front, key)
    return parse_url(text) if text else None
