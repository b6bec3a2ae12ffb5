"""Front matter's fields: where each is looked for, and how it is typed."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.fields import (
    KEYS,
    Fields,
    find,
    parse_rating,
    parse_url,
    read_fields,
    text_fields,
)
from talktui.notes.front_matter.values import EMPTY, Mapping
from talktui.notes.front_matter.yaml_read import parse_yaml
from talktui.notes.problem import Problem
from talktui.notes.talk import Speaker, Status


def front(yaml: str) -> Mapping:
    return parse_yaml(yaml, first_line=2)[0]


def read(yaml: str) -> tuple[Fields, list[Problem]]:
    problems: list[Problem] = []
    return read_fields(front(yaml), problems), problems


@pytest.mark.parametrize(
    ("yaml", "field", "expected"),
    [
        ("title: A", "title", "A"),
        ("title: '  A   talk '", "title", "A talk"),
        ("title: no", "title", "no"),
        ("title: 12:30", "title", "12:30"),
        ("event: KubeCon", "conference", "KubeCon"),
        ("conference: A\nevent: B", "conference", "A"),
        ("conference:\nevent: B", "conference", "B"),
        ("categories: [A, B]", "categories", ("A", "B")),
        ("category: A", "categories", ("A",)),
        ("track: A b, c", "categories", ("A b", "c")),
        ("categories: ['A, b']", "categories", ("A, b",)),
        ("taxonomies:\n  categories: [A]", "categories", ("A",)),
        ("categories: [A, a, A]", "categories", ("A",)),
        ("categories:\n - name: A\n   about: x", "categories", ("A",)),
        ("tags: [a, '#b', c/d/]", "tags", ("a", "b", "c/d")),
        ("tags: a, b c", "tags", ("a", "b c")),
        ("tags: a b", "tags", ("a", "b")),
        ("tag: a", "tags", ("a",)),
        ("tags: []\nkeywords: a b, c", "tags", ("a b", "c")),
        ("Tags: [a]", "tags", ("a",)),
        ("taxonomies: {tags: [x]}", "tags", ("x",)),
        ("tags: [1.10, no, 017]", "tags", ("1.10", "no", "017")),
        ("speaker: Ada, Acme", "speakers", (Speaker("Ada", None, "Acme"),)),
        ("recorded: 2023-11-08", "date", dt.date(2023, 11, 8)),
        ("date: 2023-11-08T10:30:00Z", "time", dt.time(10, 30)),
        ("video: https://v.example/1", "video", "https://v.example/1"),
        ("video_url: https://v.example/1", "video", "https://v.example/1"),
        ("videos:\n - {type: x, url: 'https://v.example/1'}\n - {url: y}", "video", "https://v.example/1"),
        ("videos: ['https://v.example/1']", "video", "https://v.example/1"),
        ("youtube: 29yKJ1312AM", "video", "https://www.youtube.com/watch?v=29yKJ1312AM"),
        ("youtube: https://youtu.be/29yKJ1312AM", "video", "https://youtu.be/29yKJ1312AM"),
        ("slides: files/deck.pdf", "slides", "files/deck.pdf"),
        ("url: <https://a.example>", "url", "https://a.example"),
        ("duration: 34:12", "duration", 2052),
        ("status: Watched", "status", Status.WATCHED),
        ("rating: 4", "rating", 4),
        ("verdict: 'good: see it'", "verdict", "good: see it"),
        ("related: [a.md, 'https://b.example']", "related", ("a.md", "https://b.example")),
        ("guid: x-1", "id", "x-1"),
        ("id: 1\ncode: 2", "id", "1"),
        ("title: [A]", "title", "A"),
    ],
)
def test_a_field_is_read(yaml: str, field: str, expected: object) -> None:
    fields, problems = read(yaml)
    assert getattr(fields, field) == expected
    assert problems == []


@pytest.mark.parametrize(
    ("yaml", "field", "line"),
    [
        ("date: 2024-02-30", "date", 2),
        ("title: A\nduration: long", "duration", 3),
        ("status: seen", "status", 2),
        ("rating: 7", "rating", 2),
        ("rating: 0", "rating", 2),
        ("video: javascript:alert(1)", "video", 2),
        ("url: coming soon", "url", 2),
        ("title: {a: b}", "title", 2),
        ("rating: [1, 2]", "rating", 2),
    ],
)
def test_what_does_not_parse_is_a_problem_on_its_line_and_stays_as_text(
    yaml: str, field: str, line: int
) -> None:
    fields, problems = read(yaml)
    assert getattr(fields, field) is None
    assert [problem.line for problem in problems] == [line]
    assert field in problems[0].message
    assert text_fields(front(yaml))[field]


def test_every_other_field_is_read_beside_a_bad_one() -> None:
    fields, problems = read("date: never\nrating: 5\nstatus: queued")
    assert (fields.rating, fields.status, len(problems)) == (5, Status.QUEUED, 1)


@pytest.mark.parametrize("empty", ["", "~", "null", "''", "[]", "[~]", "{}"])
@pytest.mark.parametrize("field", sorted(KEYS))
def test_an_empty_field_is_no_problem(field: str, empty: str) -> None:
    fields, problems = read(f"{KEYS[field][0][0]}: {empty}")
    assert problems == []
    assert fields == Fields()


@pytest.mark.parametrize(
    ("yaml", "field", "path"),
    [
        ("keywords: [a]", "tags", ("keywords",)),
        ("tags:\nkeywords: [a]", "tags", ("keywords",)),
        ("keywords:\ntags:", "tags", ("tags",)),
        ("Tags: [a]", "tags", ("Tags",)),
        ("taxonomies: {tags: [a]}", "tags", ("taxonomies", "tags")),
        ("videos: [{url: x}]", "video", ("videos", "0", "url")),
        ("mood: good", "mood", ("mood",)),
    ],
)
def test_an_edit_is_told_the_key_that_the_value_came_from(
    yaml: str, field: str, path: tuple[str, ...]
) -> None:
    found = find(front(yaml), field)
    assert found is not None
    assert found[0] == path


def test_a_field_that_is_not_there_is_not_found() -> None:
    assert find(front("a: b"), "tags") is None
    assert find(front("taxonomies: {x: y}"), "tags") is None
    assert find(EMPTY, "title") is None


def test_of_a_key_that_stands_twice_the_first_counts() -> None:
    assert read("title: A\ntitle: B")[0].title == "A"


@pytest.mark.parametrize(
    ("text", "rating"),
    [("4", 4), ("4/5", 4), ("8/10", 4), ("4.0", 4), ("★★★★", 4), ("★★★★☆", 4), ("⭐⭐", 2), ("4 stars", 4),
     ("7/10", None), ("4.5", None), ("6", None), ("-1", None), ("", None), ("good", None), ("4/0", None),
     ("☆☆☆☆☆", None), ("★★★★★★", None)],
)  # fmt: skip
def test_a_rating_is_one_to_five(text: str, rating: int | None) -> None:
    assert parse_rating(text) == rating


@pytest.mark.parametrize(
    ("text", "url"),
    [("https://a.example/x y", None), ("[here](https://a.example)", "https://a.example"), ("//a.example", "https://a.example"),
     ("www.a.example", "https://www.a.example"), ("youtu.be/x", "https://youtu.be/x"), ("mailto:a@b", None),
     ("http:x", None), ("talk.mp4", "talk.mp4"), ("later", None), ("/blog/talk/", "/blog/talk/"),
     ("https://a.example/\x1b]52", None), ("", None)],
)  # fmt: skip
def test_a_link_is_one_that_can_be_opened(text: str, url: str | None) -> None:
    assert parse_url(text) == url


def test_every_key_can_be_filtered_on_as_text() -> None:
    texts = text_fields(front("mood: good\nextra:\n  toc: true\n  n: {a: 1}\nlist: [a, [b]]\nnone:"))
    assert texts == {
        "mood": ("good",), "extra": ("true", "1"), "extra.toc": ("true",), "extra.n": ("1",),
        "list": ("a", "b"), "none": (),
    }  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(sorted({path[0] for paths in KEYS.values() for path in paths})), st.text(max_size=20))
def test_no_value_raises(key: str, value: str) -> None:
    for yaml in (f"{key}: {value}", f"{key}: [{value}]", f"{key}:\n  - {value}", f"{key}: {{name: {value}}}"):
        read(yaml)
