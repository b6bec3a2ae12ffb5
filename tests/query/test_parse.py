"""What a query means, and where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.query.errors import QueryError
from talktui.query.parsing import parse

PIECES = [
    *"ab1 \t-#:\"'/()\\.<>=*[]{},~|éß\x00",
    "\ud800",
    "ﹼ",
    "OR",
    " OR ",
    "tag:",
    "is:",
    "rating:",
    "date:",
    "x:",
    "..",
    "none",
]
PIECED = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
CLAUSES = st.sampled_from(
    ["kafka", '"a phrase"', "/ka+fka/", "#a/b", "tag:x", 'conf:"KubeCon NA 2023"', "rating:>=4", "rating:..3", "is:marked",
     "date:2023", 'date:"last month"..today', "duration:<30m", "level:none", "level:>2", "has:notes", "has:slides",
     "status:w", "title:/^how/", 'body:"(a"', '"OR"', '"-x"', '"tag:"', r'"say \"hi\""', "https://x.org/a", "C++"]
)  # fmt: skip


def compose(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({})".format, inner),
        st.builds("-({})".format, inner),
        st.builds("-{}".format, CLAUSES),
        st.builds("{} {}".format, inner, inner),
        st.builds("{} OR {}".format, inner, inner),
    )


QUERIES = st.recursive(CLAUSES, compose, max_leaves=12)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", "every talk"),
        ("  \t ", "every talk"),
        ("#security", "tag is security"),
        ("tag:#security", "tag is security"),
        ("tag:a/", "tag is a"),
        ("TAGS:a", "tag is a"),
        ("status:watched", "status is watched"),
        ("status:watch", "status is watching or watched"),
        ("is:queued", "status is queued"),
        ("is:unw", "is unwatched"),
        ("rating:4..5", "rating is from 4 to 5"),
        ("rating:..3", "rating is to 3"),
        ("date:>=2023-05", "date is not before 2023-05"),
        ("duration:<30m", "duration is less than 30m"),
        ("level:none", "has no level"),
        ('level:"none"', "level has “none” in it"),
        ('level:">2"', "level has “>2” in it"),
        ("level:>2", "level is more than 2"),
        ("level:>high", "level has “>high” in it"),
        ("has:tags", "has tag"),
        ("has:notes", "has notes of your own"),
        ("title:/^how/", "title matches /^how/"),
        ("tag:a tag:b OR tag:c", "(tag is a and tag is b) or tag is c"),
        ("tag:a (tag:b OR tag:c)", "tag is a and (tag is b or tag is c)"),
        ("-(tag:a OR tag:b) -tag:c", "not (tag is a or tag is b) and not tag is c"),
        ("--tag:a", "not not tag is a"),
    ],
)
def test_a_query_means(text: str, meaning: str) -> None:
    assert parse(text).describe() == meaning


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("std::vector", "std::vector"),
        ("12:30", "12:30"),
        ("C#", "C#"),
        ("or", "or"),
        ("e-mail", "e-mail"),
        ("main()", "main()"),
        ('5"', '5"'),
        ('"OR"', "OR"),
        ('"tag:a"', "tag:a"),
        ('"two  words"', "two words"),
        (r'"a \"quoted\" word"', 'a "quoted" word'),
        (r'"C:\dir"', r"C:\dir"),
    ],
)
def test_what_looks_like_the_language_can_be_a_word(text: str, word: str) -> None:
    assert parse(text).words == (word,)


@pytest.mark.parametrize(
    ("unfinished", "finished"),
    [('"a phra', '"a phra"'), ("(a b", "(a b)"), ("/kube(con|day)", "/kube(con|day)/"), ('tag:"a b', 'tag:"a b"'),
     ("a (b OR (c", "a (b OR (c))"), ("rating:4..", "rating:>=4")],
)  # fmt: skip
def test_what_is_not_closed_yet_is_closed_by_the_end(unfinished: str, finished: str) -> None:
    one, two = parse(unfinished), parse(finished)
    assert one == two or one.describe().replace("from 4", "at least 4") == two.describe()


@pytest.mark.parametrize(
    ("text", "start", "end", "says"),
    [
        ("kafka tag:", 6, 10, "a value is wanted"),
        ("#", 0, 1, "a tag is wanted"),
        ("a -", 2, 3, "what to leave out"),
        ("a - b", 2, 3, "what to leave out"),
        ("a OR", 2, 4, "after OR"),
        ("OR a", 0, 2, "between two"),
        ("a OR OR b", 5, 7, "between two"),
        ("(", 0, 1, "nothing in the brackets"),
        ("a ()", 2, 4, "nothing in the brackets"),
        ("a)", 1, 2, "closes nothing"),
        (")", 0, 1, "closes nothing"),
        ('""', 0, 2, "nothing between the quotes"),
        ("/", 0, 1, "a pattern is wanted"),
        ("a /(/", 4, 5, "cannot be used"),
        ("is:marcked", 3, 10, "did you mean marked?"),
        ("status:done", 7, 11, "queued, watching, watched, attended, skipped or none"),
        ("rating:high", 7, 11, "from 1 to 5"),
        ("rating:6", 7, 8, "from 1 to 5"),
        ("duration:<30", 9, 12, "unit"),
        ("date:soon", 5, 9, "2023-05"),
        ("date:2023-13", 5, 12, "2023-05"),
        ("tag:(a OR b)", 0, 4, "(tag:a OR tag:b)"),
        ("OpenTelemetry: what", 0, 14, '"OpenTelemetry:"'),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, start: int, end: int, says: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text)
    assert (raised.value.start, raised.value.end) == (start, end)
    assert says in raised.value.message


def test_only_words_that_are_wanted_are_highlighted() -> None:
    query = parse('kafka "log compaction" -nats title:how body:offset tag:db -(a OR -b) kafka')
    assert query.words == ("kafka", "log compaction", "how", "offset")


def test_deep_brackets_are_refused_and_do_not_exhaust_the_stack() -> None:
    for text in ("(" * 5000 + "a", "-" * 5000 + "a", "-(" * 3000 + "a"):
        with pytest.raises(QueryError, match="levels deep"):
            parse(text)


def test_a_very_long_query_is_refused() -> None:
    with pytest.raises(QueryError, match="characters"):
        parse("a " * 100_000)


def test_queries_are_values() -> None:
    assert parse("tag:a  b") == parse("#a b")
    assert hash(parse("tag:a b")) == hash(parse("#a b"))
    assert parse("tag:a b") != parse("tag:a OR b")


@settings(max_examples=400)
@given(st.one_of(PIECED, st.text(max_size=30)))
@example("/\\")
@example('"\\')
@example("ﹼ:a")
@example("a/(")
@example('tag:"')
def test_any_text_parses_or_says_where_it_is_wrong(text: str) -> None:
    mistake = None
    try:
        query = parse(text)
    except QueryError as error:
        mistake = error
    if mistake is not None:
        assert 0 <= mistake.start <= mistake.end <= len(text)
        assert mistake.message
        return
    assert parse(str(query)) == query
    assert query.describe() == parse(str(query)).describe()


@settings(max_examples=200)
@given(QUERIES)
def test_a_query_written_out_means_the_same(text: str) -> None:
    query = parse(text)
    assert parse(str(query)) == query
    assert str(parse(str(query))) == str(query)
