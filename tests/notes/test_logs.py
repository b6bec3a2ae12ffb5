"""Talk logs: which headings are talks, their categories, how far they go, their entries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.document import parse
from talktui.notes.imported_digest import digest
from talktui.notes.logs import LogTalk, log_sections
from talktui.notes.reader import ABOUT_TITLE, read_note
from talktui.notes.talk import Conference, Kind, Note, Talk, TalkKey
from talktui.notes.video_links import is_video_link, video_identity
from tests.growth import assert_linear

PLAIN = Conference("", "")
V = "https://youtu.be/video00000"


def talks(text: str, conference: Conference = PLAIN) -> list[LogTalk]:
    found = log_sections(parse(text.encode()), conference)
    assert found is not None
    return list(found)


def note(text: str, path: str = "log.md", **files: str) -> Note:
    named = {name.replace("__", "."): content for name, content in files.items()}
    return read_note(path, text.encode(), None, Folders(lambda p: named[p].encode() if p in named else None))


def by_title(text: str, **files: str) -> dict[str, Talk]:
    return {talk.title: talk for talk in note(text, **files).talks}


LOG = f"""\
Intro #about

## Observability

### [One]({V}1)
first #otel

#### Takeaways
deep

### [Two]({V}2)
second

#### [Two and a half]({V}3)
half

### Maintainers

### [Three]({V}4)
third

## Tools

- a tool
"""


def test_headings_that_link_to_videos_are_talks_at_any_level() -> None:
    found = talks(LOG)
    assert [(talk.section.title, talk.category) for talk in found] == [
        ("One", "Observability"),
        ("Two", "Observability"),
        ("Two and a half", "Observability"),
        ("Three", "Maintainers"),
    ]


def test_a_talk_goes_to_the_next_talk_or_category() -> None:
    bodies = {talk.section.title: LOG[talk.section.body_start : talk.end] for talk in talks(LOG)}
    assert bodies == {
        "One": "first #otel\n\n#### Takeaways\ndeep\n\n",
        "Two": "second\n\n",
        "Two and a half": "half\n\n",
        "Three": "third\n\n",
    }


def test_introduction_and_closing_are_a_row_of_their_own() -> None:
    about = by_title(LOG)[ABOUT_TITLE]
    assert about.kind is Kind.ABOUT
    assert about.key == TalkKey("log.md")
    assert about.body == "Intro #about\n\n## Tools\n\n- a tool\n"
    assert about.inline_tags == ("about",)


def test_an_introduction_alone_is_a_slice_of_the_note() -> None:
    text = f"Intro\n\n## [A]({V}1)\n## [B]({V}2)\n"
    about = by_title(text)[ABOUT_TITLE]
    assert about.body == "Intro\n\n"
    assert about.text == text


def test_nothing_of_a_log_is_in_no_row() -> None:
    text = (
        f"intro\n# Log\nunder\n## Cat\nabout cat\n### [A]({V}1)\na\n### Rest\nr\n## [B]({V}2)\nb\n# End\ne\n"
    )
    bodies = "".join(talk.body + talk.title for talk in note(text).talks)
    for line in ("intro", "under", "about cat", "a\n", "r\n", "b\n", "e\n"):
        assert line in bodies


def test_one_link_to_a_video_makes_no_log() -> None:
    assert log_sections(parse(f"# [A]({V}1)\n## B\n".encode()), PLAIN) is None
    assert log_sections(parse(b"# [A](https://a.example)\n# [B](https://b.example)\n"), PLAIN) is None


def test_the_first_heading_that_gives_the_title_is_no_category() -> None:
    assert [talk.category for talk in talks(f"# My log\n## [A]({V}1)\n## [B]({V}2)\n")] == ["", ""]
    split = f"# One\n## [A]({V}1)\n# Two\n## [B]({V}2)\n"
    assert [talk.category for talk in talks(split)] == ["One", "Two"]
    named = f"---\ntitle: Other\n---\n# One\n## [A]({V}1)\n## [B]({V}2)\n"
    assert [talk.category for talk in talks(named)] == ["One", "One"]


LEVELLED = """\
---
talk_level: 2
not_talks: [conference details, Tools]
---
# A conference
## Conference details
Boston
## A. One
one
### Detail
d
## B. Two
two
## Tools
t
"""


def test_talk_level_makes_a_log_without_links() -> None:
    assert [(talk.section.title, talk.category) for talk in talks(LEVELLED)] == [
        ("A. One", ""),
        ("B. Two", ""),
    ]
    found = by_title(LEVELLED)
    assert found["A. One"].body == "one\n### Detail\nd\n"
    assert found["B. Two"].body == "two\n"
    assert "Boston" in found[ABOUT_TITLE].body
    assert found["A. One"].conference == "A conference"


def test_talk_level_of_the_conference_is_for_its_notes_but_not_for_its_page() -> None:
    text = "# C\n## A\n## B\n"
    file = {"conference__yaml": "name: C\ntalk_level: 2"}
    assert note(text, **file).is_log
    assert note(text, "README.md", **file).is_page
    assert not note("---\ntalk_level: 0\n---\n" + text, **file).is_log


def test_days_above_the_talks_are_their_categories() -> None:
    text = "---\ntalk_level: 3\n---\n# C\n## Day 1\n### A\n### B\n## Day 2\n### A\n## Links\nx\n"
    assert [(talk.section.anchor, talk.category) for talk in talks(text)] == [
        ("a", "Day 1"), ("b", "Day 1"), ("a-1", "Day 2"),
    ]  # fmt: skip


def test_a_bad_talk_level_is_a_problem() -> None:
    found = note("---\ntalk_level: many\n---\n## A\n")
    assert found.problems[0].line == 2
    assert not found.is_log


ENTRIES = f"""\
---
title: My log
date: 2023-12-22
tags: [mine]
defaults:
  tags: [everyone]
  status: watched
