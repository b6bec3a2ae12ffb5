"""Real schedules, whole: as many talks as an independent look at the bytes counts, each with what it has."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections import Counter
from functools import cache

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from talktui.transfer.imported import Imported

from .schedule_reading import DATA, read_path

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real schedules are not there ({DATA.name}/)")

YEARS = (2013, 2023, 2025)


@cache
def fosdem(year: int) -> Imported:
    return read_path(DATA / "fosdem" / f"{year}.xml")


def events(year: int) -> list[str]:
    text = (DATA / "fosdem" / f"{year}.xml").read_text("utf-8")
    return re.findall(r"<event .*?</event>", text, re.DOTALL)


def element(event: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", event, re.DOTALL)
    return " ".join(html.unescape(found[1]).split()) if found else ""


@pytest.mark.parametrize(("year", "count"), [(2013, 487), (2023, 780), (2025, 943)])
def test_every_event_of_fosdem_is_a_talk(year: int, count: int) -> None:
    talks = fosdem(year).talks
    assert len(talks) == len(events(year)) == count
    assert [talk.title for talk in talks] == [element(event, "title") for event in events(year)]
    assert len({talk.id for talk in talks}) == count
    links = re.findall(r'<link href="([^"]*)"', (DATA / "fosdem" / f"{year}.xml").read_text("utf-8"))
    lost = [link for link in links if not re.match(r"[a-z]+:(?://[^/]|[^/])|(?:[a-z]+://)?$", link)]
    assert len(lost) == (2 if year == 2023 else 0)
    assert len(fosdem(year).told) == bool(lost)
    assert all(f"{lost[0]}” and 1 more" in told.message for told in fosdem(year).told)


@pytest.mark.parametrize("year", YEARS)
def test_every_event_of_fosdem_has_its_persons_track_time_and_place(year: int) -> None:
    text = (DATA / "fosdem" / f"{year}.xml").read_text("utf-8")
    days: list[str] = []
    for day, inside in re.findall(r'<day index="\d+" date="([^"]+)".*?>(.*?)</day>', text, re.DOTALL):
        days += [day] * inside.count("<event ")
    for talk, event, day in zip(fosdem(year).talks, events(year), days, strict=True):
        persons = [
            " ".join(html.unescape(name).split()) for name in re.findall(r"<person [^>]*>([^<]*)<", event)
        ]
        assert [speaker.name for speaker in talk.speakers] == list(dict.fromkeys(persons))
        hours, minutes = map(int, element(event, "duration").split(":"))
        assert talk.duration == hours * 3600 + minutes * 60
        assert isinstance(talk.when, dt.datetime)
        assert f"{talk.when:%Y-%m-%d %H:%M}" == f"{day} {element(event, 'start')}"
        assert (talk.when.tzinfo is not None) is (year == 2025)
        assert talk.categories == (element(event, "track"),)
        assert dict(talk.others)["room"] == element(event, "room")
        assert (talk.url or "") == element(event, "url")


@pytest.mark.parametrize("year", YEARS)
def test_every_event_of_fosdem_stands_on_the_line_that_is_told(year: int) -> None:
    lines = (DATA / "fosdem" / f"{year}.xml").read_bytes().split(b"\n")
    assert all(b"<event " in lines[talk.line - 1] for talk in fosdem(year).talks)


def test_fosdem_recordings_are_the_talks_own() -> None:
    """Of the links to videos those that are called the recording; the others stay related."""
    for year, count in ((2013, 106), (2023, 646), (2025, 0)):
        label = re.compile(r'<link href="[^"]*">Video(?: recording)?(?: of \S+ Talk)?(?: \(.*?\))?</link>')
        called = [bool(label.search(event)) for event in events(year)]
        assert [talk.video is not None for talk in fosdem(year).talks] == called
        assert sum(called) == count
        assert all("fosdem.org" in str(talk.video) for talk in fosdem(2023).talks if talk.video)
    assert sum(talk.slides is not None for talk in fosdem(2023).talks) >= 480


@pytest.mark.parametrize("year", YEARS)
def test_what_fosdem_says_of_its_talks_is_said_in_markdown(year: int) -> None:
    """Rendered again, an abstract has the letters of the page; only numbers may have become a list's."""
    markdown = MarkdownIt("commonmark").enable("table")

    def letters(page: str) -> str:
        return "".join(filter(str.isalpha, BeautifulSoup(page, "html.parser").get_text()))

    same = 0
    for talk, event in zip(fosdem(year).talks, events(year), strict=True):
        parts = [
            html.unescape(found[1])
            if (found := re.search(rf"<{name}>(.*?)</{name}>", event, re.DOTALL))
            else ""
            for name in ("abstract", "description")
        ]
        rendered = letters(markdown.render(talk.abstract))
        assert all(letters(part) in rendered for part in parts), talk.title
        same += rendered == "".join(map(letters, parts))
        assert "<p>" not in talk.abstract
    assert same > 0.95 * len(events(year))


