"""What is loaded: talks in order, facets, conferences, groups."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.library import GROUPINGS, SORTS, Group, Library, group
from talktui.notes.packed import NOTHING
from talktui.notes.talk import Conference, Etag, Kind, Note, Speaker, Status, Talk, TalkKey


def talk(path: str, anchor: str | None = None, **fields: Any) -> Talk:
    fields.setdefault("title", anchor or path.removesuffix(".md"))
    return Talk(TalkKey(path, anchor), **fields)


def note(*talks: Talk, **fields: Any) -> Note:
    return Note(talks[0].key.path, NOTHING, fields.pop("etag", None), talks, **fields)


def library(*notes: Note) -> Library:
    made = Library()
    for one in notes:
        made.replace(one)
    return made


def shape(groups: Iterable[Group]) -> list[Any]:
    return [(g.label, g.count, shape(g.groups) + [t.title for t in g.talks]) for g in groups]


def grouped(
    talks: Iterable[Talk], *by: str, sort: str = "order", conference: Conference | None = None
) -> list[Any]:
    made = library(*(note(one, conference=conference) for one in talks))
    return shape(group(made.talks, by, sort, made))


def test_talks_are_in_path_order_and_as_they_stand_in_a_file() -> None:
    made = library(note(talk("b.md", "z"), talk("b.md", "a")), note(talk("a.md")))
    assert [one.title for one in made.talks] == ["a", "z", "a"]
    assert made.talk(TalkKey("b.md", "a")) is made.talks[2]
    assert made.talk(TalkKey("c.md")) is None


def test_a_replaced_note_leaves_nothing_behind() -> None:
    made = library(note(talk("a.md", "x", tags=("t",)), talk("a.md", "y")), note(talk("b.md")))
    assert made.facet("tag") == [("t", 1)]
    made.replace(note(talk("a.md", "y", title="new")))
    assert [one.title for one in made.talks] == ["new", "b"]
    assert made.talk(TalkKey("a.md", "x")) is None
    assert made.facet("tag") == []
    made.remove("a.md")
    made.remove("a.md")
    assert [one.title for one in made.talks] == ["b"]
    made.clear()
    assert (len(made.talks), len(made.notes)) == (0, 0)


def test_a_page_is_found_by_its_folder_and_is_no_talk() -> None:
    page = note(talk("k/README.md", kind=Kind.ABOUT), is_page=True)
    made = library(page, note(talk("k/_index.md", kind=Kind.ABOUT), is_page=True), note(talk("k/a.md")))
    assert made.page("k") is page
    assert made.page("") is None
    assert [one.title for one in made.talks] == ["k/a"]
    made.remove("k/README.md")
    other = made.page("k")
    assert other is not None
    assert other.path == "k/_index.md"


def test_facet_values_merge_whatever_their_case_as_most_often_written() -> None:
    made = library(
        *(note(talk(f"{i}.md", tags=(tag,))) for i, tag in enumerate(["otel", "OTel", "OTel", "b"]))
    )
    assert made.facet("tag") == [("OTel", 3), ("b", 1)]


def test_a_facet_counts_a_talk_once_and_no_introduction() -> None:
    made = library(note(talk("a.md", tags=("x", "X"))), note(talk("b.md", kind=Kind.ABOUT, tags=("x",))))
    assert made.facet("tag")[0][1] == 1


def test_any_key_is_a_facet() -> None:
    made = library(note(talk("a.md", fields={"mood": ("good",)})))
    assert made.facet("mood") == [("good", 1)]


def test_conferences_are_known_by_name_with_what_their_file_says() -> None:
    by_folder, by_file = Conference("K", "x"), Conference("K", "k", location="B", file="k/conference.yaml")
    made = library(note(talk("x/a.md"), conference=by_folder), note(talk("k/a.md"), conference=by_file))
    assert made.conferences["K"] is by_file
    made.remove("k/a.md")
    assert made.conferences["K"] is by_folder


def test_a_talk_with_several_categories_stands_under_each_and_counts_once() -> None:
    talks = [
        talk("a.md", conference="K", categories=("X", "Y")),
        talk("b.md", conference="K", categories=("x",)),
    ]
    assert grouped(talks, "conference", "category") == [("K", 2, [("X", 2, ["a", "b"]), ("Y", 1, ["a"])])]


def test_what_has_none_stands_last() -> None:
    talks = [talk("a.md"), talk("b.md", conference="Z"), talk("c.md", conference="Z", categories=("C",))]
    assert grouped(talks, "conference", "category") == [
        ("Z", 2, [("C", 1, ["c"]), ("No category", 1, ["b"])]),
        ("No conference", 1, ["a"]),
    ]


def test_a_level_that_says_nothing_is_left_out() -> None:
    assert grouped([talk("a.md", conference="Z")], "conference", "category") == [("Z", 1, ["a"])]
    assert grouped([talk("a.md")], "status") == [("", 1, ["a"])]
    assert grouped([talk("a.md")]) == [("", 1, ["a"])]
    assert grouped([], "conference") == []


def test_categories_are_in_the_order_of_conference_yaml_then_of_the_log_then_by_name() -> None:
    conference = Conference("K", "k", categories=(("Z", ""), ("Y", "")))
    log = [
        talk("log.md", a, conference="K", categories=(c,), line=int(a))
        for a, c in (("1", "Q"), ("2", "P"), ("3", "Y"))
    ]
    files = [talk("x.md", conference="K", categories=("B",)), talk("y.md", conference="K", categories=("A",)),
             talk("z.md", conference="K", categories=("z",))]  # fmt: skip
    made = library(note(*log, conference=conference), *(note(one, conference=conference) for one in files))
    (only,) = group(made.talks, ("conference", "category"), "title", made)
    assert [g.label for g in only.groups] == ["z", "Y", "Q", "P", "A", "B"]


def test_a_logs_introduction_stands_in_its_conference_and_is_not_counted() -> None:
    log = note(
        talk("l.md", title="About", kind=Kind.ABOUT, conference="K"),
        talk("l.md", "b", conference="K", categories=("C",)),
        talk("l.md", "a", conference="K", categories=("C",)),
    )
    made = library(log)
    expected = [("K", 2, [("C", 2, ["b", "a"]), "About"])]
    assert shape(group(made.talks, ("conference", "category"), "order", made)) == expected
    assert shape(group(made.talks, ("conference",), "title", made)) == [("K", 2, ["About", "a", "b"])]


def test_conferences_are_newest_first() -> None:
    talks = [talk("a.md", conference="Old", date=dt.date(2018, 1, 1)), talk("b.md", conference="Aaa"),
             talk("c.md", conference="New", date=dt.date(2023, 1, 1))]  # fmt: skip
    assert [label for label, _, _ in grouped(talks, "conference")] == ["New", "Old", "Aaa"]


def test_nested_tags_make_nested_groups_counted_once() -> None:
    talks = [
        talk("a.md", tags=("ops/k8s", "ops/cd")),
        talk("b.md", tags=("Ops",)),
        talk("c.md", inline_tags=("z",)),
    ]
    assert grouped(talks, "tag") == [
        ("ops", 2, [("cd", 1, ["a"]), ("k8s", 1, ["a"]), "b"]),
        ("z", 1, ["c"]),
    ]


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("speaker", ["Ada", "Mary", "No speaker"]),
        ("organisation", ["Acme", "No organisation"]),
        ("status", ["queued", "watched", "Not triaged"]),
        ("rating", ["★★★★★", "★★", "No rating"]),
        ("year", ["2023", "2019", "No date"]),
        ("month", ["2023-11", "2019-05", "No date"]),
        ("folder", ["f", "Top folder"]),
        ("mood", ["good", "No mood"]),
    ],
)
def test_every_facet_groups(by: str, labels: list[str]) -> None:
    talks = [
        talk("a.md", speakers=(Speaker("Ada", None, "Acme"), Speaker("Mary", None, "Acme")), status=Status.WATCHED,
             rating=2, date=dt.date(2019, 5, 1), fields={"mood": ("good",)}),
        talk("f/b.md", status=Status.QUEUED, rating=5, date=dt.date(2023, 11, 1)),
        talk("f/c.md"),
    ]  # fmt: skip
    assert [label for label, _, _ in grouped(talks, by)] == labels


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("order", ["C", "a", "É"]),
        ("title", ["a", "C", "É"]),
        ("date", ["a", "É", "C"]),
        ("rating", ["É", "C", "a"]),
        ("duration", ["C", "É", "a"]),
        ("status", ["a", "C", "É"]),
        ("speaker", ["É", "C", "a"]),
        ("modified", ["a", "É", "C"]),
        ("unheard of", ["C", "a", "É"]),
    ],
)
def test_every_sort_sorts(sort: str, titles: list[str]) -> None:
    made = library(
        note(talk("1.md", title="C", duration=5, rating=1, status=Status.SKIPPED, speakers=(Speaker("b"),)),
             etag=Etag(1, 1, 1, 10, 1)),
        note(talk("2.md", title="a", date=dt.date(2019, 1, 1), status=Status.QUEUED), etag=Etag(1, 1, 1, 30, 1)),
        note(talk("3.md", title="É", date=dt.date(2020, 1, 1), rating=5, duration=9, speakers=(Speaker("Á"),)),
             etag=Etag(1, 1, 1, 20, 1)),
    )  # fmt: skip
    (only,) = group(made.talks, (), sort, made)
    assert [one.title for one in only.talks] == titles


def test_menus_name_every_grouping_and_sort_once() -> None:
    for menu in (GROUPINGS, SORTS):
        assert (
            len({row[0] for row in menu})
            == len({row[1] for row in menu})
            == len({row[2] for row in menu})
            == len(menu)
        )


words = st.sampled_from(["a", "A", "á", "b", "b/c", "B/d", "x y"])
made_talks = st.lists(
    st.builds(
        lambda number, **fields: talk(f"{number}.md", **fields),
        number=st.integers(0, 30),
        conference=st.sampled_from(["", "K", "k", "L"]),
        categories=st.lists(words, max_size=2).map(tuple),
        tags=st.lists(words, max_size=3).map(tuple),
        rating=st.none() | st.integers(1, 5),
        kind=st.sampled_from([Kind.TALK, Kind.TALK, Kind.ABOUT, Kind.UNREADABLE]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(made_talks, st.sampled_from([row[2] for row in GROUPINGS]), st.sampled_from([row[2] for row in SORTS]))
def test_every_talk_is_in_some_group_and_every_count_is_of_distinct_talks(
    talks: list[Talk], by: tuple[str, ...], sort: str
) -> None:
    made = library(*(note(one) for one in talks))
    groups = group(made.talks, by, sort, made)
    assert {one.key for g in groups for one in g.all_talks()} == {one.key for one in made.talks}
    pending = list(groups)
    paths = []
    while pending:
        one = pending.pop()
        assert one.count == sum(t.kind is Kind.TALK for t in one.all_talks())
        paths.append(one.path)
        pending.extend(one.groups)
    assert len(set(paths)) == len(paths)