talks:
  one:
    heading: One
    tags: [otel]
    rating: 4
    mood: good
  old-name:
    heading: Old name
    video: {V}2?t=10
    verdict: nice
  three:
    status: queued
  gone:
    heading: Gone
    rating: 1
---
intro
## Cat
### [One]({V}1)
### [Two]({V}2)
### [Three]({V}3)
"""


def test_an_entry_finds_its_heading() -> None:
    found = by_title(ENTRIES)
    assert (found["One"].rating, found["One"].tags) == (4, ("everyone", "otel"))
    assert found["One"].fields["mood"] == ("good",)
    assert found["Two"].verdict == "nice"
    assert found["Three"].status == "queued"
    assert found["One"].status == "watched"


def test_an_entry_finds_its_heading_by_video_whatever_the_links_form() -> None:
    text = ("---\ntalks:\n  x:\n    heading: Old\n    video: https://www.youtube.com/watch?v=abcdefghijk&t=9s\n"
            "    rating: 3\n---\n## [New](https://youtu.be/abcdefghijk)\n## [B](https://youtu.be/bbcdefghijk)\n")  # fmt: skip
    assert by_title(text)["New"].rating == 3


def imported(key: str, heading: str, video: str, rating: int, more: str = "") -> str:
    """An entry that was imported with a heading's video."""
    mark = f"title=00000000 video={digest(video_identity(video))} date=11111111"
    return (
        f"  {key}:\n    heading: {heading}\n    rating: {rating}\n{more}"
        f"    source:\n      from: post:x\n      digests: {mark}\n"
    )


