"""What is shown after notes came, changed and went is what a session that begins then shows."""

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.config import Settings, State
from talktui.notes.grouping import GROUPINGS, Group
from talktui.notes.packed import NOTHING
from talktui.notes.sorting import SORTS
from talktui.notes.talk import Note, Talk, TalkKey
from talktui.query import parse
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
        new = session()
        new.add(kept_up.library.notes.values())
        new.group_by, new.sort_by = kept_up.group_by, kept_up.sort_by
        new.marks |= kept_up.marks
        new.set_query(kept_up.query, kept_up.query_text)
        new.refresh()
        assert [talk.key for talk in kept_up.shown] == [talk.key for talk in new.shown]
        assert shape(kept_up.groups) == shape(new.groups)


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
