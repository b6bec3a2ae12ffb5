"""Headings inside a talk's text go below the talk's own heading, and come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.notes.blocks import scan
from talktui.notes.headings import sections
from talktui.transfer.heading_levels import below, raised, shown_below, sunk_below

_PIECES = st.sampled_from(
    "# |## |### |#### |##### |###### |#|===|---|- |> |    |\t|```|~~~|  |\n|\n\n|\r\n|\r|Title|a `b` |<b>|<div>|<!--|-->|"
    "<!--h1-->|<!--u2-->|<!--/-->|<!--//-->|<!--/r-->|<!--/ ===-->|<!--/r ___-->|\n===\n|\n---\n|Two\nlines\n=====\n|"
    "## <!--u1-->x<!--/ =-->\n|\n```\n# code\n```\n|[a]: /u\n|<pre>\n# raw\n</pre>\n|***\n|1. |\\".split("|")
)
MARKDOWN = st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=25).map("".join)


@settings(max_examples=1000, deadline=None)
@given(MARKDOWN, st.integers(0, 6))
@example("# <!--h1--> a\n## <!--u2-->b<!--/ --->\n", 3)
@example("a\r\nb <!--/--> c\r\n  ---\t\r\n", 3)
def test_what_goes_below_a_heading_comes_back_as_it_was(markdown: str, level: int) -> None:
    assert raised(below(markdown, level), max(level - 1, 0)) == markdown


@settings(max_examples=500, deadline=None)
@given(MARKDOWN, st.integers(0, 5))
def test_every_heading_is_deeper_than_the_one_it_stands_below(markdown: str, level: int) -> None:
    moved = below(markdown, level)
    levels = [heading.level for heading in scan(moved).headings]
    assert len(levels) == len(scan(markdown).headings)
    assert all(level < deeper <= 6 for deeper in levels)
    as_text = [" ".join(found.title.split()) for found in sections(markdown, 0)]
    if not set("<\\`\r:") & set(markdown):  # else a comment may stand in a tag, in code, after a definition
        assert [" ".join(found.title.split()) for found in sections(moved, 0)] == as_text


@pytest.mark.parametrize(
    ("markdown", "moved"),
    [
        ("## Abstract\n\ntext\n### More\n", "#### Abstract\n\ntext\n##### More\n"),
        ("# One\n## Two\n", "#### <!--h1--> One\n#### Two\n"),
        ("##### Deep\n", "###### <!--h5--> Deep\n"),
        ("Results\n-------\ntext\n", "#### <!--u2-->Results<!--/ _______-->\ntext\n"),
        ("Two\r\nlines\r\n===\r\n", "#### <!--u1-->Two <!--/r-->lines<!--/r ===-->\r\n"),
        ("```\n# a comment\n```\n## After\n", "```\n# a comment\n```\n#### After\n"),
        ("<pre>\n# raw\n</pre>\n\n- a\n---\n", "<pre>\n# raw\n</pre>\n\n- a\n---\n"),
        ("[a]: /u\nSee [a]\n===\n", "[a]: /u\n#### <!--u1-->See [a]<!--/ ===-->\n"),
        ("#hashtag and # no heading\n", "#hashtag and # no heading\n"),
    ],
)
def test_how_headings_look_below_a_talk_of_level_three(markdown: str, moved: str) -> None:
    assert below(markdown, 3) == moved


def test_the_headings_of_a_foreign_text_are_raised_as_far_as_there_are_levels() -> None:
    assert raised("#### Takeaways\n##### Why\n# Odd\n", 2) == "## Takeaways\n### Why\n# Odd\n"


@settings(max_examples=200, deadline=None)
@given(MARKDOWN, st.integers(0, 5))
def test_for_readers_every_heading_is_deeper_and_says_what_it_said(markdown: str, level: int) -> None:
    shown = shown_below(markdown, level)
    if not set("<\\`\r:") & set(markdown):
        levels = [heading.level for heading in scan(shown).headings]
        assert len(levels) == len(scan(markdown).headings)
        assert all(level < deeper <= 6 for deeper in levels)
        titles = [" ".join(found.title.split()) for found in sections(markdown, 0)]
        assert [" ".join(found.title.split()) for found in sections(shown, 0)] == titles


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("# One\n## Two\n", "#### One\n##### Two\n"),
        ("### Two\n#### Three\n", "#### Two\n##### Three\n"),
        ("Results\n-------\ntext\n", "#### Results\ntext\n"),
        ("Two  \r\nlines \\\r\nin C #\r\n===\r\n", "#### Two lines  in C \\#\n"),
        ("```\n# a comment\n```\n", "```\n# a comment\n```\n"),
    ],
)
def test_for_readers_the_highest_heading_is_right_below_the_talks(markdown: str, shown: str) -> None:
    assert shown_below(markdown, 3) == shown


@pytest.mark.parametrize(
    ("markdown", "sunk"),
    [
        ("# One\n## Two\n###### Deep\n", "### One\n#### Two\n###### Deep\n"),
        ("## One\n#### Two\n", "### One\n##### Two\n"),
        ("#### One\n", "##### One\n"),
        ("Results\n-------\ntext\n", "### Results\ntext\n"),
        ("text\n", "text\n"),
    ],
)
def test_texts_that_nobody_asks_back_go_down_without_marks(markdown: str, sunk: str) -> None:
    assert sunk_below(markdown, 2) == sunk