def test_an_imported_entry_finds_its_heading_by_the_video_that_it_links_to_still() -> None:
    front = f"---\ntalks:\n{imported('old', 'Old', f'{V}1', 3)}{imported('b', 'B', f'{V}2', 4)}---\n"
    found = note(f"{front}## [New]({V}1?t=9s)\n\n## [B]({V}2)\n")
    assert [(talk.title, talk.rating) for talk in found.talks] == [("New", 3), ("B", 4)]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("entries", "headings"),
    [
        (imported("old", "Old", f"{V}1", 3), f"## [New]({V}3)\n## [B]({V}2)\n"),  # another video
        (imported("old", "Old", f"{V}1", 3), f"## [New]({V}1)\n## [Newer]({V}1)\n"),  # it is of two
        (
            imported("old", "Old", f"{V}1", 3) + imported("older", "Older", f"{V}1", 4),  # two were of it
            f"## [New]({V}1)\n## [B]({V}2)\n",
        ),
        (
            imported("old", "Old", f"{V}1", 3, f"    video: {V}4\n"),  # it says another one itself
            f"## [New]({V}1)\n## [B]({V}2)\n",
        ),
        (
            imported("old", "Old", f"{V}1", 3) + "  new:\n    heading: New\n",  # the heading has its entry
            f"## [New]({V}1)\n## [B]({V}2)\n",
        ),
    ],
)
def test_an_imported_entry_is_given_to_no_heading_that_might_be_anothers(entries: str, headings: str) -> None:
    found = note(f"---\ntalks:\n{entries}---\n{headings}")
    assert {talk.rating for talk in found.talks} == {None}
    assert any("“old” under talks finds no heading" in problem.message for problem in found.problems)


def test_an_entry_that_finds_none_is_a_problem_and_given_to_no_other() -> None:
    found = note(ENTRIES)
    gone = [problem for problem in found.problems if "gone" in problem.message]
    assert [problem.line for problem in gone] == [ENTRIES[: ENTRIES.index("gone:")].count("\n") + 1]
    assert "reattach" in gone[0].message
    assert all(talk.rating != 1 for talk in found.talks)
    assert any("Gone" in problem.message for problem in found.talks[0].problems)


def test_equal_headings_are_told_apart_by_anchor_with_the_same_text() -> None:
    front = "---\ntalks:\n  keynote-1:\n    heading: Keynote\n    rating: 5\n---\n"
    both = f"## [Keynote]({V}1)\n## [Keynote]({V}2)\n"
    assert [talk.rating for talk in note(front + both).talks] == [None, 5]
    changed = f"## [Other]({V}1)\n## [Keynote 1]({V}2)\n"
    found = note(front + changed)
    assert [talk.rating for talk in found.talks if talk.kind is Kind.TALK] == [None, None]
    assert len(found.problems) == 1


def test_two_entries_of_one_text_are_not_guessed_at() -> None:
    front = "---\ntalks:\n  keynote: {heading: Keynote, rating: 1}\n  keynote-1: {heading: Keynote, rating: 5}\n---\n"
    found = note(front + f"## [Keynote]({V}1)\n## [Other]({V}2)\n")
    assert all(talk.rating is None for talk in found.talks)
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("talks_value", "problems"),
    [("12", 1), ("[a]", 1), ("\n  one: 5", 1), ("\n  one:", 0), ("\n  one: {rating: 9, heading: One}", 1),
     ("\n  one: {rating: 4}\n  one: {rating: 5}", 1)],
)  # fmt: skip
def test_an_entry_of_another_shape_is_a_problem(talks_value: str, problems: int) -> None:
    found = note(f"---\ntalks: {talks_value}\n---\n## [One]({V}1)\n## [Two]({V}2)\n")
    assert len(found.problems) >= problems
    assert (len(found.problems) == 0) == (problems == 0)
    assert [talk.title for talk in found.talks if talk.kind is Kind.TALK] == ["One", "Two"]


def test_only_conference_and_defaults_pass_to_the_talks() -> None:
    one = by_title(ENTRIES)["One"]
    assert one.conference == "My log"
    assert one.date is None
    assert "mine" not in one.tags
    assert by_title(ENTRIES)[ABOUT_TITLE].tags == ("mine",)
    assert by_title(ENTRIES.replace("title:", "conference: C\ntitle:"))["One"].conference == "C"


