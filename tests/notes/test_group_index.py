"""Groups kept up as notes come, change and go are those that grouping anew gives."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.group_index import GroupIndex, narrowed
from talktui.notes.library import GROUPINGS, SORTS, Group, Library, group
from talktui.notes.packed import NOTHING
from talktui.notes.talk import Conference, Etag, Kind, Note, Speaker, Status, Talk, TalkKey

CONFERENCES = [
    None,
    Conference("K", "k", categories=(("b", ""), ("a", ""))),
    Conference("K", "k", start=dt.date(2020, 1, 1)),
    Conference("L", "l"),
    Conference("É", "m", start=dt.date(2024, 1, 1)),
]
ANCHORS: list[list[str | None]] = [[None], [None], ["one"], ["one", "two", "three"], [None, "one"]]
words = st.sampled_from(["a", "A", "á", "b", "b/c", "B/d", "/", "x y"])
dates = st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2024, 12, 31))


@st.composite
def notes(draw: st.DrawFn) -> Note:
    path = f"{draw(st.integers(0, 9))}.md"
    conference = draw(st.sampled_from(CONFERENCES))
    anchors = draw(st.sampled_from(ANCHORS))
    talks = tuple(
        Talk(
            TalkKey(path, anchor),
            draw(st.sampled_from(["t", "T", "u"])),
            line=line,
            kind=draw(st.sampled_from([Kind.TALK, Kind.TALK, Kind.TALK, Kind.ABOUT, Kind.UNREADABLE])),
            conference=draw(st.sampled_from(["", "K", "k", "L", "É"])),
            categories=tuple(draw(st.lists(words, max_size=2))),
            tags=tuple(draw(st.lists(words, max_size=3))),
            speakers=tuple(Speaker(name, None, name) for name in draw(st.lists(words, max_size=2))),
            date=draw(dates),
            status=draw(st.none() | st.sampled_from(Status)),
            rating=draw(st.none() | st.integers(1, 5)),
            duration=draw(st.none() | st.integers(1, 3)),
        )
        for line, anchor in enumerate(anchors, 1)
    )
    etag = Etag(0, 0, 0, draw(st.integers(0, 3)), 0)
    return Note(path, NOTHING, etag, talks, conference=conference, is_page=draw(st.integers(0, 9)) == 0)


groupings = st.sampled_from([row[2] for row in GROUPINGS])
sorts = st.sampled_from([row[2] for row in SORTS])
steps = st.lists(st.lists(notes(), max_size=4) | st.integers(0, 9).map(lambda n: f"{n}.md"), max_size=8)


def shape(groups: list[Group]) -> list[Any]:
    return [
        (g.label, g.facet, g.path, g.count, [id(t) for t in g.talks], shape(list(g.groups))) for g in groups
    ]


def listed(library: Library, path: str) -> tuple[Talk, ...]:
    note = library.notes.get(path)
    return note.talks if note is not None and not note.is_page else ()


@settings(max_examples=120, deadline=None)
@given(st.lists(notes(), max_size=6), steps, groupings, sorts)
def test_whatever_comes_changes_and_goes_the_groups_are_those_made_anew(
    first: list[Note], changes: list[list[Note] | str], by: tuple[str, ...], sort: str
) -> None:
    library = Library()
    for note in first:
        library.replace(note)
    index = GroupIndex(by, sort, library)
    assert shape(index.groups()) == shape(group(library.talks, by, sort, library))
    for change in changes:
        was: dict[str, tuple[Talk, ...]] = {}
        for item in [change] if isinstance(change, str) else change:
            path = item if isinstance(item, str) else item.path
            was.setdefault(path, listed(library, path))
            if isinstance(item, str):
                library.remove(path)
            else:
                library.replace(item)
        index.changed(was, {path: listed(library, path) for path in was})
        assert shape(index.groups()) == shape(group(library.talks, by, sort, library))


def places(groups: list[Group]) -> list[tuple[tuple[str, ...], int]]:
    """Every (group, talk) from the top to the bottom."""
    return [
        place
        for one in groups
        for place in (*places(list(one.groups)), *((one.path, id(talk)) for talk in one.talks))
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(notes(), max_size=10), groupings, sorts, st.randoms())
def test_a_filter_leaves_the_talks_that_match_where_they_stood(
    loaded: list[Note], by: tuple[str, ...], sort: str, chance: Any
) -> None:
    library = Library()
    for note in loaded:
        library.replace(note)
    whole = GroupIndex(by, sort, library).groups()
    some = [talk for talk in library.talks if chance.random() < 0.5]
    left = narrowed(whole, some)
    wanted = {id(talk) for talk in some}
    assert places(left) == [place for place in places(whole) if place[1] in wanted]
    pending = list(left)
    while pending:
        one = pending.pop()
        assert one.talks or one.groups
        assert one.count == sum(talk.kind is Kind.TALK for talk in one.all_talks())
        pending.extend(one.groups)
    assert all(a is b for a, b in zip(narrowed(whole, library.talks), whole, strict=True))
