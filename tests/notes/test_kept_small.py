"""Talks and notes kept in less memory are, for whoever uses them, the frozen dataclasses that they look like."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.field_texts import field_texts
from talktui.notes.kept_small import kept_small, rest_of
from talktui.notes.packed import Packed
from talktui.notes.problem import Problem
from talktui.notes.quick import quick
from talktui.notes.talk import Etag, Note, Speaker, Status, Talk, TalkKey

words = st.text("aä-", max_size=4)
texts = st.tuples() | st.tuples(words) | st.tuples(words, words)
values: dict[str, st.SearchStrategy[Any]] = {
    "title": words,
    "categories": texts,
    "tags": texts,
    "inline_tags": texts,
    "speakers": st.tuples() | st.tuples(st.builds(Speaker, words)),
    "date": st.none() | st.dates(),
    "time": st.none() | st.times(),
    "video": st.none() | words,
    "slides": st.none() | words,
    "url": st.none() | words,
    "duration": st.none() | st.integers(0, 9),
    "status": st.none() | st.sampled_from(Status),
    "rating": st.none() | st.integers(1, 5),
    "verdict": st.none() | words,
    "related": texts,
    "id": st.none() | words,
    "fields": st.dictionaries(words, texts) | st.dictionaries(words, texts).map(field_texts),
    "problems": st.tuples() | st.tuples(st.builds(Problem, words, st.integers(0, 3))),
    "read_only": st.none() | words,
}
said = st.fixed_dictionaries({}, optional=values)


@settings(max_examples=100)
@given(said, said)
def test_a_talk_says_what_it_was_given(given_: dict[str, Any], other: dict[str, Any]) -> None:
    everything = {"title": "", **given_}
    talk = Talk(TalkKey("a.md"), **everything)
    default = Talk(TalkKey("a.md"), "")
    for name in values:
        assert getattr(talk, name) == everything.get(name, getattr(default, name))
    changed = replace(talk, **other)
    for name in values:
        assert getattr(changed, name) == other.get(name, getattr(talk, name))
    same = all(getattr(changed, name) == getattr(talk, name) for name in values)
    assert (changed == talk) is same
    assert copy.copy(talk) == talk
    assert repr(replace(changed, **{name: getattr(talk, name) for name in values})) == repr(talk)


def test_a_talk_that_says_little_can_be_pickled() -> None:
    talk = Talk(TalkKey("a.md"), "One", verdict="good", time=dt.time(9), fields={"a": ("b",)})
    assert pickle.loads(pickle.dumps(talk)) == talk


@pytest.mark.parametrize("name", ["title", "verdict", "fields", "sections"])
def test_a_talk_stays_as_it_is(name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(Talk(TalkKey("a.md"), "One"), name, "other")


@given(st.lists(words, max_size=3), st.booleans(), st.none() | words)
def test_a_note_has_the_talks_it_was_given(titles: list[str], is_page: bool, reason: str | None) -> None:
    talks = tuple(Talk(TalkKey("a.md", title), title) for title in titles)
    note = Note("a.md", Packed.of(b""), Etag(1, 2, 3, 4, 5), talks, is_page=is_page, read_only=reason)
    assert note.talks == talks
    assert all(one is other for one, other in zip(note.talks, talks, strict=True))
    assert (note.etag, note.is_log, note.is_page, note.read_only) == (
        Etag(1, 2, 3, 4, 5),
        False,
        is_page,
        reason,
    )
    assert replace(note, talks=()).talks == ()


def test_what_nobody_said_takes_one_slot() -> None:
    @kept_small("second", "third")
    @dataclass(frozen=True, slots=True)
    class Thing:
        first: int
        second: str = ""
        third: int | None = None
        fourth: int = 4

    assert set(Thing.__slots__) == {"first", "fourth", "_rest"}
    assert [field.name for field in fields(Thing)] == ["first", "second", "third", "fourth"]
    assert Thing(1, third=3) == Thing(1, "", 3) != Thing(1)
    made = quick(Thing)(first=1, fourth=4, _rest=rest_of(Thing, "", 3))
    made.__class__ = Thing
    assert made == Thing(1, third=3)
    assert rest_of(Thing, "", None) is None


def test_what_is_seldom_said_has_a_default() -> None:
    with pytest.raises(TypeError, match="first has no default"):

        @kept_small("first")
        @dataclass(frozen=True, slots=True)
        class Thing:
            first: int
