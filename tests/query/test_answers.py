"""Answers kept from key to key are those that asking every talk anew gives."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Status, Talk, TalkKey
from talktui.query.answers import Answers
from talktui.query.context import Context
from talktui.query.corpus import Corpus
from talktui.query.errors import Cancelled, QueryError
from talktui.query.explanation import explain
from talktui.query.implied import implies
from talktui.query.match import Query
from talktui.query.parsing import parse
from tests.query.talks import talk

QUERIES = (
    "kube", "kubernetes", '"machine learning"', "tag:python", "tag:a/b", "#a", "-ku", "-(ku OR le)",
    "ku OR tag:a", "speaker:ada", "title:ma", "body:le", "date:2015..2016", "rating:>=3 ku",
    "is:marked ku", "is:queued", "/k.b/", "title:/^m/", "café", "duration:<30m", "has:notes", "note:x -ku",
    "é", "ma ku le", "/kube/", "/KU.e+r/", "/ma.+ le/", "/^caf\u00e9$/", "/a|ku/",
)  # fmt: skip
WORDS = ["kube", "kubernetes", "machine learning", "machine\n  learning", "Café", "", "python", "LE", "ada"]


@st.composite
def some_talks(draw: st.DrawFn) -> list[Talk]:
    words = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
    return [
        talk(
            draw(words),
            draw(words),
            path=f"{number:02}.md",
            tags=tuple(draw(st.lists(st.sampled_from(["a", "A/b", "python", "kube"]), max_size=2))),
            inline_tags=tuple(draw(st.lists(st.sampled_from(["a", "a/b/c"]), max_size=1))),
            rating=draw(st.none() | st.integers(1, 5)),
            duration=draw(st.none() | st.just(600)),
            status=draw(st.none() | st.just(Status.QUEUED)),
            fields=draw(st.sampled_from([{}, {"note": ("x",)}, {"Note": ("y",)}])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@st.composite
def keys(draw: st.DrawFn) -> list[str]:
    """Texts of the filter bar, one a key: queries typed, taken back in part, and others typed behind."""
    text, typed = "", [""]
    for query in draw(st.lists(st.sampled_from(QUERIES), min_size=1, max_size=3)):
        for letter in query:
            text += letter
            typed.append(text)
        for _ in range(draw(st.integers(0, len(query)))):
            text = text[:-1]
            typed.append(text)
        text += draw(st.sampled_from(["", " "]))
    return typed


def asked(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError:
        return None


def fresh(query: Query, talks: list[Talk], context: Context) -> list[int]:
    """The rows that match, each talk asked by itself."""
    return [row for row, one in enumerate(talks) if query.matches(one, context)]


def context_of(talks: list[Talk]) -> Context:
    return Context(marked={one.key for one in talks[::2]})


@settings(max_examples=80, deadline=None)
@given(some_talks(), keys())
def test_typing_and_taking_back_finds_what_asking_anew_finds(talks: list[Talk], typed: list[str]) -> None:
    context = context_of(talks)
    answers = Answers(Corpus(talks, context.folded), context)
    for text in typed:
        query = asked(text)
        if query is not None:
            wanted = fresh(query, talks, context)
            assert list(answers.rows(query.clause)) == wanted
            assert list(answers.talks(query)) == [talks[row] for row in wanted]
            assert query.filter(talks, context) == [talks[row] for row in wanted]


@settings(max_examples=40, deadline=None)
@given(some_talks(), keys(), st.lists(st.tuples(st.integers(0, 12), st.sampled_from(WORDS)), max_size=4))
def test_edits_in_between_are_seen(talks: list[Talk], typed: list[str], edits: list[tuple[int, str]]) -> None:
    context = context_of(talks)
    corpus = Corpus(tuple(talks), context.folded)
    for (number, body), text in zip(edits, typed[-4:], strict=False):
        query = asked(text) or parse("")
        Answers(corpus, context).rows(query.clause)
        path = f"{number:02}.md"
        kept = [one for one in corpus.talks if one.key.path != path]
        edited = [talk(body, body, key=TalkKey(path, anchor)) for anchor in ("one", "two")]
        now = tuple(sorted([*kept, *edited], key=lambda one: one.key.path))
        corpus = corpus.followed(now, {path})
        assert list(Answers(corpus, context).rows(query.clause)) == fresh(query, list(now), context)


@settings(max_examples=200, deadline=None)
@given(some_talks(), st.data())
def test_what_a_clause_is_said_to_imply_holds_of_every_talk(talks: list[Talk], data: Any) -> None:
    pieces = st.sampled_from(QUERIES).flatmap(lambda text: st.integers(1, len(text)).map(lambda n: text[:n]))
    one, two = (asked(" ".join(data.draw(st.lists(pieces, min_size=1, max_size=3)))) for _ in range(2))
    if one is None or two is None:
        return
    context = context_of(talks)
    if implies(one.clause, two.clause):
        assert set(fresh(one, talks, context)) <= set(fresh(two, talks, context))
    answers = Answers(Corpus(talks, context.folded), context)
    assert explain(one, talks, context) == explain(one, talks, context, None, answers)
    assert explain(one, talks, context) == explain(one, talks, context, None, answers)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("kuber", "kub"), ("kuber", "ube"), ('"machine lea"', '"machine l"'), ('"machine learning"', "learn"),
        ("a kub", "ku"), ("a b", "b a"), ("tag:a/b", "tag:a"), ("speaker:guido", "speaker:gu"), ("-k", "-ku"),
        ("/kub.r/", "/ku/"), ("ku", "ku OR tag:a"), ("kube OR kubo", "kub"), ("tag:a ku", "k tag:a"),
    ],
)  # fmt: skip
def test_the_longer_asks_only_where_the_shorter_was_found(longer: str, shorter: str) -> None:
    assert implies(parse(longer).clause, parse(shorter).clause)
    assert not implies(parse(shorter).clause, parse(longer).clause) or longer == "a b"


def test_a_letter_more_asks_only_the_talks_that_are_left_and_a_letter_less_none() -> None:
    talks = [
        talk(f"kube {number}" if number < 3 else "other", path=f"{number:03}.md") for number in range(100)
    ]
    context = Context()
    answers = Answers(Corpus(talks, context.folded), context)
    assert answers.effort(parse("ku").clause) == 100
    answers.talks(parse("ku"))
    assert answers.effort(parse("kub").clause) == 3
    assert answers.effort(parse("ku tag:x").clause) == 3
    answers.talks(parse("kub"))
    assert answers.effort(parse("ku").clause) == 0


def test_marks_and_conflicts_are_asked_for_each_time() -> None:
    talks = [talk("a"), talk("b")]
    marked: set[TalkKey] = set()
    context = Context(marked=marked)
    answers = Answers(Corpus(talks, context.folded), context)
    for clause in ("is:marked", "-is:marked a", "is:marked OR a"):
        marked.clear()
        before = list(answers.rows(parse(clause).clause))
        marked.add(talks[0].key)
        assert list(answers.rows(parse(clause).clause)) == fresh(parse(clause), talks, context)
        assert before == [row for row in (0, 1) if clause != "is:marked" and row == 0]


def test_what_was_cancelled_is_not_kept() -> None:
    talks = [talk("kube", path=f"{number:04}.md") for number in range(2000)]
    context = Context()
    answers = Answers(Corpus(talks, context.folded), context)
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        answers.talks(parse("ku"), lambda: next(looks))
    assert answers.effort(parse("ku").clause) == 2000
    assert len(answers.talks(parse("ku"))) == 2000


def test_rows_that_are_kept_are_bounded() -> None:
    talks = [talk("a b c d e f g h", path=f"{number:04}.md") for number in range(50)]
    context = Context()
    answers = Answers(Corpus(talks, context.folded), context)
    for letter in "abcdefgh" * 2:
        assert len(answers.rows(parse(letter).clause)) == 50
    known = [letter for letter in "abcdefgh" if answers.effort(parse(letter).clause) == 0]
    assert known == list("cdefgh")  # six times as many as there are talks, the last ones


def test_several_threads_may_ask_at_once() -> None:
    talks = [talk(f"kubernetes {number}", path=f"{number:04}.md") for number in range(600)]
    context = Context()
    answers = Answers(Corpus(talks, context.folded), context)
    typed = ["kubernetes"[:end] for end in range(1, 11)] + [str(digit) for digit in range(10)]
    wrong: list[str] = []

    def ask(texts: list[str]) -> None:
        wrong.extend(
            text
            for text in texts
            if list(answers.rows(parse(text).clause)) != fresh(parse(text), talks, context)
        )

    threads = [threading.Thread(target=ask, args=(order,)) for order in (typed, typed[::-1], typed[5:] * 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
