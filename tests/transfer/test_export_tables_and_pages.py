"""CSV, calendars and pages: every text is a text there, and each is read back by the usual reader."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from talktui.transfer.export.csv_table import COLUMNS, cell
from talktui.transfer.export.plain_text import one_line
from tests.transfer.exported import HOSTILE, TEXTS, exported, library_of, talks_in
from tests.transfer.test_export_markdown_text import TITLES
from tests.transfer.test_heading_levels import MARKDOWN


def note(title: str, body: str = "words", **fields: Any) -> str:
    front = {"title": title, **fields}
    return (
        "---\n"
        + "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        + f"---\n\n{body}\n"
    )


def hostile(payload: str) -> str:
    return note(
        payload, payload, speakers=[{"name": payload, "organisation": payload}], category=[payload], verdict=payload,
        tags=[payload], date="2019-05-21 10:00", duration="30:00", status="queued", room=payload, related=[payload],
        conference=payload, slides="javascript:alert(1)", video="https://youtu.be/aaaaaaaaaaa\">",
    )  # fmt: skip


# -- CSV


def rows(text: str) -> list[dict[str, str]]:
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@settings(max_examples=300, deadline=None)
@given(TITLES)
def test_a_cell_is_no_formula_and_gives_its_text_back(title: str) -> None:
    said = cell(title)
    assert said[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    text = one_line(title)
    assert said in {text, f"'{text}"}
    assert (said != text) == bool(re.match(r"'*[=+\-@＝＋－＠]", text))


@pytest.mark.parametrize("payload", HOSTILE)
def test_csv_is_read_back_by_pythons_reader(payload: str) -> None:
    library = library_of({"a.md": hostile(payload), "b.md": note("B")})
    first, second = rows(exported(library, format="csv").text)
    talk = talks_in(library)[0]
    assert first["title"] == cell(talk.title)
    assert first["categories"] == cell("; ".join(talk.categories))
    assert (first["date"], first["time"], first["duration"], first["path"]) == (
        "2019-05-21",
        "10:00",
        "30:00",
        "a.md",
    )
    assert second == dict.fromkeys(COLUMNS, "") | {"title": "B", "path": "b.md"}


# -- iCalendar


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.dates(dt.date(1990, 1, 1)), st.times(), st.integers(1, 20_000))
def test_a_calendar_is_read_back(title: str, day: dt.date, time: dt.time, seconds: int) -> None:
    when = dt.datetime.combine(day, time.replace(second=0, microsecond=0))
    library = library_of(
        {"a.md": note(title, date=f"{when:%Y-%m-%d %H:%M}", duration=str(seconds), status="queued")}
    )
    made = exported(library, format="ics")
    assert all(len(line.encode()) <= 75 for line in made.text.split("\r\n"))
    (event,) = Calendar.from_ical(made.text).walk("VEVENT")
    assert str(event["summary"]) == one_line(talks_in(library)[0].title)
    assert event.decoded("dtstart") == when
    assert event.decoded("duration") == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_calendar_is_read_back_and_holds_one_event(payload: str) -> None:
    library = library_of({"a.md": hostile(payload + "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x")})
    text = exported(library, format="ics").text
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["summary"]) == one_line(talks_in(library)[0].title)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1


def test_a_calendar_says_how_many_talks_have_no_time_and_keeps_its_events_names() -> None:
    files = {
        "a.md": note("A", date="2019-05-21 10:00", id="7", conference="C"),
        "b.md": note("B", date="2019-05-21"),
        "c.md": note("C"),
        "d.md": note("A", date="2019-05-22 10:00", video="https://youtu.be/aaaaaaaaaaa"),
    }
    made = exported(library_of(files), format="ics")
    assert made.told == ("2 talks have no date with a time, and are not in the calendar",)
    assert made.count == 2
    uids = [str(event["uid"]) for event in Calendar.from_ical(made.text).walk("VEVENT")]
    moved = {
        "x/a.md": note("A", date="2019-05-23 11:00", id="7", conference="C"),
        "x/d.md": note(
            "Renamed", date="2019-05-22 10:00", video="https://www.youtube.com/watch?v=aaaaaaaaaaa&t=3"
        ),
    }
    again = Calendar.from_ical(exported(library_of(moved), format="ics").text).walk("VEVENT")
    assert [str(event["uid"]) for event in again] == uids
    assert len(set(uids)) == 2


# -- HTML


class _Page(HTMLParser):
    """What a browser would make of a page, as far as it matters here."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


