"""A post about several conferences: talks that say one of their own go to that one.

`talktui export` writes such a post when what it exports is of several conferences. What only one of them says
of an area is marked so in its introduction: `- **Security** (KubeCon LA) :: …`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from talktui.notes.folding import fold
from talktui.transfer.formats.post_conference import with_areas
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Offer

_KEY = "conference"
Area = tuple[str, str]
"""A category's name, and what is said about it."""


def by_conference(post: Imported) -> Iterator[Imported]:
    """`post` once for each conference that its talks say, the post's own first."""
    own = [_own_conference(talk) for talk in post.talks]
    for name in dict.fromkeys(sorted(own, key=bool)):
        numbers = [number for number, said in enumerate(own) if said == name]
        talks = tuple(_without_key(post.talks[number]) for number in numbers)
        if not name:
            yield replace(_of_the_post(post, own), talks=talks, offers=_offers(post, numbers, others=True))
            continue
        conference = ImportedConference(name, categories=_categories(post, talks, name, own))
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


def listed_areas(talks: Sequence[ImportedTalk], areas: Sequence[Area]) -> tuple[Area, ...]:
    """The categories of `talks` with what `areas` say about them; last what only one conference says."""
    own = {name for talk in talks if (name := _own_conference(talk))}
    theirs = [area for area in areas if any(_name_for(area, name) for name in own)]
    names = [name for talk in talks for name in talk.categories]
    return (*with_areas(names, [area for area in areas if area not in theirs]), *theirs)


def _name_for(area: Area, conference: str) -> str | None:
    """The name of an area that is marked as one of `conference`, else None."""
    name, mark = area[0].rstrip(), f" ({conference})"
    return name[: -len(mark)] or None if name.endswith(mark) else None


def _of_the_post(post: Imported, own: Sequence[str]) -> Imported:
    """`post` without the areas that are another conference's."""
    if post.conference is None:
        return post
    kept = tuple(
        area
        for area in post.conference.categories
        if not any(_name_for(area, name) for name in filter(None, own))
    )
    return replace(post, conference=replace(post.conference, categories=kept))


def _categories(
    post: Imported, talks: tuple[ImportedTalk, ...], conference: str, own: Sequence[str]
) -> tuple[Area, ...]:
    """Of the post's areas, those that `talks` are in and those marked as of `conference`."""
    listed = post.conference.categories if post.conference is not None else ()
    marked = {fold(name): (name, area[1]) for area in listed if (name := _name_for(area, conference))}
    used = {fold(name) for talk in talks for name in talk.categories}
    shared = _of_the_post(post, own).conference
    mine = [
        marked.pop(fold(name), (name, about))
        for name, about in (shared.categories if shared is not None else ())
        if fold(name) in used
    ]
    return (*mine, *marked.values())


def _offers(post: Imported, numbers: list[int], *, others: bool) -> tuple[Offer, ...]:
    """The offers that stand in the talks of `numbers`; with `others`, those in no talk, too."""
    place = {number: index for index, number in enumerate(numbers)}
    return tuple(
        offer if offer.talk is None else replace(offer, talk=place[offer.talk])
        for offer in post.offers
        if (offer.talk is None and others) or offer.talk in place
    )
