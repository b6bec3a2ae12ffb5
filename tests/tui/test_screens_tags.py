"""The tag prompt: what is typed, what it would do, and what it completes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.safe_text import is_safe
from talktui.tui.screens.tag_change import TagChange, described, parse_tag_change, tokens, written_tag
from talktui.tui.screens.tags import TagsScreen

from .dialog_case import opened


@pytest.mark.parametrize(
    ("text", "add", "remove"),
    [
        ("", (), ()),
        ("a", ("a",), ()),
        ("+a -b", ("a",), ("b",)),
        ("a,b, +c,,-d", ("a", "b", "c"), ("d",)),
        ('+"machine learning" -\'x y\' "p q"', ("machine learning", "p q"), ("x y",)),
        ("#a +#b -#c", ("a", "b"), ("c",)),
        ('+#"a b"', ("a b",), ()),
        ("a A +a", ("a",), ()),
        ("c++ a-b x/y", ("c++", "a-b", "x/y"), ()),
        ("don't", ("don't",), ()),
        ('"-1"', ("-1",), ()),
        ("Größe 日本", ("Größe", "日本"), ()),
        ("-a\u200bb", (), ("a\u200bb",)),
    ],
)
def test_tags_are_added_and_taken_off_as_typed(
    text: str, add: tuple[str, ...], remove: tuple[str, ...]
) -> None:
    assert parse_tag_change(text) == TagChange(add, remove)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("+", "After “+” comes a tag."),
        ("a -", "After “-” comes a tag."),
        ("#", "A tag cannot be empty."),
        ('""', "A tag cannot be empty."),
        ("+'  '", "After “+” comes a tag."),
        ('a +"b c', "The quote at character 4 has no end."),
        ("a\x1b[31m", "A tag cannot hold control characters."),
        ("a\x9bb", "A tag cannot hold control characters."),
        ("a\u2028b", "A tag cannot hold control characters."),
        ("+a\u202eb", "“a⇄b” holds an invisible character, shown as a symbol."),
        ("+Go -go", "#Go is both added and taken off."),
    ],
)
def test_a_mistake_is_told_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        parse_tag_change(text)


typeable = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
    .filter(is_safe)
    .filter(lambda tag: not ('"' in tag and "'" in tag))
    .map(lambda tag: tag.strip().lstrip("#").strip())
    .filter(bool)
)


@settings(max_examples=200)
@given(typeable, st.sampled_from(["+", ""]))
def test_every_tag_can_be_typed_as_completion_writes_it(tag: str, sign: str) -> None:
    assert parse_tag_change(f"{sign}{written_tag(tag)} ") == TagChange((tag,), ())
    assert parse_tag_change(f"-{written_tag(tag)}") == TagChange((), (tag,))


@settings(max_examples=200)
@given(st.text("+-#\"' ,ab\t\x1b"))
def test_any_text_is_a_change_or_a_sentence_and_tokens_stay_inside_it(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert last <= token.start <= token.end <= len(text)
        last = token.end
    try:
        change = parse_tag_change(text)
    except ValueError:
        return
    assert all(tag == tag.strip() != "" for tag in change.add + change.remove)


@pytest.mark.parametrize(
    ("total", "text", "said"),
    [
        (5, "+x -old", "adds #x to 5 of 5 talks, takes #old off 2 of 5 talks"),
        (5, "+OLD", "adds #OLD to 3 of 5 talks"),
        (5, "all", "#all is on all 5 already"),
        (5, "-none", "#none is on none of them"),
        (5, "-inline", "#inline stands in the text: edit the text to take it off"),
        (1, "+x", "adds #x"),
        (1, "old", "#old is there already"),
        (1, "-old", "takes #old off"),
        (1, "-none", "#none is not there"),
    ],
)
def test_what_will_happen_is_told_with_counts(total: int, text: str, said: str) -> None:
    current = [("old", min(2, total)), ("all", total)]
    assert described(parse_tag_change(text), current, ["inline"], total) == said


def dialog() -> TagsScreen:
    return TagsScreen(
        "Tags of 5 talks",
        current=[("old", 2), ("all", 5)],
        read_only=["inline"],
        total=5,
        known=[("otel", 9), ("machine learning", 4), ("all", 5), ("hotel", 1)],
    )


async def test_the_present_tags_and_the_effect_are_shown() -> None:
    async with opened(dialog(), (60, 20)) as case:
        for text in ("#old (2 of 5)", "#all", "In the text: #inline"):
            assert text in case.shown()
        await case.type("+x -old")
        assert "adds #x to 5 of 5 talks" in case.shown()
        await case.press("enter")
        assert case.results == [TagChange(("x",), ("old",))]


async def test_known_tags_complete_with_quotes_where_they_need_them() -> None:
    async with opened(dialog()) as case:
        await case.type("+ma")
        await case.press("tab")
        await case.type("-o")
        await case.press("tab", "enter")
        assert case.results == [TagChange(("machine learning",), ("old",))]


async def test_those_that_begin_with_it_come_before_those_that_hold_it() -> None:
    async with opened(dialog()) as case:
        await case.type("otel")
        assert case.find("otel  9")[1] < case.find("hotel  1")[1]


async def test_a_tag_that_all_have_is_not_offered_for_adding_but_for_taking_off() -> None:
    screen = dialog()
    assert [completion.text for completion in screen.find("+al", 3)] == []
    assert [completion.text for completion in screen.find("-al", 3)] == ["all "]
    assert [completion.text for completion in screen.find('+"machine l', 11)] == ['"machine learning" ']


async def test_a_half_typed_change_is_not_accepted() -> None:
    async with opened(dialog()) as case:
        await case.type("+")
        assert "After “+” comes a tag." in case.shown()
        await case.press("enter")
        assert case.results == []


async def test_nothing_typed_is_no_change() -> None:
    async with opened(dialog()) as case:
        await case.press("enter")
        assert case.results == [TagChange()]
        assert not case.results[0]
