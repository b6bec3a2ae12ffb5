"""A log that is written for talks reads as those talks, or is refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Kind, Talk
from talktui.transfer.log_text import LogEntry, log_text

VIDEO = "https://www.youtube.com/watch?v=29yKJ1312A"


def _talks(data: bytes) -> list[Talk]:
    note = read_note("log.md", data, None, Folders(lambda _: None))
    return [talk for talk in note.talks if talk.kind is Kind.TALK]


def test_categories_links_fields_and_bodies_are_where_a_person_looks_for_them() -> None:
    entries = [
        LogEntry("Sidecars at rest", VIDEO + "a", "Networking", mapping([("rating", literal(4))]), "Calm."),
        LogEntry("A quiet pager", VIDEO + "b", "Operations"),
        LogEntry("Meshes", VIDEO + "c", "Networking", body="#### Later\n\nMore."),
        LogEntry("No video yet"),
    ]
    text = log_text("Autumn", entries, mapping([("conference", "GopherMeet")]), "What I saw.").decode()
    assert text.split("---\n\n")[1] == (
        "What I saw.\n\n### No video yet\n\n"
        f"## Networking\n\n### [Sidecars at rest]({VIDEO}a)\n\nCalm.\n\n"
        f"### [Meshes]({VIDEO}c)\n\n#### Later\n\nMore.\n\n"
        f"## Operations\n\n### [A quiet pager]({VIDEO}b)\n"
    )
    talks = {talk.title: talk for talk in _talks(text.encode())}
    assert talks["Sidecars at rest"].rating == 4
    assert talks["Meshes"].categories == ("Networking",)
    assert talks["No video yet"].video is None
    assert {talk.conference for talk in talks.values()} == {"GopherMeet"}


@pytest.mark.parametrize(
    "title",
    [
        "A [draft] *talk* _of_ `code` #1 #",
        "R&D &amp; <b>bold</b>",
        "1. First",
        "C#",
        "~~no~~",
        "\\o/",
        "- dash",
        "> q",
        "!",
    ],
)
def test_a_title_is_itself_whatever_signs_it_has(title: str) -> None:
    other = LogEntry("Another", VIDEO + "b")
    for video in (VIDEO + "a", None, "https://example.org/a_(1)"):
        talks = _talks(log_text("Log", [LogEntry(title, video), other]))
        assert [(talk.title, talk.video) for talk in talks] == [(title, video), ("Another", VIDEO + "b")]


_LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20
)
_BODY = st.lists(
    st.one_of(_LINE, st.sampled_from(["## h", "#### h", "```", "===", "", "<!--", "[x]: y"])), max_size=5
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            _LINE,
            st.sampled_from([None, VIDEO + "a", VIDEO + "b"]),
            st.sampled_from(["", "One", "Two"]),
            _BODY,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_log_reads_as_what_it_was_written_for_or_is_refused(
    talks: list[tuple[str, str | None, str, list[str]]],
) -> None:
    entries = [
        LogEntry(title, video, category, body="\n".join(body)) for title, video, category, body in talks
    ]
    try:
        data = log_text("Log", entries)
    except Refused:
        return
    read = _talks(data)
    said = sorted((talk.title, talk.video or "", *talk.categories, talk.body.strip("\n")) for talk in read)
    assert said == sorted(
        (" ".join(e.title.split()), e.video or "", *([e.category] if e.category else []), e.body.strip("\n"))
        for e in entries
    )


def test_a_body_that_would_be_another_talk_is_refused_by_name() -> None:
    entries = [LogEntry("One", VIDEO + "a", body=f"### [Two]({VIDEO}c)"), LogEntry("Three", VIDEO + "b")]
    with pytest.raises(Refused, match=r"One|Three"):
        log_text("Log", entries)


def test_a_talk_without_a_title_is_refused() -> None:
    with pytest.raises(Refused, match="without a title"):
        log_text("Log", [LogEntry(" "), LogEntry("Two", VIDEO + "b")])


def test_a_word_with_a_hash_in_a_title_is_no_tag_in_a_heading() -> None:
    titles = ["Woods #stay", "#stay", "~~~ #go"]
    data = log_text("L", [LogEntry(title, VIDEO + "abc"[at]) for at, title in enumerate(titles)])
    assert [(talk.title, talk.all_tags) for talk in _talks(data)] == [(title, ()) for title in titles]


def test_a_word_of_a_title_that_is_a_tag_in_the_text_stays_one() -> None:
    data = log_text("L", [LogEntry("R&amp;D *of* #cats_2 #catsup #dogs", inline_tags=("Cats_2", "dogs"))])
    assert [(talk.title, talk.all_tags) for talk in _talks(data)] == [
        ("R&amp;D *of* #cats_2 #catsup #dogs", ("cats_2", "dogs"))
    ]
