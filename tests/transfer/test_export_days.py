"""A list by day has each talk on its own day, and dates keep the zones that notes write."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from icalendar import Calendar

from talktui.transfer.export.own_dates import own_when, when_text
from talktui.transfer.formats import blog_post, talktui_json
from talktui.transfer.source_files import SourceFile
from tests.transfer.exported import exported, library_of, talks_in

DAYS = {"b": "Wednesday", "a": "Thursday", "c": "Tuesday", "d": None}


def notes(conference: str = "", **extra: str) -> dict[str, str]:
    files = {f"c/{name}.md": f"---\nday: {day}\n---\n" if day else "x\n" for name, day in DAYS.items()}
    return {
        **files,
        **{f"c/{name}.md": text for name, text in extra.items()},
        "c/conference.yaml": conference,
    }


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


def test_days_that_are_only_named_come_in_the_order_of_the_week() -> None:
    text = exported(library_of(notes("name: C\n")), template="sessions").text
    assert headings(text) == ["Tuesday", "Wednesday", "Thursday", "No day"]
    assert text.index("- b") < text.index("- a")


def test_the_first_day_of_a_conference_is_nobodys_own_date() -> None:
    library = library_of(notes("name: C\nstart: 2019-05-20\nend: 2019-05-23\n"))
    text = exported(library, template="sessions").text
    assert headings(text) == [
        "Tuesday, 21 May 2019",
        "Wednesday, 22 May 2019",
        "Thursday, 23 May 2019",
        "No day",
    ]
    assert [one for one in headings(exported(library, group_by="day").text) if one not in DAYS] == headings(
        text
    )


@pytest.mark.parametrize(
    ("note", "heading"),
    [
        ("---\ndate: 2019-05-23\nday: Monday\n---\n", "Thursday, 23 May 2019"),
        ("---\nday: 2\n---\n", "Tuesday, 21 May 2019"),
        ("---\nday: May 22\n---\n", "Wednesday, 22 May 2019"),
        ("---\nday: Sunday\n---\n", "Sunday"),
        ("---\nday: The workshops\n---\n", "The workshops"),
    ],
)
def test_a_talks_own_date_counts_and_else_its_day(note: str, heading: str) -> None:
    library = library_of({"c/conference.yaml": "start: 2019-05-20\nend: 2019-05-23\n", "c/x.md": note})
    assert headings(exported(library, template="sessions").text) == [heading]


def test_a_date_in_a_files_name_and_a_conference_of_one_day_are_dates() -> None:
    library = library_of({"2019-05-23-x.md": "x\n", "c/conference.yaml": "start: 2019-05-20\nend: 2019-05-20\n", "c/y.md": "y\n"})  # fmt: skip
    text = exported(library, template="sessions").text
    assert headings(text) == ["Monday, 20 May 2019", "Thursday, 23 May 2019"]


def test_two_conferences_have_each_their_own_wednesday() -> None:
    day = "---\nday: Wednesday\n---\n"
    library = library_of({"a/conference.yaml": "name: A\n", "a/x.md": day, "b/conference.yaml": "name: B\n", "b/y.md": day})  # fmt: skip
    assert headings(exported(library, template="sessions").text) == ["A: Wednesday", "B: Wednesday"]


ZONED = (
    "2025-02-01T10:00:00+01:00",
    "2025-02-01 10:00 +0530",
    "2025-02-01T10:00:00Z",
    "2025-02-01T10:00:00-08",
    "2025-02-01T10:00",
    "2025-02-01",
)


@pytest.mark.parametrize("written", ZONED)
def test_a_date_comes_back_with_its_time_and_zone(written: str) -> None:
    library = library_of(
        {"a.md": f"---\ndate: {written}\nvideo: https://youtu.be/aaaaaaaaaaa\n---\n", "b.md": "x\n"}
    )
    wanted = own_when(talks_in(library)[0])
    assert wanted is not None
    for front_matter in ("hugo", "zola"):
        text = exported(library, front_matter=front_matter).text
        assert when_text(wanted) in text
        assert blog_post.read_post(SourceFile("p.md", text.encode())).talks[0].when == wanted
    text = exported(library, format="json").text
    assert json.loads(text)["talks"][0]["date"] == when_text(wanted)
    (read,) = talktui_json.read([SourceFile("notes.json", text.encode())])
    assert read.talks[0].when == wanted


def test_a_date_that_only_the_conference_says_is_no_talks_date_when_it_comes_back() -> None:
    library = library_of(notes("name: C\nstart: 2019-05-20\n", d="---\ndate: 2019-05-20\n---\n"))
    text = exported(library, format="json").text
    assert {(one["date"], one["own_date"]) for one in json.loads(text)["talks"]} == {
        ("2019-05-20", True),
        ("2019-05-20", False),
    }
    (read,) = talktui_json.read([SourceFile("notes.json", text.encode())])
    post = blog_post.read_post(SourceFile("p.md", exported(library, front_matter="hugo").text.encode()))
    for imported in (read, post):
        assert imported.conference is not None
        assert imported.conference.start is not None
    assert [talk.title for talk in read.talks if talk.when] == ["d"]


def test_a_calendar_has_the_moment_of_a_time_with_a_zone() -> None:
    library = library_of(
        {"a.md": f"---\ndate: {ZONED[0]}\n---\n", "b.md": "---\ndate: 2025-02-01 10:00\n---\n"}
    )
    text = exported(library, format="ics").text
    assert "DTSTART:20250201T090000Z" in text
    assert "DTSTART:20250201T100000\r\n" in text
    assert len(Calendar.from_ical(text).walk("VEVENT")) == 2
    rows = list(csv.DictReader(io.StringIO(exported(library, format="csv").text)))
    assert [row["zone"] for row in rows] == ["'+01:00", ""]