@pytest.mark.parametrize(
    ("name", "count", "source"),
    [("frab-camp2019", 79, "frab:camp2019"), ("pretalx-democon", 36, "frab:democon")],
)
def test_every_event_of_a_json_schedule_is_a_talk(name: str, count: int, source: str) -> None:
    path = DATA / "schedules" / f"{name}.json"
    data = path.read_text("utf-8")
    imported = read_path(path)
    assert len(imported.talks) == len(re.findall(r'"slug":', data)) == count
    assert imported.source == source
    assert imported.told == ()
    raw = re.findall(r'"guid": "([0-9a-f-]{36})",\s*"logo"', data)
    assert [talk.id for talk in imported.talks] == raw
    lines = data.split("\n")
    assert all(talk.id is not None and talk.id in lines[talk.line - 1] for talk in imported.talks)
    rooms = [
        room for day in json.loads(data)["schedule"]["conference"]["days"] for room in day["rooms"].values()
    ]
    given = [event for room in rooms for event in room]
    for talk, event in zip(imported.talks, given, strict=True):
        assert talk.title == " ".join(event["title"].split())
        assert [speaker.name for speaker in talk.speakers] == [
            person["public_name"].strip() for person in event["persons"]
        ]
        assert isinstance(talk.when, dt.datetime)
        assert talk.when.isoformat() == event["date"]
        assert talk.duration == sum(
            int(part) * by for part, by in zip(event["duration"].split(":"), (3600, 60), strict=True)
        )
        assert talk.categories == (event["track"],)
        assert talk.url == event["url"]


def test_the_camp_has_no_recording_among_its_links_and_five_slides() -> None:
    camp = read_path(DATA / "schedules" / "frab-camp2019.json")
    assert not any(talk.video for talk in camp.talks)
    assert sum(talk.slides is not None for talk in camp.talks) == 5
    slides = [talk.slides for talk in camp.talks if talk.slides]
    assert sum(link.startswith("https://fahrplan.events.ccc.de/system/") for link in slides) == 4


@pytest.mark.parametrize(
    ("name", "count", "with_speakers"), [("talk", 75, 75), ("tutorial", 24, 24), ("plenary", 13, 0)]
)
def test_every_event_of_a_pycon_calendar_is_a_talk(name: str, count: int, with_speakers: int) -> None:
    path = DATA / "ics" / f"pycon-us-{name}.ics"
    data = path.read_bytes()
    imported = read_path(path)
    assert len(imported.talks) == data.count(b"BEGIN:VEVENT") == count
    assert imported.conference is not None
    assert imported.conference.name == f"PyCon 2025 {name.title()}"
    assert sum(bool(talk.speakers) for talk in imported.talks) == data.count(b"Speakers:\\n") == with_speakers
    assert {dict(talk.others)["kind"] for talk in imported.talks} == {name}
    assert all(talk.id and talk.duration and isinstance(talk.when, dt.datetime) for talk in imported.talks)
    assert not any(talk.title.startswith("[") or "\\" in talk.title for talk in imported.talks)
    assert sum(talk.url is not None for talk in imported.talks) >= data.count(b"\nURL:")
    assert not any(
        re.search(r"</?p>|^(Section|Kind|Name|Speakers):", talk.abstract, re.MULTILINE)
        for talk in imported.talks
    )
    lines = data.split(b"\n")
    assert all(lines[talk.line - 1].strip() == b"BEGIN:VEVENT" for talk in imported.talks)


def test_pycon_speakers_are_names() -> None:
    names = Counter[str]()
    lines = 0
    for path in sorted((DATA / "ics").iterdir()):
        text = path.read_text("utf-8").replace("\n ", "")
        for block in re.findall(r"^DESCRIPTION:.*?Speakers:\\n(.*)$", text, re.MULTILINE):
            between = re.sub(r"<(\w+).*?</\1>", "", block)
            lines += len([line for line in between.split("\\n") if line.strip()])
        names.update(speaker.name for talk in read_path(path).talks for speaker in talk.speakers)
    assert sum(names.values()) == lines == 114
    assert all(len(name) < 40 and not re.search(r"[<>.!?]$", name) for name in names)
    assert names["Pablo Galindo Salgado"] == 2
