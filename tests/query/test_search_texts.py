"""A query finds in the search texts what it would find in plain folded text, talk for talk."""

from __future__ import annotations

import re
from dataclasses import replace
from threading import Thread

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.folding import fold
from talktui.notes.own_text import has_own_text
from talktui.notes.search_text import SearchText, decoded, encoded
from talktui.notes.talk import Speaker, Talk
from talktui.query.context import Context, FoldedTexts
from talktui.query.parsing import parse
from tests.query.talks import talk

_BREAK = "\n\x00\n"
_LETTERS = "ab éÉßﬁłñ日😀#\n\t\u00a0\u2028İ"
_WORDS = st.text(_LETTERS, min_size=1, max_size=4)
_TEXTS = st.text(_LETTERS, max_size=30)
_PATTERNS = [
    "^a",
    "b$",
    r"\Aa",
    r"\Zb",
    r"(?<=\n)a",
    r"(?<!b)é",
    "a.b",
    "[^a]b",
    r"a\s+b",
    ".",
    r"\bb",
    "日+",
    "s+",
]

_talks = st.builds(
    lambda title, body, tags, who, conference, verdict: talk(
        title,
        body,
        path="x.md",
        tags=tuple(tags),
        speakers=tuple(Speaker(name, None, name * 2) for name in who),
        conference=conference,
        verdict=verdict,
    ),
    st.text(_LETTERS + "\udcff\udc80", max_size=12),  # a file's name may be the title
    _TEXTS,
    st.lists(_WORDS, max_size=2),
    st.lists(_WORDS, max_size=2),
    st.text(_LETTERS + "\udcff", max_size=5),
    st.none() | _WORDS,
)


class _Plain:
    """A talk's words as folded text, as the documentation tells it."""

    def __init__(self, one: Talk) -> None:
        parts = [
            *(speaker.name for speaker in one.speakers),
            *one.organisations,
            one.conference,
            *one.categories,
            *one.all_tags,
            one.verdict or "",
        ]
        self.title = fold(one.title)
        head = fold(_BREAK.join(part for part in parts if part))
        self.before = f"{self.title}{_BREAK}{head}{_BREAK}" if head else f"{self.title}{_BREAK}"
        self.text = self.before + fold(one.body)

    def says(self, words: str, start: int = 0, end: int | None = None) -> bool:
        pattern = r"\s+".join(map(re.escape, fold(words).split()))
        return (
            re.compile(pattern).search(self.text, start, len(self.text) if end is None else end) is not None
        )

    def matches(self, pattern: str, start: int = 0, end: int | None = None) -> bool:
        compiled = regex.compile(
            re.sub(r"[^\x00-\x7f]+", lambda run: fold(run[0]), pattern), regex.I | regex.M
        )
        return compiled.search(self.text, start, len(self.text) if end is None else end) is not None


@given(_talks)
def test_a_search_text_holds_the_talks_words_and_where_its_parts_stand(one: Talk) -> None:
    plain, made = _Plain(one), SearchText(one)
    assert made.text == plain.text
    assert made.raw == encoded(plain.text)
    assert decoded(made.raw[: made.title_end]) == plain.title
    assert decoded(made.raw[: made.body_start]) == plain.before
    assert made.characters_before_body == len(plain.before)
    assert made.own_text is has_own_text(one.body)
    again = SearchText.from_parts(made.raw, made.title_end, made.body_start, made.own_text)
    assert again == made
    assert hash(again) == hash(made)
    assert again != SearchText.from_parts(made.raw, made.title_end, made.body_start, not made.own_text)
    assert made != made.raw


@given(_talks, st.lists(_WORDS, min_size=1, max_size=3).map(" ".join).filter(lambda words: words.split()))
def test_words_and_phrases_find_what_plain_text_does(one: Talk, words: str) -> None:
    plain, context = _Plain(one), Context()
    quoted = f'"{words}"'
    assert parse(quoted).matches(one, context) is plain.says(words)
    assert parse(f"title:{quoted}").matches(one, context) is plain.says(words, 0, len(plain.title))
    assert parse(f"body:{quoted}").matches(one, context) is plain.says(words, len(plain.before))


@given(_talks, st.sampled_from(_PATTERNS))
def test_patterns_find_what_plain_text_does(one: Talk, pattern: str) -> None:
    plain, context = _Plain(one), Context()
    assert parse(f"/{pattern}/").matches(one, context) is plain.matches(pattern)
    assert parse(f"title:/{pattern}/").matches(one, context) is plain.matches(pattern, 0, len(plain.title))
    assert parse(f"body:/{pattern}/").matches(one, context) is plain.matches(pattern, len(plain.before))


def test_a_phrase_does_not_run_from_one_part_into_the_next() -> None:
    one = talk("Quick start", "guide to all", conference="KubeCon", tags=("a", "b"))
    for query, found in {'"quick start"': True, '"start kubecon"': False, '"b guide"': False}.items():
        assert parse(query).matches(one, Context()) is found


def test_a_text_from_the_cache_stands_for_its_talk_until_the_talk_is_replaced() -> None:
    texts = FoldedTexts()
    one = talk("One", "kafka")
    made = SearchText(talk("One", "kafka"))
    texts.put(one, made)
    assert texts.talk(one) is made
    after = replace(one, conference="KubeCon")
    assert texts.talk(after) is not made
    assert b"kubecon" in texts.talk(after).raw


@pytest.mark.parametrize(
    "body", ["", "mine", "## Abstract\n\ntheirs", "## Abstract\n\ntheirs\n\n## Notes\n\nmine"]
)
def test_has_notes_is_known_with_the_words(body: str) -> None:
    one = talk("One", body)
    assert parse("has:notes").matches(one, Context()) is has_own_text(body)


def test_texts_that_are_at_hand_are_put_when_a_thread_wants_one() -> None:
    one, other = talk("One", "kafka"), talk("Other", "kafka")
    folded, kept = FoldedTexts(), SearchText(other)
    calls: list[int] = []

    def fill() -> None:
        calls.append(1)
        folded.put(other, kept)

    folded.later(fill)
    assert folded.talk(one) == SearchText(one)  # the main thread waits for nobody
    assert folded.alone(one) is folded.talk(one)
    assert folded.is_waiting
    threads = [Thread(target=folded.talk, args=(other,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [1]
    assert folded.talk(other) is kept
    assert not folded.is_waiting


def test_texts_that_went_are_put_again_and_the_main_thread_has_many_put() -> None:
    talks = [talk(f"Talk {number}", "kafka") for number in range(400)]
    folded = FoldedTexts()
    kept = {one.key: SearchText(one) for one in talks}
    for one in talks:
        folded.put(one, kept[one.key])

    def fill() -> None:
        for one in talks:
            folded.put(one, kept[one.key])

    folded.let_go(fill)
    assert not len(folded)
    assert [folded.talk(one) for one in talks] == list(kept.values())
    assert not folded.is_waiting
    assert folded.talk(talks[-1]) is kept[talks[-1].key]
