"""What is said of a log's talk lands in its entry, its title in its heading, and the other talks stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.notes.changes import NotSaved
from talktui.notes.document import parse
from talktui.notes.edits import (
    AppendLine,
    ChangeCategories,
    ChangeTags,
    MarkTalks,
    Reattach,
    ReplaceBody,
    SetField,
)
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from tests.notes.edited import KEY, LOG, METRICS, VIDEO, made, read, talk


def test_a_logs_talk_gets_its_category_as_an_override_and_stays_where_it_is() -> None:
    text = made(LOG, ChangeCategories(METRICS, ("Security",), ("Observability",), current=("Observability",)))
    assert parse(text.encode()).body == parse(LOG.encode()).body
    assert talk(text, "metrics-a-story").categories == ("Security",)


def test_what_is_said_of_a_logs_talk_lands_in_its_entry() -> None:
    text = made(LOG, ChangeTags(METRICS, ("otel",)), SetField(METRICS, "rating", "4"))
    entry = 'talks:\n  metrics-a-story:\n    heading: "Metrics: a story"\n    tags: [otel]\n    rating: 4\n'
    assert text.replace("'", '"') == LOG.replace("title: My log\n", "title: My log\n" + entry)
    assert talk(text, "metrics-a-story").tags == ("otel",)
    assert not talk(text, "traces").tags


def test_an_entry_that_finds_the_heading_is_used_whatever_its_name() -> None:
    entry = "talks:\n  m:\n    heading: 'Metrics: a story'\n    tags: [x]\n"
    text = made(LOG.replace("title: My log\n", entry), ChangeTags(METRICS, ("z",)))
    assert text == LOG.replace("title: My log\n", entry.replace("[x]", "[x, z]"))


def test_another_headings_entry_of_that_name_is_not_used() -> None:
    entry = "talks:\n  metrics-a-story:\n    heading: Long gone\n    rating: 1\n"
    text = made(LOG.replace("title: My log\n", entry), SetField(METRICS, "rating", "5"))
    assert "    heading: Long gone\n    rating: 1\n" in text
    assert talk(text, "metrics-a-story").rating == 5


def test_a_heading_that_is_gone_refuses_the_edit() -> None:
    for edit in (
        ChangeTags(TalkKey("a.md", "gone"), ("x",)),
        AppendLine(TalkKey("a.md", "gone"), "x"),
        ReplaceBody(TalkKey("a.md", "gone"), "x", "y"),
    ):
        with pytest.raises(Refused, match="not in this note"):
            made(LOG, edit)
    with pytest.raises(Refused, match="not one of this note's talks"):
        made(LOG.replace("---\n# My", "talk_level: 0\n---\n# My"), ChangeTags(METRICS, ("x",)))


def test_an_edit_never_goes_to_another_talk_of_the_same_name(tmp_path: Path) -> None:
    one, two, new = (f"## [Q]({VIDEO}{letter * 11})\n\ntext\n\n" for letter in "abc")
    (tmp_path / "a.md").write_text(new + one + two)
    store = Store(tmp_path)
    edit = ChangeTags(TalkKey("a.md", "q-1"), ("x",))
    with pytest.raises(NotSaved, match="another talk"):
        store.apply(edit, (one + two).encode())
    (tmp_path / "a.md").write_text(one + two + "more\n")
    assert store.apply(edit, (one + two).encode()).replayed


def test_a_talk_that_the_conference_makes_one_is_edited_like_any() -> None:
    text = "## One\n\na\n\n## Two\n\nb\n"
    one = TalkKey("a.md", "one")
    assert made(text, AppendLine(one, "more")) == "## One\n\na\nmore\n\n## Two\n\nb\n"
    assert made(text, ReplaceBody(one, "\na\n\n", "\nc\n\n")) == "## One\n\nc\n\n## Two\n\nb\n"
    tagged = made(text, ChangeTags(one, ("x",)))
    assert parse(tagged.encode()).body == text


def test_a_new_title_is_a_new_heading_and_its_entry_goes_with_it() -> None:
    tagged = made(LOG, ChangeTags(METRICS, ("otel",)))
    text = made(tagged, SetField(METRICS, "title", "Numbers [2nd]"))
    assert (
        f"### [Numbers \\[2nd\\]]({VIDEO}aaaaaaaaaaa)\n" in text
        or f"### [Numbers [2nd]]({VIDEO}aaaaaaaaaaa)\n" in text
    )
    renamed = talk(text, "numbers-2nd")
    assert (renamed.title, renamed.tags, renamed.video) == ("Numbers [2nd]", ("otel",), f"{VIDEO}aaaaaaaaaaa")
    assert not read(text).problems
    assert len(text.splitlines()) == len(tagged.splitlines())
    assert made(LOG, SetField(METRICS, "title", "Metrics: a story")) == LOG


@pytest.mark.parametrize(
    ("heading", "renamed"),
    [
        ("## One ##\r\n", "## Other ##\r\n"),
        ("One\n---\n", "Other\n---\n"),
        ("##   **One**\n", "##   Other\n"),
    ],
)
def test_headings_of_every_shape_keep_theirs(heading: str, renamed: str) -> None:
    text = f"---\ntalk_level: 2\n---\n{heading}x\n"
    assert made(text, SetField(TalkKey("a.md", "one"), "title", "Other")) == text.replace(heading, renamed)


def test_a_heading_that_is_more_than_a_link_is_not_renamed() -> None:
    text = LOG.replace("### [Traces](", "### Traces, see [video](")
    with pytest.raises(Refused, match="more than a text or a link"):
        made(text, SetField(TalkKey("a.md", "traces-see-video"), "title", "x"))


def test_an_entry_that_lost_its_heading_is_given_another() -> None:
    entry = "talks:\n  old: # mine\n    heading: Old\n    tags: [x]  # kept\n"
    text = LOG.replace("title: My log\n", entry)
    assert read(text).problems
    after = made(text, Reattach(METRICS, "old", "metrics-a-story"))
    assert after.replace("'", '"') == text.replace("  old:", "  metrics-a-story:").replace(
        "heading: Old", 'heading: "Metrics: a story"'
    )
    assert not read(after).problems
    assert talk(after, "metrics-a-story").tags == ("x",)
    with pytest.raises(Refused, match="already"):
        made(made(text, ChangeTags(METRICS, ("y",))), Reattach(METRICS, "old", "metrics-a-story"))
    with pytest.raises(Refused, match="no entry"):
        made(text, Reattach(METRICS, "absent", "metrics-a-story"))


def test_toml_entries_are_reattached_with_their_values() -> None:
    body = LOG.partition("---\n")[2].partition("---\n")[2]
    text = f'+++\ntitle = "L"\n\n[talks.old]\nheading = "Old"\nrating = 4\ntags = ["x"]\n+++\n{body}'
    after = made(text, Reattach(METRICS, "old", "metrics-a-story"))
    moved = talk(after, "metrics-a-story")
    assert (moved.rating, moved.tags) == (4, ("x",))
    assert parse(after.encode()).body == body
    assert not read(after).problems


def test_headings_are_marked_as_talks_and_unmarked() -> None:
    text = "# Conf\n\n## One\n\n## Two\n\n## Tools\n"
    after = made(text, MarkTalks(KEY, 2, ("Tools",)))
    assert after == "---\ntalk_level: 2\nnot_talks: [Tools]\n---\n" + text
    assert [t.title for t in read(after).talks if t.key.anchor] == ["One", "Two"]
    assert made(after, MarkTalks(KEY, 2)) == "---\ntalk_level: 2\n---\n" + text
    assert made(after, MarkTalks(KEY, None)) == text
