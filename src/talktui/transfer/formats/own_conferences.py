"""A post about several conferences: talks that say one of their own go to that one.

`talktui export` writes such a post when what it exports is of several conferences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from talktui.notes.folding import fold
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Offer

_KEY = "conference"


def by_conference(post: Imported) -> Iterator[Imported]:
    """`post` once for each conference that its talks say, the post's own first."""
    own = [_own_conference(talk) for talk in post.talks]
    for name in dict.fromkeys(sorted(own, key=bool)):
        numbers = [number for number, said in enumerate(own) if said == name]
        talks = tuple(_without_key(post.talks[number]) for number in numbers)
        if not name:
            yield replace(post, talks=talks, offers=_offers(post, numbers, others=True))
            continue
        conference = ImportedConference(name, categories=_categories(post, talks))
        rest = () if "" in own or name != own[0] else post.told  # told once
        yield replace(
            post, conference=conference, talks=talks, offers=_offers(post, numbers, others=False), told=rest
        )


def _own_conference(talk: ImportedTalk) -> str:
    said = next((value for key, value in talk.others if key == _KEY), "")
    return said if isinstance(said, str) else ""


def _without_key(talk: ImportedTalk) -> ImportedTalk:
    if not _own_conference(talk):
        return talk
    return replace(talk, others=tuple(pair for pair in talk.others if pair[0] != _KEY))


def _categories(post: Imported, talks: tuple[ImportedTalk, ...]) -> tuple[tuple[str, str], ...]:
    """Of the post's areas, those that `talks` are in."""
    used = {fold(name) for talk in talks for name in talk.categories}
    listed = post.conference.categories if post.conference is not None else ()
    return tuple((name, about) for name, about in listed if fold(name) in used)


def _offers(post: Imported, numbers: list[int], *, others: bool) -> tuple[Offer, ...]:
    """The offers that stand in the talks of `numbers`; with `others`, those in no talk, too."""
    place = {number: index for index, number in enumerate(numbers)}
    return tuple(
        offer if offer.talk is None else replace(offer, talk=place[offer.talk])
        for offer in post.offers
        if (offer.talk is None and others) or offer.talk in place
    )
