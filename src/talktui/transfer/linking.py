"""What a source lacks, taken from another one with the same talks: links of a post that was copied as text.

A talk is found by its title, letters and digits alone, else by the one title that is very nearly the same.
No talk is given to two, and nothing that a source says is replaced.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from talktui.notes.folding import fold
from talktui.notes.video_links import YOUTUBE_ID, is_video_link, video_identity
from talktui.transfer.imported import Imported, ImportedTalk

CLOSE = 0.86
"""How alike two titles must be at least, as :class:`difflib.SequenceMatcher` measures it."""
APART = 0.04
"""How much less alike the next title must be, or it cannot be told which one is meant."""
_MOST_COMPARED = 40  # titles of one: the cost stays bounded
_LONGEST = 300  # characters of a title that are compared
_SHORTEST_BEGINNING = 15  # letters of a title that was cut short ("…") and still tells
_CUT = re.compile(r"(?:\.\.\.|…)\s*\Z")
_WORD = re.compile(r"\w+")


def video_link(url: str) -> str:
    """`url` as the link to the video itself: YouTube's in one form, without playlist, place in it or time."""
    identity = video_identity(url)
    name = identity.removeprefix("youtube:")
    if name != identity and YOUTUBE_ID.fullmatch(name) and is_video_link(url):
        return f"https://www.youtube.com/watch?v={name}"
    return url


def with_links(imported: Imported, others: Sequence[Imported]) -> Imported:
    """`imported` with what talks of the same titles in `others` say: video, slides, page, speakers …

    Only what a talk lacks is filled in; where two of `others` have a talk, the first one that says something
    counts. Texts and the person's own fields (tags, rating, status …) are never taken over.
    """
    talks = list(imported.talks)
    for other in others:
        for mine, theirs in matches(talks, other.talks).items():
            talks[mine] = _filled(talks[mine], other.talks[theirs])
    return replace(imported, talks=tuple(talks))


def matches(talks: Sequence[ImportedTalk], others: Sequence[ImportedTalk]) -> dict[int, int]:
    """Which of `others` each of `talks` is, by number; those that cannot be told are left out."""
    found: dict[int, int] = {}
    left = _by_video(talks, others, found)
    mine, theirs = [_key(talk.title) for talk in talks], [_key(other.title) for other in others]
    _equal(mine, theirs, found, left)
    _beginnings(talks, mine, theirs, found, left)
    _close(mine, theirs, found, left)
    return dict(sorted(found.items()))


def _key(title: str) -> str:
    return " ".join(_WORD.findall(fold(title)))[:_LONGEST]


def _by_video(
    talks: Sequence[ImportedTalk], others: Sequence[ImportedTalk], found: dict[int, int]
) -> set[int]:
    """Match the same videos; gives the numbers of `others` that are still nobody's."""
    by_video: dict[str, int] = {}
    for number, other in enumerate(others):
        if other.video:
            by_video.setdefault(video_identity(other.video), number)
    left = set(range(len(others)))
    for number, talk in enumerate(talks):
        other_number = by_video.get(video_identity(talk.video)) if talk.video else None
        if other_number in left:
            found[number] = other_number
            left.discard(other_number)
    return left


def _equal(mine: Sequence[str], theirs: Sequence[str], found: dict[int, int], left: set[int]) -> None:
    """Match titles that are the same. One that stands several times must stand in both as often."""
    by_title: dict[str, list[int]] = defaultdict(list)
    for number in sorted(left):
        by_title[theirs[number]].append(number)
    wanted = Counter(title for number, title in enumerate(mine) if number not in found)
    for number, title in enumerate(mine):
        same = by_title.get(title)
        if number in found or not title or not same or wanted[title] != len(by_title[title]):
            continue
        wanted[title] -= 1
        found[number] = same.pop(0)
        left.discard(found[number])


def _beginnings(
    talks: Sequence[ImportedTalk],
    mine: Sequence[str],
    theirs: Sequence[str],
    found: dict[int, int],
    left: set[int],
) -> None:
    """Match titles that were cut short ("The Operator Versus the Nefari...") with the one that goes on."""
    for number, talk in enumerate(talks):
        if number in found or not _CUT.search(talk.title) or len(mine[number]) < _SHORTEST_BEGINNING:
            continue
        longer = [other for other in left if theirs[other].startswith(mine[number])]
        if len(longer) == 1:
            found[number] = longer[0]
            left.discard(longer[0])


def _close(mine: Sequence[str], theirs: Sequence[str], found: dict[int, int], left: set[int]) -> None:
    """Match the titles most alike first; what two are nearly as much alike is nobody's."""
    with_word: dict[str, list[int]] = defaultdict(list)
    for number in sorted(left):
        for word in set(theirs[number].split()):
            with_word[word].append(number)
    likely: list[tuple[float, int, int]] = []
    for number, title in enumerate(mine):
        if number in found or not title:
            continue
        shared = Counter(other for word in set(title.split()) for other in with_word.get(word, ())[:1000])
        scores = sorted(
            ((_alike(title, theirs[other]), other) for other, _ in shared.most_common(_MOST_COMPARED)),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if scores and scores[0][0] >= CLOSE and (len(scores) == 1 or scores[1][0] <= scores[0][0] - APART):
            likely.append((scores[0][0], number, scores[0][1]))
    best: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for score, number, other in likely:
        best[other].append((score, number))
    for other, wanting in best.items():
        wanting.sort(reverse=True)
        if len(wanting) == 1 or wanting[1][0] <= wanting[0][0] - APART:
            found[wanting[0][1]] = other
            left.discard(other)


def _alike(title: str, other: str) -> float:
    matcher = SequenceMatcher(None, title, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE else 0.0


def _filled(talk: ImportedTalk, other: ImportedTalk) -> ImportedTalk:
    return replace(
        talk,
        video=talk.video or other.video,
        slides=talk.slides or other.slides,
        url=talk.url or other.url,
        speakers=talk.speakers or other.speakers,
        when=talk.when or other.when,
        duration=talk.duration if talk.duration is not None else other.duration,
    )
