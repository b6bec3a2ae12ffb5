"""Leaving out what has not a query's needles leaves out nothing that the query matches."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker, Talk
from talktui.query.context import Context, FoldedTexts
from talktui.query.errors import QueryError
from talktui.query.needles import alternatives
from talktui.query.parsing import parse
from tests.query.talks import talk

_WORDS = (
    "Kube", "kubecon", "Straße", "STRASSE", "Gołąb", "İstanbul", "ΣΊΣΥΦΟΣ", "σίσυφος", "é", "e\u0301", "\u0301",
    "ﬁn", "fin", "x\u0345", "日本", "日", "a", "b", "ab", "a/b", "#ab", "K8s", "\u00a8", "¨x", "it's", "\ud800", "-", "&",
)  # fmt: skip
_LETTERS = st.characters(codec="utf-8", exclude_characters="\r\x00")
_text = st.lists(st.sampled_from(_WORDS) | st.text(_LETTERS, max_size=3), max_size=4).map(" ".join)
_several = st.lists(_text, max_size=2).map(tuple)


@st.composite
def _talks(draw: st.DrawFn) -> Talk:
    return talk(
        draw(_text),
        draw(_text).encode("utf-8", "replace").decode(),
        path="a.md",
        conference=draw(_text),
        categories=draw(_several),
        tags=draw(_several),
        inline_tags=draw(_several),
        verdict=draw(st.none() | _text),
        speakers=tuple(
            Speaker(name, None, organisation)
            for name, organisation in draw(st.lists(st.tuples(_text, st.none() | _text), max_size=2))
        ),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_KEYS = ("", "title:", "body:", "conf:", "cat:", "speaker:", "org:", "verdict:", "tag:", "path:", "#")
_atoms = st.builds("{}{}".format, st.sampled_from(_KEYS), _text.map(_quoted) | st.sampled_from(_WORDS))
_others = st.sampled_from(("/a|b/", "tag:none", "has:verdict", "rating:>3", "is:unwatched", "title:/^k/"))
_queries = st.recursive(
    _atoms | _others,
    lambda inner: (
        st.builds("{} {}".format, inner, inner)
        | st.builds("({}) OR ({})".format, inner, inner)
        | st.builds("-({})".format, inner)
        | st.builds("({})".format, inner)
    ),
    max_leaves=6,
)


def _may_match(text: str, one: Talk) -> bool:
    raw = FoldedTexts().talk(one).text.encode("utf-8", "replace")
    return any(all(needle in raw for needle in needles) for needles in alternatives(parse(text)))


@settings(max_examples=300, deadline=None)
@given(_queries, st.lists(_talks(), max_size=4))
def test_no_talk_that_matches_is_without_the_needles(text: str, talks: list[Talk]) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    found = query.filter(talks, Context())
    assert query.filter([one for one in talks if _may_match(text, one)], Context()) == found


@settings(max_examples=300, deadline=None)
@given(_talks(), st.sampled_from(_KEYS), st.integers(0, 20), st.integers(1, 20))
def test_a_part_of_what_a_talk_says_finds_it(one: Talk, key: str, start: int, length: int) -> None:
    said = " ".join((one.title, one.body, one.conference, *one.tags, *one.inline_tags, one.verdict or ""))
    try:
        query = parse(key + _quoted(said[start : start + length]))
    except QueryError:
        return
    if query.matches(one, Context()):
        assert _may_match(query.text, one)


def _needles(text: str) -> list[list[str]]:
    return [[needle.decode() for needle in needles] for needles in alternatives(parse(text))]


def test_words_and_values_are_needles() -> None:
    assert _needles("Kafka Café") == [["kafka", "cafe"]]
    assert _needles('"how  we did"') == [["how", "did", "we"]]
    assert _needles("tag:Perf/Memory speaker:boreham") == [["perf/memory", "boreham"]]
    assert _needles('tag:"two words"') == [["two words"]]
    assert _needles("kube kubernetes") == [["kubernetes"]]


def test_the_alternatives_are_searched_one_by_one() -> None:
    assert _needles("kafka OR nats") == [["kafka"], ["nats"]]
    assert _needles("(kafka OR nats) streams") == [["streams", "kafka"], ["streams", "nats"]]
    assert _needles("kafka OR rating:>3") == [[]]


def test_what_cannot_be_told_from_the_text_has_no_needles() -> None:
    for text in ("", "-kafka", "/kafka/", "path:kafka", "tag:none", "rating:>3", "id:kafka", "has:notes"):
        assert _needles(text) == [[]]


def test_many_alternatives_are_not_multiplied() -> None:
    two = "(a{0} OR b{0})"
    assert len(alternatives(parse(" ".join(two.format(n) for n in range(12))))) <= 8
    assert _needles(" OR ".join(f"word{n}" for n in range(100))) == [[]]
