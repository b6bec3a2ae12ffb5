"""What the library keeps up as notes come, change and go is what a new one counts and lists."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.library import Library
from talktui.notes.packed import NOTHING
from talktui.notes.talk import Kind, Note, Speaker, Talk, TalkKey

FACETS = ("tag", "speaker", "category", "conference", "rating", "colour")
words = st.sampled_from(["a", "A", "á", "b", "B/c", "x y", ""])


ANCHORS: list[list[str | None]] = [[None], ["one", "two"], []]


@st.composite
def notes(draw: st.DrawFn) -> Note:
    path = f"{draw(st.integers(0, 5))}.md"
    talks = tuple(
        Talk(
            TalkKey(path, anchor),
            "t",
            kind=draw(st.sampled_from([Kind.TALK, Kind.TALK, Kind.ABOUT, Kind.UNREADABLE])),
            conference=draw(words),
            categories=tuple(draw(st.lists(words, max_size=2))),
            tags=tuple(draw(st.lists(words, max_size=3))),
            inline_tags=tuple(draw(st.lists(words, max_size=1))),
            speakers=tuple(Speaker(name) for name in draw(st.lists(words, max_size=2))),
            rating=draw(st.none() | st.integers(1, 2)),
            fields={"colour": tuple(draw(st.lists(words, max_size=2)))},
        )
        for anchor in draw(st.sampled_from(ANCHORS))
    )
    return Note(path, NOTHING, None, talks, is_page=draw(st.integers(0, 6)) == 0)


paths = st.integers(0, 5).map(lambda number: f"{number}.md")
steps = st.lists(notes() | paths | st.sampled_from(["clear", "list", *FACETS]), max_size=25)


@settings(max_examples=250, deadline=None)
@given(steps)
def test_facets_talks_and_counts_are_those_of_a_new_library(made: list[Note | str]) -> None:
    library = Library()
    for step in made:
        if isinstance(step, Note):
            library.replace(step)
        elif step == "clear":
            library.clear()
        elif step == "list":
            assert library.talks is library.talks
        elif step in FACETS:
            library.facet(step)
        else:
            library.remove(step)
    new = Library()
    for note in library.notes.values():
        new.replace(note)
    assert [id(talk) for talk in library.talks] == [id(talk) for talk in new.talks]
    assert library.count == new.count == sum(talk.kind is Kind.TALK for talk in new.talks)
    for name in FACETS:
        assert list(library.facet(name)) == list(new.facet(name))


def test_talks_that_somebody_holds_do_not_change_under_them() -> None:
    library = Library()
    for number in range(3):
        library.replace(Note(f"{number}.md", NOTHING, None, (Talk(TalkKey(f"{number}.md"), "old"),)))
    held = library.talks
    library.replace(Note("1.md", NOTHING, None, (Talk(TalkKey("1.md"), "new"),)))
    assert [talk.title for talk in library.talks] == ["old", "new", "old"]
    assert [talk.title for talk in held] == ["old", "old", "old"]
