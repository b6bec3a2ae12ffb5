"""What is shown after notes came, changed and went is what a session that begins then shows."""

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.config import Settings, State
from talktui.notes.group_index import narrowed
from talktui.notes.grouping import GROUPINGS, Group
from talktui.notes.packed import NOTHING
from talktui.notes.sorting import SORTS
from talktui.notes.talk import Note, Talk, TalkKey
from talktui.query.parsing import parse
from talktui.tui.session import Session

QUERIES = {
    text: parse(text)
    for text in ("", "alpha", "-alpha", "tag:x", "rating:>=3", "is:marked", "alpha OR tag:x")
}


@st.composite
def notes(draw: st.DrawFn) -> Note:
    path = f"{draw(st.integers(0, 7))}.md"
    talks = tuple(
        Talk(
            TalkKey(path, f"t{line}" if several else None),
            draw(st.sampled_from(["alpha", "beta", "Alpha beta"])),
            line=line,
            conference=draw(st.sampled_from(["", "K", "L"])),
            tags=draw(st.sampled_from([(), ("x",), ("x", "y/z")])),
            rating=draw(st.none() | st.integers(1, 5)),
        )
        for several in [draw(st.booleans())]
        for line in range(1, 4 if several else 2)
    )
    return Note(path, NOTHING, None, talks)


paths = st.integers(0, 7).map(lambda number: f"{number}.md")
steps = st.lists(
    st.tuples(st.just("add"), st.lists(notes(), min_size=1, max_size=3))
    | st.tuples(st.just("forget"), paths)
    | st.tuples(st.just("query"), st.sampled_from(sorted(QUERIES)))
    | st.tuples(st.just("group"), st.sampled_from([row[2] for row in GROUPINGS]))
    | st.tuples(st.just("sort"), st.sampled_from([row[2] for row in SORTS]))
    | st.tuples(st.just("mark"), paths),
    max_size=10,
)


def shape(groups: Any) -> list[Any]:
    found: list[Group] = list(groups)
    return [(g.label, g.path, g.count, [id(t) for t in g.talks], shape(g.groups)) for g in found]


def session() -> Session:
    return Session(Path("notes"), Settings(), State())


def assert_shows_what_beginning_anew_shows(kept_up: Session) -> None:
    new = session()
    new.add(kept_up.library.notes.values())
    new.group_by, new.sort_by = kept_up.group_by, kept_up.sort_by
    new.marks |= kept_up.marks
    new.set_query(kept_up.query, kept_up.query_text)
    new.refresh()
    assert [talk.key for talk in kept_up.shown] == [talk.key for talk in new.shown]
    assert shape(kept_up.groups) == shape(new.groups)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_a_session_kept_up_shows_what_a_new_one_would(made: list[tuple[str, Any]]) -> None:
    kept_up = session()
    for what, which in made:
        match what:
            case "add":
                kept_up.add(which)
            case "forget":
                kept_up.forget(which)
            case "query":
                kept_up.set_query(QUERIES[which], which)
            case "group":
                kept_up.group_by = which
            case "sort":
                kept_up.sort_by = which
            case _:
                kept_up.marks ^= {TalkKey(which)}
        kept_up.refresh()
        assert_shows_what_beginning_anew_shows(kept_up)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(notes(), max_size=6),
    st.lists(st.lists(notes(), min_size=1, max_size=2) | paths, max_size=3),
    st.lists(
        st.sampled_from(["a", "al", "alp", "-al", "tag:x", "rating:>=3 a", "is:marked a", ""]), max_size=4
    ),
    st.sampled_from([row[2] for row in GROUPINGS]),
    st.sampled_from([row[2] for row in SORTS]),
)
def test_what_a_thread_found_is_shown_with_the_edits_made_meanwhile(
    loaded: list[Note], changes: list[Any], typed: list[str], by: tuple[str, ...], sort: str
) -> None:
    """Filters and groups begun before edits and taken after them show what beginning anew shows."""
    kept_up = session()
    kept_up.add(loaded)
    kept_up.refresh()
    kept_up.marks |= {note.talks[0].key for note in loaded[::2]}
    for text in typed:
        query = parse(text)
        search, asked = kept_up.search(), kept_up.asked(query)
        new_groups = kept_up.new_groups(by, sort)
        for change in changes:
            if isinstance(change, str):
                kept_up.forget(change)
            else:
                kept_up.add(change)
        matching = search.matching(query)
        kept_up.take(matching, search, asked)
        made = new_groups.make()
        kept_up.take_groups(new_groups, *made)
        for _ in range(2):
            assert_shows_what_beginning_anew_shows(kept_up)
            assert (kept_up.group_by, kept_up.sort_by) == (by, sort)
            kept_up.refresh()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(notes(), max_size=8),
    st.lists(st.tuples(notes(), st.booleans()), max_size=6),
    st.sampled_from(["alpha", "tag:x", "rating:>=3"]),
    st.sampled_from([row[2] for row in GROUPINGS]),
)
def test_edits_that_are_kept_in_sight_are_shown_as_filtering_anew_shows_them(
    loaded: list[Note], edits: list[tuple[Note, bool]], text: str, by: tuple[str, ...]
) -> None:
    kept_up = session()
    kept_up.group_by = by
    kept_up.add(loaded)
    kept_up.set_query(parse(text), text)
    kept_up.refresh()
    for note, keep in edits:
        kept_up.add([note])
        if keep:
            kept_up.keep(talk.key for talk in note.talks)
        kept_up.refresh()
        context = kept_up.context
        shown = [
            talk
            for talk in kept_up.library.talks
            if talk.key in kept_up.kept or kept_up.query.matches(talk, context)
        ]
        assert [id(talk) for talk in kept_up.shown] == list(map(id, shown))
        assert shape(kept_up.groups) == shape(narrowed(kept_up.everything(), shown))
        assert kept_up.talk_count(kept_up.shown) == len(shown)
        for talk in kept_up.library.talks:
            assert kept_up.is_shown(talk.key) == (talk in shown)


def test_an_edited_talk_that_no_longer_matches_stays_in_its_place() -> None:
    shown = session()
    for number in range(3):
        shown.add([Note(f"{number}.md", NOTHING, None, (Talk(TalkKey(f"{number}.md"), "alpha"),))])
    shown.set_query(parse("alpha"), "alpha")
    shown.refresh()
    shown.add([Note("1.md", NOTHING, None, (Talk(TalkKey("1.md"), "beta"),))])
    shown.keep([TalkKey("1.md")])
    shown.refresh()
    assert [talk.title for talk in shown.shown] == ["alpha", "beta", "alpha"]
    assert [row.dimmed for row in shown.rows() if row.talk is not None] == [False, True, False]
