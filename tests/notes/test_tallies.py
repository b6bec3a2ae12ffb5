"""What is counted of talks: each once in all, once for each of its values, and hours only where they are known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.talk import Kind, Speaker, Status, Talk, TalkKey
from talktui.notes.tallies import Tally, hours_text, sentences, tallies

_TALKS = st.builds(
    Talk,
    key=st.builds(TalkKey, st.text("abc", min_size=1).map(lambda name: name + ".md")),
    title=st.just("T"),
    kind=st.sampled_from(Kind),
    conference=st.sampled_from(["", "A", "a", "B"]),
    categories=st.lists(st.sampled_from(["X", "x", "Y"]), max_size=3).map(tuple),
    date=st.one_of(st.none(), st.dates()),
    duration=st.one_of(st.none(), st.integers(0, 10_000)),
    status=st.sampled_from([None, *Status]),
)


@given(st.lists(_TALKS, max_size=12))
def test_every_talk_is_counted_once_and_for_each_value_it_has(talks: list[Talk]) -> None:
    found = tallies(talks)
    counted = [talk for talk in talks if talk.kind is Kind.TALK]
    by = dict(found.by)
    assert found.every.talks == len(counted)
    assert sum(row.talks for row in by["conference"]) == len(counted)
    assert sum(row.talks for row in by["status"]) == len(counted)
    assert sum(row.talks for row in by["category"]) == sum(
        len({c.lower() for c in t.categories}) for t in counted
    )
    assert sum(row.seconds for row in by["status"]) == found.every.seconds
    assert [row.label for row in by["month"]] == sorted(row.label for row in by["month"])
    assert all(row.timed <= row.talks for _, rows in found.by for row in rows)


def test_hours_watched_and_queued_are_told_with_how_many_say_how_long() -> None:
    talks = [
        Talk(TalkKey("a.md"), "A", conference="C", duration=3600, status=Status.WATCHED),
        Talk(TalkKey("b.md"), "B", conference="C", duration=1800, status=Status.ATTENDED),
        Talk(TalkKey("c.md"), "C", conference="C", duration=7200, status=Status.QUEUED),
        Talk(TalkKey("d.md"), "D", status=Status.WATCHING),
        Talk(TalkKey("e.md"), "E", speakers=(Speaker("Ada Byron"),), date=dt.date(2024, 2, 3)),
    ]
    found = tallies(talks)
    assert found.watched == Tally("watched", 2, 5400, 2)
    assert (found.queued.talks, found.queued.seconds, found.queued.timed) == (2, 7200, 1)
    assert sentences(found, 2.0) == [
        "5 talks, 3 h 30 (3 of 5 say how long)",
        "watched 2, 1 h 30",
        "queued 2, 2 h 00 (1 of 2 say how long), 1 h 00 at 2×",
        "not triaged 1",
    ]
    assert dict(found.by)["conference"] == (Tally("C", 3, 12600, 3), Tally("No conference", 2, 0, 0))


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 min"), (2040, "34 min"), (3900, "1 h 05"), (720_000, "200 h")]
)
def test_times_are_told_as_a_person_says_them(seconds: int, text: str) -> None:
    assert hours_text(seconds) == text