def test_the_folder_says_the_conference_before_the_logs_title_does() -> None:
    text = f"---\ntitle: Mine\n---\n## [A]({V}1)\n## [B]({V}2)\n"
    assert note(text, "pycon-2018/log.md").talks[0].conference == "pycon 2018"
    assert note(text, "posts/log.md").talks[0].conference == "Mine"


def test_a_category_under_talks_overrides_the_headings() -> None:
    found = by_title(f"---\ntalks:\n  a: {{categories: [X]}}\n---\n# T\n## C\n### [A]({V}1)\n### [B]({V}2)\n")
    assert (found["A"].categories, found["B"].categories) == (("X",), ("C",))


def test_what_is_left_of_a_log_with_entries_is_still_one() -> None:
    front = "---\ntalks:\n  a: {heading: A, rating: 3}\n---\n"
    assert note(front + f"## [A]({V}1)\n").talks[0].rating == 3
    none = note(front + "just text\n")
    assert not none.is_log
    assert len(none.problems) == 1


@pytest.mark.parametrize(
    "url",
    ["https://www.youtube.com/watch?v=29yKJ1312AM", "https://youtube.com/watch?list=x&v=29yKJ1312AM", "http://youtu.be/29yKJ1312AM?si=x",
     "https://www.youtube.com/embed/29yKJ1312AM", "https://www.youtube.com/live/29yKJ1312AM", "https://youtube.com/shorts/x_-1",
     "https://vimeo.com/12345", "https://vimeo.com/12345/abcdef", "https://media.ccc.de/v/37c3-1", "https://tube.example/w/abcDEF12345",
     "https://tube.example/videos/watch/0a-0b-0c-0d", "https://www.infoq.com/presentations/x/", "https://x.example/a.mp4"],
)  # fmt: skip
def test_a_link_to_one_video(url: str) -> None:
    assert is_video_link(url)


@pytest.mark.parametrize(
    "url",
    ["https://www.youtube.com/playlist?list=x", "https://www.youtube.com/c/channel/videos", "https://www.youtube.com/",
     "https://www.youtube.com/watch?list=x", "https://www.youtube.com/embed/videoseries?list=x", "https://vimeo.com/about",
     "https://media.ccc.de/c/37c3", "https://tube.example/w/p/abcDEF12345", "https://example.com/watch?v=1", "page.md",
     "https://[bad", "javascript:x", "https://www.infoq.com/", "https://youtu.be/"],
)  # fmt: skip
def test_a_link_to_no_video_or_to_many(url: str) -> None:
    assert not is_video_link(url)


def test_links_to_the_same_video_are_the_same() -> None:
    forms = ["https://www.youtube.com/watch?v=29yKJ1312AM&t=1s", "https://youtu.be/29yKJ1312AM?si=x",
             "https://www.youtube.com/embed/29yKJ1312AM"]  # fmt: skip
    assert len({video_identity(form) for form in forms}) == 1
    assert video_identity("https://vimeo.com/1/") == video_identity("http://www.vimeo.com/1")


LINES = st.sampled_from(
    [f"# [A]({V}1)", f"## [B]({V}2)", f"### [C]({V}3)", "# H", "## H", "### H", "text", "", "```", "#### T"]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=14))
def test_talks_of_a_log_never_overlap_and_keep_their_order(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    found = log_sections(parse(text.encode()), PLAIN) or ()
    position = 0
    for talk in found:
        assert position <= talk.section.start < talk.section.body_start <= talk.end <= len(text)
        position = talk.end
    read = note(text)
    assert len({talk.key for talk in read.talks}) == len(read.talks)


@pytest.mark.parametrize(
    ("head", "piece"),
    [("", f"## x #a\n### [b]({V})\n"), ("---\ntalk_level: 2\n---\n## b\n", "# a\n"),
     ("---\ntalk_level: 2\n---\n", "# a #b\n## b\nx\n"), ("", "# a\n")],
    ids=["links", "level", "categories", "headings"],
)  # fmt: skip
def test_a_log_of_very_many_headings_takes_linear_time(head: str, piece: str) -> None:
    assert_linear(lambda size: note(head + piece * size), 8_000)