_ALLOWED = set(
    "html head meta title style body header nav main section article h1 h2 h3 h4 h5 h6 p ul ol li a span bdi time details"
    " summary div code pre em strong s blockquote table thead tbody tr th td hr br sup".split()
)
_ATTRIBUTES = set(
    "lang charset http-equiv content name id class href rel datetime title open aria-label start".split()
)


def checked(text: str) -> _Page:
    """The page of `text`, in which nothing acts and nothing is loaded."""
    page = _Page(text)
    for tag, attrs in page.tags:
        assert tag in _ALLOWED, tag
        assert set(attrs) <= _ATTRIBUTES, attrs
    for link in page.all("a"):
        href = link["href"] or ""
        assert href.startswith(("https://", "http://", "#")), href
        assert href.startswith("#") or "noopener" in (link["rel"] or "")
    return page


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_page_holds_nothing_that_a_note_made(payload: str) -> None:
    library = library_of(
        {
            "a.md": hostile(payload),
            "b.md": hostile(f"![x](javascript:alert(1)) [y](data:text/html,x) {payload}"),
        }
    )
    text = exported(library, format="html").text
    page = checked(text)
    assert "<script" not in text.lower()
    assert "<img" not in text.lower()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    assert len(page.all("article")) == 2
    assert "".join(page.texts).count(one_line(talks_in(library)[0].title)) >= 2


@settings(max_examples=150, deadline=None)
@given(TITLES, st.one_of(MARKDOWN, TITLES, st.lists(st.sampled_from(HOSTILE), max_size=4).map("\n\n".join)))
def test_any_note_makes_a_page_in_which_nothing_acts(title: str, body: str) -> None:
    library = library_of({"a.md": note(title, body), "b.md": note("After", "last words")})
    page = checked(exported(library, format="html").text)
    assert len(page.all("article")) == 2
    assert any("last words" in text for text in page.texts)


def test_a_page_may_use_its_own_style_and_nothing_else() -> None:
    text = exported(library_of({"a.md": note("A", "```python\nx = 1\n```")}), format="html").text
    policy = next(meta["content"] for meta in _Page(text).all("meta") if meta.get("http-equiv")) or ""
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "@import" not in style
    assert "url(" not in style


def test_a_page_reads_as_the_notes_do() -> None:
    body = (
        "## Takeaways\n\n- *fine* [link](https://e.x/?a=1&b=2) [note](other.md) ![pic](https://e.x/p.png)\n\n| a | b |\n|---|--:|\n| 1 | ~~2~~ |\n\n"
        "<!-- hidden -->\n\nseen <!-- not this --> too <b>shown</b>[^1]\n\n[^1]: a footnote\n\n## Abstract\n\nnot mine\n"
    )
    files = {
        "conference.yaml": "name: ExampleConf\nlocation: Chicago\ncategories:\n- name: Metrics\n  about: what I *do*\n",
        "a.md": note(
            "A <title>",
            body,
            category="Metrics",
            speakers="Ann & Bob, Labs",
            rating=4,
            date="2019-05-21",
            duration="34:12",
        ),
    }
    text = exported(library_of(files), format="html").text
    page = checked(text)
    shown = " ".join("".join(page.texts).split())
    for said in (
        "ExampleConf",
        "1 talk · Chicago",
        "A <title>",
        "Ann & Bob, Labs · 21 May 2019 · 34:12 · ★★★★",
        "<b>shown</b>",
        "a footnote",
        "🖼 pic",
        "what I do",
    ):
        assert said in shown, said
    assert "hidden" not in shown
    assert "not this" not in shown
    assert "not mine" not in shown
    assert "<h4>Takeaways</h4>" in text
    assert '<td class="right">' in text
    assert [link["href"] for link in page.all("a") if (link["href"] or "").startswith("http")] == [
        "https://e.x/?a=1&b=2",
        "https://e.x/p.png",
    ]
    assert "not mine" in exported(library_of(files), format="html", whole=True).text
