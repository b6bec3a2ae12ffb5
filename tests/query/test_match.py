"""Which talks a query matches."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.problem import Problem
from talktui.notes.talk import Kind, Speaker, Status, Talk, TalkKey
from talktui.query.context import Context
from talktui.query.errors import Cancelled
from talktui.query.parsing import parse
from tests.query.talks import talk, titles

TALKS = [
    talk(
        "How Prometheus halved its memory",
        "Interned labels,\nfewer pointers. Ça va.",
        path="kubecon/2023/prometheus.md",
        conference="KubeCon NA 2023",
        categories=("Observability",),
        tags=("prometheus", "perf/memory"),
        inline_tags=("Seen-Twice",),
        speakers=(Speaker("Bryan Boreham", "Engineer", "Grafana Labs"),),
        date=dt.date(2023, 11, 8),
        duration=34 * 60 + 12,
        status=Status.WATCHED,
        rating=4,
        verdict="Worth the half hour",
        video="https://videos.example/1",
        fields={"level": ("2",), "Sprache": ("Español",), "recorded": ("2023-11-08",)},
    ),
    talk(
        "OpenTelemetry: what's next",
        "## Abstract\nThe roadmap.",
        conference="KubeCon NA 2023",
        categories=("Observability", "Community"),
        tags=("otel",),
        speakers=(Speaker("Karol Gołąb", None, "Google"), Speaker("Beata Skiba", None, "Google")),
        date=dt.date(2023, 5, 31),
        duration=30 * 60,
        status=Status.QUEUED,
        fields={"level": ("10",), "recorded": ("2023-05-31",)},
    ),
    talk(
        "Sidecars",
        "On service\n   mesh sidecars.",
        key=TalkKey("log.md", "sidecars"),
        conference="Barcelona 2019",
        tags=("Security/Supply-Chain",),
        problems=(Problem("odd", 3),),
        rating=5,
    ),
    talk("Bare"),
]
PROMETHEUS, OTEL, SIDECARS, BARE = (one.title for one in TALKS)
CONTEXT = Context(today=dt.date(2023, 12, 6), marked={TALKS[0].key})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [PROMETHEUS, OTEL, SIDECARS, BARE]),
        ("prometheus", [PROMETHEUS]),
        ("PROMETH", [PROMETHEUS]),
        ("pointers", [PROMETHEUS]),
        ("ca va", [PROMETHEUS]),
        ("golab", [OTEL]),
        ("GOŁĄB", [OTEL]),
        ("google", [OTEL]),
        ("kubecon observability", [PROMETHEUS, OTEL]),
        ("perf/memory", [PROMETHEUS]),
        ("seen-twice", [PROMETHEUS]),
        ("half hour", [PROMETHEUS]),
        ("engineer", []),
        ('"service mesh"', [SIDECARS]),
        ('"mesh service"', []),
        ('"memory bryan"', []),
        ("-kubecon", [SIDECARS, BARE]),
        ("bare OR sidecars", [SIDECARS, BARE]),
        ("tag:perf", [PROMETHEUS]),
        ("tag:per", []),
        ("#Perf/Memory", [PROMETHEUS]),
        ("#seen-twice", [PROMETHEUS]),
        ("tag:security", [SIDECARS]),
        ("tag:none", [BARE]),
        ("-tag:none", [PROMETHEUS, OTEL, SIDECARS]),
        ("tag:/^(otel|prom)/", [PROMETHEUS, OTEL]),
        ("cat:obs", [PROMETHEUS, OTEL]),
        ("cat:community", [OTEL]),
        ("conf:kubecon", [PROMETHEUS, OTEL]),
        ('conf:"kubecon na 2023"', [PROMETHEUS, OTEL]),
        ("conf:none", [BARE]),
        ("speaker:skiba", [OTEL]),
        ("speaker:google", []),
        ("org:grafana", [PROMETHEUS]),
        ("title:how", [PROMETHEUS]),
        ("title:memory body:memory", []),
        ("body:labels", [PROMETHEUS]),
        ("body:prometheus", []),
        ("path:kubecon/2023", [PROMETHEUS]),
        ("status:queued", [OTEL]),
        ("status:none", [SIDECARS, BARE]),
        ("is:unwatched", [OTEL, SIDECARS, BARE]),
        ("is:triaged", [PROMETHEUS, OTEL]),
        ("is:problem", [SIDECARS]),
        ("is:log", [SIDECARS]),
        ("is:marked", [PROMETHEUS]),
        ("has:video", [PROMETHEUS]),
        ("has:level", [PROMETHEUS, OTEL]),
        ("has:notes", [PROMETHEUS, SIDECARS]),
        ("has:tag", [PROMETHEUS, OTEL, SIDECARS]),
        ("level:2", [PROMETHEUS]),
        ("level:>2", [OTEL]),
        ("level:2..10", [PROMETHEUS, OTEL]),
        ("level:none", [SIDECARS, BARE]),
        ("sprache:espanol", [PROMETHEUS]),
        ("SPRACHE:ESPAÑOL", [PROMETHEUS]),
        ("recorded:2023-06..", [PROMETHEUS]),
        ("verdict:worth", [PROMETHEUS]),
        ("video:videos.example", [PROMETHEUS]),
        ("rating:4", [PROMETHEUS]),
        ("rating:>=4", [PROMETHEUS, SIDECARS]),
        ("rating:>4", [SIDECARS]),
        ("rating:<5", [PROMETHEUS]),
        ("rating:5..4", [PROMETHEUS, SIDECARS]),
        ("rating:none", [OTEL, BARE]),
        ("duration:30m", [OTEL]),
        ("duration:34m", [PROMETHEUS]),
        ("duration:<=34m", [PROMETHEUS, OTEL]),
        ("duration:>34m", []),
        ("duration:>34:11", [PROMETHEUS]),
        ("duration:<30m", []),
        ("date:2023", [PROMETHEUS, OTEL]),
        ("date:2023-05", [OTEL]),
        ("date:2023-05..2023-11", [PROMETHEUS, OTEL]),
        ("date:>2023-05", [PROMETHEUS]),
        ("date:>=2023-05", [PROMETHEUS, OTEL]),
        ("date:<2023-05", []),
        ('date:"last month"', [PROMETHEUS]),
        ("date:last-month", [PROMETHEUS]),
        ('date:"last month"..today', [PROMETHEUS]),
        ("date:none", [SIDECARS, BARE]),
        ("/^how .* memory$/", [PROMETHEUS]),
        ("/ÇA VA/", [PROMETHEUS]),
        ("body:/^fewer/", [PROMETHEUS]),
        ("title:/^fewer/", []),
        (r"/\Sabels/", [PROMETHEUS]),
    ],
)
def test_a_query_finds(text: str, expected: list[str]) -> None:
    assert titles(text, TALKS, CONTEXT) == expected


def test_conflicts_are_known_by_the_name_or_by_the_context() -> None:
    talks = [talk(path="a.sync-conflict-20240101-1.md", title="x"), talk("y", path="y.md"), talk("z")]
    assert titles("is:conflict", talks, Context(conflicts={"y.md"})) == ["x", "y"]
    copy = talk(path="z (Ada's conflicted copy 2024-01-31).md", title="copy")
    assert titles("is:conflict", [copy, talk("z")]) == ["copy"]


def test_a_file_that_cannot_be_read_is_a_problem_and_the_row_about_a_log_is_of_the_log() -> None:
    talks = [talk("gone", kind=Kind.UNREADABLE), talk("about", kind=Kind.ABOUT), talk("plain")]
    assert titles("is:problem", talks) == ["gone"]
    assert titles("is:log", talks) == ["about"]


def test_today_moves_on() -> None:
    query = parse("date:yesterday")
    context = Context(today=dt.date(2023, 11, 9))
    assert query.matches(TALKS[0], context)
    assert not query.matches(TALKS[0], replace(context, today=dt.date(2023, 11, 10)))


def test_a_replaced_talk_is_read_anew_and_its_old_text_dropped() -> None:
    context = Context()
    before = talk("Same path", "kafka", path="a.md")
    after = talk("Same path", "nats", path="a.md")
    assert titles("kafka", [before], context)
    assert not titles("kafka", [after], context)
    assert titles("nats", [after], context)
    assert len(context.folded) == 1
    context.folded.forget([after.key])
    assert len(context.folded) == 0


def test_marks_change_without_losing_the_folded_texts() -> None:
    context = Context()
    titles("kafka", TALKS, context)
    marked = replace(context, marked={TALKS[3].key})
    assert marked.folded is context.folded
    assert titles("is:marked", TALKS, marked) == [BARE]


def test_a_filter_can_be_cancelled_on_the_way() -> None:
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        parse("a").filter([talk(str(number)) for number in range(2000)], Context(), lambda: next(looks))
    assert next(looks, "asked three times") == "asked three times"


NAMES = ["alpha", "beta", "gamma"]
GENERATED = st.builds(
    lambda title, body, tags, rating, status: talk(title, body, tags=tags, rating=rating, status=status),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), max_size=2).map(" ".join),
    st.lists(st.sampled_from(["x", "x/y", "z"]), max_size=2, unique=True).map(tuple),
    st.sampled_from([None, 1, 3, 5]),
    st.sampled_from([None, *Status]),
)


def naive(tree: object, one: Talk) -> bool:
    """The same question asked in the plainest way."""
    match tree:
        case ("and", left, right):
            return naive(left, one) and naive(right, one)
        case ("or", left, right):
            return naive(left, one) or naive(right, one)
        case ("not", part):
            return not naive(part, one)
        case ("word", str(word)):
            return word in one.title or word in one.body or any(word in tag for tag in one.tags)
        case ("tag", str(tag)):
            return any(have == tag or have.startswith(tag + "/") for have in one.tags)
        case ("rating", int(stars)):
            return one.rating is not None and one.rating >= stars
        case ("status", str(status)):
            return one.status == status
    raise AssertionError(tree)


def text_of(tree: object) -> str:
    match tree:
        case ("and", left, right):
            return f"({text_of(left)}) {text_of(right)}"
        case ("or", left, right):
            return f"({text_of(left)} OR {text_of(right)})"
        case ("not", part):
            return f"-({text_of(part)})"
        case ("word", word):
            return str(word)
        case ("rating", stars):
            return f"rating:>={stars}"
        case (key, value):
            return f"{key}:{value}"
    raise AssertionError(tree)


LEAVES = st.one_of(
    st.tuples(st.just("word"), st.sampled_from([*NAMES, "x", "a", "mm"])),
    st.tuples(st.just("tag"), st.sampled_from(["x", "x/y", "z", "y"])),
    st.tuples(st.just("rating"), st.sampled_from([1, 3, 4])),
    st.tuples(st.just("status"), st.sampled_from([status.value for status in Status])),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("and"), inner, inner),
        st.tuples(st.just("or"), inner, inner),
        st.tuples(st.just("not"), inner),
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(TREES, st.lists(GENERATED, max_size=5))
def test_and_or_not_agree_with_the_plainest_reading(tree: object, talks: list[Talk]) -> None:
    query = parse(text_of(tree))
    # Generated talks share keys, so each has its own context.
    assert [query.matches(one, Context()) for one in talks] == [naive(tree, one) for one in talks]
    assert query.filter(talks, Context()) == [one for one in talks if naive(tree, one)]


def test_a_talk_is_folded_once_however_many_queries_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context()
    titles("kafka", TALKS, context)
    folded: list[str] = []

    def counting(text: str) -> str:
        folded.append(text)
        return text.lower()

    monkeypatch.setattr("talktui.query.context.fold", counting)
    titles("memory title:how body:labels /^x/ conf:kubecon", TALKS, context)
    assert all(len(text) < 30 for text in folded), "only short values, never a title or body again"


def test_a_hundred_talks_are_asked_in_their_order() -> None:
    talks = [talk(f"{number:03}", "kafka" if number % 3 == 0 else "nats") for number in range(100)]
    assert titles("kafka OR zebra", talks) == [f"{number:03}" for number in range(0, 100, 3)]
