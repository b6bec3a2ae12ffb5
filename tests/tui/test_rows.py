"""The tree's rows are made when somebody looks, and are what they would be if all were made at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.grouping import Group
from talktui.notes.talk import Section, Talk, TalkKey
from talktui.tui.rows import Openness, Row, RowId, RowKind, Rows, build_rows

SECTIONS = (Section(2, "One", "one", 0, 1, 5, 3), Section(3, "Two", "two", 5, 6, 9, 4))


def talk_of(number: int) -> Talk:
    """Every third opens into two sections."""
    return Talk(TalkKey(f"{number}.md"), f"talk {number}", sections=SECTIONS if number % 3 == 0 else ())


TALKS = tuple(talk_of(number) for number in range(9))


def group_at(path: tuple[str, ...], talks: Sequence[Talk], groups: Sequence[Group] = ()) -> Group:
    return Group(path[-1], "speaker", path, tuple(talks), tuple(groups), len(talks))


some_talks = st.lists(st.sampled_from(TALKS), min_size=1, max_size=3, unique_by=lambda talk: talk.key)


@st.composite
def trees(draw: st.DrawFn) -> list[Group]:
    found = []
    for name in draw(st.lists(st.sampled_from("abcdef"), max_size=6, unique=True)):
        inner = [
            group_at((name, below), draw(some_talks))
            for below in draw(st.lists(st.sampled_from("xyz"), max_size=2, unique=True))
        ]
        found.append(group_at((name,), draw(some_talks), inner))
    if draw(st.booleans()):
        found.append(Group("", "", (), tuple(draw(some_talks)), (), 1))
    return found


def ids(groups: Sequence[Group]) -> Iterator[RowId]:
    """Those of every row that can be opened."""
    for group in groups:
        if group.path:
            yield RowId(group.path)
        yield from (RowId(group.path, talk.key) for talk in group.talks if talk.sections)
        yield from ids(group.groups)


def all_at_once(
    groups: Sequence[Group], openness: Openness, depth: int = 0
) -> Iterator[tuple[RowId, int, bool]]:
    """The rows, one by one: which, how deep, whether open."""
    for group in groups:
        inner = depth
        if group.path:
            is_open = openness.is_open(RowId(group.path))
            yield RowId(group.path), depth, is_open
            if not is_open:
                continue
            inner += 1
        yield from all_at_once(group.groups, openness, inner)
        for talk in group.talks:
            row = RowId(group.path, talk.key)
            is_open = bool(talk.sections) and openness.is_open(row)
            yield row, inner, is_open
            for section in SECTIONS if is_open else ():
                yield RowId(*row[:2], section.anchor), inner + section.level - 1, False


def told(row: Row) -> tuple[RowId, int, bool]:
    return row.id, row.depth, bool(row.opened)


@settings(max_examples=200, deadline=None)
@given(trees(), st.data())
def test_rows_are_the_open_ones_in_order_however_they_are_asked_for(
    groups: list[Group], data: st.DataObject
) -> None:
    known = sorted(set(ids(groups)), key=str)
    chosen = st.sets(st.sampled_from(known)) if known else st.just(set())
    openness = Openness(data.draw(chosen), data.draw(chosen), data.draw(st.booleans()))
    rows = build_rows(groups, openness, lambda key: key.path == "1.md")
    expected = list(all_at_once(groups, openness))
    assert len(rows) == len(expected)
    for place in data.draw(st.permutations(range(-len(expected), len(expected)))):
        assert told(rows[place]) == expected[place]
    assert [told(row) for row in rows] == [told(row) for row in rows[:]] == expected
    for place, row in enumerate(rows):
        assert row is rows[place - len(rows)]
        assert row.dimmed == (row.talk is not None and row.section is None and row.id.key == TalkKey("1.md"))
        assert rows.find(row.id) == place
    talks = [place for place, row in enumerate(rows) if row.kind is RowKind.TALK]
    assert rows.first_talk() == (talks[0] if talks else None)


def test_a_row_that_is_gone_is_looked_for_by_its_talk_then_by_its_group() -> None:
    groups = [group_at(("a",), TALKS[:2]), group_at(("b",), TALKS[1:4]), group_at(("c",), TALKS[4:5])]
    rows = build_rows(groups, Openness({RowId(("a",)), RowId(("b",))}, frozenset(), all_groups=False))
    assert rows.find(RowId(("gone",), TALKS[1].key), 5) == 2  # the first row of the same talk
    assert rows.find(RowId(("b",), TALKS[8].key), 5) == 5  # there is a row where it was
    assert rows.find(RowId(("b",), TALKS[8].key), 99) == 3  # there is none: its group
    assert rows.find(RowId(("gone",), TALKS[8].key), 99) == len(rows) - 1
    assert Rows().find(RowId(("a",)), 3) == 0
