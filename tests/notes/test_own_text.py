"""What counts as the person's own notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.own_text import has_own_text


@pytest.mark.parametrize(
    "body",
    [
        "Good talk.",
        "## Abstract\nTheirs.\n\n## Notes\nMine.",
        "Mine.\n\n## Abstract\nTheirs.",
        "Abstract\n--------\nTheirs.\n\nNotes\n-----\nMine.",
        "# Title\n- a point",
        "```\ncode of mine\n```",
        "<!-- hint -->mine",
        "## Abstracts I liked\nText.",
        "---\n\nmine",
        "#not-a-heading",
    ],
)
def test_there_are_notes_in(body: str) -> None:
    assert has_own_text(body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n\t\n",
        "# Title\n",
        "## Abstract\nTheirs.",
        "## Abstract\nTheirs.\n\n## Outline\n- 0:00 Intro",
        "# Title\n\n## ABSTRACT ##\r\nTheirs.\r\n\r\n### Level\r\nBeginners.\r\n",
        "Abstract\n========\nTheirs.\n",
        "## Abstract\n```\n# a comment\n```\nTheirs.",
        "<!-- write here -->\n## Notes\n",
        "## **Abstract**\nTheirs.\n\n## Notes\n<!-- never closed",
        "---\n\n***",
    ],
)
def test_there_are_none_in(body: str) -> None:
    assert not has_own_text(body)


@given(st.lists(st.sampled_from([*"#-=`~ \n\r<!>a", "Abstract", "<!--", "-->"]), max_size=40).map("".join))
def test_any_text_has_an_answer_and_more_text_of_ones_own_makes_it_yes(body: str) -> None:
    assert has_own_text(f"mine\n\n{body}")
    has_own_text(body)
