"""A row of figures as a filter: it finds the talks with that very value, whatever the value is made of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.notes.folding import fold
from talktui.notes.talk import Speaker, Status, Talk, TalkKey
from talktui.notes.tallies import EVERY_FACET, NO_VALUE, tallies
from talktui.query.context import Context
from talktui.query.of_value import both, of_value, without
from talktui.query.parsing import parse

CONTEXT = Context()
names = (
    st.one_of(
        st.text("abAé -/()\"'\\:.*|#^$[]{}?+!", min_size=1, max_size=8),
        st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=6),
        st.sampled_from(
            ["none", "Ada", "ada byron", "Ada Lovelace", "OR", "-x", "a/ b", "3..4", ">=3", "/x/", "日本"]
        ),
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def talk(number: int, facet: str, value: str) -> Talk:
    key = TalkKey(f"{number}.md")
    match facet:
        case "conference":
            return Talk(key, "t", conference=value)
        case "category":
            return Talk(key, "t", categories=(value,))
        case "tag":
            return Talk(key, "t", tags=(value,))
        case "speaker":
            return Talk(key, "t", speakers=(Speaker(value),))
        case _:
            return Talk(key, "t", speakers=(Speaker("x", organisation=value),))


@settings(max_examples=300)
@given(
    st.sampled_from(["conference", "category", "speaker", "organisation", "tag"]),
    st.lists(names, min_size=1, max_size=6),
)
@example("speaker", ["Ada", "Ada Byron"])
@example("tag", ["a", "a/b", "ab"])
def test_a_value_finds_its_talks_and_no_others(facet: str, values: list[str]) -> None:
    if facet == "tag":  # as front matter gives them
        values = [stripped for value in values if (stripped := value.strip("#/ "))]
    talks = [talk(number, facet, value) for number, value in enumerate(values)]
    for value in values:
        text = of_value(facet, value, values)
        found = parse(text).filter(talks, CONTEXT)
        assert found == [one for one, its in zip(talks, values, strict=True) if fold(its) == fold(value)], (
            text
        )


def test_every_row_of_the_figures_finds_as_many_talks_as_it_says() -> None:
    statuses = [*Status, None]
    talks = [
        Talk(
            TalkKey(f"{number}.md"),
            "t",
            conference=["Conf", "Conf 2", ""][number % 3],
            categories=("Storage", "Storage and more")[: number % 3],
            tags=("go", "go/web", "Go-lang")[: number % 4],
            speakers=tuple(Speaker(name, organisation=name) for name in ("Ada", "Ada B")[: number % 3]),
            date=dt.date(2020 + number % 3, number % 12 + 1, 5) if number % 5 else None,
            rating=number % 6 or None,
            status=statuses[number % 6],
        )
        for number in range(48)
    ]
    for facet, rows in tallies(talks, EVERY_FACET).by:
        labels = [row.label for row in rows]
        assert rows
        for row in rows:
            no_value = row.label == NO_VALUE.get(facet)
            text = without(facet) if no_value else of_value(facet, row.label, labels)
            assert len(parse(text).filter(talks, CONTEXT)) == row.talks, text


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        ("", "tag:a", "tag:a"),
        ("kafka", "tag:a", "kafka tag:a"),
        ("a OR b", "tag:a", "(a OR b) tag:a"),
        ("(a OR b) c", "tag:a", "(a OR b) c tag:a"),
        ("(a OR b)", "c OR d", "(a OR b) (c OR d)"),
        ("(a b) OR (c d)", "e", "((a b) OR (c d)) e"),
    ],
)
def test_a_filter_is_narrowed_whatever_it_is(one: str, other: str, text: str) -> None:
    assert both(one, other) == text
    parse(text)
