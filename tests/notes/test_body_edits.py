"""A line added, a text replaced: below what is the person's own, and what others wrote meanwhile stays."""

from __future__ import annotations

import pytest

from talktui.notes.edits import (
    AppendLine,
    ChangeTags,
    ReplaceBody,
    ReplaceText,
)
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey
from tests.notes.edited import KEY, LOG, METRICS, VIDEO, made, talk


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n", "a\nnew\n"),
        ("a", "a\nnew"),
        ("a\r\n", "a\r\nnew\r\n"),
        ("a\r\nb", "a\r\nb\r\nnew"),
        ("a\n\n \n", "a\nnew\n\n \n"),
        ("a  \n", "a  \nnew\n"),
        ("", "new\n"),
        ("\n", "\nnew\n"),
        ("---\ntitle: x\n---\n", "---\ntitle: x\n---\nnew\n"),
        ("---\ntitle: x\n---", "---\ntitle: x\n---\nnew"),
        ("\ufeffa", "\ufeffa\nnew"),
    ],
)
def test_a_line_is_added_below_the_last_one(before: str, after: str) -> None:
    assert made(before, AppendLine(KEY, "new")) == after


def test_a_line_is_added_to_a_section_above_the_next() -> None:
    assert made(LOG, AppendLine(METRICS, "more")) == LOG.replace("Good numbers.\n", "Good numbers.\nmore\n")
    assert made(LOG, AppendLine(TalkKey("a.md", "traces"), "more")) == LOG.replace(
        "Short.\n", "Short.\nmore\n"
    )
    assert made(LOG, AppendLine(TalkKey("a.md", "keys"), "more")) == LOG + "more\n"
    assert made(LOG, AppendLine(KEY, "more")) == LOG.replace(
        "watched.\n", "watched.\nmore\n"
    )  # about this log
    empty = LOG.replace("Short.\n", "")
    assert made(empty, AppendLine(TalkKey("a.md", "traces"), "x")) == empty.replace("bbb)\n", "bbb)\nx\n")


def test_only_one_line_is_added_and_an_empty_one_is_none() -> None:
    assert made("a\n", AppendLine(KEY, "  ")) == "a\n"
    with pytest.raises(Refused, match="one line"):
        made("a\n", AppendLine(KEY, "a\nb"))
    with pytest.raises(Refused, match="NUL"):
        made("a\n", AppendLine(KEY, "a\0"))
    with pytest.raises(Refused, match="half a character"):
        made("a\n", AppendLine(KEY, "\ud800"))


def test_a_talks_text_is_replaced_and_the_rest_stays() -> None:
    body = talk(LOG, "metrics-a-story").body
    text = made(LOG, ReplaceBody(METRICS, body, "\nAll new.\nTwo lines.\n\n"))
    assert text == LOG.replace("Good numbers.\n", "All new.\nTwo lines.\n")
    assert made(LOG, ReplaceBody(METRICS, body, body)) == LOG
    about = talk(LOG).body
    assert made(LOG, ReplaceBody(KEY, about, about.replace("watched", "saw"))) == LOG.replace(
        "watched", "saw"
    )


def test_a_text_without_a_line_end_does_not_swallow_the_next_heading() -> None:
    text = made(LOG, ReplaceBody(METRICS, talk(LOG, "metrics-a-story").body, "x"))
    assert f"aaa)\nx\n### [Traces]({VIDEO}" in text


def test_line_ends_are_the_files_and_unchanged_lines_keep_their_own() -> None:
    text = "---\r\ntitle: x\r\n---\r\none\r\ntwo\nthree\r\n"
    assert made(text, ReplaceBody(KEY, "one\ntwo\nthree\n", "one\ntwo\n2.5\nthree\n")) == text.replace(
        "three", "2.5\r\nthree"
    )
    assert made(text, ReplaceBody(KEY, "one\ntwo\nthree\n", "one\ntwo\nthree\n")) == text


def test_a_text_that_changed_meanwhile_is_not_written_over() -> None:
    for edit in (
        ReplaceBody(KEY, "old\n", "new\n"),
        ReplaceText(KEY, "old\n", "new\n"),
        ReplaceBody(METRICS, "old\n", "new\n"),
    ):
        with pytest.raises(Refused, match="changed elsewhere"):
            made(LOG, edit)


def test_a_body_edit_is_replayed_when_another_part_changed() -> None:
    body = talk(LOG, "traces").body
    changed = made(LOG, ChangeTags(METRICS, ("x",)), AppendLine(METRICS, "theirs"))
    text = made(changed, ReplaceBody(TalkKey("a.md", "traces"), body, body.replace("Short", "Long")))
    assert text == changed.replace("Short", "Long")


def test_the_whole_text_is_replaced_front_matter_too() -> None:
    text = "\ufeff---\r\ntitle: x\r\n---\r\nbody"
    assert made(text, ReplaceText(KEY, text[1:], "---\ntitle: y\n---\nbody")) == text.replace("x", "y")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nid: 1\n---\n\n## Abstract\n\nTheirs.\n", "---\nid: 1\n---\n\nmine\n\n## Abstract\n\nTheirs.\n"),
        ("Own.\n\n## Abstract\n\nTheirs.\n", "Own.\nmine\n\n## Abstract\n\nTheirs.\n"),
        ("Own.\n\n## Abstract\n\nT.\n\n### T\n\n## Outline\n\n- 0:00 a", "Own.\nmine\n\n## Abstract\n\nT.\n\n### T\n\n## Outline\n\n- 0:00 a"),
        ("## Abstract\n\nTheirs.\n\n## Notes\n\nOwn.\n", "## Abstract\n\nTheirs.\n\n## Notes\n\nOwn.\nmine\n"),
        ("## Abstract\r\n\r\nTheirs.\r\n", "mine\r\n\r\n## Abstract\r\n\r\nTheirs.\r\n"),
    ],
)  # fmt: skip
def test_an_appended_line_stays_apart_from_an_abstract_that_stands_last(before: str, after: str) -> None:
    assert AppendLine(TalkKey("t.md"), "mine").apply(before.encode()).decode() == after


def test_an_appended_line_stays_apart_from_the_abstract_of_a_logs_talk() -> None:
    video = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
    log = f"## [One]({video})\n\n### Abstract\n\nTheirs.\n\n## [Two]({video[:-1]}b)\n"
    appended = AppendLine(TalkKey("log.md", "one"), "mine").apply(log.encode()).decode()
    assert appended == log.replace("\n### Abstract", "\nmine\n\n### Abstract")
