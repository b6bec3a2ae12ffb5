"""Videos that a text links to: where each link stands, and which of them are no talks of the source.

"An accompanying talk would be [this one](https://…)": such a talk is none of the post's, but worth knowing
of, so it is offered. Which links a text has is :mod:`talktui.notes.link_places`' to say; addresses that
stand in the text as they are count, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from talktui.notes.blocks import scan
from talktui.notes.heading_text import heading_text
from talktui.notes.link_places import LinkKind, LinkPlace, body_links, definitions, label_of
from talktui.notes.video_links import is_video_link, video_identity
from talktui.transfer.imported import Offer

_LONGEST_TITLE = 1_000
_BARE = re.compile(r"https?://[^\s<>()\[\]\"'`\\|]{1,1999}")
_CLOSING = re.compile(r">?(?:\s+(?:\"[^\"\n]{0,999}\"|'[^'\n]{0,999}'|\([^()\n]{0,999}\)))?\s*\)")
# Words in brackets and a label, or the label alone; escapes and code are passed over.
_BRACKETED = r"(?:[^\[\]\\\n]|\\.|\n(?![ \t]*\n)|\[[^\[\]\n]{0,300}\])"
_REFERENCE = re.compile(
    rf"\\.|(?<!`)(?P<ticks>`+)(?!`)[^\n]{{0,999}}?(?<!`)(?P=ticks)(?!`)"
    rf"|(?P<image>!?)\[(?P<words>{_BRACKETED}{{1,999}})\](?:\[(?P<label>[^\[\]]{{0,999}})\])?(?![(:])"
)
_ENDING = ".,;:!?*_~"


@dataclass(frozen=True, slots=True)
class ProseLink:
    """A link in a text: its words (else the address itself), and where it stands in characters."""

    title: str
    url: str
    start: int
    end: int

    @property
    def is_video(self) -> bool:
        """Whether it leads to one video."""
        return is_video_link(self.url)


class Lines:
    """Tells the 1-based line of a character, quickly for many of them."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def of(self, offset: int) -> int:
        """The line on which character `offset` stands."""
        return bisect_left(self._ends, offset) + 1


def prose_links(text: str, start: int = 0) -> list[ProseLink]:
    """The links to the web in `text` from character `start` (a line's beginning) on, in order. Linear.

    A link with a label, `[words][label]`, stands where its words do; a definition that none uses is a link.
    """
    blocks = scan(text, start)
    places = [
        place for place in body_links(text, start, blocks) if place.kind in (LinkKind.PLAIN, LinkKind.ANGLE)
    ]
    defined = _Definitions(text, start)
    found: list[ProseLink] = []
    unused: dict[str, ProseLink] = {}
    taken = list(blocks.opaque)
    for place in places:
        url = web_address(place.href)
        begin, title = _words(text, place)
        taken.append((begin, place.end))
        if url is None:
            continue
        closing = _CLOSING.match(text, place.end)
        link = ProseLink(title or url, url, begin, closing.end() if closing else place.end)
        if (label := defined.label_at(place.start)) is None:
            found.append(link)
        else:
            unused.setdefault(label, link)
    urls = {label: link.url for label, link in unused.items()}
    for label, link in _references(text, start, urls, sorted(taken)) if urls else ():
        found.append(link)
        taken.append((link.start, link.end))
        unused.pop(label, None)
    taken.sort()
    starts = [begin for begin, _ in taken]
    for match in _BARE.finditer(text, start):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < taken[before][1]:
            continue
        url = match[0].rstrip(_ENDING)
        found.append(ProseLink(url, url, match.start(), match.start() + len(url)))
    return sorted([*found, *unused.values()], key=lambda link: link.start)


class _Definitions:
    """Which characters of a text stand in the definition of a link's label: `[label]: https://…`."""

    def __init__(self, text: str, start: int) -> None:
        self._found = definitions(text, start)
        self._starts = [begin for _, begin, _ in self._found]

    def label_at(self, at: int) -> str | None:
        """The label that the text at character `at` defines, as :func:`label_of` gives it; None: none."""
        number = bisect_right(self._starts, at) - 1
        return self._found[number][0] if number >= 0 and at < self._found[number][2] else None


def _references(
    text: str, start: int, urls: Mapping[str, str], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, ProseLink]]:
    """The links by label in `text`, each with its label; none in the ranges `taken`, which are in order."""
    starts = [begin for begin, _ in taken]
    for match in _REFERENCE.finditer(text, start):
        words = match["words"]
        label = label_of(match["label"] or words or "")
        if label not in urls or match["image"]:
            continue
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < taken[before][1]:
            continue
        title = heading_text(" ".join(words.split()))[0][:_LONGEST_TITLE]
        yield label, ProseLink(title or urls[label], urls[label], *match.span())


def web_address(href: str) -> str | None:
    """`href` if it leads to the web, without parentheses around it (`[text]((https://…))`, a slip)."""
    href = href.strip()
    if href.startswith("(") and href.endswith(")"):
        href = href[1:-1].strip()
    return href if href.startswith(("http://", "https://")) else None


def offers(
    lines: Lines, links: Sequence[ProseLink], spans: Sequence[tuple[int, int, int]], known: Collection[str]
) -> tuple[Offer, ...]:
    """The videos among `links` of a text that are none of the source's own, each once a talk.

    `lines` are the text's; `spans` ranges of characters and the talk whose prose stands there, in order;
    `known` the source's videos (:func:`talktui.notes.video_links.video_identity`).
    """
    starts = [start for start, _, _ in spans]
    found: dict[tuple[int | None, str], Offer] = {}
    for link in links:
        if not link.is_video or (identity := video_identity(link.url)) in known:
            continue
        at = bisect_right(starts, link.start) - 1
        talk = spans[at][2] if at >= 0 and link.start < spans[at][1] else None
        if (talk, identity) not in found:
            found[talk, identity] = Offer(link.title, link.url, talk, lines.of(link.start))
    return tuple(found.values())


def _words(text: str, place: LinkPlace) -> tuple[int, str]:
    """Where the link at `place` begins, and its words as text."""
    close = text.rfind("]", max(0, place.start - 200), place.start)
    if close < 0:
        return place.start, ""
    depth = 0
    for at in range(close, max(-1, close - 2 * _LONGEST_TITLE), -1):
        char = text[at]
        if char in "[]" and not (at and text[at - 1] == "\\"):
            depth += 1 if char == "]" else -1
            if not depth:
                words = heading_text(" ".join(text[at + 1 : close].split()))[0]
                return at, words[:_LONGEST_TITLE]
    return place.start, ""
